"""Sandboxed kernels: what must be out of reach is, what a cell does costs that cell only."""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from unittest import mock

import pytest

from coursekit.grading.course import GradingError
from coursekit.grading.kernels import backends, landlock, probe
from coursekit.grading.kernels.backends import Backend, find_backend, readable_folders
from coursekit.grading.kernels.limits import Limits
from coursekit.grading.kernels.link import KernelLink, KernelLost
from coursekit.grading.kernels.outputs import CellOutputs
from coursekit.grading.kernels.pool import KernelPool
from coursekit.grading.kernels.probe import choose_backend
from coursekit.grading.kernels.processes import read_processes
from coursekit.grading.kernels.runner import NotebookRun

QUICK = Limits(cell_seconds=4, notebook_seconds=60, memory_mb=600)
# Landlock inside bubblewrap's outer walls, as a container would use it.
NESTED = Backend("bubblewrap", "landlock", "test")


@pytest.fixture(scope="module")
def pool():
    with KernelPool(find_backend("bubblewrap"), modules=["numpy"]) as pool:
        yield pool


@pytest.fixture(scope="module")
def landlock_pool():
    with KernelPool(NESTED) as pool:
        yield pool


def _run(pool, *sources, limits=QUICK, files=None):
    cells = [{"id": str(n), "source": source} for n, source in enumerate(sources)]
    return NotebookRun(pool, limits, files).run(cells)


def _text(result, cell):
    outputs = result["cells"][str(cell)]["outputs"]
    return "".join(o.get("text", "") for o in outputs if o["output_type"] == "stream")


def _states(result):
    return [cell["status"] for cell in result["cells"].values()]


def test_plain_notebook(pool):
    result = _run(pool, "x = 2", "print(x)", "x * 3", "1 / 0", "print(open('a.txt').read())",
                  files={"a.txt": b"hello"})  # fmt: skip
    assert _states(result) == ["ok", "ok", "ok", "error", "ok"]
    assert (_text(result, 1), _text(result, 4)) == ("2\n", "hello\n")
    assert result["cells"]["2"]["outputs"][0]["data"] == {"text/plain": "6"}
    assert result["cells"]["3"]["outputs"][0]["ename"] == "ZeroDivisionError"
    assert result["events"] == []


def test_results_are_plain_json_and_repeat(pool):
    source = "import random, numpy as np\nprint(random.random(), np.random.random())"
    one, two = _run(pool, source), _run(pool, source)
    assert json.loads(json.dumps(one)) == one
    assert _text(one, 0) == _text(two, 0)


def test_a_dead_kernel_costs_its_cell_only(pool):
    result = _run(pool, "x = 1", "import os; os._exit(1)", "print(x)")
    assert _states(result) == ["ok", "dead", "ok"]
    assert _text(result, 2) == "1\n"
    assert (result["restarts"], result["events"]) == (1, [{"cell": "1", "kind": "dead"}])


def test_endless_loops_end(pool):
    deaf = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"
    limits = Limits(cell_seconds=1, notebook_seconds=30)
    result = _run(pool, "x = 1", "while True: pass", deaf, "print(x)", limits=limits)
    assert _states(result) == ["ok", "timeout", "timeout", "ok"]
    assert [event["kind"] for event in result["events"]] == ["timeout", "timeout"]


def test_notebook_time_is_limited(pool):
    limits = Limits(cell_seconds=5, notebook_seconds=1.0)
    result = _run(pool, "import time; time.sleep(20)", "1", limits=limits)
    assert _states(result) == ["timeout", "no-time"]


def test_kernels_that_die_again_and_again_are_given_up(pool):
    result = _run(pool, *["import os; os._exit(1)"] * 6)
    assert _states(result) == ["dead"] * 5 + ["gave-up"]


def test_memory_is_limited(pool):
    limits = Limits(cell_seconds=20, memory_mb=300)
    slow = "x = []\nimport time\nwhile True:\n    x.append(bytearray(20_000_000)); time.sleep(.05)"
    result = _run(pool, "y = 1", "z = bytearray(5_000_000_000)", slow, "print(y)", limits=limits)
    assert _states(result) == ["ok", "error", "memory", "ok"]
    assert result["peak_mb"] > 250


