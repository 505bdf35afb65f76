import pytest

from workbench.telemetry.kernel.diskstats import whole_disks

DEVICES = ["sda", "sda1", "nvme0n1", "nvme0n1p2", "mmcblk0", "mmcblk0p1", "dm-0", "md127", "loop3", "ram0", "zram0"]


def test_by_sys_block(tmp_path):
    for disk in ("sda", "nvme0n1", "mmcblk0", "dm-0", "md127", "loop3", "zram0", "cciss!c0d0", "dm-1"):
        (tmp_path / "block" / disk / "slaves").mkdir(parents=True)
    for stacked in ("dm-0", "md127"):
        (tmp_path / "block" / stacked / "slaves" / "sda1").touch()
    found = whole_disks([*DEVICES, "cciss/c0d0", "dm-1"], str(tmp_path))
    assert found == ["sda", "nvme0n1", "mmcblk0", "cciss/c0d0", "dm-1"]


def test_by_name_where_there_is_no_sys(tmp_path):
    assert whole_disks(DEVICES, str(tmp_path)) == ["sda", "nvme0n1", "mmcblk0"]


@pytest.mark.parametrize("name", ["vda", "nvme1n1", "xvda1"])
def test_a_name_like_a_partitions_without_its_disk_is_a_disk(name, tmp_path):
    """Some clouds show `xvda1` without `xvda`."""
    assert whole_disks([name], str(tmp_path)) == [name]
