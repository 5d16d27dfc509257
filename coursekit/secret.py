"""The instructor's secret that hidden inputs are drawn from, and which one a course was released with."""

import hashlib
import json
import os
from pathlib import Path

from coursekit.errors import CourseError

SECRET = "COURSEKIT_SECRET"
"""Environment variable: the file that holds the secret."""

_FEWEST = 16


def read_secret(path=None):
    """Read a secret."""
    path = path or os.environ.get(SECRET)
    if not path:
        return ""
    try:
        text = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        raise CourseError(f"the secret {path} cannot be read ({error})") from error
    if len(text) < _FEWEST:
        raise CourseError(
            f"the secret {path} has {len(text)} characters, fewer than {_FEWEST}; make one: "
            f'python -c "import secrets; print(secrets.token_hex())" > {path}'
        )
    return text


def remember_secret(root, assignment, secret):
    """Note with which secret an assignment is handed out: its digest, never the secret."""
    path, known = _record(root), _read_record(root)
    known = {name: digest for name, digest in known.items() if name != assignment}
    known |= {assignment: _digest(secret)} if secret else {}
    if known:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(known, indent=1) + "\n")
    else:
        path.unlink(missing_ok=True)


def check_secret(root, assignment, secret, *, otherwise="or release it again with this"):
    """Refuse a secret with which the assignment was not released; `otherwise` is the other cure."""
    released, given = _read_record(root).get(assignment, ""), secret and _digest(secret)
    if released == given:
        return
    if not given:
        text = f"was released with a secret: name its file with --secret or {SECRET}"
    elif not released:
        text = f"was released without a secret: leave --secret and {SECRET} out"
    else:
        text = "was released with another secret: give that one"
    raise CourseError(f"`secret`: {assignment} {text}, {otherwise}")


def key_line(secret, notebook):
    """Line of Python before hidden cases that has their inputs drawn; "" without a secret."""
    if not secret:
        return ""
    key = hashlib.sha256(f"{secret} {notebook}".encode()).hexdigest()
    return f"from coursekit.checks.own_inputs import draw_from; draw_from({key!r})\n"


def _digest(secret):
    return hashlib.sha256(f"released with {secret}".encode()).hexdigest()


def _record(root):
    return Path(root) / "solutions" / "hidden" / "secret.json"


def _read_record(root):
    path = _record(root)
    try:
        return json.loads(path.read_text()) if path.is_file() else {}
    except ValueError as error:
        raise CourseError(f"{path} is no JSON ({error}); release the course again") from error
