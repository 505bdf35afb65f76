"""Entering a network namespace, for a client that would listen to every network otherwise."""

from __future__ import annotations

import ctypes
import os

from workbench.errors import WorkbenchError

NETWORK_NAMESPACE = 0x40000000


def enter(path: str) -> None:
    """Put this thread, and all that it starts from now on, into the network namespace of that file (setns(2)).

    Raises WorkbenchError with what the kernel said.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        raise WorkbenchError("there is no network namespace %s: %s" % (path, error.strerror)) from error
    try:
        if ctypes.CDLL(None, use_errno=True).setns(descriptor, NETWORK_NAMESPACE) != 0:
            reason = os.strerror(ctypes.get_errno())
            raise WorkbenchError("can't enter the network namespace %s: %s" % (path, reason), "run as root")
    finally:
        os.close(descriptor)
