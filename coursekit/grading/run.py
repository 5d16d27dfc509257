"""Grade an assignment from end to end; stop and resume at any point."""

import sys
from dataclasses import dataclass, field

from coursekit.errors import CourseError
from coursekit.grading.course import Course, GradingError
from coursekit.grading.execute import close_pools
from coursekit.grading.kernels.limits import Limits
from coursekit.grading.kernels.probe import choose_backend
from coursekit.grading.report import write_report
from coursekit.grading.session import GradingRun
from coursekit.grading.snapshot import take_snapshots
from coursekit.secret import check_secret, read_secret


@dataclass
class GradeResult:
    """What a grading run did."""

    lines: list
    backend: str
    notes: list = field(default_factory=list)

    @property
    def exit_status(self):
        """0 only when every submission was graded."""
        return 0 if all(line.status != "failed" for line in self.lines) else 1


def grade(
    assignment,
    *,
    root=".",
    students=None,
    notebooks=None,
    backend="auto",
    unsafe=False,
    jobs=None,
    executor=None,
    limits=None,
    progress=True,
    secret=None,
):
    """Grade what was handed in.

    Parameters
    ----------
    assignment : str
        The assignment's name.
    root : str or pathlib.Path, default "."
        The course's folder.
    students : sequence of str, default None
        Only these; None for all. The report keeps all others as they were.
    notebooks : sequence of str, default None
        Only these notebooks run; None for all. The marks of others stay as they were.
    backend : str, default "auto"
        The sandbox: "auto", "bubblewrap", "landlock", "podman" or "docker".
    unsafe : bool, default False
        Run without a sandbox, with your rights.
    jobs : int, default None
        Notebooks at the same time; None for twice the number of cores.
    executor : concurrent.futures.Executor, default None
        Where notebooks run, for instance a Dask cluster's; None for this machine.
    limits : Limits, default None
        Limits of each notebook; None for the defaults.
    progress : bool, default True
        Show a progress bar.
    secret : str or pathlib.Path, default None
        The file with the secret that the assignment was released with; None for the one that
        `COURSEKIT_SECRET` names, or for none.

    Returns
    -------
    GradeResult
        A line for each submission; also written as `grading/<assignment>/report.jsonl`.

    Raises
    ------
    GradingError
        Nothing can be graded: no notebooks, no working sandbox, a solution that fails its tests,
        another secret than that of the release.
    """
    course = Course.at(root)
    snapshots = take_snapshots(course, assignment, _released_secret(course, assignment, secret))
    chosen, notes = choose_backend(backend, unsafe=unsafe)
    if unsafe:
        print("UNSAFE: submissions run with your rights, without a sandbox.", file=sys.stderr)
    unknown = sorted(set(notebooks or ()) - set(snapshots))
    if unknown:
        there = ", ".join(snapshots)
        raise GradingError(f"`notebooks`: no {', '.join(unknown)} here; there are {there}.")
    run = GradingRun(course, assignment, snapshots, chosen.name, limits or Limits())
    about = [f"Sandbox: {chosen.name}.", *(f"Passed over: {note}" for note in notes)]
    try:
        wanted = run.grade(students, notebooks, executor, jobs, progress)
    finally:
        run.close()
        close_pools()
        # Also when it was stopped: what was graded is in the report.
        lines = write_report(course, assignment, snapshots, about)
    asked = [line for line in lines if line.student in wanted]
    return GradeResult(asked, chosen.name, notes)


def _released_secret(course, assignment, path):
    try:
        secret = read_secret(path)
        check_secret(course.root, assignment, secret)
    except CourseError as error:
        raise GradingError(f"{error}.") from error
    return secret
