"""Groups that killed runs left are swept, and nothing else is."""

import os

from workbench.running.limits.naming import OWNED, group_name, sweep

DEAD = 2**22 + 1
"""Above the largest process number a kernel gives (proc(5), pid_max)."""


def test_what_dead_runs_left_goes_and_the_rest_stays(tree):
    own = tree.mount(1, ["memory"], "/session")
    space = OWNED.fullmatch(group_name(1)).group(2)
    left = own.parent / f"workbench-{DEAD}-{space}-1"
    (left / "main").mkdir(parents=True)
    stays = [
        own / f"workbench-{os.getpid()}-{space}-1",
        own / f"workbench-{DEAD}-{int(space) + 1}-1",
        own / f"workbench-{DEAD}",
        own / "somebody-elses",
    ]
    for folder in stays:
        folder.mkdir()
    (tree.proc / str(os.getpid())).mkdir()
    sweep(str(tree.proc))
    assert not left.exists()
    assert all(folder.exists() for folder in stays)


def test_without_control_groups_there_is_nothing_to_sweep(tmp_path):
    sweep(str(tmp_path))
