"""Where a measure changed its level over many revisions, told apart from spikes and from drift."""
