"""Which cell is which: the corpora of damages, read and not run, and names that no list holds."""

import json

import numpy as np
import pytest

from coursekit.grading.files import FileKeeper
from coursekit.grading.submission import Submission
from coursekit.grading.texts import squeeze

from .corpus.damages import make_damages
from .corpus.edit import RIGHT, answer, cell, insert_before, read_release
from .corpus.further import make_further_damages
from .corpus.mishaps import make_mishaps


@pytest.fixture
def release(built_course):
    return read_release(built_course)


def place(files, snapshots):
    """Place files as they are collected; notebooks may be given parsed."""
    keeper = FileKeeper()
    for name, content in files.items():
        content = content if isinstance(content, bytes) else json.dumps(content).encode()
        if keeper.accepts(name, len(content)):
            keeper.keep(name, content)
    submission = Submission("ada", keeper.files, repairs=keeper.repairs)
    submission.place(snapshots)
    return submission


def _sources(submission, name="1_mass"):
    return {c.id: c.source for c in submission.notebooks[name].cells}


def _kinds(submission):
    return {note.kind for note in submission.repairs}


def _define(submission, snapshots):
    """Run what defines something, here: nothing of the corpora of damages is hostile then."""
    names = {"MASS": {"Ti": 47.867, "O": 15.999}, "np": np, "OWN": {"Ti": 47.867, "O": 15.999}}
    for name, notebook in submission.notebooks.items():
        for found in notebook.cells:
            released = snapshots[name].find(found.id)
            is_own = released is None or released.is_answer
            if found.cell_type == "code" and is_own and "def " in found.source.replace("=", "def "):
                lines = [n for n in found.source.split("\n") if n[:1] not in "%!" and n[-1:] != "?"]
                text = "\n".join(n for n in lines if "open(" not in n)
                if "Thread" in text or "exit" in text or "print" in text or "f()" in text:
                    continue
                try:
                    exec(compile(text, found.id, "exec"), names)
                except Exception:
                    continue
    return names


def _points(submission, snapshots):
    names = _define(submission, snapshots)

    def is_right(name, arguments, wanted):
        try:
            return np.allclose(names[name](arguments), wanted, rtol=1e-4)
        except Exception:
            return False

    return (
        4 * is_right("mean_mass", {"Ti": 1, "O": 2}, 26.6217)
        + 3 * is_right("fractions", {"Ti": 1, "O": 2}, [1 / 3, 2 / 3])
        + 4 * is_right("volume", 2 * np.eye(3), 8)
    )


MADE = (make_damages, make_further_damages, make_mishaps)


def test_right_answers_are_found_in_all_damages(built_course, snapshots):
    damages = [item for make in MADE for item in make(built_course)]
    assert len(damages) >= 186
    wrong = {}
    for student, files, wanted, _ in damages:
        got = _points(place(files, snapshots), snapshots)
        if wanted is not None and got != wanted:
            wrong[student] = (got, wanted)
    assert wrong == {}


# What a run alone can show: a cell of the student's own that stops.
RUNS = [
    "syntax_error_elsewhere",
    "asks_for_input",
    "sys_exit",
    "quit",
    "os_exit",
    "endless_loop",
    "many_lines",
    "wrong_backend",
    "unknown_magic",
    "bad_time",
    "own_assert",
    "smart_quotes",
    "python_2",
    "return_outside",
    "loop_in_loop",
    "system_exit",
    "exit_call",
    "keyboard_interrupt",
    "debugger",
    "password",
    "shell_fails",
    "runs_other_script",
    "no_end_of_recursion",
    "thread_goes_on_printing",
]


def test_no_damage_of_files_is_silent(built_course, snapshots):
    silent = {
        student.removeprefix("damage_")
        for make in MADE
        for student, files, _, noted in make(built_course)
        if noted and not place(files, snapshots).repairs
    }
    assert silent <= set(RUNS)


