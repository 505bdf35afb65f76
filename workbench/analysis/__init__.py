"""Inference: what facts come to, with intervals. No I/O."""

from workbench.analysis.scaling.inferring import fit

__all__ = ["fit"]
