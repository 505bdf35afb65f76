"""The composite action and the GitLab job: their steps are run as plain shell, as a runner would."""

import json
import os
import re
import stat
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS = ACTION["runs"]["steps"]
EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
MARKER = "<!-- workbench-check 0123456789abcdef -->"

WORKBENCH = f"""#!{sys.executable}
import json, os, sys
words = sys.argv[1:]
json.dump(words, open(os.environ["TOLD"], "w"))
print("::error::said by what is measured")
code = int(os.environ["ENDS_WITH"])
named = dict(zip(words, words[1:]))
if code in (0, 3, 4, 5):
    open(named["--markdown"], "w").write({MARKER!r} + "\\n### " + os.environ["HEADLINE"] + "\\n")
    open(named["--junit"], "w").write("<testsuites/>")
    annotations = open(named.get("--annotations", os.devnull), "w")
    annotations.write("::error title=ridge::12 %25 slower\\n" if code == 3 else "")
sys.exit(code)
"""

GH = f"""#!{sys.executable}
import json, os, sys
words = sys.argv[1:]
state = os.environ["COMMENTS"]
comments = json.load(open(state))
if os.environ["GH_TOKEN"] != "secret":
    sys.exit("HTTP 403: Resource not accessible by integration")
if "--jq" in words:
    assert words[:2] == ["api", "--paginate"] and "env.AUTHOR" in words[4] and "env.MARKER" in words[4], words
    author, marker = os.environ["AUTHOR"], os.environ["MARKER"]
    for each in comments:
        if each["author"] == author and each["body"].startswith(marker):
            print(each["id"])
    sys.exit()
method, path = words[words.index("--method") + 1], words[words.index("--method") + 2]
body = open(words[words.index("--field") + 1].removeprefix("body=@")).read()
if method == "POST" and path == "repos/me/mine/issues/7/comments":
    comments.append({{"id": len(comments) + 1, "author": "github-actions[bot]", "body": body}})
elif method == "PATCH" and path.startswith("repos/me/mine/issues/comments/"):
    comments[int(path.rsplit("/", 1)[1]) - 1]["body"] = body
else:
    sys.exit("unknown call")
json.dump(comments, open(state, "w"))
"""


def program(folder, name, text):
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text)
    (folder / name).chmod(0o755)


def git(folder, *words):
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    done = subprocess.run(["git", *identity, *words], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


class Runner:
    """Runs the action's steps one after the other; what `uses` another action is left out."""

    def __init__(self, folder, inputs, pull_request=7, path=None, **variables):
        self.folder = folder
        defaults = {name: str(each.get("default", "")) for name, each in ACTION["inputs"].items()}
        event = {"pull_request": {"number": pull_request, "base": {"sha": inputs.pop("base", "")}}}
        self.context = {
            "inputs": defaults | {"token": "secret"} | inputs,
            "github": {"event": event},
            "steps": {"check": {"outputs": {}}},
        }
        for name in ("summary", "output"):
            (folder / name).touch()
        self.environment = os.environ | {
            "PATH": f"{path or folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_STEP_SUMMARY": str(folder / "summary"),
            "GITHUB_OUTPUT": str(folder / "output"),
            "GITHUB_REPOSITORY": "me/mine",
            "RUNNER_TEMP": str(folder / "temp"),
            "TOLD": str(folder / "told.json"),
            "COMMENTS": str(folder / "comments.json"),
            "ENDS_WITH": "0",
            "HEADLINE": "first",
            **variables,
        }
        self.log = ""

    def value(self, expression):
        """`a.b || 'x'`, `a.b == 'true' && c.d`: as much of GitHub's expressions as the action uses."""
        for sign, choose in (("||", lambda one, other: one or other), ("&&", lambda one, other: one and other)):
            left, found, right = expression.partition(sign)
            if found:
                return choose(self.value(left), self.value(right))
        for sign, same in (("==", True), ("!=", False)):
            left, found, right = expression.partition(sign)
            if found:
                return (self.value(left) == self.value(right)) is same
        expression = expression.strip()
        if expression.startswith("'"):
            return expression.strip("'")
        found = self.context
        for part in expression.split("."):
            found = found.get(part, "") if isinstance(found, dict) else ""
        return found

    def filled(self, text):
        return EXPRESSION.sub(lambda found: str(self.value(found[1])), text)

    def run(self, *names):
        """The exit code of the first step that fails, else 0; without names all but the installation."""
        for step in STEPS:
            if "run" not in step or step["name"] not in (names or ("Check", "Comment", "Verdict")):
                continue
            condition = EXPRESSION.fullmatch(step.get("if", "${{ 'always' }}"))[1]
            if not self.value(condition):
                continue
            told = {name: self.filled(text) for name, text in step.get("env", {}).items()}
            done = subprocess.run(
                ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]],
                cwd=self.folder / "work",
                env=self.environment | told,
                capture_output=True,
                text=True,
                timeout=120,
                check=False,
                stdin=subprocess.DEVNULL,
            )
            self.log += done.stdout + done.stderr
            outputs = (self.folder / "output").read_text().splitlines()
            self.context["steps"]["check"]["outputs"] = dict(line.split("=", 1) for line in outputs)
            if done.returncode:
                return done.returncode
        return 0


