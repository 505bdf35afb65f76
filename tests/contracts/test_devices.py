"""What cards a machine has, played by fake programs on PATH and a fake folder of the driver."""

import pytest

from workbench.contracts.devices import CardsHere, shown_cards

TWO = "GPU 0: NVIDIA H100 (UUID: GPU-1)\nGPU 1: NVIDIA H100 (UUID: GPU-2)"


@pytest.fixture
def cards(tmp_path):
    def here(says=None, fails=False, driver=(), **variables):
        for name in driver:
            (tmp_path / "gpus" / name).mkdir(parents=True)
        if says is not None:
            (tmp_path / "nvidia-smi").write_text(
                "#!/bin/sh\necho x >> %s/asked\necho '%s'\nexit %d\n" % (tmp_path, says, fails)
            )
            (tmp_path / "nvidia-smi").chmod(0o755)
        return CardsHere({"PATH": str(tmp_path), **variables}, str(tmp_path / "gpus"))

    return here


def test_work_on_the_cpu_asks_nobody(cards, tmp_path):
    assert cards(TWO).missing("cpu") is None
    assert not (tmp_path / "asked").exists()


def test_the_driver_is_asked_once(cards, tmp_path):
    here = cards(TWO)
    assert [here.missing(device) for device in ("cuda", "cuda:1", "cuda:1,0")] == [None, None, None]
    assert here.missing("cuda:0,3") == "no CUDA device cuda:3: there is cuda:0 to cuda:1"
    assert (tmp_path / "asked").read_text() == "x\n"


def test_a_machine_without_a_driver_says_so(cards):
    assert cards().missing("cuda") == "no CUDA device (nvidia-smi not found)"


def test_a_container_may_lack_the_program_alone(cards):
    here = cards(driver=["0000:01:00.0"])
    assert here.missing("cuda") is None
    assert here.missing("cuda:1") == "no CUDA device cuda:1: there is cuda:0"


def test_a_driver_that_fails_gives_its_own_words(cards):
    here = cards("NVIDIA-SMI has failed because it could not communicate with the driver.", fails=True)
    assert here.missing("cuda").startswith("no CUDA device (nvidia-smi: NVIDIA-SMI has failed because")
    assert cards("No devices were found").missing("cuda") == "no CUDA device (nvidia-smi: No devices were found)"


def test_cards_that_are_hidden_are_not_there(cards):
    assert "hides every card" in cards(TWO, CUDA_VISIBLE_DEVICES="").missing("cuda")
    assert "hides every card" in cards(TWO, CUDA_VISIBLE_DEVICES="-1,0").missing("cuda")
    assert cards(TWO, CUDA_VISIBLE_DEVICES="1").missing("cuda:1") == "no CUDA device cuda:1: there is cuda:0"


@pytest.mark.parametrize(
    ("device", "inherited", "shown"),
    [
        ("cpu", {}, {}),
        ("cpu", {"CUDA_VISIBLE_DEVICES": "3"}, {}),
        ("cuda", {}, {"CUDA_DEVICE_ORDER": "PCI_BUS_ID", "CUDA_VISIBLE_DEVICES": "0"}),
        ("cuda:1,0", {}, {"CUDA_DEVICE_ORDER": "PCI_BUS_ID", "CUDA_VISIBLE_DEVICES": "1,0"}),
        ("cuda", {"CUDA_VISIBLE_DEVICES": "3,5"}, {"CUDA_VISIBLE_DEVICES": "3"}),
        ("cuda:1", {"CUDA_VISIBLE_DEVICES": "MIG-a, MIG-b"}, {"CUDA_VISIBLE_DEVICES": "MIG-b"}),
    ],
)
def test_a_trial_sees_its_own_cards_alone(device, inherited, shown):
    assert shown_cards(device, inherited) == shown
