"""What a diagnosis rests on, in words."""

from dataclasses import fields

import pytest

from workbench.analysis.diagnosis.symptoms import Symptoms
from workbench.model.diagnosis import Diagnosis
from workbench.reporting.telemetry.evidence import WORDS, evidence

DISK = Diagnosis("c", "waits_for_disk", "it moved 2.4 GB/s", {"storage_bytes_per_second": 2.4e9}, "Read less.", 0.9)


def told(seen, **figures):
    return evidence(seen(diagnoses=(Diagnosis("c", "idle", "", figures),), of_case=()))


def test_it_has_words_units_and_the_cases_median(seen):
    median = Diagnosis("c", "waits_for_disk", "", {"storage_bytes_per_second": 2e9})
    said = evidence(seen(diagnoses=(DISK,), of_case=(median,)))
    assert said.endswith("read from and written to storage: 2.4 GB/s (2.0 GB/s).")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("others_cores", 0.0, "CPU used by other programs: 0 cores"),
        ("others_cores", 0.000011, "CPU used by other programs: under 0.01 cores"),
        ("cores_given", 1.0, "CPU it could have had: 1 core"),
        ("cores_used", 0.0187, "CPU used: 0.02 cores"),
        ("voluntary_switches_per_second", 1234.0, "gave its CPU up: 1,234 times a second"),
        ("call_seconds", 0.5, "a call: 500 ms"),
        ("io_pressure_ratio", 0.25, "time in which something stood still for the disk: 25 %"),
    ],
)
def test_figures_read_as_people_say_them(seen, name, value, words):
    assert words in told(seen, **{name: value})


def test_every_figure_that_may_be_evidence_has_words():
    never = {"case", "gil_enabled"}
    assert {each.name for each in fields(Symptoms)} - never == set(WORDS)


def test_without_a_diagnosis_there_is_none(seen):
    assert evidence(seen(diagnoses=())) == ""
