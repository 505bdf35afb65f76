"""Counters of instructions: one file each."""
