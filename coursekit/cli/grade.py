"""`coursekit collect`, `grade`, `feedback`, `export`: from what is handed in to what goes back."""

import json
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Optional

import typer

from coursekit.cli.options import Assignment, Json, Root, Students


def collect(
    source: Annotated[Path, typer.Argument(help="A folder, or a zip of Moodle, StudOn or Canvas.")],
    assignment: Assignment = "exercises",
    root: Root = Path(),
):
    """Copy submissions into submitted/; the originals are only read.

    What had to be mended or left out is listed by student.

    Exit status: 0 done, 2 there is nothing to collect.

    Example: coursekit collect ~/Downloads/unit6.zip
    """
    from coursekit.grading import collect as copy

    with _explained():
        repairs = copy(source, assignment, root=root)
    typer.echo(f"{len(repairs)} submissions collected")
    for student, lines in repairs.items():
        for line in lines:
            typer.echo(f"  {student}: {line}")


def grade(
    assignment: Assignment = "exercises",
    root: Root = Path(),
    student: Students = None,
    notebook: Annotated[
        Optional[list[str]],  # noqa: UP045 - typer reads Optional
        typer.Option(help="Only this notebook runs; repeat it for several."),
    ] = None,
    sandbox: Annotated[
        str, typer.Option(help="auto, bubblewrap, landlock, podman or docker.")
    ] = "auto",
    unsafe: Annotated[
        bool, typer.Option("--unsafe", help="No sandbox: submissions run with your rights.")
    ] = False,
    jobs: Annotated[
        int, typer.Option(min=0, help="Notebooks at a time; 0: twice the number of cores.")
    ] = 0,
    scheduler: Annotated[
        Optional[str],  # noqa: UP045 - typer reads Optional
        typer.Option(help="Run on a Dask cluster: its address, or 'local' for one started here."),
    ] = None,
    cell_seconds: Annotated[
        float, typer.Option(min=1, help="Processor time for a cell, s.")
    ] = 60.0,
    notebook_seconds: Annotated[
        float, typer.Option(min=1, help="Processor time for a notebook, s.")
    ] = 600.0,
    memory_mb: Annotated[int, typer.Option(min=100, help="Memory for a notebook, MB.")] = 2000,
    as_json: Json = False,
):
    """Grade what was handed in: run it in a sandbox, compare its values, score it.

    Stop it at any point; run again, it goes on where it was. Marks are in nbgrader's gradebook.db,
    a line a submission in grading/ASSIGNMENT/report.jsonl, an overview beside it in overview.html.

    Exit status: 0 everything was graded, 1 a submission could not be graded (the report says why),
    2 nothing can be graded.

    Example: coursekit grade exercises --student ada
    """
    from coursekit.grading import grade as run
    from coursekit.grading.kernels.limits import Limits

    limits = Limits(
        cell_seconds=cell_seconds, notebook_seconds=notebook_seconds, memory_mb=memory_mb
    )
    options = {
        "students": student,
        "notebooks": notebook,
        "backend": sandbox,
        "unsafe": unsafe,
        "jobs": jobs or None,
    }
    with _explained(), _executor(scheduler) as executor:
        result = run(
            assignment, root=root, executor=executor, limits=limits, progress=not as_json, **options
        )
    if as_json:
        typer.echo(json.dumps([line.to_json() for line in result.lines]))
    else:
        _print_result(result, Path(root) / "grading" / assignment)
    raise typer.Exit(result.exit_status)


def feedback(assignment: Assignment = "exercises", root: Root = Path(), student: Students = None):
    """Write a page for each student, to be read offline and safe to open.

    Run it after the written answers were marked, so that the marks and your comments are on it.

    Exit status: 0 done, 2 nothing was graded yet.

    Example: coursekit feedback exercises
    """
    from coursekit.grading import feedback as write

    with _explained():
        pages = write(assignment, root=root, students=student)
    folder = Path(root) / "feedback"
    typer.echo(f"{len(pages)} pages in {folder}/<student>/{assignment}.html")


def export(
    assignment: Assignment = "exercises",
    root: Root = Path(),
    preset: Annotated[str, typer.Option(help="full, moodle, canvas or studon.")] = "full",
    out: Annotated[
        Optional[Path],  # noqa: UP045 - typer reads Optional
        typer.Option(help="The file; default: grading/ASSIGNMENT/marks.csv."),
    ] = None,
    roster: Annotated[
        Optional[Path],  # noqa: UP045 - typer reads Optional
        typer.Option(help="A file with a student's name a line: who handed in nothing is listed."),
    ] = None,
):
    """Write the marks as a table; a submission that failed has a status and no mark.

    Exit status: 0 done, 2 nothing was graded yet.

    Example: coursekit export exercises --preset moodle
    """
    from coursekit.grading import export as write

    with _explained():
        names = Path(roster).read_text(encoding="utf-8-sig").split("\n") if roster else []
        students = [name.strip() for name in names if name.strip()]
        path = write(
            assignment,
            root=root,
            preset=preset,
            students=students,
            path=out.resolve() if out else None,
        )
    typer.echo(f"wrote {path}")


@contextmanager
def _explained():
    from coursekit.cli.report import fail
    from coursekit.grading.course import GradingError

    try:
        yield
    except (GradingError, OSError) as error:
        fail(error)


@contextmanager
def _executor(scheduler):
    if scheduler is None:
        yield None
        return
    try:
        from distributed import Client
    except ImportError as error:
        raise OSError(
            "`--scheduler` needs the extra `cluster`; install coursekit[cluster]"
        ) from error
    # one notebook a process: two would share a sandbox's limits
    options = {"threads_per_worker": 1, "dashboard_address": None} if scheduler == "local" else {}
    with Client(address=None if scheduler == "local" else scheduler, **options) as client:
        yield client.get_executor()


def _print_result(result, folder):
    from collections import Counter

    for note in result.notes:
        typer.echo(note, err=True)
    counts = Counter(line.status for line in result.lines)
    said = ", ".join(f"{n} {status}" for status, n in sorted(counts.items()))
    typer.echo(f"{len(result.lines)} submissions in the sandbox {result.backend}: {said}")
    for line in result.lines:
        if line.status == "failed":
            typer.echo(f"  {line.student}: {line.reason}")
    typer.echo(f"wrote {folder / 'report.jsonl'} and {folder / 'overview.html'}")
