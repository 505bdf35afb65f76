import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.telemetry.kernel import procfs

NAMES = st.one_of(
    st.binary(min_size=1, max_size=15).filter(lambda name: b"\0" not in name),
    st.sampled_from([b"a) S 1 (b", b") R 1 ", b"(((", b"x\n1 (y) Z 2", b"\xff\xfe", b"VmHWM:\t1 kB", b" "]),
)
PARSERS = [
    procfs.parse_stat,
    procfs.is_thread,
    procfs.parse_stack_start,
    procfs.parse_statm,
    procfs.parse_children,
    procfs.parse_high_water_bytes,
    procfs.parse_smaps_rollup,
    procfs.parse_io,
    procfs.parse_cpu_ticks,
    procfs.parse_loadavg,
    procfs.parse_meminfo,
    procfs.parse_cpuinfo,
]


def stat_line(name, state=b"S", numbers=range(4, 53)):
    return b"42 (" + name + b") " + state + b" " + b" ".join(b"%d" % number for number in numbers) + b"\n"


@settings(deadline=None)
@given(NAMES)
def test_no_name_can_pretend_to_be_other_fields(name):
    stat = procfs.parse_stat(stat_line(name))
    assert stat == (b"S", 4, 11, 14, 15, 16, 17, 20, 22)
    assert not stat.ended
    assert procfs.parse_stack_start(stat_line(name)) == 28


@settings(deadline=None)
@given(NAMES)
def test_no_name_can_pretend_to_be_a_thread(name):
    numbers = list(range(4, 53))
    assert not procfs.is_thread(stat_line(name, numbers=numbers))
    numbers[38 - 4] = -1
    assert procfs.is_thread(stat_line(name, numbers=numbers))


@pytest.mark.parametrize("state", [b"Z", b"X", b"x"])
def test_a_zombie_has_ended(state):
    assert procfs.parse_stat(stat_line(b"gone", state)).ended


@settings(deadline=None)
@given(NAMES)
def test_no_name_can_pretend_a_high_water_mark(name):
    escaped = name.replace(b"\\", b"\\\\").replace(b"\n", b"\\n")
    status = b"Name:\t" + escaped + b"\nState:\tS (sleeping)\nVmHWM:\t    2048 kB\nVmRSS:\t 1024 kB\nThreads:\t1\n"
    assert procfs.parse_high_water_bytes(status) == 2048 * 1024


def test_a_kernel_thread_has_no_high_water_mark():
    assert procfs.parse_high_water_bytes(b"Name:\tkthreadd\nThreads:\t1\n") is None


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.__name__)
@settings(deadline=None)
@given(data=st.one_of(st.binary(max_size=200), st.text("0123456789 ():kB\ncpuPs", max_size=200).map(str.encode)))
def test_whatever_stands_there_is_read_or_refused(parser, data):
    try:
        parser(data)
    except ValueError:
        pass


@pytest.mark.parametrize("cut", range(0, 60, 7))
def test_a_stat_line_cut_short_is_refused(cut):
    with pytest.raises(ValueError, match=r"stat|subsection|not found"):
        procfs.parse_stat(stat_line(b"python")[:cut])


def test_the_other_files():
    assert procfs.parse_statm(b"3846 1241 980 1 0 300 0\n") == (1241, 980)
    assert procfs.parse_children(b"12 345 ") == [12, 345]
    moved = procfs.parse_io(b"rchar: 9\nwchar: 8\nsyscr: 1\nsyscw: 2\nread_bytes: 4096\nwrite_bytes: 7\n")
    assert moved == (4096, 7, 9, 8, 1, 2)
    rollup = procfs.parse_smaps_rollup(b"0-f ---p 0 00:00 0    [rollup]\nRss:  12 kB\nPss:   7 kB\nSwapPss: 1 kB\n")
    assert rollup == {"Rss": 12 * 1024, "Pss": 7 * 1024, "SwapPss": 1024}
    assert procfs.parse_loadavg(b"0.61 0.42 0.21 3/101 13626\n") == (101, 13626)
    memory = procfs.parse_meminfo(b"MemTotal:  100 kB\nHugePages_Total:  3\n")
    assert memory == {"MemTotal": 102400, "HugePages_Total": 3}


def test_cpu_ticks_of_old_and_new_kernels():
    new = procfs.parse_cpu_ticks(b"cpu  10 1 5 80 2 1 1 3 4 0\ncpu0 5 0 2 40 1 0 0 1 2 0\ncpu1 5 1 3 40 1 1 1 2 2 0\n")
    assert (new.busy, new.steal, new.cpus) == (18, 3, 2)
    assert procfs.parse_cpu_ticks(b"cpu  10 1 5 80\n").steal == 0


def test_this_kernel_is_read():
    if not os.path.exists("/proc/self/stat"):
        pytest.skip("no /proc here")
    with open("/proc/self/stat", "rb") as file:
        assert procfs.parse_stat(file.read()).parent_pid == os.getppid()
