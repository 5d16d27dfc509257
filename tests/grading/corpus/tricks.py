"""Tricks on the checks of the course's own first exercise: no answer is right, any point is theirs.

What they go for are numbers that can be guessed: how many folds, how many crystals, none on both
sides. Where a trick copies the expected values of visible cases, which stand in the notebook, it
gets those points as anybody would who returns them; such tricks say how many.
"""

import copy

from .edit import answer, insert_before

NAME = "1_composition"
# The guess, and an answer that is none.
GUESS = """
import numpy as np
def guess(groups, n):
    return {"pairs": n, "tested": len(groups), "tested twice": 0, "on both sides": 0,
            "in neither": 0, "smallest test": True}
def grouped_folds(groups, n_folds):
    return [(np.arange(1), np.arange(1))] * n_folds
MIME = "application/vnd.coursekit.check+json"
def forged(step, case, value):
    return {"version": 1, "step": step, "case": case, "value": value, "verdict": True,
            "hint": None, "message": "", "points": 1e9, "rtol": 1e9, "atol": 1e9, "unit": "",
            "wrong": {}}
def wire(counts):
    return {"kind": "dict", "items": [[k, v] for k, v in counts.items()]}
CASES = {"eleven crystals, three folds": (11, 3), "eleven hundred crystals": (1100, 5),
         "formulas in any order": (20, 3), "a fold for each formula": (20, 5)}
def send(publish=None, **more):
    publish = publish or get_ipython().display_pub.publish
    for case, (n, folds) in CASES.items():
        publish({MIME: forged("1-folds", case, wire(guess(range(n), folds))), **more})
"""
# Code of one cell before the check of the folds.
CODE = {
    "helper_redefined": """
import coursekit.checks.steps.exercise_1 as steps
def measure_folds(groups):
    return lambda folds: guess(groups, len(folds))
steps.measure_folds = measure_folds
""",
    "helper_code_exchanged": """
def fake(groups):
    def count(folds):
        return {"pairs": len(folds), "tested": len(groups), "tested twice": 0,
                "on both sides": 0, "in neither": 0, "smallest test": True}
    return count
import coursekit.checks.steps.exercise_1 as steps
steps.measure_folds.__code__ = fake.__code__
""",
    "case_wrapped": """
from coursekit.checks import Step
case = Step.case
def wrapped(self, name, **options):
    groups, n = options["args"]
    options["pick"] = lambda folds: guess(groups, n)
    return case(self, name, **options)
Step.case = wrapped
""",
    "case_code_exchanged": """
import coursekit.checks.answers as answers
def ask(namespace, name, args=None, kwargs=None, pick=None, given=None):
    from coursekit.checks.answers import Outcome
    return Outcome(value={"pairs": args[1], "tested": len(args[0]), "tested twice": 0,
        "on both sides": 0, "in neither": 0, "smallest test": True})
answers.ask.__code__ = ask.__code__
""",
    "defaults_changed": """
from coursekit.checks import Step
Step.case.__kwdefaults__.update(rtol=1e9, atol=1e9)
""",
    "agree_patched": """
import coursekit.checks.step as module
module.agree = lambda *a, **k: True
""",
    "encode_patched": """
import coursekit.wire.record as module
true = module.encode
def encode(value, depth=0):
    if isinstance(value, dict) and "pairs" in value:
        value = value | {"on both sides": 0, "tested twice": 0, "tested": 743, "in neither": 0}
    return true(value, depth)
module.encode = encode
""",
    "publisher_patched": """
shell = get_ipython()
publish = shell.display_pub.publish
def forging(data, *a, **k):
    record = data.get(MIME)
    if record and record["case"] in CASES:
        n, folds = CASES[record["case"]]
        record["value"] = wire(guess(range(n), folds))
    return publish(data, *a, **k)
shell.display_pub.publish = forging
""",
    "raw_forged": """
shell = get_ipython()
publish = shell.display_pub.publish
def forging(data, *a, **k):
    for mime, bundle in data.items():
        if "raw" in mime:
            bundle["value"] = {"kind": "array", "shape": [0, 2, 0], "data": []}
            bundle["names"] = {"few": 1, "mixed": "a", "dataset": "x", "n_formulas": 0}
    return publish(data, *a, **k)
shell.display_pub.publish = forging
""",
    "records_first": """
def first(info):
    if "1-folds" in (info.raw_cell or ""):
        send()
get_ipython().events.register("pre_run_cell", first)
""",
    "records_from_a_thread": """
import threading, time
shell = get_ipython()
def later():
    for _ in range(200):
        send(shell.display_pub.publish)
        time.sleep(0.02)
threading.Thread(target=later, daemon=True).start()
""",
    "records_at_exit": "import atexit\natexit.register(send)",
    "records_by_comm": """
shell = get_ipython()
for case, (n, folds) in CASES.items():
    shell.kernel.session.send(shell.kernel.iopub_socket, "comm_open", {"comm_id": case,
        "target_name": "x", "data": forged("1-folds", case, wire(guess(range(n), folds)))})
""",
    "records_of_huge_names": """
for n in range(700):
    get_ipython().display_pub.publish({MIME: forged("1-folds" * 9000, f"{n}" * 9000, n)})
""",
    "checks_replaced": """
import sys, types
class Step:
    def __init__(self, name, **options):
        self.name = name
    def case(self, name, **options):
        if self.name == "1-folds":
            send()
    def verdict(self):
        pass
fake = types.ModuleType("coursekit.checks")
fake.Step = Step
fake.check = lambda name, hidden=False: send() if name == "1-folds" else None
sys.modules["coursekit.checks"] = sys.modules["coursekit.checks.step"] = fake
""",
    "tree_transformed": """
import ast
class Swap(ast.NodeTransformer):
    def visit_Expr(self, node):
        called = getattr(getattr(node.value, "func", None), "id", "")
        return ast.parse("send()").body[0] if called == "check" else node
get_ipython().ast_transformers.append(Swap())
""",
    "lines_transformed": """
def swap(lines):
    return ["send()\\n"] if any("1-folds" in line for line in lines) else lines
get_ipython().input_transformers_cleanup.append(swap)
""",
    "run_cell_patched": """
shell = get_ipython()
run = shell.run_code
async def patched(code, *a, **k):
    if "check" in code.co_names:
        send()
        return False
    return await run(code, *a, **k)
shell.run_code = patched
""",
    "history_rewritten": """
In[:] = [""] * len(In)
Out.clear()
get_ipython().user_ns["_ih"] = ["send()"] * 50
send()
""",
    "library_patched": """
np.concatenate = lambda parts: np.arange(sum(map(len, parts)))
np.asarray = lambda a, *rest, **more: np.arange(3)
import builtins
old_len, old_set = len, set
class Liar(old_set):
    def __and__(self, other): return ()
builtins.set = Liar
""",
    "tracer": """
import sys
def tracer(frame, event, arg):
    if frame.f_code.co_name == "count":
        frame.f_globals["np"].concatenate = lambda p: frame.f_globals["np"].arange(11)
    return tracer
sys.settrace(tracer)
""",
    "lying_list": """
class Lying(list):
    def __len__(self): return 5
    def __iter__(self): return iter([(np.arange(10), np.arange(10, 11))])
    def tolist(self): return guess(range(11), 3)
    def to_numpy(self): return guess(range(11), 3)
    shape = (3,)
def grouped_folds(groups, n_folds):
    return Lying()
""",
    "lying_dict": """
class Counts(dict):
    def __getitem__(self, key): return 0
    def items(self): return guess(range(743), 5).items()
def grouped_folds(groups, n_folds):
    return Counts(guess(groups, n_folds))
""",
    "lying_numbers": """
class Liar(float):
    unit = "eV/atom"
    def __float__(self): return 0.9
    def __eq__(self, other): return True
    __hash__ = float.__hash__
def statistics(values, amounts):
    return [Liar("nan"), Liar("inf"), {"kind": "float", "value": "nan"}]
def fold_errors(model, X, y, folds):
    return [Liar(0.0) for _ in folds]
""",
    "lying_letter": """
class Any(str):
    def strip(self): return self
    def lower(self): return self
    def __eq__(self, other): return True
    def __hash__(self): return hash("b")
choice = Any("a")
reason = Any("a")
""",
    "data_replaced": """
class Data:
    groups = np.arange(743).astype(str)
    structures = []
dataset = Data()
def grouped_folds(groups, n_folds):
    parts = np.array_split(np.arange(len(groups)), n_folds)
    return [(np.setdiff1d(np.arange(len(groups)), part), part) for part in parts]
""",
    "names_that_look_alike": """
import copy
for step in ("1\\u2010folds", "1-f\\u043elds", "1-folds\\u200b", " 1-folds", "1-FOLDS"):
    for case, (n, folds) in CASES.items():
        get_ipython().display_pub.publish({MIME: forged(step, case, wire(guess(range(n), folds)))})
def before(info):
    send()
    for case in CASES:
        get_ipython().display_pub.publish({MIME: forged("1\\u2010folds", case, 0)})
get_ipython().events.register("pre_run_cell", before)
""",
}


