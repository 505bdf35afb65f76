"""Backends, one file each: what runs parallel work."""
