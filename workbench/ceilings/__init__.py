"""Ceiling tests, one file each: what this machine can do at best, measured."""
