from __future__ import annotations

import os
import subprocess
import sys

import pytest

from workbench.child.descendants import has_child, parent, wait_until_gone, with_descendants

NESTED = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import sys; print('up', flush=True); sys.stdin.read()"], stdin=0)
child.wait()
"""


@pytest.fixture
def nested():
    """A process with a child of its own, both of which end with its standard input."""
    command = [sys.executable, "-c", NESTED]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"up\n"
        yield process
        process.stdin.close()


def test_it_tells_children_and_theirs_and_who_their_parents_are(nested):
    found = list(with_descendants(nested.pid))
    assert found[0] == nested.pid
    assert len(found) == 2
    assert parent(found[1]) == nested.pid
    assert parent(nested.pid) == os.getpid()
    assert nested.pid in with_descendants(os.getpid())
    assert has_child(nested.pid)
    assert not has_child(found[1])


def test_it_waits_until_all_have_ended_and_no_longer(nested):
    found = list(with_descendants(nested.pid))
    assert not wait_until_gone(found, seconds=0.05)
    nested.stdin.close()
    # Not waited for, so the first is a zombie: it has ended all the same.
    assert wait_until_gone(found, seconds=60)
    assert parent(found[1]) in (-1, 1) or not wait_until_gone([os.getpid()], seconds=0)


def test_a_process_that_is_not_there_has_ended():
    assert wait_until_gone([2**22 + 1], seconds=0)
    assert parent(2**22 + 1) == -1