NAMES = [
    "1_mass - Copy.ipynb", "1_mass (solved).ipynb", "1_mass-1.ipynb", "Copy of 1_mass.ipynb",
    "1_mass.ipynb.ipynb", "1_mass_Ada.ipynb", "Kopie von 1_mass.ipynb", "1_mass (1) (1).ipynb",
    "ada/1_mass.ipynb", "mein.ipynb", "1_mass_abgabe_v2_final.ipynb", "01_mass.ipynb",
    "1_mass.ipynb.txt", "2_cell_no_really_1.ipynb", "0.ipynb", "zz.ipynb", "1_mass~.ipynb",
    "solutions/1_mass.ipynb",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_an_untouched_file_beside_ones_own_does_not_win(name, release, snapshots):
    mine = answer(release, RIGHT)["1_mass"]
    submission = place({"1_mass.ipynb": release["1_mass"], name: mine}, snapshots)
    sources = _sources(submission)
    assert (sources["mean"], sources["why"]) == (RIGHT["mean"], RIGHT["why"])
    assert submission.missing == ["2_cell"]
    assert all(notebook.cells.count("raise") == 0 for notebook in submission.notebooks.values())


def test_two_different_answers_are_for_a_person_to_look_at(release, snapshots):
    other = answer(release, RIGHT | {"mean": "def mean_mass(counts):\n    return 7\n"})
    files = {"1_mass.ipynb": answer(release, RIGHT)["1_mass"], "b.ipynb": other["1_mass"]}
    submission = place(files, snapshots)
    (note,) = [note for note in submission.repairs if note.kind == "two-versions"]
    assert note.where == "mean"
    assert "1_mass.ipynb" in note.text
    assert "b.ipynb" in note.text


def test_answers_are_taken_from_all_files(release, snapshots):
    one = answer(release, {"mean": RIGHT["mean"]})["1_mass"]
    two = answer(release, {"fractions": RIGHT["fractions"], "why": RIGHT["why"]})["1_mass"]
    sources = _sources(place({"1_mass.ipynb": one, "part 2.ipynb": two}, snapshots))
    assert {key: sources[key] for key in ("mean", "fractions", "why")} == {
        key: RIGHT[key] for key in ("mean", "fractions", "why")
    }


def test_an_answer_in_the_check_cell_is_found(release, snapshots):
    check = cell(release, "mean-check")
    check["source"] = [RIGHT["mean"], "\n", *check["source"]]
    submission = place({"1_mass.ipynb": release["1_mass"]}, snapshots)
    sources = _sources(submission)
    assert "mean_mass" in sources["mean"]
    assert "emit" not in sources["mean"]
    assert sources["mean-check"] == snapshots["1_mass"].find("mean-check").source
    assert "answer-found" in _kinds(submission)


def test_an_answer_below_its_cell_is_found(release, snapshots):
    insert_before(release, "mean-check", RIGHT["mean"])
    insert_before(release, "12", "It only counts atoms.", kind="markdown")
    sources = _sources(place({"1_mass.ipynb": release["1_mass"]}, snapshots))
    assert sources["mean"] == RIGHT["mean"]
    assert sources["why"] == "It only counts atoms."
    assert list(sources.values()).count(RIGHT["mean"]) == 1  # it runs once


def test_an_answer_that_was_filled_in_stays(release, snapshots):
    wrong = "def mean_mass(counts):\n    return 0\n"
    notebooks = insert_before(answer(release, {"mean": wrong}), "why-question", RIGHT["mean"])
    submission = place({"1_mass.ipynb": notebooks["1_mass"]}, snapshots)
    assert _sources(submission)["mean"] in (wrong, RIGHT["mean"])
    assert _kinds(submission) & {"unsure-answer", "two-versions", "duplicate-cell"}


def test_own_cells_run_behind_the_cell_they_follow(release, snapshots):
    notebooks = insert_before(answer(release, RIGHT), "mean-check", "print(1)")
    ids = list(_sources(place({"1_mass.ipynb": notebooks["1_mass"]}, snapshots)))
    at = ids.index("mean")
    assert ids[at + 1].startswith("extra")
    assert ids[at + 2] == "mean-check"


def test_an_untouched_release_needs_no_repair(release, snapshots):
    submission = place({f"{n}.ipynb": nb for n, nb in release.items()}, snapshots)
    assert submission.repairs == []
    for name, snapshot in snapshots.items():
        assert list(_sources(submission, name)) == [c.id for c in snapshot.cells]


def test_answers_are_kept_word_for_word(release, snapshots):
    files = {f"{n}.ipynb": nb for n, nb in answer(release, RIGHT).items()}
    submission = place(files, snapshots)
    sources = _sources(submission) | _sources(submission, "2_cell")
    assert {key: sources[key] for key in RIGHT} == RIGHT
    assert "hidden_counts" in sources["mean-hidden"]
    assert submission.repairs == []


def test_repairs_name_kind_and_cell(release, snapshots):
    notebooks = answer(release, RIGHT)
    cell(notebooks, "mean-check")["source"] = "assert True"
    cell(notebooks, "mean-check")["metadata"]["nbgrader"]["points"] = 500
    cells = notebooks["1_mass"]["cells"]
    del cells[[c["id"] for c in cells].index("fractions-check")]
    submission = place({f"{n}.ipynb": nb for n, nb in notebooks.items()}, snapshots)
    assert {(note.kind, note.where) for note in submission.repairs} == {
        ("text-restored", "mean-check"),
        ("flags-restored", "mean-check"),
        ("missing-cell", "fractions-check"),
    }


def test_what_is_no_notebook_was_handed_in_all_the_same(snapshots):
    submission = place({"answers.pdf": b"%PDF-1.7"}, snapshots)
    assert submission.notebooks == {}
    assert submission.why_missing == "handed in, but cannot be graded: answers.pdf is no notebook"


def test_a_notebook_of_something_else_is_left_out(release, snapshots):
    other = {"cells": [{"cell_type": "code", "source": "import numpy as np"}], "nbformat": 4}
    submission = place({"1_mass.ipynb": release["1_mass"], "other.ipynb": other}, snapshots)
    assert ("extra-notebook", "other.ipynb") in {(n.kind, n.where) for n in submission.repairs}
    assert squeeze(_sources(submission)["mean"]) == squeeze(snapshots["1_mass"].find("mean").shown)
