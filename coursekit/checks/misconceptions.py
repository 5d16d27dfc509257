"""Known wrong turns in words: what a value looks like, why that happens, where to look."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True)
class Misconception:
    """One wrong turn that many take."""

    name: str
    says: str
    why: str = ""
    look: str = ""

    def __str__(self):
        look = f"Look at: {self.look}." if self.look else ""
        return " ".join(part for part in (self.says, self.why, look) if part)


@lru_cache(maxsize=1)
def load_misconceptions():
    """Load all that are written in `misconceptions.toml`."""
    text = files("coursekit.checks").joinpath("misconceptions.toml").read_text(encoding="utf-8")
    return {name: Misconception(name, **entry) for name, entry in tomllib.loads(text).items()}


def find_misconception(name):
    """Find one by name; a name that nobody described still makes a sentence."""
    known = load_misconceptions()
    return known.get(name) or Misconception(name, f"This is the value of: {name}.")
