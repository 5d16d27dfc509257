"""Try a sandbox before trusting it: what must be out of reach is really reached for."""

import json
import os
import secrets
import socket
import tempfile
from pathlib import Path

from coursekit.grading.course import GradingError
from coursekit.grading.kernels.backends import NAMES, find_backend, missing_tool
from coursekit.grading.kernels.limits import Limits
from coursekit.grading.kernels.pool import KernelPool
from coursekit.grading.kernels.runner import NotebookRun

_TRIES = """
import json, os, socket
seen = []
def attempt(name, action):
    try:
        action()
    except (OSError, MemoryError):
        return
    seen.append(name)
attempt("read a file of the grader", lambda: open({secret!r}).read())
attempt("write beside it", lambda: open({secret!r} + ".new", "w").write("x"))
attempt("see the grader's environment", lambda: open("/proc/{pid}/environ", "rb").read())
attempt("reach the network", lambda: socket.create_connection(("127.0.0.1", {port}), timeout=2))
attempt("send to the network", lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(
    b"x", ("127.0.0.1", {port})))
if os.getuid() == 0:
    seen.append("be root")
print(json.dumps(seen))
"""


def choose_backend(name="auto", *, unsafe=False):
    """Choose a sandbox that really keeps a program in."""
    if unsafe:
        return find_backend("unsafe"), []
    passed_over = []
    for candidate in NAMES if name == "auto" else (name,):
        backend = find_backend(candidate)
        reason = probe(backend)
        if not reason:
            return backend, passed_over
        passed_over.append(f"{candidate}: {reason}")
    raise GradingError(
        "No sandbox works here (" + "; ".join(passed_over) + "). Install bubblewrap, or, only if "
        "you trust every submission, say `unsafe`."
    )


def probe(backend):
    """Try what a hostile program would try."""
    reason = missing_tool(backend)
    if reason:
        return reason
    try:
        with KernelPool(backend, start_seconds=60) as pool:
            reached = _try_everything(pool)
    except (GradingError, OSError) as error:
        return str(error)
    return f"a program inside could {', '.join(reached)}" if reached else ""


def _try_everything(pool):
    with tempfile.TemporaryDirectory() as folder, socket.socket() as server:
        os.chmod(folder, 0o777)
        secret = Path(folder) / "secret"
        secret.write_text(secrets.token_hex(8))
        server.bind(("127.0.0.1", 0))
        server.listen(4)
        port = server.getsockname()[1]
        code = _TRIES.format(secret=str(secret), pid=os.getpid(), port=port)
        limits = Limits(cell_seconds=30, notebook_seconds=40, memory_mb=500)
        cell = NotebookRun(pool, limits).run([{"id": "probe", "source": code}])["cells"]["probe"]
    text = "".join(o.get("text", "") for o in cell["outputs"] if o["output_type"] == "stream")
    try:
        return [str(item) for item in json.loads(text)]
    except ValueError:
        return [f"not be asked ({cell['outputs']})"]
