"""Quick questions, checked at once: one letter, or one number."""

import re
import sys

from coursekit.checks.answers import ask
from coursekit.checks.declare import file_of, find_task
from coursekit.checks.key import digest, unveil
from coursekit.checks.notyet import NotYet, is_graded, is_strict
from coursekit.checks.progress import hint, progress_of
from coursekit.checks.render import display, show_box, show_line
from coursekit.checks.step import Step
from coursekit.wire.record import make_record, publish


class Quiz:
    """A quick question; what is right, and why, stands in the steps' file or in the call.

    Parameters
    ----------
    name : str
        The question's name, the `grade_id` of the answer cell.
    answer : str
        Name of the variable that holds the answer.
    namespace : dict, default None
        Where it is looked up; None for the names of the cell that makes the quiz.

    Examples
    --------
    >>> quiz = Quiz("X-q1", answer="choice", namespace={"choice": "b"})
    >>> quiz.verdict(right=digest("X-q1", "b"), because={"a": "Too few.", "b": "Both count."})
    ✔ X-q1: b is right.
      Both count.
    """

    def __init__(self, name, *, answer, namespace=None):
        self.name = name
        self.answer = answer
        self.record = None
        self._names = sys._getframe(1).f_globals if namespace is None else namespace

    def verdict(self, *, right=None, because=None, points=1.0):
        """Check a letter and say why it is right or not.

        Parameters
        ----------
        right : str, default None
            What `digest` gives for the right letter; None for the one of the steps' file.
        because : dict of str to str, default None
            For each letter the sentence that its choice calls for; None for those of the file.
        points : float, default 1.0
            Weight within the cell.

        Raises
        ------
        NotYet
            In a run that a program judges: no letter yet, none of the letters, or not the right one.
        ValueError
            Neither the call nor the file says what is right.
        """
        right = self._known("right") if right is None else right
        because = self._known("because") if because is None else because
        outcome = ask(self._names, self.answer)
        letter = read_letter(outcome.value)
        known = letter in because
        solved = known and digest(self.name, letter) == right
        sentence = because[letter] if known else self._ask_for(outcome, because)
        mine = progress_of(self.name)
        mine.solved, mine.tried = solved, mine.tried or known
        self.record = make_record(
            self.name, "choice", letter, verdict=solved, points=points, message=sentence
        )
        if solved:
            shown = show_box("right", f"{self.name}: {letter} is right.", [sentence])
        elif known:
            shown = show_box("wrong", f"{self.name}: {letter} is not it.", [sentence])
        else:
            shown = show_line("open", f"{self.name} is not answered yet. {sentence}")
        short = "choose again." if known else "not answered."
        self._finish(solved, sentence, short, shown)

    def _known(self, what):
        known = getattr(find_task(self.name), what)
        if not known:
            raise ValueError(
                f"`{what}` of {self.name} is neither given nor in the steps' file: give it in the "
                f"call, or write it into `steps/{file_of(self.name)}.py`."
            )
        return known

    def _ask_for(self, outcome, because):
        letters = ", ".join(f'"{item}"' for item in because)
        if not outcome.tried:
            return f"Set `{self.answer}` to one of {letters}."
        return f"{outcome.problem} `{self.answer}` must be one of {letters}.".strip()

    def _finish(self, solved, sentence, short, shown):
        if is_graded():
            publish(self.record)
        if is_graded() or not is_strict():
            display(*shown)
        if not solved and is_strict():
            raise NotYet(sentence, short=short if is_graded() else sentence)

    def number(
        self, *, expected=None, wrong=None, unit="", rtol=1e-6, atol=1e-9, n=None, points=1.0
    ):
        """Check a number; what it looks like is told as in a step.

        Parameters
        ----------
        expected : float, default None
            The right number; None for the veiled `number` of the steps' file.
        wrong : dict of str to float, default None
            Numbers of wrong turns; None for those of the file.
        unit, rtol, atol, n, points
            As in `coursekit.checks.Step.case`.

        Raises
        ------
        NotYet
            In a run that a program judges: no number yet, or not the right one.
        ValueError
            Neither the call nor the file says what is right.
        """
        if expected is None:
            expected = unveil(self.name, self._known("number"))
            wrong = find_task(self.name).wrong if wrong is None else wrong
        step = Step(self.name, answer=self.answer, namespace=self._names)
        rules = {"unit": unit, "rtol": rtol, "atol": atol, "n": n, "points": points}
        case = step.case("the number", expected=expected, wrong=wrong, **rules)
        self.record = case.record
        step.verdict(further=False)

    def hint(self, number=1):
        """Show a hint.

        Parameters
        ----------
        number : int, default 1
            Which one, from 1.
        """
        hint(self.name, number)


def read_letter(value):
    """Read a letter as people write one."""
    found = (
        re.fullmatch(r"[^A-Za-z]*([A-Za-z])[^A-Za-z]*", value) if isinstance(value, str) else None
    )
    return found[1].lower() if found else None
