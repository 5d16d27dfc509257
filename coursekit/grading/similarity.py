"""Groups of submissions whose answers are alike, by fingerprints of their tokens.

The method is winnowing (Schleimer, Wilkerson and Aiken, SIGMOD 2003). Names do not count, so a
renamed copy is found; what the release gave is left out. Alike is a question, never a verdict.
"""

import hashlib
import io
import itertools
import keyword
import tokenize
from dataclasses import dataclass

_GRAM = 8
_WINDOW = 4
_BUILTINS = set(dir(__builtins__) if not isinstance(__builtins__, dict) else __builtins__)


@dataclass(frozen=True)
class Group:
    """Submissions that are alike."""

    students: tuple
    notebook: str
    share: float


def own_prints(notebook, snapshot):
    """Return the fingerprints of what a student wrote into a notebook."""
    template = set().union(*(fingerprints(cell.shown) for cell in snapshot.cells))
    found = set()
    for cell in notebook.cells:
        released = snapshot.find(cell.get("id", ""))
        if cell.cell_type == "code" and (released is None or released.is_answer):
            found |= fingerprints(cell.source)
    return sorted(found - template)


def find_groups(prints, *, share=0.8, at_least=15):
    """Find groups of students whose answers are alike."""
    groups = []
    for notebook, by_student in prints.items():
        mine = {s: set(found) for s, found in by_student.items() if len(found) >= at_least}
        home, links = {student: student for student in mine}, {}
        for one, two in itertools.combinations(mine, 2):
            common, shorter = len(mine[one] & mine[two]), min(len(mine[one]), len(mine[two]))
            if common >= max(at_least, share * shorter):
                links[one, two] = round(common / shorter, 2)
                old, new = home[two], home[one]
                home.update({s: new for s, h in home.items() if h == old})
        for root in sorted(set(home.values())):
            members = tuple(sorted(s for s, h in home.items() if h == root))
            if len(members) > 1:
                least = min(value for (one, _), value in links.items() if one in members)
                groups.append(Group(members, notebook, least))
    return sorted(groups, key=lambda g: (-len(g.students), -g.share, g.students))


def fingerprints(source):
    """Return the fingerprints of a piece of code, a set of int."""
    tokens = _tokens(source)
    grams = [
        int.from_bytes(hashlib.blake2b(" ".join(tokens[i : i + _GRAM]).encode()).digest()[:6])
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
