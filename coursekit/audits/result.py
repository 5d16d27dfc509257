"""What an audit says: a verdict, the number behind it, and what to do."""

import textwrap
from dataclasses import asdict, dataclass, field
from math import isfinite

from coursekit.audits.relations import FAILED, NOT_TOLD, PASSED, SKIPPED, STOPPED

STATUSES = (PASSED, FAILED, NOT_TOLD, STOPPED, SKIPPED)
_WIDTH = 88
_JUST = 3.0  # times the limit


@dataclass(frozen=True)
class AuditResult:
    """Verdict of one audit.

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
    finding: str
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


def beyond(measured, limit):
    """How far a number is beyond its limit, as a sentence without its end.

    Examples
    --------
    >>> beyond(2.1e-5, 2e-5)
    'That is 1.1 times the limit: only just, look at it before you change anything'
    >>> beyond(0.4, 2e-5)
    'That is 20000 times the limit'
    """
    if not isfinite(measured):
        return "No limit allows that"
    times = measured / limit
    shown = f"{times:.1f}" if times < 10 else f"{float(f'{times:.2g}'):.0f}"
    just = ": only just, look at it before you change anything" if 1 < times < _JUST else ""
    return f"That is {shown} times the limit{just}" if times > 1 else f"The limit is {limit:.2g}"


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

    @property
    def passed(self):
        """Whether no audit failed.

        Returns
        -------
        bool
        """
        return not any(result.failed for result in self.results)

    @property
    def stopped(self):
        """Whether a crystal could not be described, so that an audit could not run.

        Returns
        -------
        bool
        """
        return any(result.status == STOPPED for result in self.results)

    def __getitem__(self, name):
        return next(result for result in self.results if result.name == name)

    def __str__(self):
        lines = [f"{self.subject}: {in_words(self)}", ""]
        width = max(len(result.name) for result in self.results)
        lines += [f"  {r.name:{width}}  {r.status}" for r in self.results]
        for result in self.results:
            if result.status in (FAILED, STOPPED):
                lines += ["", str(result)]
        open_ones = [r for r in self.results if r.status == NOT_TOLD]
        lines += [""] * bool(open_ones) + [str(r) for r in open_ones]
        return "\n".join(lines)

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
    """The verdict over all audits, as a part of a sentence.

    Parameters
    ----------
    report : Report

    Returns
    -------
    str
    """
    failed = [r.name for r in report.results if r.failed]
    text = f"fails {', '.join(failed)}" if failed else "fails nothing"
    for status in (STOPPED, NOT_TOLD):
        names = [r.name for r in report.results if r.status == status]
        text += f"; {status}: {', '.join(names)}" if names else ""
    return text


def plain(value):
    """Value as JSON knows it: no arrays, no numbers that are not finite.

    Examples
    --------
    >>> plain({"r": (1.0, float("inf"))})
    {'r': [1.0, None]}
    """
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if isinstance(value, float) and not isfinite(value):
        return None
    return value
