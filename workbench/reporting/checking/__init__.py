"""A check in every format it is read in, one function a module."""