def test_processes_are_limited_and_gone(pool):
    before = len(read_processes())
    bomb = """
import os, time
made = 0
try:
    while made < 500:
        if os.fork() == 0:
            time.sleep(1000)
        made += 1
except OSError:
    print('stopped')
"""
    # Python 3.12 warns of the fork first
    assert _text(_run(pool, bomb), 0).endswith("stopped\n")
    deadline = time.monotonic() + 5
    while len(read_processes()) > before + 2 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert len(read_processes()) <= before + 2


def test_output_of_200_mb_is_kept_small(pool):
    many = "for i in range(200): print('x' * 1_000_000)"
    shown = (
        "from IPython.display import display\n"
        "for i in range(200): display({'text/plain': 'y' * 1_000_000}, raw=True)"
    )
    result = _run(pool, many, shown, "print('after')", limits=Limits())
    assert _text(result, 2) == "after\n"
    assert len(json.dumps(result)) < 1_000_000
    kinds = {(e["cell"], e["kind"]) for e in result["events"]}
    assert {("0", "output-cut"), ("1", "output-too-large")} <= kinds


def test_output_too_large_for_one_message(pool):
    one = "from IPython.display import display\ndisplay({'text/plain': 'y' * 60_000_000}, raw=True)"
    result = _run(pool, one, "print('after')", limits=Limits())
    assert _text(result, 1) == "after\n"
    assert len(json.dumps(result)) < 500_000


def test_the_world_inside(pool):
    result = _run(
        pool,
        "import os; print(os.getuid() != 0, os.getcwd(), sorted(os.environ))",
        "print(sorted(os.listdir('/home')), sorted(os.listdir('/tmp')), os.listdir('/run/coursekit'))",
        "print([p for p in os.listdir('/proc') if p.isdigit()])",
        "open('/usr/x', 'w')",
        "print(open('/proc/self/status').read())",
    )
    head = _text(result, 0).split(" ", 2)
    assert head[:2] == ["True", "/home/student"]
    assert "GRADER" not in head[2]
    # Python itself may live in a folder under /tmp; nothing else of it is to be seen
    ours = sorted({path.split("/")[2] for path in readable_folders() if path.startswith("/tmp/")})
    assert _text(result, 1) == f"['student'] {ours} []\n"
    assert _text(result, 2) == "['1']\n"
    assert _states(result)[3] == "error"
    assert "CapEff:\t0000000000000000" in _text(result, 4)
    assert "NoNewPrivs:\t1" in _text(result, 4)


def test_two_kernels_do_not_see_each_other(pool):
    one, two = pool.start(QUICK), pool.start(QUICK)
    links = [KernelLink(one), KernelLink(two)]
    try:
        for link in links:
            link.wait_ready()
        source = "import os; print(os.path.exists('/tmp/mine'), os.listdir('/run/coursekit'), os.getppid())"
        own = _text(_run(pool, "open('/tmp/mine', 'w').write('x')", source), 1)
        assert own == "True [] 0\n"
        assert _text(_run(pool, source), 0) == "False [] 0\n"
    finally:
        for link in links:
            link.close()
        one.stop()
        two.stop()


def test_forged_and_malformed_messages_do_no_harm(pool):
    forge = """
import os, json
k = get_ipython().kernel
for junk in ([b'junk'], [b'<IDS|MSG>', b'x', b'{}', b'{}', b'{}', b'{}'], [os.urandom(1000)] * 7):
    k.iopub_socket.send_multipart(junk)
k.session.send(k.iopub_socket, 'status', {'execution_state': 7}, parent=k.get_parent())
k.session.send(k.iopub_socket, 'stream', {'name': [], 'text': {}}, parent=k.get_parent())
k.session.send(k.iopub_socket, 'display_data', {'data': [1]}, parent=k.get_parent())
k.session.send(k.iopub_socket, 'error', {'traceback': 5}, parent=k.get_parent())
print('done')
"""
    result = _run(pool, forge, "print('after')")
    assert _text(result, 1) == "after\n"


def test_tampered_kernels_are_noticed(pool):
    strip = """
import ast
class Strip(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.Pass()
get_ipython().ast_transformers.append(Strip())
"""
    kinds = {e["kind"] for e in _run(pool, strip)["events"]}
    assert kinds == {"tampered-assert", "tampered-equality"}


