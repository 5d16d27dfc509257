"""Honest, hostile and damaged submissions, graded side by side in one run."""

import contextlib
import json
import os
import re
import shutil
import socket
import threading
from html.parser import HTMLParser
from pathlib import Path

import pytest

from coursekit.grading.kernels.limits import Limits
from coursekit.grading.pages import feedback
from coursekit.grading.run import grade

from .corpus.attacks import make_attacks
from .corpus.damages import make_damages
from .corpus.edit import store
from .corpus.further import make_further_attacks, make_further_damages
from .corpus.honest import make_honest
from .corpus.mishaps import make_mishaps
from .corpus.outside import make_outside_attacks
from .test_placement import RUNS

pytestmark = [pytest.mark.slow]
# Of the others one of each kind.
KINDS = ("no_notebook", "stripped_metadata_and_ids", "marks_exchanged", "both_in_one")
LIMITS = Limits(cell_seconds=6, notebook_seconds=60, memory_mb=800)


def _points(line):
    return {v["cell"]: v["score"] for n in line.notebooks.values() for v in n["verdicts"]}


def _errors(line):
    return [cell for notebook in line.notebooks.values() for cell in notebook["errors"]]


@pytest.fixture(scope="module")
def listener():
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen(50)
    server.settimeout(0.2)
    heard, stop = [], threading.Event()

    def serve():
        while not stop.is_set():
            try:
                heard.append(server.accept()[1])
            except TimeoutError:
                continue

    thread = threading.Thread(target=serve)
    thread.start()
    yield server.getsockname()[1], heard
    stop.set()
    thread.join()
    server.close()


@pytest.fixture(scope="module")
def hostile_run(built_course, tmp_path_factory, listener):
    """Attackers and honest students, sorted so that the honest ones come after as well."""
    root = tmp_path_factory.mktemp("hostile") / "course"
    shutil.copytree(built_course, root)
    os.environ["GRADER_SECRET"] = "GRADER_SECRET"
    honest = make_honest(root, 8, seed=3)
    for student, notebooks, _, _ in honest:
        store(root, student, notebooks)
    attacks = [*make_attacks(root, listener[0]), *make_further_attacks(root)]
    attacks += make_outside_attacks(root)
    for student, notebooks, extra, prepare in attacks:
        folder = store(root, student, notebooks, extra)
        if prepare is not None:
            prepare(folder)
    before = {p: p.read_bytes() for p in (root / "solutions").rglob("*") if p.is_file()}
    result = grade("exercises", root=root, limits=LIMITS, progress=False, backend="bubblewrap")
    feedback("exercises", root=root)
    after = {p: p.read_bytes() for p in (root / "solutions").rglob("*") if p.is_file()}
    assert after == before
    return root, {line.student: line for line in result.lines}, honest


def test_there_are_enough_attacks(built_course):
    assert len(make_attacks(built_course)) >= 25


def test_no_attack_gets_a_point(hostile_run):
    _, lines, _ = hostile_run
    got = {s: line.auto_score for s, line in lines.items() if s.startswith("attack_")}
    assert {s: score for s, score in got.items() if score > 0} == {}


def test_each_attack_is_flagged(hostile_run):
    _, lines, _ = hostile_run
    attacks = [line for student, line in lines.items() if student.startswith("attack_")]
    assert [line.student for line in attacks if not (line.flags or line.repairs)] == []
    unflagged = [line.student for line in attacks if not line.flags]
    # What is left out or renamed before anything runs is said in the repairs.
    said = "attack_(one_mark_for_all|library_beside|beside|own_tests|time_.*|\u5b57*)"
    assert [student for student in unflagged if not re.fullmatch(said, student)] == []


def test_no_attack_is_lost(hostile_run):
    _, lines, _ = hostile_run
    assert [(s, line.reason) for s, line in lines.items() if line.status == "failed"] == []


def test_honest_students_beside_them_get_exactly_their_points(hostile_run):
    _, lines, honest = hostile_run
    for student, _, points, _ in honest:
        assert _points(lines[student]) == points, student


