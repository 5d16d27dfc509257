"""Parts of answers are picked again outside; checks and helpers are looked at; data is kept ready."""

import json
import types

import numpy as np
import pytest

from coursekit.grading.course import GradingError
from coursekit.grading.execute import ResultCache
from coursekit.grading.expected import Expected
from coursekit.grading.flags import find_broken_seals
from coursekit.grading.hidden import load_line
from coursekit.grading.kernels import seal
from coursekit.grading.kernels.backends import find_backend
from coursekit.grading.kernels.limits import Limits
from coursekit.grading.kernels.outputs import CellOutputs
from coursekit.grading.kernels.pool import KernelPool
from coursekit.grading.kernels.raws import decode, encode_whole
from coursekit.grading.kernels.runner import NotebookRun
from coursekit.grading.kernels.warm import keep_ready, warm_up
from coursekit.grading.needs import needed_cells
from coursekit.grading.picks import PickJudge, find_raws
from coursekit.grading.snapshot import ReleasedCell, Snapshot
from coursekit.grading.verify import judge
from coursekit.wire.agree import agree
from coursekit.wire.encode import encode
from coursekit.wire.record import MIME, RAW_MIME, parse_record

CASES = """
from coursekit.checks.declare import hidden, step

@step("halves", answer="halves", title="")
def visible(case):
    pass

@hidden("halves")
def cases(case):
    few = [1, 2, 3]
    both = {"formula on both sides": lambda n: n == 1}
    case("three", args=(few,), pick=lambda parts: len(parts), wrong=both)
    case("mine", args=(few,), names=["name"], pick=lambda parts, name: [name, sum(map(sum, parts))])
    case("plain", args=(few,), wrong={"twice": lambda parts: parts[0] == parts[-1]})
"""
CELLS = [
    ("setup", "from coursekit.checks import check\nname = 'your name'\nslow = 1 / 0", {}),
    ("answer", "def halves(items): raise NotImplementedError", {"solution": True}),
    ("check", f"{load_line(CASES)}\ncheck('halves', hidden=True)", {"grade": True, "points": 3}),
]
RIGHT = "def halves(items): return [items[:1], items[1:]]"


def _snapshot():
    cells = []
    for cell_id, source, marks in CELLS:
        metadata = {"nbgrader": {"grade_id": cell_id, **marks}} if marks else {}
        cases = CASES if cell_id == "check" else ""
        cells.append(ReleasedCell(cell_id, "code", source, source, metadata, cases))
    return Snapshot("nb", tuple(cells), None)


@pytest.fixture(scope="module")
def pool():
    with KernelPool(find_backend("unsafe")) as pool:
        yield pool


@pytest.fixture
def pick_judge(pool, tmp_path):
    made = PickJudge(_snapshot(), {}, Limits(), lambda: pool, ResultCache(tmp_path))
    yield made
    made.close()


def _run(pool, answer, **changed):
    snapshot = _snapshot()
    cells = [
        {"id": c, "source": changed.get(c, answer if c == "answer" else s)} for c, s, _ in CELLS
    ]
    for cell in cells:
        if cell["id"] in snapshot.helpers:
            cell["seal"] = snapshot.helpers[cell["id"]]
    return NotebookRun(pool, Limits()).run(cells)


def _points(result, pick_judge):
    records = [parse_record({"version": 1, "step": "halves", "case": c, "value": v})
               for c, v in [("three", 2), ("mine", ["your name", 6]), ("plain", [[1], [2, 3]])]]  # fmt: skip
    picked = {("halves", "three"), ("halves", "mine"), ("halves", "plain")}
    (verdict,) = judge(_snapshot(), result, Expected({"check": records}, picked), pick_judge)
    return verdict


def test_what_is_picked_outside_is_what_counts(pool, pick_judge):
    verdict = _points(_run(pool, RIGHT), pick_judge)
    assert [case.right for case in verdict.cases] == [True, True, True]
    assert not any(case.differs for case in verdict.cases)


