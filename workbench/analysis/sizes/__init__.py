"""Laws of size: how time, memory and quality depend on how much data there is, not on how many workers."""
