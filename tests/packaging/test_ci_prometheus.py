"""What `make test` says where Prometheus is there, and where it can't be brought."""

import functools

import pytest


@pytest.fixture
def run(run_ci):
    return functools.partial(run_ci, "prometheus")


def test_where_it_is_there_nothing_is_done(run):
    done = run("prometheus", "promtool")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("programs", [(), ("prometheus",)])
def test_where_it_can_not_be_brought_one_line_says_so_and_tests_go_on(run, programs):
    done = run(*programs)
    assert done.returncode == 0
    (line,) = done.stderr.splitlines()
    assert "will skip" in line
    assert "apt install prometheus" in line
