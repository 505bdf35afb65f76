"""A run on a card, made up, as every face tells it: no card was at hand."""

import json
from dataclasses import replace

import pytest

from workbench.model.card_comparison import NO_PRICES, Prices
from workbench.reporting.assembly import build_report
from workbench.reporting.card_comparisons import base_sentence, comparison_columns, costs, verdict
from workbench.reporting.encoding import to_json
from workbench.reporting.html.page import to_html
from workbench.reporting.terminal.report import render

PRICES = Prices(0.05 / 3600, 2.5 / 3600)


@pytest.fixture
def told(card_report):
    return card_report


@pytest.fixture
def largest(card_report):
    return card_report.cards[-1]


def test_both_speed_ups_stand_in_one_sentence(largest):
    sentence = verdict(largest)
    assert sentence.startswith("torch.Ridge[direct]")
    assert "as fast from host memory, " in sentence
    assert sentence.endswith("with data on the card already.")


def test_the_base_says_its_cores_and_that_they_are_all(largest):
    assert " on 2 cores" in base_sentence(largest)
    assert base_sentence(largest).endswith("all that there are.")


def test_cores_that_nobody_measured_are_said(largest):
    assert "a card may look better here than it is" in base_sentence(replace(largest, usable_cores=16))
    assert base_sentence(replace(largest, cores=1)).endswith("faster than any on all 2.")


def test_columns_tell_transfers_first_calls_and_what_compiled(largest):
    columns = comparison_columns(largest, NO_PRICES)
    assert columns["data there"][0] == ""
    assert columns["first call"][2] == "2.50 s (XLA)"
    assert not any("cost" in title for title in columns)


def test_costs_are_cores_or_cards_times_seconds(largest):
    base, first, _ = costs(largest, PRICES)
    assert base == pytest.approx(0.05 / 3600 * 2 * largest.seconds.value)
    assert first == pytest.approx(2.5 / 3600 * largest.rows[0].seconds.value)
    assert costs(largest, Prices(per_card_second=1.0))[0] is None
    assert any(name.startswith("cost of 1,000") for name in comparison_columns(largest, PRICES))


def test_the_terminal_and_the_page_tell_cards_beside_cores_and_what_fits_on_the_card(told):
    text = render(replace(told, prices=PRICES), 140)
    for words in ("Cards beside all cores", "data there", "Cost: a call", "compile, once", "the card's memory"):
        assert words in text
    page = to_html(replace(told, prices=PRICES))
    for words in ("Cards beside all cores", "data there", "Peak memory on the card over"):
        assert words in page


def test_a_report_without_cards_has_no_such_section(build):
    assert "Cards beside all cores" not in render(build_report(build.run()), 140)


def test_json_has_both_speed_ups_and_the_law_of_the_card(told):
    content = json.loads(to_json(replace(told, prices=PRICES)))
    (_, _, found) = content["cards"]
    assert found["rows"][0]["computing_speedup"]["value"] > found["rows"][0]["speedup"]["value"]
    assert len(found["costs"]) == 3
    assert content["prices"]["per_card_second"] == pytest.approx(2.5 / 3600)
    laws = [series["card_memory"] for series in content["sizes"]["series"]]
    assert [law and law["limited_by"] for law in laws] == [None, None, "card", "card"]


def test_the_roofline_of_a_card_and_of_cores_both_are_told(told):
    assert {point.of for point in told.rooflines} == {"card", "cores"}
