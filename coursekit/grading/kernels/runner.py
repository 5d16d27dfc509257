"""Run one notebook from top to bottom, whatever its cells do to the kernel."""

import ast
import json
import time

from coursekit.grading.course import GradingError
from coursekit.grading.kernels.link import KernelLink, KernelLost
from coursekit.grading.kernels.outputs import MAX_RECORDED, CellOutputs

_MAX_RESTARTS = 4
_MAX_RECORDED = 30_000_000
_GRACE = 3.0
_KERNELS = "__import__('coursekit.grading.kernels.{0}', fromlist=['{0}'])"
SEAL, NAMES = (_KERNELS.format(module) for module in ("seal", "names"))
# These say nothing about a notebook: on a quieter machine the same run may end well.
PASSING = frozenset({"timeout", "memory", "processes", "no-time", "lost", "flood"})
# Asked in the student's own kernel at the end: answers other than these mean tampering.
PROBES = {
    "assert": ("assert False", "AssertionError"),
    "equality": ("assert 1 == 2 or [] == [1]", "AssertionError"),
    "error": ("raise KeyError('probe')", "KeyError"),
}


class NotebookRun:
    """One run of one notebook."""

    def __init__(self, pool, limits, files=None):
        self.pool = pool
        self.limits = limits
        self.files = files or {}
        self.handle = self.link = None
        self.results = {}
        self.events = []
        self.done = []
        self.starts = 0
        self.spent = 0.0
        self.kept = self.recorded = 0
        self.usage = {"peak_mb": 0.0, "cpu_s": 0.0, "received": 0}

    def run(self, cells):
        """Run the cells."""
        begin = time.monotonic()
        self.begin()
        try:
            for cell in cells:
                self.results[cell["id"]] = self._run_planned(**cell)
            self._probe()
        finally:
            self._stop()
        return {
            "cells": self.results,
            "events": self.events,
            "seconds": round(time.monotonic() - begin, 3),
            "restarts": max(self.starts - 1, 0),
            **self.usage,
        }

    def _run_planned(self, id, source, seal=None, keeps=None, gives=(), instead=""):
        renamed = self._restore(keeps) if keeps is not None and source.strip() else []
        asked = f"{SEAL}.look({seal!r})" if seal is not None and source.strip() else ""
        asked = asked or (f"{NAMES}.remember({list(gives)!r})" if gives else "")
        result = self.run_cell(id, source, asked)
        if instead and result["status"] != "ok":
            self._note(id, "set-up-failed")
            self.done.pop() if result["status"] == "error" else None
            result = self.run_cell(id, instead, asked)
        result.pop("seal", "") if seal is None else None
        if renamed:
            self._note(id, f"renamed: {', '.join(renamed)}")
        return result

    def _restore(self, keeps):
        try:
            self._ensure_kernel()
            found = json.loads(ast.literal_eval(self._ask(f"{NAMES}.restore({keeps!r})") or "'[]'"))
        except (KernelLost, TypeError, ValueError, SyntaxError, RecursionError, MemoryError):
            return []
        return [str(name)[:60] for name in found] if isinstance(found, list) else []

    def begin(self, seconds=None):
        """Start the clock of the notebook, with its own time limit or the given one, unit s."""
        self.seconds = self.limits.notebook_seconds if seconds is None else seconds
        self.spent = -self.handle.used if self.handle is not None else 0.0
        self.deadline = time.monotonic() + self.seconds * self.limits.patience

    @property
    def _used(self):
        """Processor time since the notebook began, over all its kernels, unit s."""
        return self.spent + (self.handle.used if self.handle is not None else 0.0)

    def run_cell(self, cell_id, source, asked=""):
        """Run one cell and return its outputs, records, status and time."""
        if not source.strip():
            return _result(CellOutputs(0), "ok", 0.0)
        outputs = CellOutputs(self._room(), min(MAX_RECORDED, _MAX_RECORDED - self.recorded))
        begin = time.monotonic()
        if begin > self.deadline or self._used >= self.seconds - 1e-3:
            status = "no-time"
            self._note(cell_id, status)
        else:
            status = self._attempt(source, outputs, asked)
        if status not in ("ok", "error"):
            outputs.add_error(*_EXPLAINED.get(status, _EXPLAINED["lost"]))
            self._note(cell_id, status)
        else:
            self.done.append(source)
        for note in sorted(outputs.notes - {"kind"}):
            self._note(cell_id, f"output-{note}")
        self.kept += outputs.size
        self.recorded += outputs.recorded
        result = _result(outputs, status, time.monotonic() - begin)
        # A kernel answers what is asked along with a cell only if the cell ended well.
        return result | {"seal": outputs.asked or self._ask(asked)} if asked else result

    def _room(self):
        left = self.limits.output_kb * 1000 - self.kept
        return max(min(self.limits.cell_output_kb * 1000, left), 0)

    def _note(self, cell_id, kind):
        if len(self.events) < 200:
            event = {"cell": cell_id, "kind": kind}
            if event not in self.events:
                self.events.append(event)

    def _attempt(self, source, outputs, asked):
        try:
            self._ensure_kernel()
            watch = self._watch()
            status = self._execute(source, outputs, watch, asked)
            # A cell that stood still counts as one that computed all the while.
            self.spent += watch.unused() if status == "timeout" else 0.0
            return status
        except KernelLost as lost:
            ended = self._stop()
            reason = ended.get("reason")
            return reason if reason in ("memory", "processes") else str(lost)

    def _watch(self):
        left = min(self.limits.cell_seconds, self.seconds - self._used)
        return Watch(self.handle, left, min(left * self.limits.patience, self._clock_left()))

    def _clock_left(self):
        return self.deadline - time.monotonic()

    def _ensure_kernel(self):
        if self.link is not None:
            return
        if self.starts > _MAX_RESTARTS:
            raise KernelLost("gave-up")
        self.starts += 1
        self.handle = self.pool.start(self.limits, self.files)
        self.link = KernelLink(self.handle)
        try:
            self.link.wait_ready()
        except KernelLost as lost:
            # No line of the student's has run yet: this is the sandbox's failure, not theirs.
            raise GradingError(f"a kernel did not start: {lost}") from lost
        # What already ran is run again, so that later cells find their names.
        for source in self.done:
            self._execute(source, CellOutputs(0), self._watch())

    def _ask(self, asked):
        """Ask for the value of an expression; "" when nothing comes back."""
        if self.link is None:
            return ""
        outputs = CellOutputs(0)
        try:
            self._execute("", outputs, Watch(self.handle, 5, 20), asked)
        except KernelLost:
            self._stop()
        return outputs.asked

    def _execute(self, source, outputs, watch, asked=""):
        request = self.link.execute(source, asked)
        idle, reply, interrupted, patience = False, None, None, None
        while not (idle and reply is not None):
            for channel, message in self.link.receive(0.05):
                watch.hear()
                if message is None:
                    outputs.notes.add("too-large")
                    continue
                if message.get("parent_header", {}).get("msg_id") != request:
                    continue
                kind = message["header"]["msg_type"]
                if channel == "shell" and kind == "execute_reply":
                    reply = message["content"].get("status")
                    outputs.asked = _read_asked(message["content"])
                    # quit() ends the kernel a moment after its answer, which may be the next cell
                    if _asks_to_exit(message["content"].get("payload")):
                        raise KernelLost("dead")
                elif kind == "status":
                    idle = idle or message["content"].get("execution_state") == "idle"
                else:
                    outputs.take(message)
            now = time.monotonic()
            self._check_alive()
            if (idle or reply is not None) and patience is None:
                patience = now + _GRACE
            if patience is not None and now > patience:
                # One of the two was lost, for instance behind an output that was too large.
                if not idle:
                    outputs.notes.add("too-large")
                    self.link.reconnect()
                break
            if interrupted is None and watch.is_over():
                self.link.interrupt()
                interrupted = now
            elif interrupted is not None and now > interrupted + _GRACE:
                raise KernelLost("timeout")
        if interrupted is not None:
            return "timeout"
        failed = reply == "error" or any(o["output_type"] == "error" for o in outputs.outputs)
        return "error" if failed or reply is None else "ok"

    def _check_alive(self):
        if self.link.received > self.limits.received_mb << 20:
            raise KernelLost("flood")
        if self.handle.poll() is not None:
            raise KernelLost("dead")

    def _probe(self):
        if self.link is None:
            return
        for name, (source, expected) in PROBES.items():
            outputs = CellOutputs(10_000)
            try:
                self._execute(source, outputs, Watch(self.handle, 5, 20))
            except KernelLost:
                self._note("", "probe-lost")
                return
            errors = [o["ename"] for o in outputs.outputs if o["output_type"] == "error"]
            if errors != [expected]:
                self._note("", f"tampered-{name}")

    def end(self):
        """End the kernel."""
        self._stop()

    def _stop(self):
        if self.link is not None:
            self.usage["received"] += self.link.received
            self.link.close()
        if self.handle is None:
            return {}
        self.spent += self.handle.used
        ended = self.handle.stop()
        self.usage["peak_mb"] = max(self.usage["peak_mb"], ended["peak_mb"])
        self.usage["cpu_s"] = round(self.usage["cpu_s"] + ended["cpu"], 2)
        self.handle = self.link = None
        return ended