def test_a_pick_that_was_tricked_earns_nothing(pool, pick_judge):
    lie = (
        f"{CELLS[0][1].partition('slow')[0]}from coursekit.checks.step import Step\nreal = Step.case\n"
        "Step.case = lambda self, name, **o: real(self, name, **o | {'pick': lambda *_, **n: 2})"
    )
    verdict = _points(_run(pool, "def halves(items): return []", setup=lie), pick_judge)
    case = verdict.cases[0]
    assert (case.value, case.right, case.differs) == (0, False, True)


def test_a_wrong_turn_that_is_a_property_is_found_by_the_grader_itself(pool, pick_judge):
    verdict = _points(_run(pool, "def halves(items): return [items]"), pick_judge)
    hints = ["formula on both sides", "", "twice"]
    assert [case.hint for case in verdict.cases] == hints
    lie = (
        f"{CELLS[0][1].partition('slow')[0]}import coursekit.checks.step as step\n"
        "step.recognise = lambda *_, **n: ['half']"
    )
    verdict = _points(_run(pool, "def halves(items): return [items]", setup=lie), pick_judge)
    assert [case.hint for case in verdict.cases] == hints


def test_a_name_that_the_student_sets_is_known_to_the_pick(pool, pick_judge):
    setup = CELLS[0][1].replace("your name", "Ada")
    verdict = _points(_run(pool, RIGHT, setup=setup), pick_judge)
    assert verdict.cases[1].value == ["Ada", 6]
    # The next student's pick does not know it.
    assert _points(_run(pool, RIGHT + " "), pick_judge).cases[1].value == ["your name", 6]


def test_an_answer_without_the_form_has_no_value(pool, pick_judge):
    verdict = _points(_run(pool, "def halves(items): return 5"), pick_judge)
    assert [case.value for case in verdict.cases] == [None, None, 5]


@pytest.mark.parametrize(
    "raw",
    [
        None,
        [],
        {},
        {"value": {"kind": "array", "shape": [10**9], "data": []}},
        {"value": {"kind": "set", "items": [[1]]}},
        {"value": {"kind": "what"}},
        {"value": [[1], [2]], "names": {"name": [1], "few": 1, "count": 1, "Step": "x"}},
        {"value": [["\ud800'\"\\n"]], "names": {"name": "\ud800"}},
    ],
)
def test_nothing_that_is_sent_stops_the_judge(pick_judge, raw):
    pick_judge.pick([("halves", "mine", raw), ("nobody", "knows", raw)])
    again = pick_judge.pick([("halves", "three", {"value": [1, 2], "names": {}})])
    assert again == {("halves", "three"): (2, "")}


def test_picks_are_kept(pick_judge, monkeypatch):
    request = [("halves", "three", {"value": [1, 2, 3], "names": {}})]
    first = pick_judge.pick(request)
    monkeypatch.setattr(pick_judge, "find_pool", None)
    pick_judge.close()
    assert pick_judge.pick(request) == first


def test_a_judge_that_is_lost_says_so_and_keeps_nothing(pick_judge, monkeypatch):
    monkeypatch.setattr("coursekit.grading.picks._SECONDS", -1.0)
    request = [("halves", "three", {"value": [1, 2, 3, 4], "names": {}})]
    with pytest.raises(GradingError, match=r"nb: the answers cannot be judged \(no-time\)"):
        pick_judge.pick(request)
    monkeypatch.undo()
    assert pick_judge.pick(request) == {("halves", "three"): (4, "")}


class _Sparse:
    def toarray(self):
        return np.eye(2)


class _Listlike:
    def __len__(self):
        return 2

    def __iter__(self):
        return iter([1, 2])


class _Rude:
    @property
    def toarray(self):
        raise RuntimeError


@pytest.mark.parametrize(
    ("value", "same_as"),
    [
        (_Sparse(), np.eye(2)),
        (np.eye(2).view(np.matrix), np.eye(2)),
        (_Listlike(), [1, 2]),
        (np.float32([0.5]), [0.5]),
    ],
)
def test_unusual_arrays_are_sent_as_plain_ones(value, same_as):
    assert agree(encode_whole(value), encode(same_as))


def test_rude_objects_are_sent_as_nothing():
    assert encode_whole(_Rude()) is None


