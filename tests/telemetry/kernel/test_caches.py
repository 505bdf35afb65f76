import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.telemetry.kernel.caches import Cache, last_level_bytes, read_caches


def tell(sys, cpu, index, level, kind, size, shared):
    folder = sys / f"devices/system/cpu/cpu{cpu}/cache/index{index}"
    folder.mkdir(parents=True)
    for name, text in (("level", level), ("type", kind), ("size", size), ("shared_cpu_list", shared)):
        (folder / name).write_text(f"{text}\n")


def test_a_cache_that_cpus_share_counts_once(tmp_path):
    for cpu in (0, 1):
        tell(tmp_path, cpu, 0, 1, "Data", "32K", cpu)
        tell(tmp_path, cpu, 1, 1, "Instruction", "64K", cpu)
        tell(tmp_path, cpu, 2, 3, "Unified", "8M", "0-1")
    caches = read_caches(str(tmp_path))
    assert caches[-1] == Cache(3, "Unified", 8 << 20, "0-1")
    assert [cache.size_bytes for cache in caches if cache.kind == "Data"] == [32 << 10] * 2
    assert last_level_bytes(caches) == 8 << 20


def test_last_level_caches_of_two_sockets_are_added(tmp_path):
    tell(tmp_path, 0, 3, 3, "Unified", "16384K", "0")
    tell(tmp_path, 1, 3, 3, "Unified", "16384K", "1")
    assert last_level_bytes(read_caches(str(tmp_path))) == 32 << 20


def test_a_system_that_tells_nothing_has_none(tmp_path):
    assert read_caches(str(tmp_path)) == ()
    assert last_level_bytes(()) == 0


@pytest.mark.parametrize("size", ["", "K", "-1K", "32k", "1e9", "²K"])
def test_what_is_no_size_is_no_cache(tmp_path, size):
    tell(tmp_path, 0, 0, 1, "Data", size, "0")
    assert read_caches(str(tmp_path)) == ()


@given(st.text(max_size=8))
def test_any_text_as_a_level_is_read_or_passed_over(tmp_path_factory, level):
    sys = tmp_path_factory.mktemp("sys")
    tell(sys, 0, 0, 1, "Data", "32K", "0")
    (sys / "devices/system/cpu/cpu0/cache/index0/level").write_text(level, encoding="utf-8", errors="surrogateescape")
    assert all(cache.level > 0 for cache in read_caches(str(sys)))
