from __future__ import annotations

import pytest

from workbench.analysis.prices import parse_machine_types, parse_price, parse_prices
from workbench.errors import ConfigurationError
from workbench.model.card_comparison import Prices


@pytest.mark.parametrize(
    ("text", "of", "price"),
    [
        ("0.048/core-hour", "core", 0.048 / 3600),
        ("6/core-minute", "core", 0.1),
        (" 2e-5 / core-second ", "core", 2e-5),
        ("0.4/Node-hour", "node", 0.4 / 3600),
        ("2.50/card-hour", "card", 2.5 / 3600),
    ],
)
def test_a_price_is_of_one_core_or_node_for_one_second(text, of, price):
    found = parse_price(text)
    assert (found.of, found.per_second) == (of, pytest.approx(price))


@pytest.mark.parametrize("text", ["3", "0/core-hour", "-1/core-hour", "1/core-day", "1.2.3/core-hour", ""])
def test_what_is_no_price_is_told_how_to_write_one(text):
    with pytest.raises(ConfigurationError, match=r"0\.048/core-hour"):
        parse_price(text)


def test_prices_of_cores_and_cards_stand_beside_each_other():
    assert parse_prices(["3.6/core-hour", "36/card-hour"]) == Prices(pytest.approx(0.001), pytest.approx(0.01))
    assert parse_prices([]) == Prices()
    with pytest.raises(ConfigurationError, match="node"):
        parse_prices(["1/node-hour"])


def test_machine_types_are_read_with_a_bom_and_spaces():
    (found,) = parse_machine_types("\ufeffmachine, cores, memory, price_per_hour\nlarge, 8, 32 GB, 0.36\n", "m.csv")
    assert (found.name, found.cores, found.memory_bytes) == ("large", 8, 32 * 10**9)
    assert found.price_per_second == pytest.approx(1e-4)


def test_every_bad_row_is_named():
    text = "machine,cores,memory,price_per_hour\na,x,1GB,1\nb,2,huge,1\nc,0,1GB,1\nd,2,1GB,nan\n"
    with pytest.raises(ConfigurationError) as caught:
        parse_machine_types(text, "m.csv")
    assert [complaint.line for complaint in caught.value.complaints] == [2, 3, 4, 5]


def test_a_table_without_a_column_is_told_which():
    with pytest.raises(ConfigurationError, match="no column memory, price_per_hour"):
        parse_machine_types("machine,cores\na,2\n", "m.csv")
