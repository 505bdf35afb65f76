"""Files of other benchmark programs, as runs: one module each."""
