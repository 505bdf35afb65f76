"""Choosers that the link remembers: a link with filters shows the same view again.

    folder = filters.run(reading.listing())                      # None: there is no run; `showing.empty` then
    solver = filters.one_of("Solver", "solver", names)           # a list of 5,000 is searched by typing
    picked = filters.several_of("Series", "series", names, default=names[:6])
    measure = filters.switch("Show", "measure", ["speed-up", "time"])
    within = filters.steps("Deadline", "deadline", ["100 ms", "1 s", "10 s"], default="1 s")
    target = filters.slider("Efficiency", "efficiency", 10, 100, default=70, step=5, unit="%")
    found = filters.matching(names, filters.search("Find a case", "find"))

`key` is the word in the link, and the same word on two pages carries the choice over. Every chooser takes `where`
(a column or an expander; the page without it). Words of the link that mean nothing here are said, and the default is
shown; so is a choice that went away meanwhile (a run that was deleted). Options are shown as text, whatever they hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import streamlit as st

from dashboards import showing
from workbench.reporting.escaping import markdown
from workbench.reporting.queries import Listing, RunEntry, run_label

LONGEST_WORD = 120
BOUND = "query-params"


def run(listing: Listing, key: str = "run", label: str = "Run", default: int = 0, where: Any = st) -> RunEntry | None:
    """The run chosen, the newest (`default` counts from there) at first; None where there is none."""
    labels = {run_label(entry): entry for entry in listing.runs}
    name = one_of(label, key, list(labels), default=min(default, len(labels) - 1), noun="run", where=where)
    return None if name is None else labels[name]


def one_of(
    label: str, key: str, options: Sequence[str], *, default: int = 0, noun: str | None = None, where: Any = st
) -> str | None:
    """One of the options, the one at `default` at first; None where there are none."""
    if not options:
        return None
    _say_unknown(key, options, noun or label.lower(), where)
    chosen: str = where.selectbox(label, options, index=default, key=key, bind=BOUND)
    st.session_state[_shown(key)] = [chosen]
    return chosen


def several_of(
    label: str,
    key: str,
    options: Sequence[str],
    *,
    default: Sequence[str] | None = None,
    noun: str | None = None,
    where: Any = st,
) -> list[str]:
    """Some of the options, in their order; `default` (all of them where None) at first. None chosen is empty."""
    if not options:
        return []
    _say_unknown(key, options, noun or label.lower(), where)
    first = list(options if default is None else default)
    chosen = set(where.multiselect(label, options, default=first, key=key, bind=BOUND))
    st.session_state[_shown(key)] = list(chosen)
    return [option for option in options if option in chosen]


def switch(label: str, key: str, options: Sequence[str], *, default: int = 0, where: Any = st) -> str:
    """One of a few words that all stand on the page. The words are ours, never a file's."""
    _say_unknown(key, options, label.lower(), where)
    chosen: str | None = where.segmented_control(
        label, options, default=options[default], required=True, key=key, bind=BOUND
    )
    return chosen or options[default]


def slider(
    label: str,
    key: str,
    low: float,
    high: float,
    *,
    default: float,
    step: float,
    unit: str = "",
    where: Any = st,
) -> float:
    """A number between `low` and `high`; `unit` is shown behind it."""
    for word in st.query_params.get_all(key):
        if not _lies_between(word, low, high):
            _say(f"The link asks for {label.lower()} {word[:LONGEST_WORD]}: it goes from {low:g} to {high:g}", where)
    form = f"%g {unit.replace('%', '%%')}".strip()
    if all(isinstance(number, int) for number in (low, high, default, step)):
        form = form.replace("%g", "%d", 1)
    chosen: float = where.slider(label, low, high, default, step, form, key=key, bind=BOUND)
    return chosen


def steps(label: str, key: str, options: Sequence[str], *, default: str, helped: str = "", where: Any = st) -> str:
    """One of a row of steps, for what a slider's even steps don't suit: `10 ms`, `1 s`, `1 h`."""
    _say_unknown(key, options, label.lower(), where)
    chosen: str = where.select_slider(label, options, default, key=key, bind=BOUND, help=helped or None)
    return chosen


def search(label: str, key: str, where: Any = st) -> str:
    """Words to look for; empty at first. Narrow a list with `matching`."""
    typed: str = where.text_input(label, key=key, bind=BOUND, icon=":material/search:", max_chars=LONGEST_WORD)
    return typed


def matching(names: Iterable[str], words: str) -> list[str]:
    """The names that hold every one of the words, upper and lower case alike."""
    wanted = words.casefold().split()
    return [name for name in names if all(word in name.casefold() for word in wanted)]


def _say_unknown(key: str, options: Sequence[str], noun: str, where: Any) -> None:
    """Say which words of the link mean nothing here, and which choice has gone; the default is shown instead."""
    asked = st.query_params.get_all(key)
    known = set(options)
    for word in asked:
        if word and word not in known:
            _say(f"The link names a {noun} that isn't here: {word[:LONGEST_WORD]}", where)
    for word in st.session_state.get(_shown(key), ()):
        if word not in known and word not in asked:
            _say(f"The {noun} that was shown isn't here any more: {word[:LONGEST_WORD]}", where)


def _say(sentence: str, where: Any) -> None:
    where.warning(markdown(sentence), icon=showing.SIGNS["warning"])


def _lies_between(word: str, low: float, high: float) -> bool:
    try:
        return low <= float(word) <= high
    except ValueError:
        return False


def _shown(key: str) -> str:
    return f"shown before: {key}"
