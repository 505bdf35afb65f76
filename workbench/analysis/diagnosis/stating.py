"""How a cause is put into words: one sentence with the figures that decided, and what to do."""

from __future__ import annotations

from workbench.analysis.diagnosis.symptoms import Symptoms
from workbench.model.diagnosis import Diagnosis


def state(symptoms: Symptoms, cause: str, explained: float, message: str, remedy: str, *evidence: str) -> Diagnosis:
    """The diagnosis of that cause; `evidence` names the symptoms that it rests on, of which those known are kept."""
    figures = {name: value for name in evidence if (value := getattr(symptoms, name)) is not None}
    return Diagnosis(symptoms.case.id, cause, message, figures, remedy, min(1.0, max(0.0, explained)))


def cores(number: float) -> str:
    """`1 core`, `0.52 cores`, `12.0 cores`."""
    text = f"{number:.2f}".rstrip("0").rstrip(".") if number < 10 else f"{number:.1f}"
    return f"{text} core" + ("" if text == "1" else "s")


def percent(ratio: float) -> str:
    """`45 %`; below one, with a digit more."""
    return f"{ratio:.0%}".replace("%", " %") if ratio >= 0.0095 else f"{ratio:.1%}".replace("%", " %")
