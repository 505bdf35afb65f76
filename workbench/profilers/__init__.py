"""Profilers, one file each: how a trial is run under one, and what it leaves."""
