"""The pre-imported parent: it forks a kernel whenever the grader asks for one.

It runs inside the outer sandbox, speaks JSON lines on its standard input and output, and never
sees a student's program: that lives in the forked children only. When its input closes, because
the grader is done or dead, every kernel ends with it.
"""

import gc
import json
import os
import select
import signal
import socket
import sys
import time
import traceback

from coursekit.grading.kernels import isolation, syscalls
from coursekit.grading.kernels.processes import (
    end_tree,
    fair_memory,
    find_tree,
    memory_of_files,
    read_processes,
)
from coursekit.grading.kernels.warm import warm_up

_TICK = 0.1
_CROWDED = 4  # looks, a quarter of a second each
_CHANNELS = 5


def main():
    """Import what the course needs, then serve until the input closes."""
    inbox, outbox = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(2, 1)
    setup, rest = _read_setup(inbox)
    missing = warm_up([*setup["modules"], "coursekit.grading.kernels.child"])
    gc.collect()
    gc.freeze()
    zygote = Zygote(setup["mode"], inbox, outbox)
    zygote.buffer = rest
    try:
        zygote.tell(event="ready", missing=missing, root=os.geteuid() == 0)
        zygote.serve()
    except BrokenPipeError:
        pass  # the grader is gone in the middle of an answer
    finally:
        for child in zygote.children.values():
            end_tree(child["supervisor"])


def _read_setup(inbox):
    # Not on the command line: thousands of module names are too long for it.
    text = b""
    while b"\n" not in text:
        chunk = os.read(inbox, 1 << 20)
        if not chunk:
            sys.exit(0)
        text += chunk
    line, _, rest = text.partition(b"\n")
    return json.loads(line), rest


class Zygote:
    """The parent's loop."""

    def __init__(self, mode, inbox, outbox):
        self.mode = mode
        self.inbox = inbox
        self.outbox = outbox
        self.children = {}
        self.buffer = b""
        self.looked = 0.0

    def tell(self, **event):
        """Write one event."""
        os.write(self.outbox, json.dumps(event).encode() + b"\n")

    def serve(self):
        """Answer requests until the input closes."""
        while True:
            ready, _, _ = select.select([self.inbox], [], [], _TICK)
            if ready:
                chunk = os.read(self.inbox, 1 << 20)
                if not chunk:
                    break
                self._obey(chunk)
            self._reap()
            if time.monotonic() - self.looked > 0.25:
                self._watch_memory()

    def _obey(self, chunk):
        *lines, self.buffer = (self.buffer + chunk).split(b"\n")
        for line in lines:
            request = json.loads(line)
            if request["op"] == "start":
                self._start(request)
            elif request["op"] == "warm":
                warm_up(request["modules"])
                gc.collect()
                gc.freeze()
            elif request["id"] in self.children:
                end_tree(self.children[request["id"]]["supervisor"])
                self._finish(request["id"], -signal.SIGKILL)

    def _start(self, spec):
        listeners = _listen(spec["folder"])
        try:
            supervisor = os.fork()
        except OSError as error:
            self.tell(event="exit", id=spec["id"], code=-1, reason=str(error), peak_mb=0, cpu=0)
            return
        if supervisor == 0:
            _supervise(self.mode, spec, listeners, (self.inbox, self.outbox))
        for listener in listeners:
            listener.close()
        self.children[spec["id"]] = {
            "supervisor": supervisor,
            "limit": spec["limits"]["memory_mb"] << 20,
            "processes": spec["limits"]["processes"],
            "base": read_processes().get(os.getpid(), (0, 0, 0))[1],
            "peak": 0,
            "cpu": 0.0,
            "crowded": 0,
            "reason": "",
        }
        self.tell(event="started", id=spec["id"])

    def _reap(self):
        for number, child in list(self.children.items()):
            try:
                pid, status = os.waitpid(child["supervisor"], os.WNOHANG)
            except ChildProcessError:
                pid, status = child["supervisor"], 0
            if pid:
                self._finish(number, os.waitstatus_to_exitcode(status))

    def _finish(self, number, code):
        child = self.children.pop(number)
        self.tell(
            event="exit",
            id=number,
            code=code,
            reason=child["reason"],
            peak_mb=round(child["peak"] / (1 << 20), 1),
            cpu=round(child["cpu"], 2),
        )

    def _watch_memory(self):
        self.looked = time.monotonic()
        if not self.children:
            return
        table = read_processes()
        for number, child in self.children.items():
            numbers = find_tree(table, child["supervisor"])
            tree = [table[number] for number in numbers]
            own = self._own_memory(child, numbers, [memory for _, memory, *_ in tree])
            own += sum(memory_of_files(number) for number in numbers)
            child["peak"] = max(child["peak"], own)
            used = max(child["cpu"], sum(seconds for _, _, seconds, _ in tree))
            if used > child["cpu"]:
                self.tell(event="used", id=number, cpu=round(used, 2))
            child["cpu"] = used
            # Many at once take the processors from everybody else's notebooks.
            is_crowd = sum(runs for *_, runs in tree) > max(8, 4 * (os.cpu_count() or 1))
            child["crowded"] = child["crowded"] + 1 if is_crowd else 0
            too_many = len(numbers) > child["processes"] or child["crowded"] > _CROWDED
            if own > child["limit"] or too_many:
                child["reason"] = "processes" if too_many else "memory"
                end_tree(child["supervisor"])

    def _own_memory(self, child, numbers, resident):
        # Pages shared with the parent count in every process; a quick guess takes them off, and
        # only when the limit may be passed each process is asked for its fair share.
        if sum(resident) <= child["limit"]:
            return sum(max(memory - child["base"], 0) for memory in resident)
        shares = [fair_memory(number) for number in numbers]
        own = (r if s is None else s for s, r in zip(shares, resident, strict=True))
        return sum(own)


def _listen(folder):
    # The sockets are made here, so that a kernel needs no folder that the grader can see.
    listeners = []
    for channel in range(1, _CHANNELS + 1):
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        path = os.path.join(folder, f"s-{channel}")
        listener.bind(path)
        os.chmod(path, 0o666)
        listener.listen(16)
        listeners.append(listener)
    return listeners


def _supervise(mode, spec, listeners, inherited):
    code = 1
    try:
        os.setsid()
        for descriptor in inherited:
            os.close(descriptor)
        syscalls.prctl(syscalls.PR_SET_PDEATHSIG, signal.SIGKILL)
        isolation.leave_namespaces(mode)
        child = os.fork()
        if child == 0:
            _become_kernel(mode, spec, listeners)
        for listener in listeners:
            listener.close()
        code = _wait_for(child)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code if 0 <= code < 256 else 255)


def _wait_for(child):
    while True:
        pid, status = os.wait()
        if pid == child:
            return os.waitstatus_to_exitcode(status)


def _become_kernel(mode, spec, listeners):
    try:
        spec["no_network"] = mode == "landlock"
        isolation.enter(mode, spec)
        from coursekit.grading.kernels.child import run_kernel

        # From here on nothing that a student writes reaches the grader's files.
        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, 2)
        os.dup2(null, 1)
        run_kernel(spec, [listener.detach() for listener in listeners])
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
