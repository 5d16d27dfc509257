"""What the doctor found, and the list of what it looks at."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module

from coursekit.course import install_line
from coursekit.errors import name_extra

SOUND, NOTE, PROBLEM = "sound", "note", "problem"

_EXAMINATIONS = (
    ("Python", "versions", "python_version"),
    ("pinned versions", "versions", "pinned_versions"),
    ("kernel", "jupyter", "kernel"),
    ("live pictures", "jupyter", "widget_extensions"),
    ("nbgrader", "jupyter", "nbgrader_panels"),
    ("teaching set", "files", "teaching_set"),
    ("write access", "files", "write_access"),
    ("free disk", "files", "free_disk"),
    ("sandbox", "files", "sandbox"),
    ("tier 1", "tiers", "tier_1"),
    ("tier 2", "tiers", "tier_2"),
    ("tier 3", "tiers", "tier_3"),
)


@dataclass(frozen=True)
class Finding:
    """What one examination says.

    Parameters
    ----------
    state : {"sound", "note", "problem"}
        A note does not keep anybody from working; a problem does.
    says : str
        What was found, with numbers.
    cure : str, default ""
        What to do about it.
    name : str, default ""
        What was looked at.
    """

    state: str
    says: str
    cure: str = ""
    name: str = ""


def examine() -> Iterator[Finding]:
    """Look at everything, one finding at a time.

    An examination that itself fails is a problem that is named; the others go on.

    Yields
    ------
    Finding
    """
    for name, module, function in _EXAMINATIONS:
        try:
            found = getattr(import_module(f"coursekit.doctor.{module}"), function)()
        except Exception as error:
            extra = name_extra(error) if isinstance(error, ImportError) else ""
            found = (
                Finding(NOTE, extra)
                if extra
                else Finding(
                    PROBLEM, f"{type(error).__name__}: {error}", f"install again: {install_line()}"
                )
            )
        yield Finding(found.state, found.says, found.cure, name)
