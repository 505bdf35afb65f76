"""A report on the terminal: one module a part of it."""
