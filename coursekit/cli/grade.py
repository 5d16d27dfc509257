"""`coursekit collect`, `grade`, `feedback`, `export`: from what is handed in to what goes back."""

import json
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Optional

import typer

from coursekit.cli.options import Assignment, Json, Root, Secret, Students

Roster = Annotated[
    Optional[Path],  # noqa: UP045 - typer reads Optional
    typer.Option(help="A file with a student's name or id a line: everybody in the course."),
]


def collect(
    source: Annotated[Path, typer.Argument(help="A folder or archive, as your platform makes it.")],
    assignment: Assignment = "exercises",
    root: Root = Path(),
    roster: Roster = None,
    yes: Annotated[bool, typer.Option("--yes", help="Store without asking.")] = False,
):
    """Copy submissions into submitted/; the originals are only read.

    The layouts of ILIAS/StudOn, Moodle, Canvas, Blackboard, Brightspace, Sakai and nbgrader are
    recognised. What was found is shown before anything is stored, and ids that may be no students
    are asked about. Every collection is kept; a later one replaces the notebooks it holds and no
    other.

    Exit status: 0 done, 1 nothing was stored, 2 there is nothing to collect.

    Example: coursekit collect ~/Downloads/unit6.zip --roster names.txt
    """
    from coursekit.grading import collect as copy

    def choose(found):
        _show_collection(found)
        if yes:
            return list(found.students)
        sure = [s for s, taken in found.students.items() if not taken.doubts]
        if sure and not typer.confirm(f"Store these {len(sure)} submissions?"):
            return []
        for student, taken in found.students.items():
            if taken.doubts and typer.confirm(f"{student}: {', '.join(taken.doubts)}. Store it?"):
                sure.append(student)
        return sure

    with _explained():
        found = copy(source, assignment, root=root, roster=_names(roster), choose=choose)
    for student, taken in found.students.items():
        typer.echo(f"  {student}: {'; '.join(taken.changes)}")
        for note in taken.notes:
            typer.echo(f"    {note}")
    typer.echo(f"{len(found.students)} submissions collected")
    raise typer.Exit(0 if found.students else 1)


def _show_collection(found):
    typer.echo(f"Layout: {found.platform}. {len(found.students)} students:")
    for student, taken in found.students.items():
        names = (
            ", ".join(sorted({name.rsplit("/", 1)[-1] for name in taken.files})[:6]) or "nothing"
        )
        when = f"  {taken.when[:16]} UTC" if taken.when else ""
        late = f"  LATE ({taken.late})" if taken.late else ""
        doubts = f"  ? {', '.join(taken.doubts)}" if taken.doubts else ""
        again = "" if "new" in taken.changes else "  (collected before)"
        typer.echo(f"  {student}{when}{late}: {names}{again}{doubts}")
    if found.sheet is not None:
        typer.echo(f"  {found.sheet.name} is kept: export puts the marks into it")
    for path in found.others[:20]:
        typer.echo(f"  no student's, left out: {path}")
    if found.absent:
        typer.echo(f"  nothing from: {', '.join(found.absent)}")


def _names(roster):
    lines = Path(roster).read_text(encoding="utf-8-sig").split("\n") if roster else []
    return [line.strip() for line in lines if line.strip()]


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
    secret: Secret = None,
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
        "secret": secret,
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
    from coursekit.grading.table import pack_feedback as pack

    with _explained():
        pages = write(assignment, root=root, students=student)
        packed = pack(assignment, root=root, students=student)
    folder = Path(root) / "feedback"
    typer.echo(f"{len(pages)} pages in {folder}/<student>/{assignment}.html")
    typer.echo(f"wrote {packed}, named as the platform takes it back")


def export(
    assignment: Assignment = "exercises",
    root: Root = Path(),
    preset: Annotated[
        str,
        typer.Option(help="full, moodle, canvas, ilias, studon, blackboard, brightspace or sakai."),
    ] = "full",
    out: Annotated[
        Optional[Path],  # noqa: UP045 - typer reads Optional
        typer.Option(help="The file; default: grading/ASSIGNMENT/marks.csv."),
    ] = None,
    roster: Roster = None,
    delimiter: Annotated[str, typer.Option(help="What separates columns: , or ; or tab.")] = ",",
    excel: Annotated[
        bool, typer.Option("--excel", help="Mark the file as UTF-8, which Excel needs.")
    ] = False,
    sheet: Annotated[
        Optional[Path],  # noqa: UP045 - typer reads Optional
        typer.Option(help="Your platform's own table of marks; only its cells of marks change."),
    ] = None,
    column: Annotated[
        str, typer.Option(help="The heading of the column of marks, or the item's name there.")
    ] = "",
):
    """Write the marks as a table that your platform takes.

    Only a finished mark is a number in the column of marks: while written answers are unread, it
    stands in the column "provisional". A submission that failed has a status and no mark.

    With --sheet the marks go into your platform's own table, which its importer always takes.

    Exit status: 0 done, 2 nothing was graded yet.

    Example: coursekit export exercises --preset moodle --sheet worksheet.csv
    """
    from coursekit.grading import export as write

    with _explained():
        path = write(
            assignment,
            root=root,
            preset=preset,
            students=_names(roster),
            path=out.resolve() if out else None,
            delimiter="\t" if delimiter == "tab" else delimiter,
            excel=excel,
            sheet=sheet,
            column=column,
            say=typer.echo,
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
