"""Points of each test cell, decided by comparing values outside the sandbox."""

from dataclasses import asdict, dataclass, field

from coursekit.grading.picks import find_raws
from coursekit.wire.agree import agree
from coursekit.wire.record import parse_record

FAILED = ("timeout", "memory", "dead", "flood", "no-time", "gave-up", "lost")


@dataclass
class Case:
    """One checked case of a student."""

    step: str
    case: str
    right: bool
    value: object = None  # in wire form
    hint: str = ""
    message: str = ""
    weight: float = 1.0
    claimed: bool = False  # whether the notebook called the value right
    differs: bool = False  # whether it sent another value than its own answer gives


@dataclass
class Verdict:
    """What a test cell is worth."""

    cell: str
    score: float
    points: float
    how: str  # "values" were compared, or only the "run" could be judged
    status: str
    hidden: bool = False
    cases: list = field(default_factory=list)
    further: int = 0  # records that the release's test does not send

    def to_json(self):
        """Return the verdict as plain JSON values."""
        return asdict(self)


def judge(snapshot, result, expected, pick_judge=None):
    """Judge all test cells of one notebook."""
    again = dict.fromkeys(expected.picked, (None, ""))
    if again:
        raws = [raw for raw in find_raws(result, snapshot.tests) if raw[:2] in again]
        again |= pick_judge.pick(raws)
    verdicts = []
    for cell in snapshot.tests:
        ran = result["cells"].get(cell.id, {"outputs": [], "records": [], "status": "lost"})
        wanted = expected.records.get(cell.id, [])
        verdict = _judge_values(cell, ran, wanted, again) if wanted else _judge_run(cell, ran)
        verdicts.append(verdict)
    return verdicts


def _judge_values(cell, ran, wanted, again):
    given = {}
    for record in _records(ran):
        given.setdefault((record.step, record.case), []).append(record)
    cases = []
    for record in wanted:
        key = record.step, record.case
        mine = given[key].pop(0) if given.get(key) else None
        cases.append(_judge_case(record, *_own_value(mine, again), mine))
    total = sum(case.weight for case in cases)
    got = sum(case.weight for case in cases if case.right)
    share = got / total if total > 0 else 0.0
    score = cell.points if got == total else round(cell.points * share, 4)
    further = sum(map(len, given.values()))
    name, hidden = cell.id, cell.has_hidden
    return Verdict(name, score, cell.points, "values", ran["status"], hidden, cases, further)


def _own_value(record, again):
    """What counts, and the property it has: the part that we pick ourselves where there is one."""
    if record is None:
        return None, ""
    return again.get((record.step, record.case), (record.value, ""))


def _records(ran):
    parsed = [parse_record(payload) for payload in ran.get("records", [])]
    return [record for record in parsed if record is not None]


def _judge_case(expected, value, turn, given):
    case = Case(expected.step, expected.case, False, weight=expected.points)
    if given is None:
        case.message = "No value arrived: the cell stopped before this case."
        return case
    rules = {"rtol": expected.rtol, "atol": expected.atol, "unit": expected.unit}
    case.value, case.claimed = value, given.verdict is True
    case.differs = value != given.value and not agree(given.value, value, **rules)
    case.right = agree(value, expected.value, **rules)
    if case.right:
        return case
    # Only what the grader itself finds is counted; a student's own hint is merely shown.
    case.hint = turn
    for name, wrong in expected.wrong.items():
        if agree(value, wrong, **rules):
            case.hint = name
    case.message = given.message
    return case


def _judge_run(cell, ran):
    # No values to compare: a right run is one without an error; a warning is not an error.
    failed = ran["status"] != "ok"
    score = 0.0 if failed else cell.points
    return Verdict(cell.id, score, cell.points, "run", ran["status"], cell.has_hidden)


def expected_records(result):
    """Take the expected records from the solution's run."""
    records = {cell_id: _records(ran) for cell_id, ran in result["cells"].items()}
    return {cell_id: found for cell_id, found in records.items() if found}
