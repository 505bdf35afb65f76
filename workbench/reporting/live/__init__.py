"""A run while it goes on, told from its files alone: nothing is asked of what measures."""
