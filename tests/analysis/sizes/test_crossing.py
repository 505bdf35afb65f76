SIZES = [1000 * 2**step for step in range(6)]


def crossings(made, own, base=lambda n: 1e-3 * n, sizes=SIZES, **others):
    for rows in sizes:
        made.add({"rows": rows}, seconds=base(rows)).add(
            {"rows": rows}, seconds=own(rows), backend="loky", workers=2, **others
        )
    return {each.counted: each for each in made.sizes().crossings}


def test_start_up_is_counted_and_left_out(made):
    found = crossings(made, lambda n: 1 + 5e-4 * n, start=3.0)
    assert set(found) == {"with_start_up", "call"}
    call, whole = found["call"].size, found["with_start_up"].size
    assert call.low < 2000 < call.high
    assert whole.low < 8000 < whole.high
    assert call.high < whole.low
    assert found["call"].case.backend == "loky"
    assert found["call"].base.backend == "serial"


def test_transfers_are_told_apart_from_compute(made):
    found = crossings(made, lambda n: 2 + 5e-4 * n, transfer=0.8)
    assert found["compute"].size.value < found["call"].size.value


def test_none_within_what_was_measured(made):
    found = crossings(made, lambda n: 5 + 2e-3 * n)["call"]
    assert found.size is None
    assert found.reason == "it is slower at every size measured"
    assert found.measured == (1000.0, 32_000.0)


def test_faster_throughout(made):
    assert crossings(made, lambda n: 5e-4 * n)["call"].reason == "it is faster at every size measured"


def test_one_that_is_faster_on_small_data_only_is_overtaken(made):
    found = crossings(made, lambda n: 1e-7 * n * n)["call"]
    assert (found.base.backend, found.case.backend) == ("loky", "serial")
    assert found.size.low < 10_000 < found.size.high


def test_noise_that_hides_the_crossing_leaves_its_ends_open(made):
    found = crossings(made, lambda n: 0.98e-3 * n + 0.2, noise=0.02)["call"]
    assert found.size is None or found.size.low is None or found.size.high is None


def test_other_solvers_are_not_compared(made):
    for rows in SIZES:
        made.add({"rows": rows}, solver="s.A").add({"rows": rows}, solver="s.B", backend="loky")
    assert made.sizes().crossings == ()


def test_two_sizes_have_no_laws_to_cross(made):
    assert crossings(made, lambda n: 1.0, sizes=SIZES[:2]) == {}


def on_card(made, rows, solver, seconds, **others):
    made.add({"rows": rows}, solver=solver, seconds=seconds, backend="own", device="cuda", **others)


def test_a_card_is_held_against_all_cores_and_not_one(made):
    for rows in SIZES:
        made.add({"rows": rows}, solver="s.A", seconds=1e-3 * rows)
        made.add({"rows": rows}, solver="s.A", seconds=2.5e-4 * rows, threads=4)
        on_card(made, rows, "c.A", 2 + 1e-5 * rows, transfer=0.2)
    found = {each.counted: each for each in made.sizes().crossings if each.case.resources.device == "cuda"}
    assert set(found) == {"with_start_up", "call", "compute"}
    assert {each.base.resources.threads_per_worker for each in found.values()} == {4}
    assert found["call"].size.low < 2 / 2.4e-4 < found["call"].size.high
    assert found["compute"].size.value < found["call"].size.value


def test_cores_that_do_less_work_are_no_rival(made):
    for rows in SIZES:
        made.add({"rows": rows}, solver="s.Sloppy", seconds=1e-5 * rows, score=0.5)
        made.add({"rows": rows}, solver="s.Exact", seconds=1e-3 * rows, score=0.9)
        on_card(made, rows, "c.A", 2 + 1e-5 * rows, score=0.9)
    bases = {each.base.solver for each in made.sizes().crossings}
    assert bases == {"s.Exact"}


def test_a_card_alone_has_no_rival(made):
    for rows in SIZES:
        on_card(made, rows, "c.A", 1e-3 * rows)
        on_card(made, rows, "c.B", 2 + 1e-4 * rows)
    assert made.sizes().crossings == ()