@pytest.fixture
def folder(tmp_path):
    """A runner's disk: a clone with two commits, and a `workbench` and a `gh` that only note what they are told."""
    program(tmp_path / "bin", "workbench", WORKBENCH)
    program(tmp_path / "bin", "gh", GH)
    (tmp_path / "comments.json").write_text("[]")
    (tmp_path / "temp").mkdir()
    work = tmp_path / "work"
    work.mkdir()
    git(work, "init", "-q", "-b", "main")
    git(work, "commit", "-q", "--allow-empty", "-m", "base")
    git(work, "commit", "-q", "--allow-empty", "-m", "head")
    return tmp_path


def told(folder):
    return json.loads((folder / "told.json").read_text())


def comments(folder):
    return json.loads((folder / "comments.json").read_text())


def test_no_script_has_an_expression_in_its_text():
    scripts = [step["run"] for step in STEPS if "run" in step]
    assert len(scripts) == 4
    assert [text for text in scripts if "${{" in text] == []
    for name in ("install", "check", "comment"):
        script = ROOT / ".ci" / "action" / name
        assert script.stat().st_mode & stat.S_IXUSR
        subprocess.run(["bash", "-n", str(script)], check=True)


def test_the_workflow_that_readme_shows_is_short_and_asks_for_inputs_that_there_are():
    (block,) = re.findall(r"^```yaml\n(.*?)^```$", (ROOT / "README.md").read_text(encoding="utf-8"), re.M | re.S)
    assert len(block.splitlines()) <= 15
    *_, step = yaml.safe_load(block)["jobs"]["speed"]["steps"]
    assert step["uses"].split("@")[0].endswith("/workbench")
    assert set(step["with"]) <= set(ACTION["inputs"])


@pytest.mark.parametrize("code", [0, 3, 4, 5])
def test_the_job_ends_as_the_check_did_and_all_is_told_before(folder, code):
    runner = Runner(folder, {"suite": "mine.toml", "against": "HEAD^"}, ENDS_WITH=str(code))
    assert runner.run() == code
    assert (folder / "summary").read_text() == f"{MARKER}\n### first\n"
    assert [each["body"] for each in comments(folder)] == [f"{MARKER}\n### first\n"]
    assert ("::error title=ridge::12 %25 slower" in runner.log) is (code == 3)
    assert runner.value("steps.check.outputs.exit-code") == str(code)
    assert (Path(runner.value("steps.check.outputs.folder")) / "check.xml").is_file()


def test_what_is_measured_can_not_command_the_runner(folder):
    runner = Runner(folder, {"suite": "mine.toml", "against": "HEAD^"})
    runner.run("Check")
    paused, said, _, resumed = runner.log.splitlines()[:4]
    token = paused.removeprefix("::stop-commands::")
    assert re.fullmatch(r"[0-9a-f]{32}", token)
    assert said == "::error::said by what is measured"
    assert resumed == f"::{token}::"


def test_one_comment_is_kept_and_nobody_elses_is_touched(folder):
    others = [{"id": 1, "author": "mallory", "body": f"{MARKER}\nmine"}, {"id": 2, "author": "me", "body": "hello"}]
    (folder / "comments.json").write_text(json.dumps(others))
    for headline in ("first", "second"):
        Runner(folder, {"suite": "mine.toml", "against": "HEAD^"}, HEADLINE=headline).run()
    assert [each["body"] for each in comments(folder)[:2]] == [each["body"] for each in others]
    assert [each["body"] for each in comments(folder)[2:]] == [f"{MARKER}\n### second\n"]


def test_a_token_that_may_only_read_fails_nothing(folder):
    runner = Runner(folder, {"suite": "mine.toml", "against": "HEAD^", "token": "of a fork"})
    assert runner.run() == 0
    assert "::warning title=workbench check::could not comment" in runner.log
    assert comments(folder) == []


@pytest.mark.parametrize("inputs", [{"comment": "false"}, {}])
def test_no_comment_where_none_is_wanted_or_there_is_no_pull_request(folder, inputs):
    number = 7 if inputs else ""
    Runner(folder, {"suite": "mine.toml", "against": "HEAD^", **inputs}, pull_request=number).run()
    assert comments(folder) == []


