import shutil

import pytest

from workbench.telemetry.spoilers import read_spoilers


def still(seconds):
    pass


def said(sentences, *words):
    return [sentence for sentence in sentences if all(word in sentence for word in words)]


def test_a_workstation_on_battery_says_all_of_it(machine_roots, tmp_path):
    found = read_spoilers(**machine_roots("workstation"), folder=str(tmp_path), sleep=still)
    assert said(found, "governor", "powersave")
    assert said(found, "Turbo")
    assert said(found, "battery")
    assert said(found, "1.6 of 31.3 GiB")
    assert said(found, "1.00 GiB", "swapped")
    assert said(found, "1.5 of the 3 CPUs")


def test_a_quiet_guest_says_only_its_limit(machine_roots, tmp_path):
    found = read_spoilers(**machine_roots("guest"), folder=str(tmp_path), sleep=still)
    assert len(found) == len(said(found, "control group") + said(found, "disk"))


@pytest.mark.parametrize(
    ("after", "words"),
    [("cpu  150 0 50 850 10 0 0 0", ["50 % of the CPUs"]), ("cpu  100 0 50 890 10 0 0 10", ["hypervisor", "10 %"])],
)
def test_load_and_steal_while_it_looks(machine_roots, tmp_path, after, words):
    roots = machine_roots("guest")
    shutil.copytree(roots["proc"], tmp_path / "proc")

    def pass_time(seconds):
        (tmp_path / "proc" / "stat").write_text(after + "\ncpu0 1 1 1 1\n")

    found = read_spoilers(str(tmp_path), str(tmp_path / "proc"), roots["sys"], pass_time)
    assert said(found, *words)


def test_without_proc_it_still_looks(tmp_path):
    missing = str(tmp_path / "not" / "yet")
    assert all(sentence.endswith(".") for sentence in read_spoilers(missing, str(tmp_path), str(tmp_path), still))
