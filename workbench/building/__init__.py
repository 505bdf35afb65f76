"""Makes an environment of what a suite requires: which installer, its commands, and what it says when it can't."""