@pytest.mark.parametrize(
    "value",
    [1, 1.5, "a", None, True, [1, [2]], {"a": [1]}, {1, 2}, 2j, 2**70, float("inf")],
)
def test_plain_values_come_back(value):
    assert decode(encode(value)) == value


def test_arrays_come_back():
    for array in (np.arange(6).reshape(2, 3), np.zeros((0, 3)), np.array(["a", "b"])):
        back = decode(encode(array))
        assert back.shape == array.shape
        assert (back == array).all()


def _send(outputs, data):
    outputs.take({"header": {"msg_type": "display_data"}, "content": {"data": data}})


def test_what_is_sent_along_belongs_to_the_next_record_and_is_not_shown():
    outputs = CellOutputs(1000)
    record = {"version": 1, "step": "s", "case": "c", "value": 1}
    _send(outputs, {MIME: record, "text/plain": ""})
    _send(outputs, {RAW_MIME: {"value": [1]}, "text/plain": ""})
    _send(outputs, {MIME: record | {"case": "d"}, "text/plain": ""})
    assert (outputs.raws, outputs.outputs) == ({"1": {"value": [1]}}, [])


def test_what_is_sent_is_bounded():
    outputs = CellOutputs(1000, 300_000)
    for n in range(50):
        _send(outputs, {RAW_MIME: {"value": "x" * 3_000_000}})
        _send(outputs, {MIME: {"version": 1, "step": "s", "case": str(n), "value": "x" * 50_000}})
    assert (len(outputs.records), outputs.raws) == (5, {})
    assert outputs.notes == {"too-large"}


def test_only_the_first_of_a_case_is_asked():
    records = [{"version": 1, "step": "s", "case": "c", "value": n} for n in range(2)]
    ran = {"records": records, "raws": {"0": {"value": 5}, "1": {"value": 6}}}
    assert find_raws({"cells": {"check": ran}}, _snapshot().tests) == [("s", "c", {"value": 5})]


def test_needed_cells_leave_out_what_trains():
    cells = [("a", "import numpy as np"), ("train", "model = fit(np)"), ("b", "def f(): return np.x"),
             ("c", "f()")]  # fmt: skip
    assert needed_cells(cells, ["c"]) == ["a", "b", "c"]


def test_what_comes_from_the_notebook_is_found(monkeypatch):
    names = {"__name__": "__main__"}
    exec("def mine(*a): return 1\nclass Kind: pass", names)
    library = types.ModuleType("coursekit.made_up")
    library.theirs = json.dumps
    monkeypatch.setitem(seal.sys.modules, "coursekit.made_up", library)
    assert seal.find_foreign(names) == []
    library.mine, library.kind, library.thing = names["mine"], names["Kind"], names["Kind"]()
    assert seal.find_foreign(names) == [f"coursekit.made_up.{n}" for n in ("mine", "kind", "thing")]


@pytest.mark.parametrize("found", ["", "'{'", "x", "'[]'", "'{\"checks\": 1}'", "1" * 9000])
def test_a_seal_that_cannot_be_read_is_a_flag(found):
    whole = repr(json.dumps({"checks": "a", "helpers": {"f": "b"}, "foreign": []}))
    result = {"cells": {"t": {"seal": found}}}
    assert [flag.kind for flag in find_broken_seals(result, {"t": whole})] == ["not-original"]
    assert find_broken_seals({"cells": {"t": {"seal": whole}}}, {"t": whole}) == []


def test_ready_data_is_given_once_and_only_as_it_was_read(monkeypatch):
    module = types.ModuleType("data")
    calls = []
    module.load = lambda *a, **k: calls.append(a) or [len(calls)]
    keep_ready(module, "load")
    keep_ready(module, "load")
    assert calls == [()]
    monkeypatch.setenv("COURSEKIT_DATASET", "mine.csv")
    assert module.load() == [2]
    monkeypatch.delenv("COURSEKIT_DATASET")
    assert module.load("x") == [3]
    assert (module.load(), module.load()) == ([1], [4])


def test_what_cannot_be_imported_is_left_to_the_notebooks():
    assert warm_up(["json", "no_such_module", "json:no_such_function"]) == [
        "no_such_module", "json:no_such_function",
    ]  # fmt: skip