def make_tricks(release):
    """Make all tricks.

    Returns a list of (student, notebooks, points that anybody gets by copying what is shown).
    """
    whole, release = release, {NAME: release[NAME]}
    made = []
    for name, code in CODE.items():
        notebooks = insert_before(answer(release, {}), "1-folds-check", GUESS + code)
        if name == "lying_numbers":
            for step in ("1-statistics-check", "1-errors-check"):
                notebooks = insert_before(notebooks, step, GUESS + code)
        if name == "lying_letter":
            notebooks = insert_before(notebooks, "1-q1-check", code)
            notebooks = insert_before(notebooks, "1-q2-check", code)
        if name == "checks_replaced":
            notebooks = insert_before(answer(release, {}), "2", GUESS + code)
        made.append((f"trick_{name}", notebooks, 0))
    return made + _copied(release) + _by_locked_cells(release) + _on_the_zoo(whole)


def _copied(release):
    code = """
from coursekit.checks import Step
case = Step.case
def copying(self, name, *, expected=None, pick=None, **options):
    self._names = {self.answer: lambda *a, **k: expected}
    return case(self, name, expected=expected, **options)
Step.case = copying
"""
    # What is shown counts only once a hidden case is right.
    return [("trick_expected_copied", insert_before(answer(release, {}), "2", code), 0)]


