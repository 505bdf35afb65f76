"""Streamlit pages, thin: everything they show comes from workbench.reporting."""
