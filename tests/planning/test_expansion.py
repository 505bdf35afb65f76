from workbench.model.description import Description


def test_what_a_workload_wants_known_is_noted_once(plan, describe, tmp_path):
    (tmp_path / "mine.py").write_text("")
    describe.files["Mine"] = Description(parameters={"rows": 10}, notes=("5 rows are left out",))
    block = '[[cases]]\nworkload = "./mine.py:Mine"\nbackends = ["serial", "threading"]\nparameters.rows = [1, 2]\n'
    assert plan('name = "x"\n' + block).notes == ("5 rows are left out",)


def test_a_solver_whose_parameters_decide_its_task_is_held_to_it(complaints, describe, tmp_path):
    (tmp_path / "mine.csv").write_text("x,y\n")
    describe.narrowed["sklearn.svm.SVC"] = ("classification",)
    found = complaints(
        'name = "x"\n[[cases]]\ndata = { path = "mine.csv", target = "y" }\nestimator = "sklearn.svm.SVC"\n'
    )
    ((line, message, remedy),) = found
    assert line == 4
    assert message == "sklearn.svm.SVC does not do `regression`, the task of `table`; it does `classification`"
    assert 'data = { path = …, target = …, task = "classification" }' in remedy


def test_a_parameter_of_the_solver_is_sent_where_it_belongs(complaints):
    ((_, message, remedy),) = complaints(
        'name = "x"\n[[cases]]\nworkload = "flights"\nestimator = "sklearn.svm.SVC"\nparameters = { C = 2.0 }\n'
    )
    assert "unknown parameter of `flights` `C`" in message
    assert "`rows`" in remedy
    assert "`solver_parameters`" in remedy


def test_a_case_is_shown_by_what_a_persons_file_calls_itself(plan, describe, tmp_path):
    (tmp_path / "mine.py").write_text("")
    describe.files["Mine"] = Description(task="classification", name="digits")
    describe.files["Own"] = Description(tasks=("classification",), name="squares", variants=("fast", "exact"))
    head = 'name = "x"\n[[cases]]\nworkload = "./mine.py:Mine"\n'
    (planned,) = plan(head + 'solvers = ["./mine.py:Own[exact]"]\n').cases
    assert planned.case.label() == "digits · squares[exact] · serial · 1 worker"
    assert planned.case.workload == "./mine.py:Mine"
    (planned,) = plan(head + 'estimator = "sklearn.svm.SVC"\nsolver_parameters = { C = 2.0 }\n').cases
    assert planned.case.label() == "digits · sklearn.svm.SVC C=2.0 · serial · 1 worker"
