"""`workbench check`: both sides of a change launched in turn, until each case is decided."""
