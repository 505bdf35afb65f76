"""Workloads, one file each: a problem, its data and how a result is scored."""
