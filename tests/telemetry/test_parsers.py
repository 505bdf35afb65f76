"""The small parsers of what the kernel writes, each in a module of its own."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.telemetry.kernel.diskstats import parse_diskstats
from workbench.telemetry.kernel.faults import parse_major_faults
from workbench.telemetry.kernel.flat import parse_flat
from workbench.telemetry.kernel.netstats import parse_interfaces, parse_retransmitted
from workbench.telemetry.kernel.paging import parse_available_bytes, parse_swapped_pages
from workbench.telemetry.kernel.pressure import parse_pressure
from workbench.telemetry.kernel.scheduling import parse_schedstat, parse_switches

TCP = b"Tcp: InSegs RetransSegs InErrs\nTcp: 5 7 0\n"
SWITCHES = b"voluntary_ctxt_switches:\t12\nnonvoluntary_ctxt_switches:\t3\n"
DEVICES = (
    b"Inter-| Receive\n face |bytes\n lo: 10 1 0 0 0 0 0 0 11 1 0 0 0 0 0 0\n a\xff: 2 1 0 0 0 0 0 0 3 1 0 0 0 0 0 0\n"
)
VMSTAT = b"nr_free_pages 9\npswpin 4\npswpout 5\nx_pswpin 7\n"
READ = {
    parse_schedstat: (b"73068 51827 2\n", (73068, 51827)),
    parse_switches: (b"Name:\tpython\n" + SWITCHES, (12, 3)),
    parse_pressure: (
        b"some avg10=0.01 avg60=0.60 avg300=1.36 total=2500000\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=1\n",
        {"some": 2.5, "full": 1e-6},
    ),
    parse_flat: (b"nr_periods 3\nthrottled_usec 12\n", {"nr_periods": 3, "throttled_usec": 12}),
    parse_diskstats: (
        b" 254 0 vda 52 15 39 156 23 48 61 217 0 670 381\n",
        {"vda": (52, 23, 39 * 512, 61 * 512, 0.373, 0.67)},
    ),
    parse_interfaces: (DEVICES, {"lo": (10, 11), "a\\xff": (2, 3)}),
    parse_retransmitted: (b"Ip: A B\nIp: 1 2\n" + TCP + b"TcpExt: x\n", 7),
    parse_available_bytes: (b"MemTotal:  9 kB\nMemAvailable:    5 kB\n", 5 * 1024),
    parse_swapped_pages: (VMSTAT, (4, 5)),
    parse_major_faults: (b"42 (a) S 1) S 1 42 42 0 -1 0 10 20 3 4 14 15 16 17\n", 7),
}
REFUSED = {
    parse_schedstat: b"1 2\n",
    parse_switches: b"Name:\tpython\nvoluntary_ctxt_switches:\t12\n",
    parse_pressure: b"full avg10=0.00 avg60=0.00 avg300=0.00 total=1\n",
    parse_flat: b"nr_periods\n",
    parse_diskstats: b" 254 1 vda1 52 15 39 156\n",
    parse_interfaces: b"a\nb\neth0: 1 2\n",
    parse_retransmitted: b"Tcp: InSegs RetransSegs\nTcp: 5\n",
    parse_available_bytes: b"MemTotal: 5 kB\n",
    parse_swapped_pages: b"pswpin 4\n",
    parse_major_faults: b"42 (a) S 1 42",
}
each_parser = pytest.mark.parametrize("parser", READ, ids=lambda parser: parser.__name__)
NOISE = st.one_of(
    st.binary(max_size=200),
    st.text("0123456789 .-:()=\n\tsomefulTcpRetransSegspswpin", max_size=200).map(str.encode),
    st.tuples(st.sampled_from([data for data, _ in READ.values()]), st.integers(0, 200)).map(
        lambda cut: cut[0][: cut[1]]
    ),
)


@each_parser
def test_it_reads_what_the_kernel_writes(parser):
    data, meaning = READ[parser]
    assert parser(data) == meaning


@each_parser
def test_it_refuses_what_is_of_another_shape(parser):
    with pytest.raises(ValueError, match=r".+"):
        parser(REFUSED[parser])
    with pytest.raises(ValueError, match=r".+"):
        parser(b"\xff\n\xff\nname: \xff\n")


@each_parser
@settings(deadline=None)
@given(data=NOISE)
def test_whatever_stands_there_is_read_or_refused(parser, data):
    with contextlib.suppress(ValueError):
        parser(data)


@settings(deadline=None)
@given(st.binary(max_size=15))
def test_no_name_can_pretend_switches(name):
    escaped = name.replace(b"\\", b"\\\\").replace(b"\n", b"\\n")
    assert parse_switches(b"Name:\t" + escaped + b"\nUmask:\t0022\n" + SWITCHES) == (12, 3)


@settings(deadline=None)
@given(st.binary(max_size=15))
def test_no_name_can_pretend_faults(name):
    assert parse_major_faults(b"42 (" + name + b") S 1 42 42 0 -1 0 10 20 3 4 14 15\n") == 7


def test_a_kernel_without_swap():
    assert parse_swapped_pages(b"nr_free_pages 9\npgmajfault 1\n") == (0, 0)


def test_only_the_disks_that_are_asked_for():
    data = b" 254 0 vda 1 2 3 4 5 6 7 8 9 10 11\n 254 16 vdb 1 2 3 4 5 6 7 8 9 10 11\n"
    assert set(parse_diskstats(data, ["vdb"])) == {"vdb"}
