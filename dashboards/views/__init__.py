"""The pages, a file each. Streamlit runs them by path."""