def test_landlock_keeps_files_and_network_away(landlock_pool):
    if landlock.landlock_version() < 1:
        pytest.skip("this system has no Landlock")
    reached = probe._try_everything(landlock_pool)
    assert reached == []
    result = _run(
        landlock_pool,
        "import numpy, os; print(os.getcwd() == os.path.expanduser('~'))",
        "open('mine.txt', 'w').write('x'); print(os.listdir('.'))",
        "print(os.listdir('/run/coursekit'))",
        "import subprocess; print(subprocess.run(['ls', '/'], capture_output=True).returncode != 0)",
        "import socket; socket.socket(socket.AF_NETLINK)",
        "import socket; a, b = socket.socketpair(); a.send(b'x'); print(b.recv(1))",
    )
    assert _states(result) == ["ok", "ok", "error", "ok", "error", "ok"]
    assert [_text(result, n) for n in (0, 3, 5)] == ["True\n", "True\n", "b'x'\n"]


AS_USER = """
from coursekit.grading.kernels.backends import find_backend
from coursekit.grading.kernels.limits import Limits
from coursekit.grading.kernels.pool import KernelPool
from coursekit.grading.kernels.probe import probe
from coursekit.grading.kernels.runner import NotebookRun
print(repr(probe(find_backend("bubblewrap"))), repr(probe(find_backend("landlock"))))
with KernelPool(find_backend("bubblewrap")) as pool:
    source = "import subprocess; print(open('/proc/self/status').read())\\n" \
        "print(subprocess.run(['umount', '/run/coursekit'], capture_output=True).returncode != 0)"
    cell = NotebookRun(pool, Limits()).run([{"id": "a", "source": source}])["cells"]["a"]
    print("".join(o.get("text", "") for o in cell["outputs"]))
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="the other tests run as an ordinary user already")
def test_an_ordinary_user_gets_the_same_sandbox(tmp_path):
    # Python may lie in a folder that only root may enter; here the user is given a way to it.
    command = ["bwrap", "--dev-bind", "/", "/"]
    closed_folders = {backends.hidden_from_others([p]) for p in backends.readable_folders()}
    for closed in sorted(closed_folders - {""}):
        command += ["--tmpfs", closed, "--chmod", "0755", closed]
        for path in backends.readable_folders():
            if path.startswith(closed):
                between = [str(p) for p in Path(path).parents if str(p).startswith(closed + "/")]
                for parent in sorted(between):
                    command += ["--perms", "0755", "--dir", parent]
                command += ["--ro-bind", path, path]
    command += ["--", "setpriv", "--reuid", "1000", "--regid", "1000", "--clear-groups"]
    environment = {**os.environ, "HOME": "/tmp"}
    done = subprocess.run(
        [*command, sys.executable, "-c", AS_USER],
        capture_output=True, text=True, cwd="/", env=environment, check=False,
    )  # fmt: skip
    assert done.stdout.startswith("'' ''\n"), done.stdout + done.stderr
    assert "CapEff:\t0000000000000000" in done.stdout
    assert "CapPrm:\t0000000000000000" in done.stdout
    assert done.stdout.rstrip().endswith("True")


def test_sandbox_is_tried_and_never_dropped_silently(monkeypatch):
    monkeypatch.setattr(backends.shutil, "which", lambda name: None)
    with pytest.raises(
        GradingError, match=r"bubblewrap: the program bwrap is not installed.*Install"
    ):
        choose_backend("bubblewrap")
    monkeypatch.setattr(probe, "probe", lambda backend: "broken")
    with pytest.raises(GradingError, match=r"No sandbox works here \(bubblewrap: broken; landlock"):
        choose_backend()


def test_a_sandbox_with_a_hole_is_refused(monkeypatch):
    # The backend that shuts nothing in must fail the same questions.
    reason = probe.probe(find_backend("unsafe"))
    assert "read a file of the grader" in reason
    assert "reach the network" in reason


def test_passed_over_sandboxes_are_named(monkeypatch):
    reasons = {"bubblewrap": "no luck"}
    monkeypatch.setattr(probe, "probe", lambda backend: reasons.get(backend.name, ""))
    chosen, passed_over = choose_backend()
    assert (chosen.name, passed_over) == ("landlock", ["bubblewrap: no luck"])


def test_unknown_backend():
    with pytest.raises(GradingError, match="`backend`: got 'chroot'; there are bubblewrap, landl"):
        find_backend("chroot")


def test_landlock_as_root_says_what_is_in_the_way(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(
        "coursekit.grading.kernels.pool.hidden_from_others", lambda paths: "/closed"
    )
    with pytest.raises(GradingError, match="only root may enter /closed, where Python lies"):
        KernelPool(find_backend("landlock"))


def test_a_parent_that_cannot_start_is_explained(monkeypatch):
    monkeypatch.setattr(
        Backend, "command", lambda *a: ["sh", "-c", "echo no such thing >&2; exit 1"]
    )
    with pytest.raises(GradingError, match="the sandbox bubblewrap did not start: no such thing"):
        KernelPool(find_backend("bubblewrap"))


def test_a_parent_that_is_gone_before_it_is_spoken_to_is_explained_alike(monkeypatch):
    nobody_listens = mock.Mock(side_effect=GradingError("the sandbox has ended"))
    monkeypatch.setattr(KernelPool, "_ask", nobody_listens)
    monkeypatch.setattr(Backend, "command", lambda *a: ["sh", "-c", "echo no such thing >&2"])
    with pytest.raises(GradingError, match="the sandbox bubblewrap did not start: no such thing"):
        KernelPool(find_backend("bubblewrap"))


def test_a_kernel_asked_of_a_dead_parent_is_refused_at_once(monkeypatch):
    script = """read line; echo '{"event": "ready", "missing": [], "root": false}'"""
    monkeypatch.setattr(Backend, "command", lambda *a: ["sh", "-c", script])
    with KernelPool(find_backend("bubblewrap")) as pool:
        pool.listener.join(timeout=30)
        monkeypatch.setattr(pool, "_ask", lambda request: None)  # the pipe took it in time
        with pytest.raises(GradingError, match="a kernel could not be started"):
            pool.start(QUICK)


def test_kernels_end_when_the_pool_closes():
    pool = KernelPool(find_backend("bubblewrap"))
    handle = pool.start(QUICK)
    link = KernelLink(handle)
    link.wait_ready()
    pool.close()
    assert handle.stop()["reason"] == "the sandbox ended"
    with pytest.raises((KernelLost, GradingError)):
        pool.start(QUICK)
    link.close()
    assert not pool.folder.exists()


@pytest.fixture
def own_place(monkeypatch):
    """A short temporary folder of one's own: any other grader clears up after dead ones in /tmp."""
    with tempfile.TemporaryDirectory(prefix="ck", dir="/tmp") as place:
        monkeypatch.setenv("TMPDIR", place)
        monkeypatch.setattr(tempfile, "tempdir", place)
        yield


