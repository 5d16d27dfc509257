"""Pick again, away from the student's program, the parts of answers that are compared.

A step may compare a part of an answer, such as counts or a shape: ``case(..., pick=...)``. In the
student's kernel that part can be made up. Here a kernel of our own reads the steps and the hidden
cases, never an answer, and is then given what the student's functions returned.
"""

import hashlib
import json

from coursekit.grading.course import GradingError
from coursekit.grading.environment import environment_digest
from coursekit.grading.hidden import load_line
from coursekit.grading.kernels.runner import NotebookRun
from coursekit.grading.needs import bound_names
from coursekit.wire.record import parse_record

_MODULE = "__import__('coursekit.grading.kernels.raws', fromlist=['replay'])"
_SECONDS = 30.0


class PickJudge:
    """The kernel in which parts of the answers to one notebook are picked."""

    def __init__(self, snapshot, shared, limits, find_pool, cache):
        self.snapshot = snapshot
        self.shared = shared
        self.limits = limits
        self.find_pool = find_pool
        self.cache = cache
        self.run = None
        ordinary = [c.source for c in snapshot.cells if c.cell_type == "code" and not c.is_marked]
        self.free_names = set().union(*map(bound_names, ordinary))

    def pick(self, requests):
        """Pick the compared parts of one student's answers, each with the property it has, or ""."""
        wanted = [self._ask_for(*request) for request in requests]
        wanted = [item for item in wanted if item is not None]
        if not wanted:
            return {}
        text = json.dumps(wanted)
        kept = self.cache.find(self._key(text))
        if kept is None:
            records = self._replay(f"{_MODULE}.replay({text!r})")
            picked = [[r.step, r.case, r.value, r.hint] for r in records]
            kept = {"key": self._key(text), "picked": picked}
            self.cache.keep(kept)
        found = {}
        for step, case, value, hint in kept["picked"]:
            found.setdefault((step, case), (value, hint))
        return found

    def _key(self, text):
        release = [(cell.id, cell.source) for cell in self.snapshot.cells]
        whole = f"{environment_digest()} {release} {text}"
        return f"pick-{hashlib.sha256(whole.encode('utf-8', 'surrogatepass')).hexdigest()}"

    def _ask_for(self, step, case, raw):
        if not isinstance(raw, dict) or "value" not in raw:
            return None
        names = raw.get("names")
        names = names if isinstance(names, dict) else {}
        # Only what a student may set in an ordinary cell, and only plain values.
        plain = {
            name: value
            for name, value in names.items()
            if name in self.free_names and isinstance(value, str | int | float)
        }
        return step, case, raw["value"], plain

    def _replay(self, source):
        ran = {"status": "lost"}
        for _ in range(2):
            run = self._prepare()
            run.begin(_SECONDS)
            # One student's answers are nothing to the next one's.
            run.kept = run.recorded = 0
            run.done.clear()
            ran = run.run_cell("pick", source)
            if ran["status"] == "ok":
                records = [parse_record(payload) for payload in ran["records"]]
                return [record for record in records if record is not None]
            self.close()
        # Said aloud and not kept: a busy machine must not cost a point.
        raise GradingError(f"{self.snapshot.name}: the answers cannot be judged ({ran['status']})")

    def _prepare(self):
        if self.run is not None:
            return self.run
        run = NotebookRun(self.find_pool(), self.limits, self.shared)
        run.begin()
        for cell in self.snapshot.cells:
            if cell.cases:
                run.run_cell(cell.id, load_line(cell.cases))
        if run.link is None:
            run.end()
            raise GradingError(f"solutions: {self.snapshot.name}: the picks cannot be prepared")
        self.run = run
        return run

    def close(self):
        """End the kernel, if there is one; the next pick begins a new one."""
        if self.run is not None:
            self.run.end()
            self.run = None


def find_raws(result, tests):
    """List what the answers of one notebook returned before a part was picked."""
    found = {}
    for cell in tests:
        ran = result["cells"].get(cell.id, {})
        for n, payload in enumerate(ran.get("records", [])):
            record, raw = parse_record(payload), ran.get("raws", {}).get(str(n))
            if record is not None and raw is not None:
                found.setdefault((record.step, record.case), raw)
    return [(step, case, raw) for (step, case), raw in found.items()]
