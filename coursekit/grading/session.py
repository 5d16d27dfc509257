"""One grading run: take in, execute, judge, keep; whatever stops it, what is done stays done."""

import hashlib
import json
from pathlib import Path

import nbformat

from coursekit.grading.course import GradingError
from coursekit.grading.environment import environment_digest
from coursekit.grading.execute import (
    ResultCache,
    execute_all,
    find_modules,
    find_pool,
    has_met_a_limit,
    make_task,
    warm_pool,
)
from coursekit.grading.expected import record_expected
from coursekit.grading.flags import find_flags, flag_repairs
from coursekit.grading.gradebook import align, fill_gradebook, graded_folder, read_marks
from coursekit.grading.intake import list_students
from coursekit.grading.naming import gradebook_id
from coursekit.grading.owners import find_name, flag_name
from coursekit.grading.picks import PickJudge
from coursekit.grading.present import graded_outputs, hide_inputs
from coursekit.grading.repairs import Repair
from coursekit.grading.report import Line, find_state, keep_state
from coursekit.grading.similarity import own_prints
from coursekit.grading.submission import read_submission
from coursekit.grading.verify import judge
from coursekit.grading.work import demand_work, try_constants


class GradingRun:
    """One grading run."""

    def __init__(self, course, assignment, snapshots, backend, limits):
        self.course = course
        self.assignment = assignment
        self.snapshots = snapshots
        self.cache = ResultCache(course.work(assignment) / "cache")
        modules = find_modules(snapshot.solution for snapshot in snapshots.values())
        self.settings = (limits, backend, modules)
        self.shared = course.extras(assignment)
        self.judges = {
            name: PickJudge(snapshot, self.shared, limits, self._find_pool, self.cache)
            for name, snapshot in snapshots.items()
        }

    def grade(self, students, notebooks, executor, jobs, progress):
        """Grade submissions and return the names of those that were looked at."""
        self.expected = record_expected(
            self.snapshots, self.shared, self.settings, self.cache, self.judges
        )
        self._warm_up()
        self.constants = try_constants(self)
        self.release = self._digest_release()
        wanted = list_students(self.course, self.assignment)
        _check_names(wanted)
        wanted = [s for s in wanted if students is None or s in students]
        fill_gradebook(self.course, self.assignment, self.snapshots)
        self.hand = read_marks(self.course, self.assignment)
        waiting = [s for s in map(self._take_in, wanted) if s is not None]
        with _Bar(len(wanted), len(wanted) - len(waiting), progress) as bar:
            for submission, results in self._execute(waiting, notebooks, executor, jobs):
                self._finish(submission, results)
                bar.step(submission.student)
        return wanted

    def close(self):
        """End the kernels that belong to the run itself."""
        for pick_judge in self.judges.values():
            pick_judge.close()

    def _find_pool(self):
        _, backend, modules = self.settings
        return find_pool(backend, tuple(modules))

    def _warm_up(self):
        limits, backend, modules = self.settings
        learned = sorted(set().union(*(found.modules for found in self.expected.values())))
        more = list(dict.fromkeys([*modules, *learned]))
        warm_pool(backend, modules, more)
        self.settings = (limits, backend, more)

    def _digest_release(self):
        # All that a line rests on besides what was handed in, this program included.
        digest = hashlib.sha256(environment_digest().encode())
        for path in sorted(Path(__file__).parent.glob("*.py")):
            digest.update(path.read_bytes())
        cells = [
            (n, [(c.id, c.source, c.marks) for c in s.cells]) for n, s in self.snapshots.items()
        ]
        digest.update(repr((cells, sorted(self.shared.items()))).encode())
        digest.update(repr(sorted((n, e.to_text()) for n, e in self.expected.items())).encode())
        return digest.hexdigest()

    def _take_in(self, student):
        submission = read_submission(self.course, self.assignment, student)
        digest = submission.digest(self.release)
        submission.old, old_digest = find_state(self.course, self.assignment, student)
        if digest == old_digest and gradebook_id(student) in self.hand:
            return None
        submission.key = digest
        submission.place(self.snapshots)
        files = submission.beside | self.shared
        submission.tasks = {
            name: make_task(notebook, files, *self.settings, self.snapshots[name])
            for name, notebook in submission.notebooks.items()
        }
        return submission

    def _execute(self, submissions, notebooks, executor, jobs):
        owners, results = {}, {}
        for submission in submissions:
            mine = results[submission.student] = {}
            for name, task in submission.tasks.items():
                is_left_out = notebooks is not None and name not in notebooks
                if is_left_out and self.cache.find(task["key"]) is None:
                    mine[name] = None
                else:
                    # Equal notebooks, such as untouched ones, run once.
                    owners.setdefault(task["key"], []).append((submission, name))
            if len(mine) == len(submission.tasks):
                yield submission, mine
        tasks = {s.tasks[n]["key"]: s.tasks[n] for found in owners.values() for s, n in found}
        run = execute_all(list(tasks.values()), self.cache, executor=executor, jobs=jobs)
        for task, result in run:
            for submission, name in owners[task["key"]]:
                mine = results[submission.student]
                mine[name] = result
                if len(mine) == len(submission.tasks):
                    # Forgotten at once: three hundred results would fill the memory.
                    yield submission, results.pop(submission.student)

    def _finish(self, submission, results):
        line = Line(submission.student, self.assignment, time=submission.time, late=submission.late)
        line.repairs, line.missing = list(submission.repairs), list(submission.missing)
        lasts = all(result and not has_met_a_limit(result) for result in results.values())
        failed = [f"{n}: {r['failed']}" for n, r in results.items() if r and "failed" in r]
        if failed:
            line.fail("; ".join(failed))
        elif not submission.notebooks:
            line.status = "missing"
            line.reason = submission.why_missing
        else:
            try:
                for name, result in results.items():
                    self._score(submission, name, result, line)
            except GradingError as error:
                line.fail(str(error))
        line.flags += flag_repairs(submission.repairs)
        if line.has_mark:
            student = {submission.student}
            align(self.course, self.assignment, [line], self.snapshots, fresh=student)
        keep_state(self.course, line, submission.key if lasts and line.status != "failed" else "")

    def _score(self, submission, name, result, line):
        if result is None:
            # Another notebook was asked for: what is known of this one is carried on.
            old = submission.old.notebooks.get(name) if submission.old else None
            if old is None:
                raise GradingError(f"{name}: not graded yet")
            line.notebooks[name] = old
            return
        snapshot, clean = self.snapshots[name], submission.notebooks[name]
        verdicts = judge(snapshot, result, self.expected[name], self.judges[name])
        demand_work(snapshot, verdicts, self.constants[name])
        hide_inputs(verdicts, self.expected[name].records)
        flags = find_flags(clean, snapshot, result, verdicts, self.expected[name].seals)
        line.flags += [Repair(f.kind, f"{name}/{f.where}", f.text) for f in flags]
        typed, cell = find_name(result, snapshot.tests)
        if typed:
            line.names[f"{name}/{cell}"] = typed
            line.flags += flag_name(typed, f"{name}/{cell}", line.student)
        texts = {
            c.id: _digest(c.source) if c.source != snapshot.find(c.id).source else ""
            for c in clean.cells
            if (found := snapshot.find(c.id)) is not None and found.is_manual
        }
        reread = self._find_reread(submission, name, texts)
        prints = own_prints(clean, snapshot)
        line.add_run(name, result, verdicts, texts, reread=reread, prints=prints)
        self._keep_graded(line.student, name, clean, graded_outputs(snapshot, result, verdicts))

    def _find_reread(self, submission, name, texts):
        """Answers that were marked by hand and have changed since."""
        marks = self.hand.get(gradebook_id(submission.student), {}).get("cells", {})
        old = submission.old.notebooks.get(name, {}) if submission.old else {}
        before = old.get("texts") or self._read_texts(submission.student, name)
        return [
            cell
            for cell, text in texts.items()
            if marks.get(f"{name}/{cell}", {}).get("manual") is not None
            and (before.get(cell) != text or cell in old.get("reread", ()))
        ]

    def _read_texts(self, student, name):
        folder = self.course.autograded / gradebook_id(student) / self.assignment
        try:
            cells = nbformat.read(folder / f"{name}.ipynb", as_version=4).cells
        except (OSError, ValueError):
            return {}
        return {cell.get("id", ""): _digest(cell.source) for cell in cells}

    def _keep_graded(self, student, name, notebook, outputs):
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs = [nbformat.from_dict(o) for o in outputs.get(cell.id, [])]
        folder = graded_folder(self.course, self.assignment, student)
        folder.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, folder / f"{name}.ipynb")


def _digest(text):
    return hashlib.sha256(json.dumps(text).encode()).hexdigest()[:16]


def _check_names(students):
    owners = {}
    for student in students:
        owners.setdefault(gradebook_id(student), []).append(student)
    for name, shared in owners.items():
        if len(shared) > 1:
            raise GradingError(
                f"The folders {', '.join(shared)} are both {name} in the gradebook; rename one."
            )


class _Bar:
    def __init__(self, total, done, shown):
        self.shown = shown
        self.total, self.done = total, done

    def __enter__(self):
        if self.shown:
            from tqdm import tqdm

            self.bar = tqdm(total=self.total, initial=self.done, desc="grading", unit="student")
        return self

    def __exit__(self, *_):
        if self.shown:
            self.bar.close()

    def step(self, student):
        if self.shown:
            self.bar.set_postfix_str(student[:30])
            self.bar.update()
