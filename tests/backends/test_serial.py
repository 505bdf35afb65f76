from __future__ import annotations

import os
import subprocess
import sys

import joblib

from workbench.backends.serial import Serial


def test_it_works_in_its_own_process_in_order():
    backend = Serial(1)
    backend.start()
    assert backend.map(lambda item: (item, os.getpid()), range(3)) == [(item, os.getpid()) for item in range(3)]
    backend.stop()


def test_joblib_stays_in_this_process_whatever_n_jobs_says():
    with Serial(1).active():
        assert set(joblib.Parallel(n_jobs=4)(joblib.delayed(os.getpid)() for _ in range(4))) == {os.getpid()}


def test_it_imports_neither_joblib_nor_numpy():
    program = (
        "import sys; from workbench.backends.serial import PLUGIN; backend = PLUGIN(1); backend.start()\n"
        "with backend.active(): backend.map(abs, [1])\n"
        "backend.stop(); sys.exit(bool({'joblib', 'numpy', 'multiprocessing'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
