"""The command line: one module a command group, nothing heavy imported at start."""
