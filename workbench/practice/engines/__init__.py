"""The engines that a practice cluster can bring up, one module each."""
