"""What an audit says: a verdict, the number behind it, and what to do."""

from dataclasses import asdict, dataclass, field
from math import isfinite

PASSED, FAILED, SKIPPED = "passed", "failed", "not applicable"


@dataclass(frozen=True)
class AuditResult:
    """Verdict of one audit.

    Parameters
    ----------
    name : str
        Name of the audit.
    status : {"passed", "failed", "not applicable"}
    finding : str
        What was seen, in one sentence.
    advice : str
        What to do about it, or what the verdict does not cover; one paragraph.
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
        if self.measured is not None:
            limit = "" if self.tolerance is None else f", limit {self.tolerance:.3g}"
            worst = f", worst in {self.worst}" if self.worst else ""
            lines.append(f"  measured {self.measured:.3g} {self.unit}{limit}{worst}")
        if self.advice:
            lines.append(f"  {self.advice}")
        return "\n".join(lines)

    def as_dict(self):
        """Plain numbers and text, for JSON; None where a number is not finite.

        Returns
        -------
        dict
        """
        return plain(asdict(self))


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

    def __getitem__(self, name):
        return next(result for result in self.results if result.name == name)

    def __str__(self):
        failed = [result.name for result in self.results if result.failed]
        verdict = f"fails {', '.join(failed)}" if failed else "fails nothing"
        return "\n".join([f"{self.subject}: {verdict}", *map(str, self.results)])

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


def verdict(passed):
    """Status of a test that was made.

    Parameters
    ----------
    passed : bool

    Returns
    -------
    str
    """
    return PASSED if passed else FAILED


def plain(value):
    """Value as JSON knows it: no arrays, no numbers that are not finite.

    Parameters
    ----------
    value : object

    Returns
    -------
    object

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
