"""Where groups may be made, told from imitated /proc and control group trees."""

from workbench.running.limits.hierarchies import Hierarchy, find_hierarchies, highest_writable, unified_group


def test_of_version_1_every_controller_has_its_own_place(tree):
    cpu = tree.mount(1, ["cpu", "cpuacct"], "/")
    memory = tree.mount(1, ["memory"], "/some/session")
    found = find_hierarchies(["cpu", "memory"], proc=str(tree.proc))
    assert found.places == {"cpu": Hierarchy(1, str(cpu)), "memory": Hierarchy(1, str(memory))}
    assert found.reasons == {}


def test_in_a_container_the_mount_is_the_group(tree):
    own = tree.mount(1, ["memory"], "/docker/4711", root="/docker/4711")
    found = find_hierarchies(["memory"], proc=str(tree.proc))
    assert found.places["memory"].folder == str(own)


def test_a_group_that_is_not_to_be_seen_is_its_mount(tree):
    top = tree.mount(1, ["memory"], "/")
    tree.memberships[-1] = "1:memory:/kubepods/pod/container"
    tree.write()
    assert find_hierarchies(["memory"], proc=str(tree.proc)).places["memory"].folder == str(top)


def test_what_may_not_be_written_is_a_reason(tree, unwritable):
    unwritable.append(str(tree.mount(1, ["cpu"], "/")))
    found = find_hierarchies(["cpu"], proc=str(tree.proc))
    assert found.places == {}
    assert "may not be written" in found.reasons["cpu"]


def test_of_version_2_it_is_the_nearest_group_that_hands_the_controllers_on(tree):
    own = tree.mount(2, ["cpu", "memory", "cpuset"], "/user.slice/user@1000.service/app.slice/terminal.scope")
    for above in (own.parents[0], own.parents[1]):
        (above / "cgroup.subtree_control").write_text("cpu memory")
    found = find_hierarchies(["cpu", "memory"], ["cpuset"], str(tree.proc))
    assert found.places == dict.fromkeys(["cpu", "memory"], Hierarchy(2, str(own.parent)))
    assert "does not hand on the controller cpuset" in found.reasons["cpuset"]


def test_a_group_of_somebody_elses_is_passed_over(tree, unwritable):
    own = tree.mount(2, ["cpu", "memory"], "/user.slice/session-3.scope")
    for folder in (own.parent, own.parents[1]):
        (folder / "cgroup.subtree_control").write_text("cpu memory")
        unwritable.append(str(folder / "cgroup.procs"))
    found = find_hierarchies(["cpu"], proc=str(tree.proc))
    assert found.places == {}
    assert "is this user's to write and hands on cpu" in found.reasons["cpu"]


def test_a_controller_bound_to_the_old_version_is_missing_in_the_new(tree):
    tree.mount(2, ["hugetlb"], "/")
    assert "has no controller memory" in find_hierarchies(["memory"], proc=str(tree.proc)).reasons["memory"]


def test_both_versions_side_by_side(tree):
    cpu = tree.mount(1, ["cpu"], "/")
    unified = tree.mount(2, ["memory"], "/")
    (unified / "cgroup.subtree_control").write_text("memory")
    found = find_hierarchies(["cpu", "memory"], proc=str(tree.proc))
    assert found.places == {"cpu": Hierarchy(1, str(cpu)), "memory": Hierarchy(2, str(unified))}


def test_a_hierarchy_by_name_only_is_not_the_unified_one(tree):
    tree.mount(1, ["name=systemd"], "/")
    assert find_hierarchies(["cpu"], proc=str(tree.proc)).reasons["cpu"] == "this kernel has no control groups for it"
    assert unified_group("self", str(tree.proc)) is None


def test_without_proc_there_is_a_reason_and_no_error(tmp_path):
    assert set(find_hierarchies(["cpu"], ["cpuset"], str(tmp_path)).reasons) == {"cpu", "cpuset"}


def test_the_highest_group_that_may_be_written(tree, unwritable):
    own = tree.mount(2, ["cpu"], "/user.slice/user@1000.service/app.slice")
    unwritable.extend([str(own.parents[1]), str(own.parents[2])])
    assert highest_writable(str(tree.proc)) == (str(own.parent),)
