"""One grading run: take in, execute, judge, score, one student after the other."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

from coursekit.grading.course import GradingError
from coursekit.grading.execute import (
    ResultCache,
    execute_all,
    find_modules,
    find_pool,
    warm_pool,
    write_whole,
)
from coursekit.grading.expected import record_expected
from coursekit.grading.flags import find_flags, flag_repairs
from coursekit.grading.gradebook import fill_gradebook, read_marks, write_ahead
from coursekit.grading.intake import list_students
from coursekit.grading.naming import gradebook_id
from coursekit.grading.owners import find_name, flag_alike_ids, flag_name, flag_shared_names
from coursekit.grading.picks import PickJudge
from coursekit.grading.present import graded_outputs
from coursekit.grading.repairs import Repair
from coursekit.grading.report import Line
from coursekit.grading.score import Scorer
from coursekit.grading.submission import add_tasks, take_in
from coursekit.grading.verify import judge


class GradingRun:
    """One grading run.

    Parameters
    ----------
    course : Course
        The course.
    assignment : str
        The assignment's name.
    snapshots : dict of str to Snapshot
        The released notebooks.
    backend : str
        The sandbox's name.
    limits : Limits
        Limits of each notebook.
    """

    def __init__(self, course, assignment, snapshots, backend, limits):
        self.course = course
        self.assignment = assignment
        self.snapshots = snapshots
        self.work = course.work(assignment)
        self.cache = ResultCache(self.work / "cache")
        modules = find_modules(snapshot.solution for snapshot in snapshots.values())
        self.settings = (limits, backend, modules)
        self.shared = _shared_files(course.source(assignment))
        self.helpers = {name: snapshot.helpers for name, snapshot in snapshots.items()}
        self.judges = {
            name: PickJudge(snapshot, self.shared, limits, self._find_pool, self.cache)
            for name, snapshot in snapshots.items()
        }

    def grade(self, students, executor, jobs, progress):
        """Grade submissions and return their lines."""
        self.expected = record_expected(
            self.snapshots, self.shared, self.settings, self.cache, self.judges
        )
        self._warm_up()
        self.scorer = Scorer(self.course, self.assignment)
        lines, waiting = self._look_up(students)
        with (
            ThreadPoolExecutor(1) as aside,
            _Bar(len(lines) + len(waiting), len(lines), progress) as bar,
            ExitStack() as while_scoring,
        ):
            # nbgrader takes its time; the first notebooks run meanwhile.
            filled = aside.submit(fill_gradebook, self.course, self.assignment, self.snapshots)
            for n, (submission, results) in enumerate(self._execute(waiting, executor, jobs)):
                if n == 0:
                    filled.result()
                    while_scoring.enter_context(write_ahead(self.course))
                lines[submission.student] = self._finish(submission, results)
                bar.step(submission.student)
            filled.result()
        found = [lines[student] for student in sorted(lines)]
        flag_shared_names(found)
        flag_alike_ids(found)
        return found

    def _find_pool(self):
        _, backend, modules = self.settings
        return find_pool(backend, tuple(modules))

    def _warm_up(self):
        limits, backend, modules = self.settings
        learned = sorted(set().union(*(found.modules for found in self.expected.values())))
        more = list(dict.fromkeys([*modules, *learned]))
        warm_pool(backend, modules, more)
        self.settings = (limits, backend, more)

    def _look_up(self, students):
        known = read_marks(self.course, self.assignment)
        lines, waiting = {}, {}
        wanted = list_students(self.course, self.assignment)
        _check_names(wanted)
        for student in [s for s in wanted if students is None or s in students]:
            submission = self._take_in(student)
            old = self._find_line(submission) if gradebook_id(student) in known else None
            if old is not None:
                lines[student] = old
            else:
                waiting[student] = submission
        return lines, waiting

    def close(self):
        """End the kernels that belong to the run itself."""
        for pick_judge in self.judges.values():
            pick_judge.close()

    def _take_in(self, student):
        submission = take_in(self.course, self.assignment, student, self.snapshots)
        add_tasks(submission, *self.settings, self.shared, self.helpers)
        return submission

    def _execute(self, submissions, executor, jobs):
        owners = {}
        for submission in submissions.values():
            for name, task in submission.tasks.items():
                owners.setdefault(task["key"], []).append((submission, name))
        results = {student: {} for student in submissions}
        for submission in submissions.values():
            if not submission.tasks:
                yield submission, {}
        # Equal notebooks, such as untouched ones, run once.
        tasks = {t["key"]: t for s in submissions.values() for t in s.tasks.values()}
        run = execute_all(list(tasks.values()), self.cache, executor=executor, jobs=jobs)
        for task, result in run:
            for submission, name in owners[task["key"]]:
                mine = results[submission.student]
                mine[name] = result
                if len(mine) == len(submission.tasks):
                    # Forgotten at once: three hundred results would fill the memory.
                    yield submission, results.pop(submission.student)

    def _finish(self, submission, results):
        line = Line(student=submission.student, assignment=self.assignment)
        line.repairs = list(submission.repairs)
        line.missing = list(submission.missing)
        failed = [f"{n}: {r['failed']}" for n, r in results.items() if "failed" in r]
        if failed:
            line.fail("; ".join(failed))
        elif not submission.notebooks:
            line.status = "missing"
            line.reason = "no notebook of this assignment could be read"
        else:
            try:
                self._score(submission, results, line)
            except GradingError as error:
                line.fail(str(error))
        line.flags += flag_repairs(submission.repairs)
        if line.status != "failed":
            digest = submission.digest(self._expected_text())
            record = {"digest": digest, "line": line.to_json()}
            write_whole(self._state(submission.student), json.dumps(record))
        return line

    def _score(self, submission, results, line):
        outputs = {}
        for name, result in results.items():
            snapshot = self.snapshots[name]
            verdicts = judge(snapshot, result, self.expected[name], self.judges[name])
            outputs[name] = graded_outputs(snapshot, result, verdicts)
            clean = submission.notebooks[name]
            flags = find_flags(clean, snapshot, result, verdicts, self.expected[name].seals)
            line.flags += [Repair(f.kind, f"{name}/{f.where}", f.text) for f in flags]
            self._note_name(name, result, line)
            line.add_run(name, result, verdicts)
        problem = self.scorer.score(
            submission.student, submission.notebooks, outputs, submission.time
        )
        if problem:
            line.fail(f"nbgrader: {problem.strip().splitlines()[-1]}")

    def _note_name(self, notebook, result, line):
        typed, cell = find_name(result, self.snapshots[notebook].tests)
        if typed:
            where = f"{notebook}/{cell}"
            line.names[where] = typed
            line.flags += flag_name(typed, where, line.student)

    def _expected_text(self):
        if not hasattr(self, "_expected_digest"):
            self._expected_digest = repr(
                [(n, [(c.id, c.points) for c in s.tests]) for n, s in self.snapshots.items()]
            ) + repr(sorted((n, e.to_text()) for n, e in self.expected.items()))
        return self._expected_digest

    def _state(self, student):
        return self.work / "state" / f"{gradebook_id(student)}.json"

    def _find_line(self, submission):
        try:
            record = json.loads(self._state(submission.student).read_text(encoding="utf-8"))
            if record["digest"] == submission.digest(self._expected_text()):
                return Line.from_json(record["line"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return None


def _shared_files(folder):
    skip = {".py", ".ipynb", ".pyc"}
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix not in skip and ".ipynb_checkpoints" not in path.parts
    }


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
