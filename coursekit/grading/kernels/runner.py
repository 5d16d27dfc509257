"""Run one notebook from top to bottom, whatever its cells do to the kernel."""

import time

from coursekit.grading.course import GradingError
from coursekit.grading.kernels.link import KernelLink, KernelLost
from coursekit.grading.kernels.outputs import MAX_RECORDED, CellOutputs

_MAX_RESTARTS = 4
_MAX_RECORDED = 30_000_000
_GRACE = 3.0
SEAL = "__import__('coursekit.grading.kernels.seal', fromlist=['look']).look({!r})"
# Asked in the student's own kernel at the end: answers other than these mean tampering.
PROBES = {
    "assert": ("assert False", "AssertionError"),
    "equality": ("assert 1 == 2 or [] == [1]", "AssertionError"),
    "error": ("raise KeyError('probe')", "KeyError"),
}


class NotebookRun:
    """One run of one notebook.

    Parameters
    ----------
    pool : KernelPool
        Where kernels come from.
    limits : Limits
        The limits.
    files : dict of str to bytes, default None
        Files beside the notebook.
    """

    def __init__(self, pool, limits, files=None):
        self.pool = pool
        self.limits = limits
        self.files = files or {}
        self.handle = self.link = None
        self.results = {}
        self.events = []
        self.done = []
        self.starts = 0
        self.kept = self.recorded = 0
        self.usage = {"peak_mb": 0.0, "cpu_s": 0.0, "received": 0}

    def run(self, cells):
        """Run the cells.

        Parameters
        ----------
        cells : list of tuple
            Id and source of each code cell, in order; a test cell has the names of its helpers
            as well, and is followed by a look at the state of the checks.

        Returns
        -------
        dict
            Outputs, records and status of each cell by id; events; time and memory.
        """
        begin = time.monotonic()
        self.begin()
        try:
            for cell_id, source, *helpers in cells:
                asked = SEAL.format(helpers[0]) if helpers and source.strip() else ""
                self.results[cell_id] = self.run_cell(cell_id, source, asked)
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

    def begin(self, seconds=None):
        """Start the clock of the notebook, with its own time limit or the given one, unit s."""
        self.deadline = time.monotonic() + (seconds or self.limits.notebook_seconds)

    def run_cell(self, cell_id, source, asked=""):
        """Run one cell and return its outputs, records, status and time."""
        if not source.strip():
            return _result(CellOutputs(0), "ok", 0.0)
        outputs = CellOutputs(self._room(), min(MAX_RECORDED, _MAX_RECORDED - self.recorded))
        begin = time.monotonic()
        if begin > self.deadline:
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
            return self._execute(source, outputs, self._cell_deadline(), asked)
        except KernelLost as lost:
            ended = self._stop()
            reason = ended.get("reason")
            return reason if reason in ("memory", "processes") else str(lost)

    def _cell_deadline(self):
        return min(time.monotonic() + self.limits.cell_seconds, self.deadline)

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
            self._execute(source, CellOutputs(0), self._cell_deadline())

    def _ask(self, asked):
        """Ask for the value of an expression; "" when nothing comes back."""
        if self.link is None:
            return ""
        outputs = CellOutputs(0)
        try:
            self._execute("", outputs, time.monotonic() + 5, asked)
        except KernelLost:
            self._stop()
        return outputs.asked

    def _execute(self, source, outputs, deadline, asked=""):
        request = self.link.execute(source, asked)
        idle, reply, interrupted, patience = False, None, False, None
        while not (idle and reply is not None):
            for channel, message in self.link.receive(0.05):
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
            if now > deadline and not interrupted:
                self.link.interrupt()
                interrupted, deadline = True, now + _GRACE
            elif now > deadline and interrupted:
                raise KernelLost("timeout")
        if interrupted:
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
                self._execute(source, outputs, time.monotonic() + 5)
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
        ended = self.handle.stop()
        self.usage["peak_mb"] = max(self.usage["peak_mb"], ended["peak_mb"])
        self.usage["cpu_s"] = round(self.usage["cpu_s"] + ended["cpu"], 2)
        self.handle = self.link = None
        return ended


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
