import json
import math

from workbench.reporting.checking.benchmark_action import check_to_bigger_is_better, check_to_smaller_is_better


def test_each_direction_has_its_own_file(make):
    (time,) = json.loads(check_to_smaller_is_better(make.check(make.case())))
    assert time == {
        "name": "ridge: loky, time",
        "unit": "seconds",
        "value": 0.475,
        "range": "1.12× [1.08, 1.16] of base",
        "extra": "failed, slower\n20 launches",
    }
    assert [each["value"] for each in json.loads(check_to_bigger_is_better(make.every))] == [0.71]
    assert json.loads(check_to_bigger_is_better(make.every))[0]["unit"] == "ratio"


def test_what_has_no_finite_value_is_left_out(make):
    case = make.case(make.undecided, head=math.nan), make.case(make.undecided, head=None)
    assert json.loads(check_to_smaller_is_better(make.check(*case))) == []
