import errno

from workbench.contracts import Place
from workbench.probes.memory_resident import MemoryResident


def forked(stack):
    """A `stat` file of a program whose stack starts there."""
    return {"stat": "7 (x) S " + " ".join(["0"] * 24 + [str(stack)] + ["0"] * 20)}


def anonymous_of(probe, *trees):
    for tick, seen in enumerate(trees):
        probe.sample(seen, tick / 10)
    return probe.totals()["anonymous_sampled_bytes"]


def test_the_sum_its_peak_and_its_parts(process, tree):
    probe = MemoryResident(Place())
    both = tree(process(pid=1, resident=5), process(pid=2, resident=6))
    assert probe.sample(both, 0.0) == {"resident_bytes": 11}
    assert probe.sample_processes(both, 0.0) == {1: {"resident_bytes": 5}, 2: {"resident_bytes": 6}}
    probe.sample(tree(process(resident=7)), 0.1)
    assert probe.totals() == {
        "rss_sampled_bytes": 11,
        "anonymous_sampled_bytes": None,
        "trial_anonymous_sampled_bytes": None,
    }


def test_what_different_programs_have_adds_up_and_of_forks_the_largest_counts(process, tree):
    one = process(pid=1, anonymous=4, files=forked(100))
    its_fork = process(pid=2, anonymous=5, files=forked(100))
    other = process(pid=3, anonymous=7, files=forked(200))
    assert anonymous_of(MemoryResident(Place()), tree(one, its_fork, other)) == 12


def test_where_programs_cant_be_told_apart_the_largest_counts_alone(process, tree):
    hidden = [process(pid=pid, anonymous=size, files=forked(0)) for pid, size in ((1, 4), (2, 9))]
    refused = process(pid=3, anonymous=8, files={"stat": PermissionError(errno.EACCES, "denied")})
    assert anonymous_of(MemoryResident(Place()), tree(*hidden, refused, process(pid=4, anonymous=1))) == 9


def test_who_executed_another_program_and_forked_is_told_as_kin_of_its_fork(process, tree):
    root, changing = process(pid=1, anonymous=1, files=forked(100)), process(pid=2, anonymous=7, files=forked(100))
    probe = MemoryResident(Place())
    probe.sample(tree(root, changing), 0.0)
    changing.files.update(forked(200))
    its_fork = process(pid=3, anonymous=7, files=forked(200))
    assert anonymous_of(probe, tree(root, changing, its_fork, arrived=(its_fork,))) == 8


def test_only_the_measured_window_counts_for_its_peak(process, tree):
    probe = MemoryResident(Place())
    sizes = [9, 4, 5, 8]
    for now, size in enumerate(sizes):
        if now in (1, 2):
            probe.mark(tree(), "measure", {1: "start", 2: "end"}[now], float(now))
        probe.sample(tree(process(resident=10 * size, anonymous=size)), float(now))
    assert probe.totals() == {
        "rss_sampled_bytes": 50,
        "anonymous_sampled_bytes": 5,
        "trial_anonymous_sampled_bytes": 9,
    }


def test_an_empty_tree_used_nothing_that_is_known(tree):
    probe = MemoryResident(Place())
    probe.sample(tree(), 0.0)
    assert probe.totals()["rss_sampled_bytes"] is None
