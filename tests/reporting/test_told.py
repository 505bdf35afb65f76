import pytest

from workbench.model.estimate import Estimate
from workbench.reporting import told


def between(value, low, high):
    return Estimate(value, low, high, "range", None, 4)


@pytest.mark.parametrize(
    ("name", "found", "title", "text"),
    [
        ("steps", between(40.0, 40.0, 40.0), "steps", "40"),
        ("steps", between(12_345, 12_000, 13_000), "steps", "12,345 (12,000–13,000)"),
        ("steps", between(3.5, 3.0, 4.0), "steps", "3.50 (3.00–4.00)"),
        ("moved_bytes", between(1_200_000.0, 1_100_000.0, 1_300_000.0), "moved", "1.20 MB (1.10–1.30)"),
        ("latency_p99_seconds", Estimate(0.012, kind="point"), "latency p99", "12.0 ms"),
        ("requests_per_second", Estimate(812.4, kind="point"), "requests", "812/s"),
        ("read_bytes_per_second", Estimate(2.5e9, kind="point"), "read", "2.50 GB/s"),
        ("hit_ratio", Estimate(0.75, kind="point"), "hit", "75 %"),
    ],
)
def test_the_name_says_the_unit(name, found, title, text):
    assert told.title(name) == title
    assert told.text(name, found) == text
