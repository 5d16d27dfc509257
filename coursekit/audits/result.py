"""What a relation or an audit says: a verdict, the number behind it, and what to do."""

import textwrap
from dataclasses import asdict, dataclass, field
from functools import partial
from math import isfinite

from coursekit.audits import limits

PASSED, FAILED, SKIPPED = "passed", "failed", "not applicable"
NOT_TOLD, STOPPED = "not told", "could not run"
STATUSES = (PASSED, FAILED, NOT_TOLD, STOPPED, SKIPPED)
SPREAD = "spread between crystals"
_WIDTH = 88


@dataclass(frozen=True)
class AuditResult:
    """Verdict of one audit, or of one relation.

    Parameters
    ----------
    name : str
        Name of the audit.
    status : {"passed", "failed", "not told", "could not run", "not applicable"}
        "not told": the question stands, and these crystals or targets cannot answer it. "could not
        run": a crystal was refused; the finding names it. "not applicable": nothing of the kind is
        claimed.
    finding : str
        What was seen, or what was looked at.
    advice : str
        What to do about it, the likeliest cause first; or what a pass does not cover.
    measured : float or None
        The deciding number.
    unit : str
        Its unit.
    tolerance : float or None
        Limit of the number.
    why_tolerance : str
        Where the limit comes from.
    worst : str
        Id of the structure with the worst number, "" if no single one has it.
    details : dict
        Everything else, plain enough for JSON.
    """

    name: str
    status: str
    finding: str = ""
    advice: str = ""
    measured: float | None = None
    unit: str = ""
    tolerance: float | None = None
    why_tolerance: str = ""
    worst: str = ""
    details: dict = field(default_factory=dict)

    @property
    def failed(self):
        """Whether the audit failed.

        Returns
        -------
        bool
        """
        return self.status == FAILED

    @property
    def excess(self):
        """How many times the limit was reached; infinite without one.

        Returns
        -------
        float
        """
        if self.measured is None or not self.tolerance:
            return float("inf")
        return self.measured / self.tolerance

    def __str__(self):
        lines = [f"{self.name}: {self.status}. {self.finding}"]
        if self.failed and self.measured is not None and self.tolerance:
            lines.append(f"{beyond(self.measured, self.tolerance)} ({self.why_tolerance}).")
        if self.advice and self.status != PASSED:
            lines.append(self.advice)
        return "\n".join(
            textwrap.fill(line, _WIDTH, initial_indent=indent, subsequent_indent="  ")
            for line, indent in zip(lines, ("", "  ", "  "), strict=False)
        )

    def as_dict(self):
        """Plain numbers and text, for JSON; None where a number is not finite.

        Returns
        -------
        dict
        """
        return plain(asdict(self))


class Verdict(Exception):
    """Ends a relation that is no comparison of vectors."""

    def __init__(self, status, finding="", kind="", *, details=(), **numbers):
        super().__init__(finding)
        self.result = AuditResult("", status, finding, details={"kind": kind, **dict(details)}, **numbers)  # fmt: skip


broken, told, untold, skip = (
    partial(Verdict, status) for status in (FAILED, PASSED, NOT_TOLD, SKIPPED)
)


def beyond(measured, limit):
    """How far a number is beyond its limit, as a sentence without its end."""
    if not isfinite(measured):
        return "No limit allows that"
    times = measured / limit
    if times <= 1:
        return f"The limit is {limit:.2g}"
    shown = f"{times:.1f}" if times < 10 else f"{float(f'{times:.2g}'):.0f}"
    just = ": only just, look at it before you change anything" if times < limits.ONLY_JUST else ""
    return f"That is {shown} times the limit{just}"


@dataclass(frozen=True)
class Report:
    """Every audit of one pipeline, in the lecture's order.

    Parameters
    ----------
    subject : str
        Name of the pipeline.
    results : list of AuditResult
    settings : dict
        Data, number of structures, seed.
    """

    subject: str
    results: list
    settings: dict

    def names(self, status):
        """The audits of one verdict.

        Parameters
        ----------
        status : str

        Returns
        -------
        list of str
        """
        return [result.name for result in self.results if result.status == status]

    @property
    def passed(self):
        """Whether no audit failed.

        Returns
        -------
        bool
        """
        return not self.names(FAILED)

    @property
    def stopped(self):
        """Whether a crystal could not be described, so that an audit could not run.

        Returns
        -------
        bool
        """
        return bool(self.names(STOPPED))

    def __getitem__(self, name):
        return next(result for result in self.results if result.name == name)

    def __str__(self):
        width = max(len(result.name) for result in self.results)
        lines = [f"{self.subject}: {in_words(self)}", ""]
        lines += [f"  {r.name:{width}}  {r.status}" for r in self.results]
        for result in self.results:
            if result.status in (FAILED, STOPPED):
                lines += ["", str(result)]
        open_ones = [str(result) for result in self.results if result.status == NOT_TOLD]
        return "\n".join([*lines, *[""] * bool(open_ones), *open_ones])

    def _repr_pretty_(self, printer, cycle):
        printer.text(str(self))

    def as_dict(self):
        """Plain numbers and text, for JSON.

        Returns
        -------
        dict
        """
        return {
            "subject": self.subject,
            "passed": self.passed,
            "settings": plain(self.settings),
            "results": [result.as_dict() for result in self.results],
        }


def in_words(report):
    """The verdict over all audits, as a part of a sentence."""
    failed = report.names(FAILED)
    parts = [f"fails {', '.join(failed)}" if failed else "fails nothing"]
    for status in (STOPPED, NOT_TOLD):
        if report.names(status):
            parts.append(f"{status}: {', '.join(report.names(status))}")
    return "; ".join(parts)


def plain(value):
    """Value as JSON knows it: no arrays, no numbers that are not finite."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if isinstance(value, float) and not isfinite(value):
        return None
    return value
