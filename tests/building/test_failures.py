"""What pip and uv print when they fail, as they were seen to, and what a person is told of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.building.failures import LONGEST, explain

PIP_NO_VERSION = """\
Looking in indexes: one, two
ERROR: Could not find a version that satisfies the requirement six==99.1 (from versions: 0.9.0, 1.15.0, 1.16.0, 1.17.0)
ERROR: No matching distribution found for six==99.1
"""
PIP_UNKNOWN = """\
ERROR: Could not find a version that satisfies the requirement no-such-xyzzy (from versions: none)
ERROR: No matching distribution found for no-such-xyzzy
"""
PIP_CONFLICT = """\
ERROR: Cannot install six==1.15 and six==1.16 because these package versions have conflicting dependencies.

The conflict is caused by:
    The user requested six==1.15
    The user requested six==1.16

To fix this you could try to:
1. loosen the range of package versions you've specified
2. remove package versions to allow pip to attempt to solve the dependency conflict

ERROR: ResolutionImpossible: for help visit somewhere
"""
PIP_NETWORK = """\
WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError('<HTTPSConnection object>: Failed to \
establish a new connection: [Errno 111] Connection refused')': /simple/six/
ERROR: Could not find a version that satisfies the requirement six (from versions: none)
ERROR: No matching distribution found for six
"""
PIP_SOURCE = """\
  error: subprocess-exited-with-error

  × Building wheel for old (pyproject.toml) did not run successfully.
  │ exit code: 1
  ╰─> [3 lines of output]
      running build_ext
      error: command 'gcc' failed: No such file or directory
      [end of output]

  note: This error originates from a subprocess, and is likely not a problem with pip.
  ERROR: Failed building wheel for old
ERROR: Could not build wheels for old, which is required to install pyproject.toml-based projects
"""
UV_NO_VERSION = """\
Using Python 3.13.0 environment at: u13
error: No solution found when resolving dependencies
  cause: Because there is no version of six==99.1 and you require six==99.1, we can conclude that your \
requirements are unsatisfiable.
"""
UV_NO_WHEEL = """\
  × No solution found when resolving dependencies:
  ╰─▶ Because scikit-learn==0.19.1 has no usable wheels and you require
      scikit-learn==0.19.1, we can conclude that your requirements are
      unsatisfiable.

      hint: Wheels are required for `scikit-learn` because building from source is disabled
"""
UV_CONFLICT = """\
error: No solution found when resolving dependencies
  cause: Because you require six==1.15 and six==1.16, we can conclude that your requirements are unsatisfiable.
"""
NO_VENV = """\
The virtual environment was not created successfully because ensurepip is not
available.  On Debian/Ubuntu systems, you need to install the python3-venv
"""


@pytest.mark.parametrize(
    ("output", "reason", "remedy"),
    [
        (PIP_NO_VERSION, "no version of six==99.1 for Python 3.13 on this machine; there are 0.9.0, 1.15.0", "[env"),
        (PIP_UNKNOWN, "no version of no-such-xyzzy for Python 3.13 on this machine", "workbench env build"),
        (PIP_CONFLICT, "contradict each other (The user requested six==1.15; The user requested six==1.16)", "[env"),
        (PIP_NETWORK, "index could not be reached ([Errno 111] Connection refused)", "pip config list"),
        ("ERROR: HTTP error 403 while getting x", "could not be reached (HTTP error 403", "pip config list"),
        ("error: HTTP status server error (503) for url (x)", "could not be reached", "pip config list"),
        (PIP_SOURCE, "no wheel for Python 3.13, and building it from source failed (command 'gcc' failed", "build-ess"),
        (UV_NO_VERSION, "there is no version of six==99.1", "[environments.old]"),
        (UV_NO_WHEEL, "scikit-learn==0.19.1 has no usable wheels", "[environments.old]"),
        (UV_CONFLICT, "you require six==1.15 and six==1.16", "[environments.old]"),
        (NO_VENV, "Python 3.13 has no venv module", "apt install python3.13-venv"),
        ("OSError: [Errno 28] No space left on device", "the disk is full", "workbench env remove"),
        ("something odd\nerror: it broke\n", "it broke", "workbench env build"),
        ("", "it said nothing", "workbench env build"),
    ],
)
def test_the_reason_and_what_mends_it_are_told(output, reason, remedy):
    told = explain(output, "3.13.0", "old")
    assert reason in told[0]
    assert remedy in told[1]


def test_one_that_took_too_long_says_so():
    assert explain("Downloading torch\n", "3.13.0", "old", timed_out=True)[0].startswith("installing took too long")


def test_a_password_in_an_address_is_not_told():
    told = explain("ERROR: no answer from https://me:secret@example.org/simple", "3.13.0", "old")
    assert "secret" not in told[0]
    assert "//…@example.org" in told[0]


@given(st.text())
def test_whatever_was_printed_gives_one_line_that_can_be_shown(output):
    reason, remedy = explain(output, "3.13.0", "old")
    assert reason.isprintable()
    assert 0 < len(reason) <= LONGEST + 100
    assert remedy
