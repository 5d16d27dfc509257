"""What a value that is not right looks like, in words: said as a fact, or as a guess."""

from coursekit.checks.misconceptions import find_misconception
from coursekit.checks.recognise import GENERAL


def explain(turns, *, sure):
    """Say which wrong turns lead to a value."""
    said = " Or: ".join(_sentence(turn, sure) for turn in turns[:2])
    return said.replace("Or: Perhaps:", "Or perhaps:")


def _sentence(turn, sure):
    known = find_misconception(turn)
    if sure:
        return str(known)
    # How large a value is, is a fact; how that came about is not.
    parts = [known.says, "Perhaps:", known.why] if turn in GENERAL else ["Perhaps:", str(known)]
    look = f"Look at: {known.look}." if turn in GENERAL else ""
    return " ".join(part for part in (*parts, look) if part)
