"""Host files, as MPICH and Open MPI have them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.clusters._hostfile import read_hosts
from workbench.errors import WorkbenchError


def read(tmp_path, text):
    path = tmp_path / "hosts"
    path.write_text(text)
    return read_hosts(str(path))


def test_hosts_and_slots_in_the_order_of_the_file(tmp_path):
    text = "# mine\nb:4\n\n  a   # the old one\nc slots=2\nc slots = 1\nb\n10.0.0.1:3\n"
    assert list(read(tmp_path, text).items()) == [("b", 5), ("a", 1), ("c", 3), ("10.0.0.1", 3)]


@pytest.mark.parametrize("line", ["a b", "a:0", "a:-1", "a:x", "-oProxyCommand=x", "a;true", "a slots", "a:5000", "/a"])
def test_what_is_no_host_is_told_with_its_line(tmp_path, line):
    with pytest.raises(WorkbenchError, match=r"hosts, line 2: .* is no host") as caught:
        read(tmp_path, "good\n" + line)
    assert "HOST:SLOTS" in caught.value.remedy


def test_what_is_no_host_file_is_told(tmp_path):
    with pytest.raises(WorkbenchError, match="names no host"):
        read(tmp_path, "# nothing\n")
    with pytest.raises(WorkbenchError, match="can't be read: No such file"):
        read_hosts(str(tmp_path / "none"))
    with pytest.raises(WorkbenchError, match="can't be read: Is a directory"):
        read_hosts(str(tmp_path))
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    with pytest.raises(WorkbenchError, match="it is no text"):
        read_hosts(str(tmp_path / "bytes"))


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("any") / "hosts"


@given(text=st.text())
def test_whatever_stands_there_is_read_or_refused(path, text):
    path.write_text(text, encoding="utf-8", errors="replace")
    try:
        hosts = read_hosts(str(path))
    except WorkbenchError:
        return
    assert hosts
    assert all(slots >= 1 and not host.startswith("-") for host, slots in hosts.items())
