from __future__ import annotations

import os

from workbench.store.encoding import encode_line
from workbench.store.reader import read_run
from workbench.store.writer import RunWriter


def cut(folder, length):
    """Cut the trials' file after so many bytes; returns what it held."""
    path = os.path.join(folder, "trials.jsonl")
    with open(path, "rb") as file:
        whole = file.read()
    os.truncate(path, length)
    return whole


def test_torn_at_every_byte_loses_only_the_torn_line(make_run, make_record):
    trials = (make_record(0, 1), make_record(1, 1))
    folder = make_run(trials=trials)
    length = os.path.getsize(os.path.join(folder, "trials.jsonl"))
    first = length - len(encode_line(trials[1]))
    for end in range(length - 1, -1, -1):
        cut(folder, end)
        run = read_run(folder)
        survives = sum(end >= last for last in (first - 1, length - 1))
        assert run.trials == trials[:survives]
        assert bool(run.warnings) == (end not in (0, first - 1, first, length - 1))


def test_reopened_after_a_tear_it_goes_on_with_whole_lines(make_run, make_record):
    trials = (make_record(0, 1), make_record(1, 1))
    folder = make_run(trials=trials)
    path = os.path.join(folder, "trials.jsonl")
    length = os.path.getsize(path)
    first = length - len(encode_line(trials[1]))
    for end in (first, first + 1, first + 2, (first + length) // 2, length - 2, length - 1, length):
        whole = cut(folder, end)
        survives = trials if end >= length - 1 else trials[:1]
        with RunWriter.reopen(folder) as writer:
            assert bool(writer.warnings) == (first < end < length - 1)
            writer.append(make_record(0, 2))
        healed = read_run(folder)
        assert healed.trials == (*survives, make_record(0, 2))
        assert healed.warnings == ()
        with open(path, "wb") as file:
            file.write(whole)


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
