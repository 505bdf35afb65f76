"""Reading `variables` of an environment: what is set in every process of its trials."""

from __future__ import annotations

import re

from workbench.planning.complaints import shown
from workbench.planning.tables import Table

TAKEN = frozenset({"PYTHONPATH", "PYTHONHOME", "TMPDIR", "JOBLIB_TEMP_FOLDER"})
"""Set for every trial: without its own values of these it would not start, or leave things behind."""
_TAKEN_PREFIX = "WORKBENCH_"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def read_variables(table: Table | None) -> dict[str, str]:
    """Name → value, an empty one included. Complains about what is no name, no text, or a trial's own."""
    if table is None:
        return {}
    found = {}
    for name, value in table.values.items():
        if not _NAME.fullmatch(name):
            table.complaints.add(
                table.at(name), "a variable can't be called %s" % shown(name), "use letters, digits and `_`"
            )
        elif name in TAKEN or name.startswith(_TAKEN_PREFIX):
            table.complaints.add(table.at(name), "variable %s is set by workbench for every trial" % shown(name))
        elif not isinstance(value, str) or "\0" in value:
            table.complaints.add(
                table.at(name), "variable `%s` is %s; allowed: a text" % (name, shown(value)), 'write "…" around it'
            )
        else:
            found[name] = value
    return found
