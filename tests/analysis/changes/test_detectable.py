from __future__ import annotations

import numpy as np

from workbench.analysis.changes.detectable import detectable_change
from workbench.analysis.changes.step import find_step


def test_what_it_calls_detectable_is_found_about_as_often_as_it_says():
    random = np.random.default_rng(1)
    size = float(np.median([detectable_change(random.normal(0, 0.05, 60), 0.01) for _ in range(50)]))
    assert 0.03 < size < 0.1
    after = np.arange(60) >= 30
    found = sum(find_step(random.normal(0, 0.05, 60) + size * after).p_value <= 0.01 for _ in range(300))
    assert 0.75 < found / 300 < 0.97


def test_a_quieter_history_tells_smaller_changes():
    noise = np.random.default_rng(2).normal(0, 1.0, 60)
    assert detectable_change(noise / 1000, 0.01) < detectable_change(noise / 10, 0.01) / 50


def test_nothing_can_be_said_of_too_little():
    assert detectable_change(np.arange(5.0), 0.01) is None
    assert detectable_change(np.ones(50), 0.01) is None
