"""Stands in for ssh where mpiexec starts something on a node: `agent.py TABLE [options] HOST WORDS…`.

Run by its path, so it imports the standard library only. TABLE is a JSON file: an order for `threshold.py` by host. As
with ssh, the words are handed to a shell on the node, and what it exits with comes back.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

THRESHOLD = os.path.join(os.path.dirname(os.path.abspath(__file__)), "threshold.py")


def main(table: str, words: Sequence[str]) -> NoReturn:
    """Become the program on the node. Raises SystemExit for a host that is none of the cluster's."""
    with open(table, encoding="utf-8") as file:
        orders = json.load(file)
    host, command = _split(words)
    if host not in orders:
        sys.exit(f"{host} is no node of this practice cluster; there are {', '.join(orders)}")
    order = {**orders[host], "argv": ["/bin/sh", "-c", " ".join(command)], "folder": os.getcwd()}
    variables = {**os.environ, **order["variables"]}
    argv = [sys.executable, "-I", "-S", THRESHOLD, json.dumps(order)]
    os.execve(argv[0], argv, variables)  # noqa: S606 - a list


def _split(words: Sequence[str]) -> tuple[str, Sequence[str]]:
    """The host, which is the first word that is no option (ssh's own without a value, like -x), and what follows."""
    at = next((index for index, word in enumerate(words) if not word.startswith("-")), len(words) - 1)
    return words[at], words[at + 1 :]


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
