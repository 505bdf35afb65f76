"""Schedule, launch, reap: yields trial records, stores nothing."""
