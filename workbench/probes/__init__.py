"""Probes, one file each: what the sampler reads of a process tree and its machine."""
