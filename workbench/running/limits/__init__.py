"""A case's limits, put on its trial before it begins, and taken away after it."""
