"""A network that ends at this machine, for libraries that listen to every network and can't be told otherwise."""

from __future__ import annotations

import ctypes
import os
import socket
import struct
from typing import Any

from workbench.errors import CannotRun

NEW_NETWORK = 0x40000000
NEW_USER = 0x10000000
GET_FLAGS = 0x8913
SET_FLAGS = 0x8914
UP = 1


def leave_networks() -> None:
    """Give this thread, and whatever it starts from here on, a network that has a loopback and nothing else.

    A network namespace (network_namespaces(7)); without root, one inside a user namespace of one's own, which only a
    process with a single thread may enter. Raises CannotRun where the system allows neither.
    """
    unshare = getattr(ctypes.CDLL(None, use_errno=True), "unshare", None)
    if unshare is None or not _entered(unshare):
        raise CannotRun(
            "it listens to every network, and this system lets nobody keep it to the loopback (unshare(2))",
            "run as root, or allow user namespaces: sysctl kernel.unprivileged_userns_clone=1",
        )
    _raise_loopback()


def _entered(unshare: Any) -> bool:
    if unshare(NEW_NETWORK) == 0:
        return True
    user, group = os.getuid(), os.getgid()
    if unshare(NEW_USER | NEW_NETWORK) != 0:
        return False
    for name, said in (
        ("setgroups", "deny"),
        ("uid_map", "%d %d 1" % (user, user)),
        ("gid_map", "%d %d 1" % (group, group)),
    ):
        with open("/proc/self/%s" % name, "w") as file:
            file.write(said)
    return True


def _raise_loopback() -> None:
    """`ip link set lo up`: a new network's loopback is down (netdevice(7))."""
    import fcntl

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        asked = struct.pack("16sh22x", b"lo", 0)
        (flags,) = struct.unpack("16xh22x", fcntl.ioctl(any_socket, GET_FLAGS, asked))
        fcntl.ioctl(any_socket, SET_FLAGS, struct.pack("16sh22x", b"lo", flags | UP))
