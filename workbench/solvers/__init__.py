"""Solvers, one file each: an implementation that solves a workload."""
