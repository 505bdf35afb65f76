"""How many items a Redis takes, foretold from their size; what runs one is tried where its environment is."""

import pytest

from workbench.solvers._redis_server import allocated_bytes, predicted_items

IMAGE_BYTES = 602_112


@pytest.mark.parametrize(
    ("size", "allocated"),
    [(1, 16), (16, 16), (17, 32), (128, 128), (129, 160), (4096, 4096), (4097, 5120), (IMAGE_BYTES, 655_360)],
)
def test_memory_is_set_aside_in_the_allocators_sizes(size, allocated):
    assert allocated_bytes(size) == allocated


# (maxmemory, used_memory before, bytes an item, items that redis-server 7.0.15 on x86-64 took)
TAKEN = [
    (2**24, 964_280, 600, 24_893),
    (2**24, 964_152, 3_000, 5_091),
    (2**24, 964_280, 12_296, 1_092),
    (2**24, 964_344, IMAGE_BYTES, 23),
    (2**26, 964_248, 5_000, 12_792),
    (2**26, 964_344, 12_296, 4_592),
    (2**26, 964_408, 150_528, 402),
    (2**26, 964_408, IMAGE_BYTES, 99),
    (2**26, 964_408, 700_000, 83),
]


@pytest.mark.parametrize(("memory", "used", "item", "taken"), TAKEN)
def test_what_redis_took_is_foretold(memory, used, item, taken):
    assert predicted_items(memory - used, item) == pytest.approx(taken, rel=0.006)


def test_the_size_alone_foretells_too_many():
    assert 2**26 // IMAGE_BYTES == 111 > predicted_items(2**26, IMAGE_BYTES)


def test_no_room_is_no_item():
    assert predicted_items(1000, IMAGE_BYTES) == 0
