"""What is said of a trial before anything is drawn."""

from workbench.model.diagnosis import Diagnosis
from workbench.model.trial import FAILED, SamplerHealth
from workbench.reporting.telemetry import telling
from workbench.reporting.telemetry.panels import PANELS

DISK = Diagnosis("c", "waits_for_disk", "it moved 2.4 GB/s.", {"storage_bytes_per_second": 2.4e9}, "Read less.", 0.8)
BUSY = Diagnosis("c", "cpu_bound", "it kept 1 core busy.", {"cores_used": 0.98}, "Nothing.", 0.9)


def test_the_answer_is_the_cause_with_its_sentence_and_remedy(seen):
    trial = seen(diagnoses=(DISK,), of_case=(DISK,))
    assert telling.headline(trial) == ("Waits for disk", "It moved 2.4 GB/s.")
    assert telling.remedy(trial) == "Read less."
    assert telling.others(trial) == []


def test_the_good_state_asks_for_nothing(seen):
    trial = seen(diagnoses=(BUSY,), of_case=(BUSY,))
    assert telling.headline(trial)[0] == "CPU-bound, as it should be"
    assert telling.remedy(trial) is None


def test_a_launch_that_is_unlike_its_case_says_so(seen):
    (told,) = telling.others(seen(diagnoses=(BUSY,), of_case=(DISK, BUSY)))
    assert told.startswith("Over all launches of its case (medians): Waits for disk")


def test_a_failure_says_why(seen):
    trial = seen(status=FAILED, trial={"reason": "Traceback\nValueError: \x1b[31mred"})
    assert telling.headline(trial) == ("Failed", "Traceback")


def test_what_was_too_short_to_be_told_is_told(seen):
    label, sentence = telling.headline(seen(phases=(("measure", 0.0, 0.06),)))
    assert label == "Nothing can be told"
    assert "60.0 ms only" in sentence


def test_the_sampler_tells_its_own_cost_and_worst_gap(seen):
    told = telling.watched(seen(trial={"sampler": SamplerHealth(1234, 0.0123, 2.5, 1)}).trial)
    assert "1,234 times, for 1.2 % of one core" in told
    assert "2.50 s; 1 of what it asked failed" in told


def test_without_a_file_it_is_said_where_such_files_lie(seen, made):
    assert "no telemetry file" in telling.no_recording(seen())
    assert "can't be read" in telling.no_recording(seen(unreadable="torn"))
    assert telling.no_recording(seen(made({}))) is None


def test_a_probe_that_could_not_see_gives_its_reason(seen):
    reasons = {"gpu": "no driver", "pressure": "/proc/pressure: no such file", "group_memory": "no limit"}
    told = telling.reasons(PANELS, seen(trial={"sampler": SamplerHealth(1, 0.0, 0.1, 0, reasons)}))
    assert told == ["GPU: no driver", "Pressure: /proc/pressure: no such file"]
