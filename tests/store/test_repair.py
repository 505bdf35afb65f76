from __future__ import annotations

import os

from workbench.store.reader import read_run
from workbench.store.writer import RunWriter


def test_torn_at_every_byte_loses_only_the_torn_line(make_run, make_record):
    trials = (make_record(0, 1), make_record(1, 1))
    folder = make_run(trials=trials)
    path = os.path.join(folder, "trials.jsonl")
    with open(path, "rb") as file:
        whole = file.read()
    first = whole.index(b"\n") + 1
    for length in range(first, len(whole) + 1):
        with open(path, "wb") as file:
            file.write(whole[:length])
        survives = trials if length >= len(whole) - 1 else trials[:1]
        torn = first < length < len(whole) - 1
        run = read_run(folder)
        assert run.trials == survives
        assert bool(run.warnings) == torn
        with RunWriter.reopen(folder) as writer:
            assert bool(writer.warnings) == torn
            writer.append(make_record(0, 2))
        healed = read_run(folder)
        assert healed.trials == (*survives, make_record(0, 2))
        assert healed.warnings == ()


def test_the_torn_bytes_are_kept_beside(make_run):
    folder = make_run()
    with open(os.path.join(folder, "trials.jsonl"), "ab") as file:
        file.write(b'{"trial_id":"half')
    with RunWriter.reopen(folder) as writer:
        assert "trials.torn" in writer.warnings[0]
    with open(os.path.join(folder, "trials.torn"), "rb") as file:
        assert file.read() == b'{"trial_id":"half\n'


def test_a_block_of_zeros_after_a_power_failure_is_set_aside(make_run):
    folder = make_run()
    with open(os.path.join(folder, "trials.jsonl"), "ab") as file:
        file.write(b"\0" * 200_000)
    RunWriter.reopen(folder).close()
    run = read_run(folder)
    assert len(run.trials) == 2
    assert run.warnings == ()
    assert os.path.getsize(os.path.join(folder, "trials.torn")) == 200_001
