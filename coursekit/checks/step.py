"""A checked step: cases that compare an answer and explain, and a verdict over all of them."""

import sys
from collections import Counter
from dataclasses import dataclass

from coursekit.checks.answers import MISSING, ask
from coursekit.checks.declare import find_task
from coursekit.checks.differ import explain_difference
from coursekit.checks.misconceptions import find_misconception
from coursekit.checks.notyet import NotYet, is_strict
from coursekit.checks.progress import hint, progress_of
from coursekit.checks.recognise import recognise
from coursekit.checks.render import display, shorten, show_box, show_case
from coursekit.wire.agree import agree
from coursekit.wire.encode import encode
from coursekit.wire.record import emit


@dataclass(frozen=True)
class Case:
    """What became of one case.

    Parameters
    ----------
    name : str
        The case.
    right : bool or None
        None when it is not known here (a hidden case).
    hint : str
        Name of the misconception, "" when none was recognised.
    message : str
        What the student reads.
    tried : bool
        Whether there was an answer at all.
    record : dict
        What was emitted for the grader.
    """

    name: str
    right: bool | None
    hint: str
    message: str
    tried: bool
    record: dict


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
    ✔ X-double: the case is right.
      Further cases are tried when the notebook is graded.
    """

    trusted = False
    """Whether hidden cases work out the numbers of wrong turns: beside the solution alone."""

    def __init__(self, name, *, answer, hidden=False, namespace=None):
        self.name = name
        self.answer = answer
        self.hidden = hidden
        self.cases = []
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
            Values of wrong turns, by their name in `misconceptions.toml`; a function without
            arguments that gives them is called only where they are needed.
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
        given = {key: self._names.get(key) for key in names}
        outcome = ask(self._names, self.answer, args, kwargs, pick, given)
        rules = {"rtol": rtol, "atol": atol, "unit": unit}
        told = None if self.hidden else encode(expected)
        right, hint_name, message = self._judge(outcome, told, wrong, rules, n)
        text, html = self._lines(name, right, message, outcome)
        record = emit(
            self.name,
            name,
            outcome.value,
            verdict=None if self.hidden else right,
            hint=hint_name or None,
            message=message,
            points=points,
            wrong=wrong,
            text=text,
            html=html,
            **rules,
        )
        self.cases.append(Case(name, right, hint_name, message, outcome.tried, record))
        return self.cases[-1]

    def _judge(self, outcome, expected, wrong, rules, n):
        if outcome.problem:
            return False, "", outcome.problem
        value = encode(outcome.value)
        if expected is not None and agree(value, expected, **rules):
            return True, "", ""
        encoded = {key: encode(item) for key, item in (wrong or {}).items()}
        names = recognise(value, expected, wrong=encoded, n=n, **rules)
        if names:
            # A wrong turn that the author expects explains more than a general one.
            named = [name for name in names if name in encoded] or names
            message = " Or: ".join(str(find_misconception(name)) for name in named[:2])
            return self._unknown(), names[0], message
        if expected is None:
            return self._unknown(), "", ""
        return False, "", self._explain(value, expected, rules)

    def _explain(self, value, expected, rules):
        # No wrong turn that is known: say what differs, and where the step is taught.
        look = find_task(self.name).look
        return explain_difference(value, expected, **rules) + (f" Look at: {look}." if look else "")

    def _unknown(self):
        return None if self.hidden else False

    def _lines(self, name, right, message, outcome):
        if self.hidden:
            return "", ""
        state = "right" if right else "wrong" if outcome.tried else "open"
        own = "" if right or outcome.problem else f"Your value: {shorten(outcome.value)}. "
        return show_case(state, name, own + message)

    def verdict(self):
        """Show the verdict over all cases.

        Raises
        ------
        NotYet
            A case is not right; in a hidden check only when the answer gave no value at all.
        """
        if self.hidden:
            if self.cases and all(case.record["value"] is None for case in self.cases):
                raise NotYet(self.cases[0].message)
            return
        wrong = [case for case in self.cases if not case.right]
        mine = progress_of(self.name)
        mine.tried = mine.tried or any(case.tried for case in self.cases)
        mine.solved = not wrong
        if wrong:
            self._fail(wrong)
            return
        count = {1: "the case is", 2: "both cases are"}.get(
            len(self.cases), f"all {len(self.cases)} cases are"
        )
        more = "Further cases are tried when the notebook is graded."
        display(*show_box("right", f"{self.name}: {count} right.", [more]))

    def _fail(self, wrong):
        count = f"{len(self.cases) - len(wrong)} of {len(self.cases)} cases are right"
        lines = []
        common = Counter(case.hint for case in wrong if case.hint).most_common(1)
        if common and len(wrong) > 1 and common[0][1] == len(wrong):
            lines.append(f"All that is not right looks like the same thing: {common[0][0]}.")
        lines.append(f'For a hint run `hint("{self.name}")` in a cell of its own.')
        tried = any(case.tried for case in self.cases)
        state = "wrong" if tried else "open"
        title = f"{self.name}: {count}." if tried else f"{self.name} is not answered yet."
        display(*show_box(state, title, lines))
        if not is_strict():
            return
        short = count if tried else "not answered"
        raise NotYet(f"{wrong[0].name}: {wrong[0].message}", short=f"{short}.")

    def hint(self, number=1):
        """Show a hint.

        Parameters
        ----------
        number : int, default 1
            Which one, from 1; each says more than the one before.
        """
        hint(self.name, number)
