"""Looks, and the levels of single tests at them that make a sequence right as a whole."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtri

from workbench.analysis.deciding.schedule import fewest_pairs, looks_up_to, next_look, nominal_level, spent_share


@given(st.integers(0, 5000))
def test_looks_only_go_on(pairs: int) -> None:
    assert next_look(pairs) > pairs
    looks = looks_up_to(pairs)
    assert list(looks) == sorted(set(looks))
    assert all(next_look(a) == b for a, b in itertools.pairwise(looks))


def test_one_look_spends_its_share_and_all_never_more_than_the_level() -> None:
    looks = looks_up_to(3000)
    assert nominal_level(looks[:1], 0.01) == pytest.approx(0.01 * spent_share(looks[:1]))
    assert sum(spent_share(looks[: place + 1]) for place in range(len(looks))) < 1.0
    assert all(0 < nominal_level(looks[: place + 1], 0.01) < 0.01 for place in range(len(looks)))


def test_later_looks_share_with_earlier_ones() -> None:
    looks = looks_up_to(12)
    assert nominal_level(looks, 0.01) > 2 * 0.01 * spent_share(looks)


def test_sequences_of_chance_are_refused_as_often_as_the_level_says() -> None:
    looks, level = looks_up_to(60), 0.10
    random = np.random.default_rng(0)
    sums = np.cumsum(random.standard_normal((20_000, 60)), axis=1)
    refused = np.zeros(len(sums), dtype=bool)
    for place, look in enumerate(looks):
        refused |= sums[:, look - 1] / np.sqrt(look) > -ndtri(nominal_level(looks[: place + 1], level))
    assert refused.mean() == pytest.approx(level * 60 / 68, abs=0.01)


@pytest.mark.parametrize(("level", "pairs"), [(0.05, 4), (0.005, 5), (0.0001, 8)])
def test_pairs_that_tell_make_chance_separation_rare(level: float, pairs: int) -> None:
    assert fewest_pairs(level) == pairs
