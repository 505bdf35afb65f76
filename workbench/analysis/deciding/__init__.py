"""Whether launches of a base and a head in turn show a regression, show that there is none, or should go on."""
