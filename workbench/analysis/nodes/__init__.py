"""Nodes and workers on each: laws over both, scaling up or out, and when a second node pays."""
