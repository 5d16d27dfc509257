"""From scripts to released notebooks, and from handed-in notebooks to marks and feedback.

`build` and `release` make what students get; `collect`, `grade`, `feedback` and `export` deal with
what they hand in; `check` is a student's own check. Nothing is imported until it is used.
"""

from importlib import import_module

_WHERE = {
    "build": "builder",
    "check": "selfcheck",
    "collect": "intake",
    "export": "table",
    "feedback": "pages",
    "grade": "run",
    "release": "handout",
}

__all__ = ["build", "check", "collect", "export", "feedback", "grade", "release"]


def __getattr__(name):
    if name in _WHERE:
        return getattr(import_module(f"coursekit.grading.{_WHERE[name]}"), name)
    raise AttributeError(f"module 'coursekit.grading' has no attribute {name!r}")


def __dir__():
    return sorted(__all__)