def test_nothing_is_left_when_the_grader_is_killed(own_place):
    code = """
import os, signal
from coursekit.grading.kernels.backends import find_backend
from coursekit.grading.kernels.limits import Limits
from coursekit.grading.kernels.link import KernelLink
from coursekit.grading.kernels.pool import KernelPool
pool = KernelPool(find_backend("bubblewrap"))
links = [KernelLink(pool.start(Limits())) for _ in range(3)]
for link in links:
    link.wait_ready()
    link.execute("import time; time.sleep(600)")
print(pool.process.pid, pool.folder, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    pid, folder = done.stdout.split()
    deadline = time.monotonic() + 10
    while int(pid) in read_processes() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert int(pid) not in read_processes()
    assert Path(folder).exists()
    KernelPool(find_backend("bubblewrap")).close()
    assert not Path(folder).exists()


def test_outputs_are_joined_and_cleared():
    outputs = CellOutputs(100)

    def take(kind, **content):
        outputs.take({"header": {"msg_type": kind}, "content": content})

    take("stream", name="stdout", text="a")
    take("stream", name="stdout", text="b")
    take("clear_output", wait=True)
    take("stream", name="stderr", text="c")
    take("display_data", data={"application/javascript": "x", "image/svg+xml": "<svg>"})
    take("stream", name="stdout", text="d" * 500)
    take("stream", name="stdout", text="e")
    assert [o["text"][:3] for o in outputs.outputs] == ["c", "ddd"]
    assert outputs.notes == {"kind", "cut"}
    assert outputs.size < 200


HANGS = """
from coursekit.checks.step import Step
def f(n):
    while n == 2:
        pass
    return n
step = Step("s", answer="f", hidden=True)
for n in (1, 2, 3):
    step.case(str(n), args=(n,))
"""


def test_a_case_that_hangs_costs_that_case_only(pool):
    result = _run(pool, HANGS, limits=Limits(cell_seconds=5, notebook_seconds=60))
    assert _states(result) == ["ok"]
    assert [record["value"] for record in result["cells"]["0"]["records"]] == [1, None, 3]
