"""How often verdicts are wrong, and how often a true difference is found, on simulated launches; peers beside.

    python benchmarks/verdicts.py compare [--pairs 2000] [--json]
    python benchmarks/verdicts.py check [--sequences 3000] [--json]

Each part takes its own options (`--help`).
"""

from __future__ import annotations

import importlib
import sys

PARTS = {"compare": "verdicts_compare", "check": "verdicts_check"}
"""Name → module beside this one, with a function `main` that takes the words that follow."""


def main() -> None:
    """Run the part that is named."""
    words = sys.argv[1:]
    if not words or words[0] not in PARTS:
        raise SystemExit(f"usage: python benchmarks/verdicts.py {{{','.join(PARTS)}}} [options]")
    importlib.import_module(PARTS[words[0]]).main(words[1:])


if __name__ == "__main__":
    main()
