"""Signs of tampering, for a person to look at; a flag never costs a point by itself."""

import ast
import json
import re

from coursekit.grading.html import is_slow
from coursekit.grading.repairs import Repair
from coursekit.grading.texts import squeeze

_SIGNS = {
    "environment": r"os\.environ|getenv|NBGRADER|JPY_|/proc/|platform\.node|getpass|pwd\b\.",
    "files": r"['\"](/|~|\.\./)|gradebook|solutions/|submitted/|autograded|sqlite3|expanduser"
    r"|\bglob\b|os\.walk|scandir|listdir|symlink|os\.link|/home\b|chmod",
    "processes": r"subprocess|os\.system|os\.fork|os\.kill|os\._exit|\bpty\b|Popen|multiprocessing"
    r"|\bsignal\b|threading|_thread|^[ \t]*!|^[ \t]*%%(bash|sh|script|system)|os\.exec|posix_spawn"
    r"|sys\.exit|\bquit\(|\bexit\(|setsid|SystemExit|asyncio",
    "network": r"\bsocket\b|urllib|requests|http\.client|httpx|ftplib|smtplib|\bzmq\b",
    "internals": r"ctypes|cffi|\bgc\.|sys\._|inspect\.|__subclasses__|__globals__|__code__|mmap"
    r"|memfd|settrace|setprofile|sys\.modules|importlib|__import__|\beval\(|\bexec\(|(?<!re\.)\bcompile\("
    r"|globals\(\)|builtins|__builtins__|marshal|pickle|faulthandler|resource\b\.",
    "notebook": r"get_ipython|IPython\.core|ipykernel|display_formatter|ast_transformers"
    r"|events\.register|input_transformer|\bIn\[|_ih\b|run_cell|displayhook|display_pub|\.kernel\b"
    r"|InteractiveShell|publish_display_data|clear_output|sys\.std|os\.close|os\.dup|sys\.meta_path",
    "answers": r"\bzoo\s*\.\s*(exercise|BROKEN|ZOO|Entry|pick\s*=)|audits\.zoo\b|for_students|\._describe\b|digest\(",
    "checks": r"vnd\.coursekit|Step\.\w+\s*=[^=]|coursekit\.checks\s*\.|coursekit\.wire\b|^[ \t]*emit\s*=|def emit\b"
    r"|\bencode\b\s*=|setattr\(|numpy\.\w+\s*=[^=]|np\.\w+\s*=[^=]|math\.\w+\s*=[^=]",
    "equality": r"__eq__|__ne__|__float__|__array__|__array_ufunc__|__bool__|__instancecheck__"
    r"|__class__\s*=|def __(?:len|iter|next|getitem|int|hash)__|def tolist|def to_numpy|__getattribute__|__sub__|__rsub__|__lt__",
    "script": r"<\s*script|javascript:|\bon\w+\s*=\s*['\"]|<\s*iframe|<\s*object|<\s*embed|<\s*meta"
    r"|<\s*form|srcdoc",
}
_COMPILED = {name: re.compile(pattern, re.MULTILINE | re.I) for name, pattern in _SIGNS.items()}
_LONG = 50_000
_EVENTS = {
    "timeout": "a cell ran longer than it may",
    "memory": "a cell used more memory than it may",
    "processes": "a cell started or kept busy more processes than it may",
    "dead": "a cell ended the kernel",
    "flood": "a cell flooded the grader with output",
    "no-time": "the notebook used up its time",
    "gave-up": "cells ended the kernel again and again",
    "lost": "the kernel stopped answering",
    "output-cut": "a cell wrote more than is kept",
    "output-too-large": "a cell showed something too large to keep",
    "set-up-failed": "this given cell stopped in the student's version; the release's was run",
    "renamed": "given names meant something else ({}); for the check they had their meaning again",
    "probe-lost": "the kernel did not answer the last question",
    "tampered-assert": "assert does not work any more in this notebook",
    "tampered-equality": "comparisons do not work any more in this notebook",
    "tampered-error": "errors are not shown any more in this notebook",
}
_SERIOUS = (
    "link", "bad-path", "not-a-file", "bomb", "text-restored", "flags-restored", "two-versions",
    "odd-id",
)  # fmt: skip


