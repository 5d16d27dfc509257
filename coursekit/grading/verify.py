"""Points of each test cell, decided by comparing values outside the sandbox."""

from dataclasses import asdict, dataclass, field

from coursekit.grading.compare import agree
from coursekit.grading.protocol import parse_record

FAILED = ("timeout", "memory", "dead", "flood", "no-time", "gave-up", "lost")


@dataclass
class Case:
    """One checked case of a student.

    Parameters
    ----------
    step, case : str
        Which one.
    right : bool
        Whether the value agrees with the solution's.
    value : object
        The student's value in wire form; None when there is none.
    hint, message : str
        The misconception, by name and in words.
    weight : float
        Weight within the cell.
    claimed : bool
        Whether the student's notebook called the value right.
    """

    step: str
    case: str
    right: bool
    value: object = None
    hint: str = ""
    message: str = ""
    weight: float = 1.0
    claimed: bool = False


@dataclass
class Verdict:
    """What a test cell is worth.

    Parameters
    ----------
    cell : str
        The cell.
    score, points : float
        Points got and points possible.
    how : str
        "values" when values were compared, "run" when only the run itself could be judged.
    status : str
        How the cell ended.
    hidden : bool
        Whether the student did not see all of the cell.
    cases : list of Case
        The checked cases.
    """

    cell: str
    score: float
    points: float
    how: str
    status: str
    hidden: bool = False
    cases: list = field(default_factory=list)

    def to_json(self):
        """Return the verdict as plain JSON values."""
        return asdict(self)


def judge(snapshot, result, expected):
    """Judge all test cells of one notebook.

    Parameters
    ----------
    snapshot : Snapshot
        The release.
    result : dict
        The run's result.
    expected : dict of str to list of Record
        The solution's records by cell.

    Returns
    -------
    list of Verdict
        One for each test cell, in order.
    """
    verdicts = []
    for cell in snapshot.tests:
        ran = result["cells"].get(cell.id, {"outputs": [], "records": [], "status": "lost"})
        wanted = expected.get(cell.id, [])
        verdict = _judge_values(cell, ran, wanted) if wanted else _judge_run(cell, ran)
        verdicts.append(verdict)
    return verdicts


def _judge_values(cell, ran, wanted):
    given = {}
    for record in _records(ran):
        given.setdefault((record.step, record.case), []).append(record)
    cases = []
    for record in wanted:
        mine = given.get((record.step, record.case))
        cases.append(_judge_case(record, mine.pop(0) if mine else None))
    total = sum(case.weight for case in cases)
    got = sum(case.weight for case in cases if case.right)
    share = got / total if total > 0 else 0.0
    score = cell.points if got == total else round(cell.points * share, 4)
    return Verdict(cell.id, score, cell.points, "values", ran["status"], cell.has_hidden, cases)


def _records(ran):
    parsed = [parse_record(payload) for payload in ran.get("records", [])]
    return [record for record in parsed if record is not None]


def _judge_case(expected, given):
    case = Case(expected.step, expected.case, False, weight=expected.points)
    if given is None:
        case.message = "No value arrived: the cell stopped before this case."
        return case
    rules = {"rtol": expected.rtol, "atol": expected.atol, "unit": expected.unit}
    case.value, case.claimed = given.value, given.verdict is True
    case.right = agree(given.value, expected.value, **rules)
    if case.right:
        return case
    # Only what the grader itself finds is counted; a student's own hint is merely shown.
    for name, value in expected.wrong.items():
        if agree(given.value, value, **rules):
            case.hint = name
    case.message = given.message
    return case


def _judge_run(cell, ran):
    # No values to compare: a right run is one without an error; a warning is not an error.
    failed = ran["status"] != "ok"
    score = 0.0 if failed else cell.points
    return Verdict(cell.id, score, cell.points, "run", ran["status"], cell.has_hidden)


def expected_records(result):
    """Take the expected records from the solution's run.

    Parameters
    ----------
    result : dict
        The run's result.

    Returns
    -------
    dict of str to list of Record
        By cell; cells without records are left out.
    """
    records = {cell_id: _records(ran) for cell_id, ran in result["cells"].items()}
    return {cell_id: found for cell_id, found in records.items() if found}
