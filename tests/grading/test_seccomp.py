"""Calls that lead around a limit are refused; what honest notebooks do is not."""

import pytest

from coursekit.grading.kernels import landlock
from coursekit.grading.kernels.backends import Backend, find_backend
from coursekit.grading.kernels.limits import Limits
from coursekit.grading.kernels.pool import KernelPool
from coursekit.grading.kernels.runner import NotebookRun

QUICK = Limits(cell_seconds=20, notebook_seconds=60, memory_mb=600)
AROUND = """
import ctypes, mmap, os, platform
libc = ctypes.CDLL(None, use_errno=True)
add_key = {"x86_64": 248, "aarch64": 217}[platform.machine()]
def shared(): mmap.mmap(-1, 1 << 20)
def anonymous(): os.memfd_create("m")
def segment(): check(libc.shmget(0, ctypes.c_size_t(1 << 20), 0o1600))
def keyring(): check(libc.syscall(add_key, b"user", b"a", b"b", 1, -4))
def ring(): check(libc.syscall(425, 8, ctypes.create_string_buffer(512)))
def user():
    child = os.fork()
    if child == 0:
        os._exit(libc.unshare(0x10000000) != 0)
    check(-os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
def check(answer):
    if answer < 0:
        raise OSError(ctypes.get_errno(), "refused")
for way in (shared, anonymous, segment, keyring, ring, user):
    try:
        way()
        print(way.__name__)
    except OSError:
        pass
"""
USUAL = """
import mmap, multiprocessing, subprocess, tempfile, threading
with tempfile.TemporaryFile() as file:
    file.write(bytes(4096))
    file.flush()
    mmap.mmap(file.fileno(), 4096).close()
with multiprocessing.get_context("fork").Pool(2) as pool:
    print(pool.map(abs, [-1, 2]), multiprocessing.Value("i", 3).value)
thread = threading.Thread(target=print, args=(4,))
thread.start()
thread.join()
print(subprocess.run(["echo", "5"], capture_output=True, text=True).stdout)
"""


@pytest.fixture(scope="module")
def pool():
    with KernelPool(find_backend("bubblewrap")) as pool:
        yield pool


def _run(pool, *sources, limits=QUICK):
    result = NotebookRun(pool, limits).run(
        [{"id": str(n), "source": source} for n, source in enumerate(sources)]
    )
    cells = result["cells"].values()
    texts = ["".join(o.get("text", "") for o in cell["outputs"]) for cell in cells]
    return [cell["status"] for cell in cells], texts


def test_calls_that_lead_around_a_limit_are_refused_and_usual_ones_are_not(pool):
    states, texts = _run(pool, AROUND, USUAL)
    assert (states, texts[0]) == (["ok", "ok"], "")
    assert texts[1].split() == ["[1,", "2]", "3", "4", "5"]


@pytest.mark.skipif(landlock.landlock_version() < 1, reason="this system has no Landlock")
def test_landlock_refuses_them_as_well():
    with KernelPool(Backend("bubblewrap", "landlock", "test")) as pool:
        assert _run(pool, AROUND) == (["ok"], [""])


def test_many_busy_processes_are_ended(pool):
    busy = "import os, time\nfor n in range(40):\n    if os.fork() == 0:\n        os.setsid()\n"
    busy += "        while True: pass\ntime.sleep(60)"
    states, _ = _run(pool, busy, "print('after')", limits=Limits(cell_seconds=50, memory_mb=600))
    assert states == ["processes", "ok"]


LOCKS = """
import fcntl, sys
for lock in (fcntl.flock, fcntl.lockf):
    files = [open(sys.executable, "rb") for _ in range(2)]
    kind = fcntl.LOCK_EX if lock is fcntl.flock else fcntl.LOCK_SH
    for file in files:
        lock(file, kind | fcntl.LOCK_NB)
    print("no message")
"""


def test_a_lock_on_a_shared_file_tells_nobody_anything(pool):
    # the second lock of one file would be refused if the first were real
    _, texts = _run(pool, LOCKS)
    assert texts == ["no message\nno message\n"]
