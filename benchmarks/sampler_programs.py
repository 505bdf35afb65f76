"""Programs that benchmarks/sampler.py watches. Each is run as `python -c PROGRAM arguments`."""

from __future__ import annotations

TREE = """
# A process that has forked the others. `working`: each works half a millisecond and moves 1 MB, ten times a second.
import os, sys, time
count, working = int(sys.argv[1]), sys.argv[2] == "working"
block = bytearray(16 << 20)
block[::4096] = b"x" * len(range(0, len(block), 4096))
def live():
    while True:
        if working:
            megabyte = bytes(1 << 20)
            until = time.thread_time() + 0.0005
            while time.thread_time() < until:
                pass
        time.sleep(0.1 if working else 3600)
for _ in range(count - 1):
    if os.fork() == 0:
        live()
print("up", flush=True)
live()
"""

LOAD = """
# As many processes as there are CPUs, each with the same work to do; tells how long all of it took.
import os, sys, time
turns = int(sys.argv[1])
input()
began = time.monotonic()
children = []
for _ in range(os.cpu_count()):
    pid = os.fork()
    if pid == 0:
        total = 0
        for turn in range(turns):
            total += turn & 7
        os._exit(0)
    children.append(pid)
for pid in children:
    os.waitpid(pid, 0)
print(time.monotonic() - began, flush=True)
"""

BURST = """
# Tells ΣRSS and what is really in memory; then holds so many bytes more for a moment, itself or in a child of before.
import ctypes, os, subprocess, sys, time
place, size, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
def before():
    with open("/proc/self/smaps_rollup") as file:
        sums = {words[0]: int(words[1]) * 1024 for words in map(str.split, file) if words[-1] == "kB"}
    return sums["Rss:"], sums["Private_Clean:"] + sums["Private_Dirty:"]
def burst():
    held = bytearray(b"x") * size
    (ctypes.PyDLL if place == "gil" else ctypes.CDLL)(None).usleep(int(seconds * 1e6))
if place == "parent":
    words = [sys.executable, "-c", sys.argv[4], "child", *sys.argv[2:4]]
    child = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    resident, really = (int(word) for word in child.stdout.readline().split())
    print(before()[0] + resident, before()[1] + really, flush=True)  # what both map counts once: the child has it
    input()
    print("", file=child.stdin, flush=True)
    child.stdout.readline()
else:
    print(before()[0], before()[0], flush=True)
    input()
    burst()
time.sleep(0.3)
print("done", flush=True)
input()
"""
