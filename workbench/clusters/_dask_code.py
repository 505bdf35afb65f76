"""Code that comes along to the workers of a Dask cluster, those that are started again meanwhile too."""

from __future__ import annotations

import os
import zipfile
from typing import Any

PREFIX = "workbench-code-"
PLUGIN_NAME = "workbench-code"


def carrying(archive: str) -> Any:
    """A plugin for `Client.register_plugin` that makes the modules of the zip file importable on a worker.

    Its class is made here, so that it is pickled as a whole: the workers have nothing of ours yet to import it from.
    """
    from distributed import WorkerPlugin

    class CarriedCode(WorkerPlugin):  # type: ignore[misc]
        """Puts the file where the worker keeps its own, which are removed with it, and first on its path."""

        name = PLUGIN_NAME

        def __init__(self, archive: str) -> None:
            with open(archive, "rb") as file:
                self.data = file.read()
            with zipfile.ZipFile(archive) as opened:
                self.modules = {name.split("/")[0].partition(".")[0] for name in opened.namelist()}
            self.file_name = os.path.basename(archive)
            self.sender_pid = os.getpid()

        def setup(self, worker: Any) -> None:
            """What of an earlier version was imported is forgotten."""
            import importlib
            import os
            import sys

            path = os.path.join(worker.local_directory, self.file_name)
            if path in sys.path or os.getpid() == self.sender_pid:
                return
            with open(path + ".part", "wb") as file:
                file.write(self.data)
            os.replace(path + ".part", path)
            sys.path[:] = [path] + [each for each in sys.path if "workbench-code-" not in os.path.basename(each)]
            for name in list(sys.modules):
                if name.partition(".")[0] in self.modules:
                    del sys.modules[name]
            importlib.invalidate_caches()

    return CarriedCode(archive)
