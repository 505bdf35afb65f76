"""`python -m workbench`: the command line."""

from __future__ import annotations

from workbench.cli.main import main

main()
