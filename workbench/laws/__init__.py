"""Scaling laws, one file each: formula, source, parameters, and what data each needs."""
