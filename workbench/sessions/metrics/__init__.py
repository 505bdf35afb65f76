"""Runs as Prometheus sees them: the one that is running, and the latest ones on disk."""
