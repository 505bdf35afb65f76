"""The kernel's files, each read by what its document says of it."""
