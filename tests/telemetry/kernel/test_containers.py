import pytest

from workbench.telemetry.kernel.containers import Limits, read_limits


@pytest.fixture
def roots(tmp_path):
    def write(files):
        for path, text in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text)
        return {"proc": str(tmp_path / "proc"), "sys": str(tmp_path / "sys")}

    return write


def test_the_tightest_limit_on_the_way_up_counts(machine_roots):
    assert read_limits(**machine_roots("workstation")) == Limits(1.5, 8 << 30)


def test_version_1_in_a_container_that_does_not_see_its_path(machine_roots):
    assert read_limits(**machine_roots("guest")) == Limits(0.5, None)


def test_version_2_beside_version_1(roots):
    where = roots(
        {
            "proc/self/cgroup": "4:memory:/a\n1:cpu:/a\n0::/b\n",
            "sys/fs/cgroup/memory/a/memory.limit_in_bytes": "1048576\n",
            "sys/fs/cgroup/cpu/a/cpu.cfs_quota_us": "-1\n",
            "sys/fs/cgroup/cpu/a/cpu.cfs_period_us": "100000\n",
            "sys/fs/cgroup/unified/b/cpu.max": "20000 10000\n",
        }
    )
    assert read_limits(**where) == Limits(2.0, 1048576)


def test_no_groups_no_limits(roots):
    assert read_limits(**roots({"proc/version": "x"})) == Limits()


def test_a_path_cannot_climb_out(roots):
    where = roots({"proc/self/cgroup": "0::/../../secret\n", "secret/cpu.max": "1 100\n", "sys/fs/cgroup/x": ""})
    assert read_limits(**where) == Limits()
