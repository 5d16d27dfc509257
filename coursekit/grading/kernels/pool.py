"""The grader's side of the parent process: start it, ask it for kernels, hear when they end."""

import contextlib
import itertools
import json
import os
import queue
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from coursekit.grading.course import GradingError
from coursekit.grading.kernels.backends import (
    clean_environment,
    hidden_from_others,
    landlock_paths,
    readable_folders,
)
from coursekit.grading.kernels.handle import KernelHandle

_FIRST_USER, _USERS = 61184, 4000
_ALWAYS = (
    "coursekit.checks.cells", "coursekit.grading.kernels.raws", "coursekit.grading.kernels.seal",
    "ipykernel.ipkernel", "ipykernel.zmqshell", "IPython.core.completer", "jedi",
)  # fmt: skip
_ENDED = {"code": -1, "reason": "the sandbox ended", "peak_mb": 0, "cpu": 0}
_START_SECONDS = 60.0
_NEVER = ("coursekit.grading", "nbgrader")


class KernelPool:
    """All kernels of one run, forked from one parent."""

    def __init__(self, backend, *, modules=(), start_seconds=180.0):
        self.backend = backend
        self.folder = _make_folder()
        os.chmod(self.folder, 0o711)
        self.readable = readable_folders()
        self.ids = itertools.count(1)
        self.lock = threading.Lock()
        self.exits = {}
        self.started = {}
        self.used = {}
        self.closed = False
        self.ended = threading.Event()
        self._spawn(modules, start_seconds)

    def _spawn(self, modules, start_seconds):
        closed = hidden_from_others(self.readable) if os.geteuid() == 0 else ""
        if closed and self.backend.name == "landlock":
            self.folder.rmdir()
            raise GradingError(
                f"the sandbox landlock cannot be used: only root may enter {closed}, where Python "
                "lies; run the grader as an ordinary user or install bubblewrap."
            )
        # jedi and matplotlib_inline load with the first cell otherwise, in every kernel.
        setup = {"mode": self.backend.mode, "modules": [*_ALWAYS, *_allowed(modules)]}
        inner = [sys.executable, "-P", "-m", "coursekit.grading.kernels.zygote"]
        command = self.backend.command(self.folder, inner, self.readable)
        self.errors = open(self.folder / "errors", "w+b")  # noqa: SIM115  (open as long as the pool)
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            env=clean_environment() | {"PATH": os.environ.get("PATH", "/usr/bin:/bin")},
            cwd="/",
            start_new_session=True,
        )
        # A parent that is gone already has no ears, but its last words: the listener waits for them.
        with contextlib.suppress(GradingError):
            self._ask(setup)
        self.ready = queue.Queue()
        self.listener = threading.Thread(target=self._listen, daemon=True)
        self.listener.start()
        try:
            self.setup = self.ready.get(timeout=start_seconds)
        except queue.Empty:
            self.setup = None
        if self.setup is None:
            reason = self.error_text()
            self.close()
            raise GradingError(f"the sandbox {self.backend.name} did not start: {reason}")

    def error_text(self):
        """Read what the parent wrote to its standard error."""
        self.errors.flush()
        self.errors.seek(0)
        return self.errors.read(20000).decode("utf-8", "replace").strip()[-2000:] or "no reason"

    def _listen(self):
        for line in self.process.stdout:
            event = json.loads(line)
            if event["event"] == "ready":
                self.ready.put(event)
            elif event["event"] == "used":
                self.used[event["id"]] = event["cpu"]
            elif event["event"] == "started":
                self.started[event["id"]].put(event)
            else:
                self.exits[event["id"]].put(event)
                self.started[event["id"]].put(event)
        # First this, then the queues: whoever comes later with a queue sees it.
        self.ended.set()
        self.ready.put(None)
        for waiting in list(self.exits.values()):
            waiting.put(dict(_ENDED))
        for waiting in list(self.started.values()):
            waiting.put(None)

    def warm_up(self, modules):
        """Have the parent import more; kernels that are forked from now on have it."""
        self._ask({"op": "warm", "modules": _allowed(modules)})

    def start(self, limits, files=None):
        """Fork a kernel."""
        if self.closed:
            raise GradingError("the sandbox was closed.")
        number = next(self.ids)
        folder = self.folder / f"k{number}"
        # Without a sandbox the kernels are the caller's own: that is what "unsafe" says.
        is_root = self.setup["root"] and self.backend.is_safe
        user = _FIRST_USER + number % _USERS if is_root else None
        _lay_out(folder, files or {}, user, self.backend.mode)
        inside = os.path.join(self.backend.folder_inside(self.folder), f"k{number}")
        key = secrets.token_hex(16)
        spec = {
            "op": "start",
            "id": number,
            "folder": inside,
            "key": key,
            "user": user,
            "limits": limits.to_json(),
            "readable": [*self.readable, *landlock_paths()],
        }
        self.exits[number] = queue.Queue()
        self.started[number] = queue.Queue()
        self._ask(spec)
        event = self._wait_for_start(number)
        if event is None or event["event"] != "started":
            raise GradingError(f"a kernel could not be started: {event or self.error_text()}")
        return KernelHandle(self, number, folder, key)

    def _wait_for_start(self, number):
        if self.ended.is_set():
            self.started[number].put(None)
            self.exits[number].put(dict(_ENDED))
        try:
            return self.started[number].get(timeout=_START_SECONDS)
        except queue.Empty:
            return None

    def _ask(self, request):
        with self.lock:
            try:
                self.process.stdin.write(json.dumps(request).encode() + b"\n")
                self.process.stdin.flush()
            except (BrokenPipeError, ValueError) as error:
                raise GradingError(f"the sandbox has ended: {self.error_text()}") from error

    def stop(self, number):
        """End a kernel and everything it started."""
        with contextlib.suppress(GradingError):
            self._ask({"op": "kill", "id": number})

    def close(self):
        """End all kernels and the parent."""
        if self.closed:
            return
        self.closed = True
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.listener.join(timeout=10)
        self.process.stdout.close()
        self.errors.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def _allowed(modules):
    return [name for name in modules if not name.startswith(_NEVER)]


def _make_folder():
    # A socket's path may have 107 characters, and some systems' own temporary folder is long.
    place = Path(tempfile.gettempdir())
    place = place if len(str(place)) < 50 else Path("/tmp")
    for old in place.glob("coursekit-*-*"):
        # Left by a grader that was killed.
        owner = old.name.split("-")[1]
        if owner.isdigit() and not Path(f"/proc/{owner}").exists():
            shutil.rmtree(old, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"coursekit-{os.getpid()}-", dir=place))


def _lay_out(folder, files, user, mode):
    folder.mkdir(mode=0o711)
    target = folder / ("files" if mode == "namespaces" else "home")
    target.mkdir(mode=0o700)
    (target / "tmp").mkdir() if mode != "namespaces" else None
    for name, content in files.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    if user is not None:
        for path in [target, *target.rglob("*")]:
            os.chown(path, user, user)
