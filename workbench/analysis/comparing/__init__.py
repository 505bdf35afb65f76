"""Two sets of launches held against one another, case by case."""
