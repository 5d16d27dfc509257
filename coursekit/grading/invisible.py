"""Characters that nobody sees and Python refuses: they come with text copied from elsewhere."""

_SPACES = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000"
_NOTHING = "\ufeff\u00ad\u200b\u200c\u200d\u200e\u200f\u2060"
_LINES = "\u0085\u2028\u2029"
_TABLE = str.maketrans(
    dict.fromkeys(_SPACES, " ") | dict.fromkeys(_NOTHING, "") | dict.fromkeys(_LINES, "\n")
)


def without_invisible(source):
    """Take invisible characters out of code that cannot run because of them.

    Parameters
    ----------
    source : str
        Code.

    Returns
    -------
    str
        The same code when it compiles, or when it does not compile without them either.

    Examples
    --------
    >>> without_invisible("if x:\\n\\u00a0\\u00a0y = 1")
    'if x:\\n  y = 1'
    >>> without_invisible("s = '\\u200b'") == "s = '\\u200b'"
    True
    """
    clean = source.translate(_TABLE)
    return clean if clean != source and not compiles(source) and compiles(clean) else source


def compiles(source):
    """Tell whether code can be compiled.

    Parameters
    ----------
    source : str
        Code.

    Returns
    -------
    bool
        Whatever the text is, nothing is raised.

    Examples
    --------
    >>> compiles("x = 1"), compiles("def f(:")
    (True, False)
    """
    try:
        compile(source, "cell", "exec", flags=0x2000)  # top-level await, as notebooks allow
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return False
    return True
