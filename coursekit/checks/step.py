"""A checked step: cases that compare an answer and explain, and a verdict over all of them."""

import sys
from dataclasses import dataclass

from coursekit.checks.answers import MISSING, ask, describe_call
from coursekit.checks.declare import find_task
from coursekit.checks.differ import explain_difference
from coursekit.checks.explain import explain
from coursekit.checks.notyet import NotYet, is_graded, is_strict
from coursekit.checks.progress import hint, progress_of
from coursekit.checks.recognise import recognise
from coursekit.checks.render import display, show_box, show_line
from coursekit.wire.agree import agree
from coursekit.wire.encode import encode
from coursekit.wire.record import make_record, publish
from coursekit.wire.show import show_value


@dataclass(frozen=True)
class Case:
    """What became of one case."""

    name: str
    right: bool | None
    turns: tuple
    message: str
    tried: bool
    record: dict
    problem: str = ""

    @property
    def hint(self):
        """Name of the likeliest wrong turn, "" when none was recognised."""
        return self.turns[0] if self.turns else ""


class Step:
    """A step of a notebook: it asks the answer for values and says what they look like.

    Parameters
    ----------
    name : str
        The step's name, the `grade_id` of the answer cell.
    answer : str
        Name of the function or variable that holds the answer.
    hidden : bool, default False
        A hidden check: says nothing, and leaves the verdict to the grader.
    namespace : dict, default None
        Where the answer is looked up; None for the names of the cell that makes the step.

    Attributes
    ----------
    cases : list of Case
        The cases so far.

    Examples
    --------
    >>> step = Step("X-double", answer="double", namespace={"double": lambda x: 2 * x})
    >>> _ = step.case("three", args=(3,), expected=6)
    >>> step.verdict()
    ✔ X-double: the case is right. Further cases are tried when the notebook is graded.
    """

    trusted = False
    """Whether hidden cases work out the numbers of wrong turns: beside the solution alone."""

    def __init__(self, name, *, answer, hidden=False, namespace=None):
        self.name = name
        self.answer = answer
        self.hidden = hidden
        self.cases = []
        self.call = f"set `{answer}`"
        self._names = sys._getframe(1).f_globals if namespace is None else namespace

    def case(
        self,
        name,
        *,
        args=MISSING,
        kwargs=None,
        expected=None,
        pick=None,
        names=(),
        unit="",
        rtol=1e-6,
        atol=1e-9,
        wrong=None,
        n=None,
        points=1.0,
    ):
        """Ask the answer for one value; nothing that it does makes this raise.

        Parameters
        ----------
        name : str
            What the case is, in words; unique in the step.
        args : tuple
            Arguments of the call; left out when the answer is a variable.
        kwargs : dict, default None
            Keyword arguments of the call.
        expected : object, default None
            The right value; left out in hidden cases, where the grader has it.
        pick : callable, default None
            Takes the part of the answer that is compared.
        names : sequence of str, default ()
            Names of the notebook that `pick` needs too, as keyword arguments.
        unit : str, default ""
            Unit of the value.
        rtol, atol : float, default 1e-6 and 1e-9
            Right when ``|value - expected| <= atol + rtol * |expected|``.
        wrong : dict of str to object or callable, default None
            Wrong turns by their name in `misconceptions.toml`: the value that each gives, or a
            function that tells from a value whether it is this turn's. A function without
            arguments that gives the dict is called only where it is needed.
        n : int, default None
            Number of items or atoms: a sum taken for a mean is then recognised.
        points : float, default 1.0
            Weight within the cell.

        Returns
        -------
        Case
        """
        if callable(wrong):
            wrong = wrong() if self.trusted or not self.hidden else None
        if args is not MISSING and not self.cases:
            self.call = f"write {describe_call(self.answer, args, kwargs)}"
        pick = pick or (_whole if any(map(callable, (wrong or {}).values())) else None)
        given = {key: self._names.get(key) for key in names}
        outcome = ask(self._names, self.answer, args, kwargs, pick, given)
        rules = {"rtol": rtol, "atol": atol, "unit": unit}
        told = None if self.hidden else encode(expected)
        right, turns, message = self._judge(outcome, told, wrong or {}, rules, n)
        record = make_record(
            self.name,
            name,
            outcome.value,
            verdict=None if self.hidden else right,
            hint=turns[0] if turns else None,
            message=message,
            points=points,
            wrong={turn: item for turn, item in (wrong or {}).items() if not callable(item)},
            **rules,
        )
        if is_graded():
            publish(record)
        case = Case(name, right, tuple(turns), message, outcome.tried, record, outcome.problem)
        self.cases.append(case)
        return case

    def _judge(self, outcome, expected, wrong, rules, n):
        if outcome.problem:
            return False, [], outcome.problem
        value = encode(outcome.value)
        if expected is not None and agree(value, expected, **rules):
            return True, [], ""
        unknown = None if self.hidden else False
        turns = recognise(value, expected, wrong=wrong, n=n, **rules)
        # A wrong turn that the author expects explains more than a general one.
        turns = [turn for turn in turns if turn in wrong] or turns
        if turns:
            return unknown, turns, explain(turns, sure=False)
        if expected is None:
            return unknown, [], ""
        return False, [], explain_difference(value, expected, **rules)

    def verdict(self, *, further=True):
        """Show the verdict over all cases.

        Parameters
        ----------
        further : bool, default True
            Whether further cases are tried when the notebook is graded.

        Raises
        ------
        NotYet
            In a run that a program judges, when a case is not right; in a hidden check only when
            the answer gave no value at all.
        """
        if self.hidden:
            if self.cases and all(case.record["value"] is None for case in self.cases):
                raise NotYet(self.cases[0].message)
            return
        wrong = [case for case in self.cases if not case.right]
        mine = progress_of(self.name)
        mine.tried = mine.tried or any(case.tried for case in self.cases)
        mine.solved = not wrong
        if not wrong:
            self._praise(further)
        elif any(case.tried for case in self.cases):
            self._fail(wrong)
        else:
            self._wait(wrong[0])

    def _praise(self, further):
        count = {1: "the case is", 2: "both cases are"}.get(
            len(self.cases), f"all {len(self.cases)} cases are"
        )
        more = " Further cases are tried when the notebook is graded." if further else ""
        said = f"{self.name}: {count} right." if further else f"{self.name} is right."
        display(*show_line("right", said + more))

    def _wait(self, case):
        title = f"{self.name} is not answered yet: {self.call}."
        said = "" if case.problem.endswith("not answered yet.") else f" {case.problem}"
        if not is_strict() or is_graded():
            display(*show_line("open", title + said))
        if is_strict():
            raise NotYet(f"{case.name}: {case.message}", short=title)

    def _fail(self, wrong):
        count = f"{len(self.cases) - len(wrong)} of {len(self.cases)} cases are right"
        title = f"{self.name}: {count if len(self.cases) > 1 else 'not right yet'}."
        lines = self._say(wrong)
        if not is_strict() or is_graded():
            more = f'For a hint run `hint("{self.name}")` in a cell of its own.'
            has_hints = bool(find_task(self.name).hints)
            display(*show_box("wrong", title, [*lines, *([more] if has_hints else [])]))
        if is_strict():
            short = title if is_graded() else "\n".join([title, *lines])
            raise NotYet(" ".join(lines), short=short)

    def _say(self, wrong):
        """What is wrong, each thing once: the values, what they look like, how they differ."""
        problems = {case.problem for case in wrong}
        if len(wrong) > 1 and len(problems) == 1 and "" not in problems:
            lines = [f"In each case: {wrong[0].problem}"]
        else:
            lines = [
                f"{case.name}: {case.problem or f'your value is {_show(case)}.'}{_differs(case)}"
                for case in wrong[:3]
            ]
        if len(lines) == 3 < len(wrong):
            lines.append(f"{len(wrong) - 3} further cases are not right either.")
        turns, sure = _common_turns(wrong)
        if turns:
            return [*lines, explain(turns, sure=sure)]
        look = find_task(self.name).look
        return [*lines, *([f"Look at: {look}."] if look else [])]

    def hint(self, number=1):
        """Show a hint.

        Parameters
        ----------
        number : int, default 1
            Which one, from 1; each says more than the one before.
        """
        hint(self.name, number)


def _whole(value):
    """Picks everything: what a property is asked of is looked at again by the grader, like a part."""
    return value


def _show(case):
    return show_value(case.record["value"], 120)


def _differs(case):
    return "" if case.problem or case.turns else f" {case.message}"


def _common_turns(wrong):
    """Wrong turns that fit most of the cases, and whether they fit two at least, and all."""
    fits = {}
    for case in wrong:
        for turn in case.turns:
            fits[turn] = fits.get(turn, 0) + 1
    most = max(fits.values(), default=0)
    return [turn for turn, n in fits.items() if n == most], 2 <= most == len(wrong)
