"""A farm of trials: whole launches made on many like machines, one at a time on each, by a cluster's engine."""
