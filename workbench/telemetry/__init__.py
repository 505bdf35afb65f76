"""The sampler: a process of its own that watches a process tree, and the series files it writes."""
