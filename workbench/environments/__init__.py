"""Environments, one file each: the interpreter and packages a trial runs in."""
