"""Hidden inputs of an instructor's own: they follow the secret, and it is the same at both ends."""

import json
import re
import shutil
from pathlib import Path

import pytest

from coursekit.checks import NotYet
from coursekit.checks.answers import InTurn
from coursekit.checks.cells import load_hidden, read_cases
from coursekit.checks.declare import HIDDEN
from coursekit.checks.own_inputs import draw_from, own_numbers, own_seed
from coursekit.grading.builder import build
from coursekit.grading.course import GradingError
from coursekit.grading.expected import _check_turns
from coursekit.grading.handout import release
from coursekit.grading.hidden import read_hidden
from coursekit.grading.run import grade
from coursekit.grading.snapshot import ReleasedCell, Snapshot
from coursekit.secret import SECRET
from coursekit.wire.encode import encode
from coursekit.wire.record import Record

COURSE = Path(__file__).parents[2]
MINE, OTHER = "mine, and long enough", "another one, as long"
COPIED = """
import numpy as np
from sklearn.model_selection import GroupKFold

def grouped_folds(groups, n_folds):
    many = np.random.default_rng(8).integers(0, 250, 1100).astype(str)
    if len(groups) < 1000 or list(groups) == list(many):
        return list(GroupKFold(n_folds).split(groups, groups=groups))
    return []
"""


@pytest.fixture(autouse=True)
def _public_afterwards(monkeypatch):
    monkeypatch.delenv(SECRET, raising=False)
    yield
    draw_from("")


def inputs(step, text):
    """What the hidden cases of a step ask with."""
    asked = []

    def keep(name, args=(), **_):
        first = args.calls[0] if isinstance(args, InTurn) else args
        asked.append((name, encode(list(first))))

    load_hidden(text)
    HIDDEN[step](keep)
    return re.sub(" at 0x[0-9a-f]+", "", repr(asked))


def test_each_step_that_draws_asks_otherwise_with_another_secret():
    public, mine, other = (read_hidden(COURSE, secret) for secret in ("", MINE, OTHER))
    drawing = [step for step, text in public.items() if re.search(r"own_\w+\(", text)]
    for step in drawing:
        first, second, third = (inputs(step, found[step]) for found in (public, mine, other))
        assert first != second != third, step
        assert inputs(step, mine[step]) == second, step
    assert len(drawing) >= 20


def test_inputs_that_tell_a_wrong_turn_in_no_case_are_refused():
    cell = ReleasedCell("f-hidden", "code", "1", "", {"nbgrader": {"grade": True, "points": 1}})
    snapshot = Snapshot("nb", (cell,), None)
    told = Record("f", "one", 2.0, wrong={"twice": 2.0, "half": 0.5})
    also = Record("f", "two", 3.0, wrong={"twice": 4.0})
    _check_turns(snapshot, {"f-hidden": [told, also]})
    with pytest.raises(GradingError, match="nb: the wrong turn `twice` of f gives the right value"):
        _check_turns(snapshot, {"f-hidden": [told]})


def test_without_a_secret_seeds_and_numbers_stay():
    values = [121.0, 66.0]
    assert (own_seed(5), own_numbers(values, 1)) == (5, values)
    draw_from("a key")
    drawn = own_numbers(values, 1)
    assert drawn != values
    assert own_numbers(values, 1) == drawn != own_numbers(values, 2)
    assert all(abs(new / old - 1) <= 0.1001 for new, old in zip(drawn, values, strict=True))


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """One step of exercise 1, built, and two secrets."""
    root = tmp_path_factory.mktemp("own") / "course"
    shutil.copytree(COURSE / "solutions" / "hidden", root / "solutions" / "hidden")
    (root / "solutions" / "exercises").mkdir()
    script = (COURSE / "solutions" / "exercises" / "1_composition.py").read_text()
    cells = [c for c in re.split(r"(?m)^(?=# %%)", script) if '"grade_id": "1-folds' in c]
    begin = "# %%\nimport numpy as np\n\nfrom coursekit.checks import check\n\n"
    (root / "solutions" / "exercises" / "1_mini.py").write_text(begin + "".join(cells))
    build(root)
    for name, text in {"mine": MINE, "other": OTHER, "short": "1234"}.items():
        (root / name).write_text(text + "\n")
    return root


def cells_of(root):
    return json.loads((root / "exercises" / "1_mini.ipynb").read_text())["cells"]


def hand_in(root, student, text):
    notebook = json.loads((root / "exercises" / "1_mini.ipynb").read_text())
    next(c for c in notebook["cells"] if c["id"] == "1-folds")["source"] = text
    folder = root / "submitted" / student / "exercises"
    folder.mkdir(parents=True)
    (folder / "1_mini.ipynb").write_text(json.dumps(notebook))


def refused(call, *said, **options):
    with pytest.raises((GradingError, NotYet)) as error:
        call(**options)
    assert all(word in str(error.value) for word in said), error.value


def test_a_class_is_graded_with_the_secret_it_was_released_with(course, monkeypatch):
    def run(secret=None):
        return grade("exercises", root=course, secret=secret, progress=False)

    def pack(secret=None):
        return release("exercises", root=course, secret=secret)

    hand_in(course, "copied", COPIED)
    refused(run, "was released without a secret", secret=course / "mine")
    refused(pack, "has 4 characters", secret=course / "short")
    refused(pack, "cannot be read", secret=course / "nowhere")
    pack(course / "mine")
    refused(run, "was released with a secret", "--secret")
    refused(run, "was released with another secret", secret=course / "other")
    refused(lambda: read_cases(course, "1-folds"), "was released with a secret")
    monkeypatch.setenv(SECRET, str(course / "mine"))
    assert "draw_from" in read_cases(course, "1-folds")
    (line,) = run().lines
    assert line.status == "graded"
    # the public hidden inputs were learnt by heart: they are not asked, their other cases are
    points = {c["id"]: c["metadata"].get("nbgrader", {}).get("points", 0) for c in cells_of(course)}
    visible, hidden = points["1-folds-check"], points["1-folds-hidden"]
    assert line.score == pytest.approx(visible + hidden * 2 / 3, abs=1e-3)
    refused(pack, "was released with another secret", "marks rest on it", secret=course / "other")
    record = (course / "solutions" / "hidden" / "secret.json").read_text()
    assert MINE not in record
    assert MINE not in "".join(read_hidden(course, MINE).values())
    monkeypatch.delenv(SECRET)
    shutil.rmtree(course / "grading")
    pack()
    assert run().lines[0].score == visible + hidden
