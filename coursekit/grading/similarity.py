"""Answers that are alike, with everything that the release already holds taken out."""

import hashlib
import io
import itertools
import keyword
import tokenize
from dataclasses import dataclass

import nbformat

_GRAM = 8
_WINDOW = 4


@dataclass(frozen=True)
class Pair:
    """Two students whose answers are alike.

    Parameters
    ----------
    one, two : str
        The students.
    notebook : str
        The notebook.
    share : float
        Share of common pieces among all pieces of the shorter one, 0 to 1.
    common : int
        Number of common pieces.
    """

    one: str
    two: str
    notebook: str
    share: float
    common: int


def find_similar(folder, assignment, snapshots, *, share=0.8, at_least=15):
    """Find pairs of students whose own code is alike.

    Parameters
    ----------
    folder : pathlib.Path
        Clean notebooks: one folder a student, then the assignment.
    assignment : str
        The assignment's name.
    snapshots : dict of str to Snapshot
        The release; its code counts for nobody.
    share : float, default 0.8
        Smallest share to report.
    at_least : int, default 15
        Smallest number of common pieces; short answers are alike by nature.

    Returns
    -------
    list of Pair
        The most alike first.
    """
    pairs = []
    for name, snapshot in snapshots.items():
        template = set().union(*(fingerprints(c.shown) for c in snapshot.cells), set())
        prints = {}
        for path in sorted(folder.glob(f"*/{assignment}/{name}.ipynb")):
            prints[path.parent.parent.name] = _own_prints(path, snapshot) - template
        for (one, mine), (two, theirs) in itertools.combinations(prints.items(), 2):
            common = len(mine & theirs)
            shorter = min(len(mine), len(theirs))
            if common >= at_least and common >= share * shorter:
                pairs.append(Pair(one, two, name, round(common / shorter, 3), common))
    return sorted(pairs, key=lambda pair: (-pair.share, -pair.common, pair.one, pair.two))


def _own_prints(path, snapshot):
    notebook = nbformat.read(path, as_version=4)
    found = set()
    for cell in notebook.cells:
        released = snapshot.find(cell.get("id", ""))
        if cell.cell_type == "code" and (released is None or released.is_answer):
            found |= fingerprints(cell.source)
    return found


def fingerprints(source):
    """Digest a piece of code so that renaming and reformatting change nothing.

    Parameters
    ----------
    source : str
        Python code, complete or not.

    Returns
    -------
    set of int
        The winnowed digests of its pieces of eight tokens.

    Examples
    --------
    >>> a = "def f(x):\\n    total = sum(x)\\n    return total / len(x)"
    >>> b = "def g(values):  # mine\\n    s = sum(values)\\n    return s/len(values)"
    >>> fingerprints(a) == fingerprints(b)
    True
    """
    tokens = _tokens(source)
    grams = [
        int.from_bytes(hashlib.blake2b(" ".join(tokens[i : i + _GRAM]).encode()).digest()[:8])
        for i in range(max(len(tokens) - _GRAM + 1, 0))
    ]
    return {min(grams[i : i + _WINDOW]) for i in range(max(len(grams) - _WINDOW + 1, 0))}


def _tokens(source):
    tokens = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.NAME:
                known = keyword.iskeyword(token.string) or token.string in _BUILTINS
                tokens.append(token.string if known else "name")
            elif token.type in (tokenize.NUMBER, tokenize.OP):
                tokens.append(token.string)
            elif token.type == tokenize.STRING and not token.string.startswith(('"""', "'''")):
                tokens.append("text")
    except (tokenize.TokenError, SyntaxError, ValueError):
        pass
    return tokens


_BUILTINS = set(dir(__builtins__) if not isinstance(__builtins__, dict) else __builtins__)
