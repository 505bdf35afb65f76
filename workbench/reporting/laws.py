"""The laws that were tried on a series, the same on every face."""

from __future__ import annotations

from workbench.model.scaling import LawFit, Scaling
from workbench.reporting import figures
from workbench.reporting.escaping import plain
from workbench.reporting.explaining import LAW_NAMES

QUANTITIES = {"seconds_at_1": figures.SECONDS, "serial_fraction": figures.FRACTION}
"""How a law's parameters are shown; others are plain numbers."""
TITLES = ("law", "parameters", "prediction error", "lack of fit, p")


def law_rows(scaling: Scaling) -> list[tuple[str, list[str], str, str]]:
    """For each law its name (the selected one marked), its parameters with intervals, and how well it does."""
    rows = []
    for name, law in scaling.laws.items():
        mark = " ← selected" if name == scaling.selected else ""
        error = "" if law.prediction_error is None else figures.figure(law.prediction_error, figures.SHARE)
        misfit = "" if law.lack_of_fit_p is None else f"{law.lack_of_fit_p:.2g}"
        rows.append((LAW_NAMES.get(name, name) + mark, parameters(law), error, misfit))
    return rows


def law_columns(scaling: Scaling) -> dict[str, list[str]]:
    """The same as columns, a law's parameters in one line."""
    rows = law_rows(scaling)
    cells = [[name, ", ".join(told), error, misfit] for name, told, error, misfit in rows]
    return {title: [row[index] for row in cells] for index, title in enumerate(TITLES)}


def law_lines(scaling: Scaling) -> list[str]:
    """The same in words, where a table has no room."""
    return [
        "; ".join(
            filter(
                None,
                (
                    f"{name}: {', '.join(told)}",
                    error and f"prediction error {error}",
                    misfit and f"lack of fit, p = {misfit}",
                ),
            )
        )
        for name, told, error, misfit in law_rows(scaling)
    ]


def parameters(law: LawFit) -> list[str]:
    """`serial fraction 0.05 [0.049, 0.051]`."""
    return [
        f"{plain(name).replace('_', ' ')} {figures.estimate(found, QUANTITIES.get(name, figures.NUMBER))}"
        for name, found in law.parameters.items()
    ]
