"""Append-only facts on disk: write, read, validate, merge, prune."""