def find_flags(clean, snapshot, result, verdicts, seals=None):
    """Find what a person should look at in one notebook."""
    flags = []
    for cell in clean.cells:
        released = snapshot.find(cell.id)
        if released is None or squeeze(cell.source) != squeeze(released.source):
            flags += _scan(cell, released.source if released else "")
            flags += _weigh(cell, result["cells"].get(cell.id, {}))
    for event in result.get("events", []):
        kind, _, names = event["kind"].partition(": ")
        text = _EVENTS.get(kind, kind).format(names)
        flags.append(Repair(kind, event["cell"] or snapshot.name, text))
    flags += _find_hidden_text(snapshot, result)
    flags += find_broken_seals(result, seals or {})
    for verdict in verdicts:
        if any(case.differs for case in verdict.cases):
            text = "a value that was sent is not the one that the answer gives; the latter counts"
            flags.append(Repair("other-value", verdict.cell, text))
        if verdict.further:
            text = f"{verdict.further} records that this test does not send; they were ignored"
            flags.append(Repair("further-records", verdict.cell, text))
        if any(case.claimed and not case.right for case in verdict.cases):
            text = "the notebook calls a value right that is not"
            flags.append(Repair("false-claim", verdict.cell, text))
        if verdict.how == "run" and verdict.status == "ok":
            text = "no values to compare: this cell can be passed by switching its test off"
            flags.append(Repair("unverified", verdict.cell, text))
    return flags


def find_broken_seals(result, seals):
    """Compare the state of checks, helpers and libraries with the solution's run."""
    flags, seen = [], set()
    for cell_id, wanted in seals.items():
        changed = _compare_seals(wanted, result["cells"].get(cell_id, {}).get("seal", "")) - seen
        seen |= changed
        if changed:
            text = f"changed by the notebook: {', '.join(sorted(changed)[:6])}"
            flags.append(Repair("not-original", cell_id, text))
    return flags


def _compare_seals(wanted, found):
    wanted, found = _read_seal(wanted), _read_seal(found)
    if not wanted:
        return set()
    if not found:
        return {"the state of the checks (no answer)"}
    changed = {str(name)[:100] for name in found["foreign"]}
    if found["checks"] != wanted["checks"]:
        changed.add("coursekit.checks")
    return changed | {
        n for n, state in wanted["helpers"].items() if found["helpers"].get(n) != state
    }


def _read_seal(text):
    # The reply shows a string as Python writes it.
    try:
        seal = json.loads(ast.literal_eval(text))
        sane = isinstance(seal["helpers"], dict) and isinstance(seal["foreign"], list)
        return seal if sane and "checks" in seal else None
    except (ValueError, SyntaxError, TypeError, KeyError, RecursionError, MemoryError):
        return None


def flag_repairs(repairs):
    """Pick the repairs that may be more than an accident."""
    return [repair for repair in repairs if repair.kind in _SERIOUS]


def _weigh(cell, ran):
    flags = []
    if len(cell.source) > _LONG:
        text = f"it is {len(cell.source)} characters long"
        flags.append(Repair("long-cell", cell.id, text))
    shown = [o["data"].get("text/html", "") for o in ran.get("outputs", []) if "data" in o]
    if any(is_slow(text) for text in shown):
        text = "it shows HTML that would take minutes to render; it is given back as text"
        flags.append(Repair("not-rendered", cell.id, text))
    return flags


def _scan(cell, released):
    flags = []
    for name, pattern in _COMPILED.items():
        # A sign that the release itself shows in this cell says nothing about the student.
        found = {match.group(0).strip() for match in pattern.finditer(cell.source)}
        found -= {match.group(0).strip() for match in pattern.finditer(released)}
        if found and (cell.cell_type == "code" or name == "script"):
            shown = ", ".join(repr(sign[:40]) for sign in sorted(found)[:4])
            flags.append(Repair(f"sign-{name}", cell.id, f"it contains {shown}"))
    return flags


def hidden_lines(snapshot):
    """List the long lines of a notebook's hidden tests."""
    lines = set()
    for cell in snapshot.cells:
        if cell.has_hidden:
            shown = {line.strip() for line in cell.shown.split("\n")}
            cases = cell.cases.partition("@hidden")[2] if cell.cases else cell.source
            lines |= {line.strip() for line in cases.split("\n")} - shown
    return sorted(line for line in lines if len(line) >= 20 and "HIDDEN TESTS" not in line)


def _find_hidden_text(snapshot, result):
    lines = hidden_lines(snapshot)
    tests = {cell.id for cell in snapshot.tests}
    flags = []
    for cell_id, ran in result["cells"].items():
        # A test that stops shows the line it stopped at: that is no theft.
        outputs = [o for o in ran["outputs"] if o["output_type"] != "error" or cell_id not in tests]
        text = str(outputs)
        if any(line in text or repr(line)[1:-1] in text for line in lines):
            flags.append(Repair("hidden-text", cell_id, "its output shows text of a hidden test"))
    return flags
