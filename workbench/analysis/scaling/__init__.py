"""How time falls with workers: levels, laws fitted to them, and what may be believed of either."""