class Watch:
    """When a cell is over: by the processor time it used, by standing still, at last by the clock."""

    def __init__(self, handle, seconds, clock):
        self.handle, self.seconds = handle, seconds
        self.started = self.moved = time.monotonic()
        self.first = self.last = handle.used
        self.clock = clock

    def hear(self):
        """Note that the cell said something."""
        self.moved = time.monotonic()

    def unused(self):
        """Return how much of its processor time the cell did not use, unit s."""
        return max(self.seconds - (self.handle.used - self.first), 0.0)

    def is_over(self):
        """Tell whether the cell has had its time."""
        now, used = time.monotonic(), self.handle.used
        if used > self.last:
            self.last, self.moved = used, now
        stands_still = now - self.moved > self.seconds
        return used - self.first > self.seconds or stands_still or now - self.started > self.clock


def _read_asked(content):
    found = content.get("user_expressions")
    found = found.get("asked") if isinstance(found, dict) else None
    data = found.get("data") if isinstance(found, dict) else None
    text = data.get("text/plain") if isinstance(data, dict) else None
    return text[:20_000] if isinstance(text, str) else ""


def _asks_to_exit(payload):
    payload = payload if isinstance(payload, list) else []
    return any(isinstance(item, dict) and item.get("source") == "ask_exit" for item in payload)


_EXPLAINED = {
    "timeout": ("TimeLimit", "the cell ran longer than it may"),
    "memory": ("MemoryLimit", "the cell used more memory than it may"),
    "processes": ("ProcessLimit", "the cell started or kept busy more processes than it may"),
    "dead": ("KernelDied", "the cell ended the kernel; a fresh one went on after it"),
    "flood": ("OutputLimit", "the cell sent more output than it may"),
    "no-time": ("TimeLimit", "the notebook used up its time before this cell"),
    "gave-up": ("KernelDied", "too many cells ended the kernel; this one was not run"),
    "lost": ("KernelDied", "the kernel does not answer any more"),
}


def _result(outputs, status, seconds):
    return {
        "outputs": outputs.outputs,
        "records": outputs.records,
        "raws": outputs.raws,
        "status": status,
        "seconds": round(seconds, 3),
    }
