"""A practice cluster on one Linux machine: nodes made of namespaces and control groups, real engines inside."""
