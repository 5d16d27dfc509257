"""Python and the packages against what the course was tested with."""

import re
import sys
from importlib.metadata import PackageNotFoundError, distribution, metadata, requires, version

from packaging.requirements import Requirement

from coursekit.course import install_line, shipped
from coursekit.doctor.findings import NOTE, PROBLEM, SOUND, Finding

_PYTHON = "Programming Language :: Python :: 3."
TESTED = tuple(
    (3, int(line.removeprefix(_PYTHON)))
    for line in metadata("coursekit").get_all("Classifier")
    if line.startswith(_PYTHON)
)


def python_version(running=None):
    """Compare the running Python with the tested ones."""
    running = tuple(running or sys.version_info[:3])
    text = ".".join(map(str, running))
    if running[:2] in TESTED:
        return Finding(SOUND, text)
    tested = ", ".join(".".join(map(str, t)) for t in TESTED)
    if running[:2] > TESTED[-1]:
        return Finding(NOTE, f"{text}; the course is tested with {tested}")
    return Finding(PROBLEM, text, f"make an environment with Python {tested}")


def pinned_versions(constraints=None):
    """Compare installed packages with `constraints.txt`."""
    constraints = constraints or shipped() / "constraints.txt"
    needed = sorted(_needed())
    missing = [name for name in needed if _installed(name) is None]
    if missing:
        return Finding(PROBLEM, f"missing: {', '.join(missing)}", install_line())
    if not constraints.is_file():
        return Finding(
            NOTE, f"{len(needed)} packages are there; no constraints.txt to compare with"
        )
    pins = read_pins(constraints.read_text(encoding="utf-8"))
    here = {name: _installed(name) for name in pins}
    other = [f"{n} {here[n]} (tested {p})" for n, p in pins.items() if here[n] not in (None, p)]
    if other:
        shown = ", ".join(other[:4]) + (f" and {len(other) - 4} more" if len(other) > 4 else "")
        return Finding(NOTE, f"not as pinned: {shown}", install_line())
    count = sum(found is not None for found in here.values())
    return Finding(SOUND, f"{count} packages as pinned")


def read_pins(text):
    """Read names and versions of a constraints file, as far as they are meant for this system."""
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    found = [Requirement(line) for line in lines if line]
    here = [pin for pin in found if pin.marker is None or pin.marker.evaluate()]
    return {pin.name: str(pin.specifier).removeprefix("==") for pin in here}


def _needed():
    lines = [line for line in requires("coursekit") or () if "extra ==" not in line]
    return [re.match(r"[\w.-]+", line)[0] for line in lines]


def _installed(name):
    try:
        distribution(name)
    except PackageNotFoundError:
        return None
    return version(name)
