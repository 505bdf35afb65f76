"""Inference: summarise, fit, find. numpy and scipy; no I/O."""
