"""Crosses into a node: makes a node's namespaces and stays as its first process, or starts a program inside them.

Run by its path (`python -I -S threshold.py ORDER`), so it imports the standard library only; `ORDER` is JSON with a
`verb`, the control `groups` to enter first, and

- `boot`: `network` (a namespace's file), `hostname` and `hosts` (the file to show as /etc/hosts). Prints the number of
  the node's first process, which reaps what is orphaned; whoever kills it ends all on the node (pid_namespaces(7)).
- `enter`: `node` ([process, start time], or None), else `network` (a namespace's file, or None for no namespaces),
  `argv`, `folder` and `wait`. Prints the number of
  the program's process and leaves it; with `wait` it stays for its end, prints nothing and ends as the program did.

What is left running has /dev/null for its input and writes to the file `log`.

Programs are run between fork and exec in one thread, and namespaces are entered as setns(2) asks.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
from typing import Any, Callable, Mapping, NoReturn

NEW_MOUNTS, NEW_HOSTNAME, NEW_IPC, NEW_PROCESSES = 0x00020000, 0x04000000, 0x08000000, 0x20000000
SPACES = ("ipc", "uts", "net", "pid", "mnt")
"""In the order of entering: once in another mount namespace, /proc is the node's."""
PRIVATE_AND_BELOW, BIND, NO_SUID_DEV_EXEC = (1 << 18) | (1 << 14), 1 << 12, 2 | 4 | 8
NO_SUID_DEV = 2 | 4
DIE_WITH_PARENT = 1
_libc = ctypes.CDLL(None, use_errno=True)


def main(order: Mapping[str, Any]) -> int:
    """Do what the order says; returns the exit status."""
    for folder in order["groups"]:
        with open(os.path.join(folder, "cgroup.procs"), "wb", buffering=0) as file:
            file.write(b"0")
    return _boot(order) if order["verb"] == "boot" else _enter(order)


def _boot(order: Mapping[str, Any]) -> int:
    _enter_network(order["network"])
    _checked(_libc.unshare(NEW_MOUNTS | NEW_HOSTNAME | NEW_IPC | NEW_PROCESSES), "make namespaces")
    return _start(lambda told: _first_process(order, told), order["log"])


def _first_process(order: Mapping[str, Any], told: int) -> NoReturn:
    """Furnish the node and reap for ever. A private /dev/shm, so that shared memory is the node's and ends with it."""
    _mount(None, "/", None, PRIVATE_AND_BELOW)
    _mount("proc", "/proc", "proc", NO_SUID_DEV_EXEC)
    _mount("tmpfs", "/dev/shm", "tmpfs", NO_SUID_DEV)  # noqa: S108 - the kernel's own
    _mount(order["hosts"], "/etc/hosts", None, BIND)
    name = order["hostname"].encode()
    _checked(_libc.sethostname(name, len(name)), "set the host name")
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    os.close(told)
    while True:
        signal.sigwait({signal.SIGCHLD})
        try:
            while os.waitpid(-1, os.WNOHANG) != (0, 0):
                pass
        except ChildProcessError:
            pass


def _enter(order: Mapping[str, Any]) -> int:
    if order["node"] is not None:
        pid, started = order["node"]
        spaces = [open(f"/proc/{pid}/ns/{space}", "rb") for space in SPACES]  # noqa: SIM115 - closed by exec
        if _started(pid) != started:
            raise OSError("the node is down")
        for space in spaces:
            _checked(_libc.setns(space.fileno(), 0), "enter the node")
    elif order["network"] is not None:
        _enter_network(order["network"])

    def program(told: int) -> NoReturn:
        if order["wait"]:
            _libc.prctl(DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
        os.set_inheritable(told, False)
        os.chdir(order["folder"])
        os.execvp(order["argv"][0], order["argv"])  # noqa: S606 - a list, as asked

    return _start(program, order["log"], order["wait"])


def _enter_network(path: str) -> None:
    with open(path, "rb") as file:
        _checked(_libc.setns(file.fileno(), 0), "enter the network namespace")


def _start(run: Callable[[int], NoReturn], log: str, wait: bool = False) -> int:
    """Run in a new process, until it has closed `told` or said there what went wrong."""
    heard, told = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(heard)
            if not wait:
                _leave(log)
            run(told)
        except BaseException as error:  # noqa: BLE001 - told to the process that waits
            os.write(told, str(error).encode())
        finally:
            os._exit(1)
    os.close(told)
    with os.fdopen(heard, "rb") as pipe:
        said = pipe.read()
    if said:
        raise OSError(said.decode("utf-8", "replace"))
    if wait:
        _, status = os.waitpid(pid, 0)
        return os.waitstatus_to_exitcode(status) % 256
    print(pid, flush=True)  # noqa: T201 - the answer
    return 0


def _leave(log: str) -> None:
    os.setsid()
    for path, flags, descriptors in (
        (os.devnull, os.O_RDONLY, (0,)),
        (log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, (1, 2)),
    ):
        file = os.open(path, flags, 0o600)
        for descriptor in descriptors:
            os.dup2(file, descriptor)
        os.close(file)


def _started(pid: int) -> int:
    """When a process started, in clock ticks since boot: field 22 of proc_pid_stat(5)."""
    with open(f"/proc/{pid}/stat", "rb") as file:
        line = file.read()
    return int(line[line.rindex(b")") + 2 :].split()[19])


def _mount(source: str | None, target: str, kind: str | None, flags: int) -> None:
    texts = (None if text is None else text.encode() for text in (source, target, kind))
    _checked(_libc.mount(*texts, ctypes.c_ulong(flags), None), f"mount {target}")


def _checked(result: int, what: str) -> None:
    if result != 0:
        raise OSError(f"can't {what}: {os.strerror(ctypes.get_errno())}")


if __name__ == "__main__":
    try:
        sys.exit(main(json.loads(sys.argv[1])))
    except OSError as failure:
        sys.exit(str(failure))
