"""What a copy or a merge leaves in code so that Python refuses it: unseen signs, marks, tabs."""

import re

_SPACES = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000"
_NOTHING = "\ufeff\u00ad\u200b\u200c\u200d\u200e\u200f\u2060"
_LINES = "\u0085\u2028\u2029"
_TABLE = str.maketrans(
    dict.fromkeys(_SPACES, " ") | dict.fromkeys(_NOTHING, "") | dict.fromkeys(_LINES, "\n")
)
_CONFLICT = re.compile(r"^<{7}.*?^>{7}[^\n]*\n?", re.MULTILINE | re.DOTALL)
_PARTS = re.compile(r"^(?:<{7}|\|{7}|={7}|>{7})[^\n]*\n?", re.MULTILINE)


def mend_source(source):
    """Mend code that cannot run, if one of a few small changes makes it run."""
    if not source.isascii():
        source, before = without_invisible(source), source
        if source != before:
            return source, "invisible characters, which were taken out"
    if "<<<<<<<" in source and not compiles(source):
        for part in (0, -1):
            clean = _CONFLICT.sub(
                lambda found, part=part: _PARTS.split(found[0])[1:-1][part], source
            )
            if compiles(clean):
                return clean, "marks of a merge; the first part that runs was kept"
    if "\t" in source and not compiles(source):
        for width in (8, 4):
            if compiles(source.expandtabs(width)):
                return source.expandtabs(width), "tabs among spaces, which became spaces"
    return source, ""


def without_invisible(source):
    """Take invisible characters out of code that cannot run because of them."""
    clean = source.translate(_TABLE)
    return clean if clean != source and not compiles(source) and compiles(clean) else source


def compiles(source):
    """Tell whether code can be compiled."""
    try:
        compile(source, "cell", "exec", flags=0x2000)  # top-level await, as notebooks allow
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return False
    return True