def test_inputs_arrive_as_single_words_whatever_is_in_them(folder):
    suite = "-$(touch pwned) `touch pwned`; touch pwned 'x' \"y\".toml"
    inputs = {"suite": suite, "against": "HEAD^", "gate": "5%", "time-budget": "$(touch pwned)"}
    Runner(folder, {**inputs, "arguments": "--metric\ntime; touch pwned\n"}).run("Check")
    words = told(folder)
    assert words[-2:] == ["--", suite]
    named = dict(pairwise(words))
    assert (named["--gate"], named["--time-budget"], named["--undecided"]) == ("5%", "$(touch pwned)", "pass")
    assert words[words.index("--metric") + 1] == "time; touch pwned"
    assert named["--against"] == git(folder / "work", "rev-parse", "HEAD^")
    assert not (folder / "work" / "pwned").exists()


def test_the_pull_requests_base_is_fetched_where_the_checkout_is_shallow(folder):
    git(folder, "clone", "-q", "--bare", str(folder / "work"), "origin.git")
    git(folder / "origin.git", "config", "uploadpack.allowAnySHA1InWant", "true")
    base = git(folder / "work", "rev-parse", "HEAD^")
    (folder / "work").rename(folder / "whole")
    git(folder, "clone", "-q", "--depth=1", f"file://{folder}/origin.git", "work")
    assert Runner(folder, {"suite": "mine.toml", "base": base}).run() == 0
    assert told(folder)[told(folder).index("--against") + 1] == base


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"against": "HEAD^"}, "the input suite is empty"),
        ({"suite": "mine.toml"}, "there is no base to check against"),
        ({"suite": "mine.toml", "against": "--upload-pack=touch pwned"}, "could not be fetched"),
    ],
)
def test_what_cannot_be_checked_is_said_with_exit_code_2(folder, inputs, said):
    runner = Runner(folder, inputs)
    assert runner.run() == 2
    assert said in (folder / "summary").read_text()
    assert "::error title=workbench check::" in runner.log
    assert not (folder / "work" / "pwned").exists()


def test_a_check_that_ends_before_it_tells_anything_is_no_success(folder):
    runner = Runner(folder, {"suite": "mine.toml", "against": "HEAD^"}, ENDS_WITH="2")
    assert runner.run() == 2
    assert "exit code 2" in (folder / "summary").read_text()
    assert comments(folder) == []


@pytest.mark.slow
def test_a_real_check_of_a_real_slowdown_ends_as_it_should(folder):
    program(folder / "bin", "workbench", f'#!/bin/sh\nexec {sys.executable} -m workbench "$@"\n')
    work = folder / "work"
    (work / "mine.toml").write_text('name = "mine"\n[[cases]]\nworkload = "./mine.py:pause"\n')
    for seconds in (0.01, 0.05):
        (work / "mine.py").write_text(f"import time\ndef pause(workers):\n    time.sleep({seconds})\n")
        git(work, "add", ".")
        git(work, "commit", "-q", "-m", "change")
    inputs = {"suite": "mine.toml", "against": "HEAD^", "time-budget": "60s", "arguments": "--metric\ntime"}
    runner = Runner(folder, inputs, PYTHONPATH=os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]))
    assert runner.run() == 3, runner.log
    assert "❌ failed | pause: 1 worker, time |" in (folder / "summary").read_text()
    assert "::error title=failed%3A pause%3A 1 worker%2C time::mine, pause" in runner.log
    (comment,) = comments(folder)
    assert "Failed: pause: 1 worker, time is" in comment["body"]
    kept = Path(runner.value("steps.check.outputs.folder"))
    assert 'failures="1"' in (kept / "check.xml").read_text()
    assert json.loads((kept / "smaller-is-better.json").read_text())[0]["name"] == "pause: 1 worker, time"
    assert list(kept.glob("results/*/*/run.json"))
    assert git(work, "status", "--porcelain") == ""


def test_gitlabs_job_passes_the_variables_on_and_keeps_the_report(folder):
    job = yaml.safe_load((ROOT / "docs" / "ci" / "gitlab.yml").read_text(encoding="utf-8"))[".workbench-check"]
    program(folder / "bin", "python", "#!/bin/sh\nexit 0\n")
    variables = job["variables"] | {"WORKBENCH_SUITE": "a b.toml", "WORKBENCH_AGAINST": "HEAD^"}
    kept = os.environ | {"PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    kept |= {"TOLD": str(folder / "told.json"), "ENDS_WITH": "3", "HEADLINE": "x"}

    def script(**changes):
        text = "\n".join(job["script"])
        environment = kept | variables | changes
        return subprocess.run(
            ["bash", "-e", "-c", text], cwd=folder / "work", env=environment, check=False, capture_output=True
        ).returncode

    assert script() == 2
    assert script(WORKBENCH_PACKAGE="x") == 3
    assert told(folder)[-2:] == ["--", "a b.toml"]
    assert (folder / "work" / job["artifacts"]["reports"]["junit"]).is_file()
    assert job["artifacts"]["when"] == "always"