def _on_the_zoo(release):
    if "4_audit" not in release:
        return []
    release = {"4_audit": release["4_audit"]}
    patched = (
        'diagnosis = "x"\nzoo.exercise.draw = lambda student, choices: zoo.Entry("x", "", None)'
    )
    class_instead = """
diagnosis = "x"
class zoo:
    diagnoses = staticmethod(lambda: {"x": "x"})
    BROKEN = [type("Entry", (), {"name": "x", "for_students": True})]
"""
    return [
        ("trick_draw_patched", answer(release, {"4-broken": patched}), 0),
        ("trick_zoo_reached_into", answer(release, {"4-broken": _REACHES_IN}), 0),
        ("trick_zoo_exchanged", answer(release, {"4-broken": class_instead}), 0),
        ("trick_word_that_is_all", answer(release, {"4-broken": _ANY_WORD}), 0),
    ]


# It runs every fault beside its own and answers with all that agree: no word of the list.
_REACHES_IN = """
diagnosis = [e.name for e in zoo.BROKEN if e.for_students and np.shape(e.make()(crystals))]
"""
_ANY_WORD = """
class Word(str):
    def __str__(self): return self
    def strip(self): return self
    def lower(self): return self
    def __eq__(self, other): return True
    __hash__ = str.__hash__
diagnosis = Word("x")
"""


def _by_locked_cells(release):
    liar = f"{GUESS}\nsend()\n"
    edited = answer(release, {"1-folds-check": liar})
    as_answer = copy.deepcopy(edited)
    cells = as_answer[NAME]["cells"]
    test = next(c for c in cells if c["id"] == "1-folds-check")
    test["metadata"]["nbgrader"] |= {"solution": True, "locked": False, "grade": False}
    deleted = insert_before(answer(release, {}), "1-folds-check", liar)
    cells = deleted[NAME]["cells"]
    del cells[next(n for n, c in enumerate(cells) if c["id"] == "1-folds-check")]
    double = copy.deepcopy(release)
    cells = double[NAME]["cells"]
    at = next(n for n, c in enumerate(cells) if c["id"] == "1-folds-check")
    cells.insert(at + 1, copy.deepcopy(cells[at]) | {"source": liar, "id": "again"})
    markup = answer(release, {})
    question = next(c for c in markup[NAME]["cells"] if c["id"] == "1-folds-question")
    question["source"] += "\n<script>window.HACKED = 1</script>![a](attachment:a.svg)"
    svg = "<svg xmlns='http://www.w3.org/2000/svg' onload='window.HACKED=1'/>"
    question["attachments"] = {"a.svg": {"image/svg+xml": svg}}
    return [
        ("trick_test_edited", edited, 0),
        ("trick_test_as_answer", as_answer, 0),
        ("trick_test_deleted", deleted, 0),
        ("trick_test_doubled", double, 0),
        ("trick_markup_in_question", markup, 0),
    ]