def test_nothing_was_looted(hostile_run, listener):
    root, _, _ = hostile_run
    assert listener[1] == []
    secrets = re.compile(r"root:[*$!x]|total_mass = sum|SQLite format 3")
    folders = (root / "autograded", root / "feedback", root / "grading/exercises/cache")
    for folder in folders:
        for path in folder.rglob("attack_*/**/*"):
            if path.is_file():
                text = path.read_bytes().decode("utf-8", "replace")
                # Printed it stands alone; in a line of code it stands in quotation marks.
                assert not re.search(r"LOOT(?: |\\n|\s|$)", _outputs(path, text)), path
                assert not secrets.search(_outputs(path, text)), path


def _outputs(path, text):
    # Sources hold the word themselves; what counts is what they put out.
    if path.suffix == ".ipynb":
        return str([c.get("outputs") for c in json.loads(text)["cells"]])
    if path.suffix == ".html":
        return "".join(re.findall(r"<pre class='out'>(.*?)</pre>", text, re.S))
    return text


def test_feedback_of_attackers_holds_no_script_and_no_hidden_test(hostile_run):
    root, _, _ = hostile_run
    for path in (root / "feedback").rglob("*.html"):
        text = path.read_text()
        assert "hidden_counts" not in text, path
        page = _Page(path)
        assert page.bad == []


class _Page(HTMLParser):
    """Collects what could run or be fetched; text that merely shows such code is harmless."""

    def __init__(self, path):
        super().__init__()
        self.bad = []
        self.feed(path.read_text())

    def handle_starttag(self, tag, attrs):
        if tag in ("script", "iframe", "object", "embed", "svg", "form", "link", "base"):
            self.bad.append(tag)
        for name, value in attrs:
            if name.startswith("on") or "script:" in (value or "").lower():
                self.bad.append((tag, name, value))
            if name == "src" and not value.startswith("data:image/"):
                self.bad.append((tag, name, value))


def _status(pid):
    """User and parent of a process; (0, 0) if it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0, 0
    return tuple(int(re.search(rf"^{key}:\s+(\d+)", status, re.M)[1]) for key in ("Uid", "PPid"))


def _is_of_another_run(pid):
    """Whether a process hangs on a test run other than this one, which may grade just now."""
    while pid > 1 and pid != os.getpid():
        with contextlib.suppress(OSError):
            if b"pytest" in Path(f"/proc/{pid}/cmdline").read_bytes():
                return True
        _, pid = _status(pid)
    return False


def test_no_process_is_left(hostile_run):
    pids = [int(folder.name) for folder in Path("/proc").iterdir() if folder.name.isdigit()]
    left = [pid for pid in pids if 61184 <= _status(pid)[0] < 65184]
    assert [pid for pid in left if not _is_of_another_run(pid)] == []


def test_kept_notebooks_are_small(hostile_run):
    root, _, _ = hostile_run
    sizes = {p: p.stat().st_size for p in (root / "autograded").rglob("*.ipynb")}
    assert max(sizes.values()) < 2_000_000


@pytest.fixture(scope="module")
def damaged_run(built_course, tmp_path_factory):
    root = tmp_path_factory.mktemp("damaged") / "course"
    shutil.copytree(built_course, root)
    made = [*make_damages(root), *make_further_damages(root), *make_mishaps(root)]
    # All are placed in `test_placement`; here only those that show when they run.
    damages = [item for item in made if item[0].removeprefix("damage_") in {*RUNS, *KINDS}]
    for student, files, _, _ in damages:
        store(root, student, {}, files)
    result = grade("exercises", root=root, limits=LIMITS, progress=False)
    return {line.student: line for line in result.lines}, damages, result


def test_right_answers_keep_their_points_when_they_run(damaged_run):
    lines, damages, result = damaged_run
    assert len(damages) == len(RUNS) + len(KINDS)
    assert [(s, line.reason) for s, line in lines.items() if line.status == "failed"] == []
    assert result.exit_status == 0
    wrong = {
        student: (lines[student].auto_score, points)
        for student, _, points, _ in damages
        if points is not None and lines[student].auto_score != points
    }
    assert wrong == {}
    silent = [s for s, x in lines.items() if not (x.repairs or x.flags or _errors(x))]
    assert silent == []


def test_written_answers_survive_damage(damaged_run):
    assert "1_mass/why" in damaged_run[0]["damage_stripped_metadata_and_ids"].reason


def test_nothing_handed_in_is_missing_and_not_zero(damaged_run):
    line = damaged_run[0]["damage_no_notebook"]
    assert (line.status, line.score) == ("missing", None)
