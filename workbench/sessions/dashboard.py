"""Serves the dashboard: Streamlit, in a process of its own, on the loopback address only."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
import webbrowser
from collections.abc import Callable
from importlib.util import find_spec
from typing import Optional

from workbench.errors import WorkbenchError
from workbench.sessions.shipped import dashboard_app

HOST = "127.0.0.1"
FIRST_PORT, PORTS = 8501, 50


def serve_dashboard(results: str, port: Optional[int], open_browser: bool, tell: Callable[[str], None]) -> None:
    """Serve until interrupted. Raises WorkbenchError when Streamlit is missing, ends early, or no port is free."""
    if find_spec("streamlit") is None:
        raise WorkbenchError("the dashboard needs Streamlit", "pip install 'workbench[dashboard]'")
    port = _free_port(port)
    address = f"http://{HOST}:{port}"
    tell(f"dashboard over {os.path.abspath(results)}: {address}  (Ctrl-C ends it)")
    # Streamlit reads `.streamlit/config.toml` of its working folder, and a theme there may name other hosts: it
    # works in ours, whatever lies in the person's.
    server = subprocess.Popen(command(results, port), stdin=subprocess.DEVNULL, cwd=os.path.dirname(dashboard_app()))
    if open_browser:
        threading.Thread(target=_open_when_ready, args=(address, port, server), daemon=True).start()
    try:
        status = server.wait()
    except KeyboardInterrupt:
        server.terminate()
        server.wait()
        return
    raise WorkbenchError(f"Streamlit ended with exit status {status}")


def command(results: str, port: int) -> list[str]:
    """How Streamlit is started. A flag beats whatever a `.streamlit/config.toml` in the current folder says."""
    flags = {
        "server.address": HOST,
        "server.port": str(port),
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "server.runOnSave": "false",
        "server.enableCORS": "true",
        "server.enableXsrfProtection": "true",
        "server.enableStaticServing": "false",
        "browser.gatherUsageStats": "false",
        "browser.serverAddress": HOST,
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "client.showErrorLinks": "false",
        "runner.magicEnabled": "false",
        "global.developmentMode": "false",
    }
    words = [word for name, value in flags.items() for word in (f"--{name}", value)]
    return [sys.executable, "-m", "streamlit", "run", dashboard_app(), *words, "--", os.path.abspath(results)]


def _free_port(wanted: Optional[int]) -> int:
    candidates = range(FIRST_PORT, FIRST_PORT + PORTS) if wanted is None else [wanted]
    for port in candidates:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    raise WorkbenchError(
        f"port {candidates[0]} is taken" if wanted is not None else f"no port from {FIRST_PORT} on is free",
        "choose another: workbench dashboard --port N",
    )


def _open_when_ready(address: str, port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while server.poll() is None and time.monotonic() < deadline:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            if probe.connect_ex((HOST, port)) == 0:
                webbrowser.open(address)
                return
        time.sleep(0.1)
