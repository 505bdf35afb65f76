import pytest

from workbench.model.device import cards_of, kind_of, read_device

READ = {
    "cpu": ("cpu", "cpu", ()),
    "cuda": ("cuda", "cuda", (0,)),
    "cuda:1": ("cuda:1", "cuda", (1,)),
}


@pytest.mark.parametrize("written", READ)
def test_a_device_is_a_kind_with_cards(written):
    device, kind, cards = READ[written]
    assert read_device(written) == device
    assert (kind_of(device), cards_of(device)) == (kind, cards)


def test_several_cards_are_one_device():
    device = read_device(["cuda:2", "cuda:0"])
    assert device == "cuda:2,0"
    assert (kind_of(device), cards_of(device)) == ("cuda", (2, 0))
    assert read_device(["cuda:1"]) == "cuda:1"


NONE = ("gpu", "", "cuda:", "cuda:-1", "CUDA", "cuda:1,2", 0, True, None, [], {"cuda": 1})
NO_LISTS = (["cuda", "cuda:1"], ["cpu", "cuda:0"], ["cuda:0", "cuda:0"], ["cuda", "cuda"], ["cuda:99", "cuda:1"], [[]])


@pytest.mark.parametrize("written", [*NONE, *NO_LISTS])
def test_anything_else_is_none(written):
    assert read_device(written) is None
