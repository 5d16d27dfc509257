"""The overview: what a teacher wants to know first, and everything else behind it."""

from collections import Counter
from html import escape

from coursekit.grading.steps import list_steps, name_places

_STYLE = """
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;margin:1.5rem auto;max-width:76rem;padding:0 1rem}
table{border-collapse:collapse;margin:.4rem 0 1rem}td,th{border:1px solid #8888;padding:.2rem .6rem;
text-align:left;vertical-align:top}th{background:#8882}.num{text-align:right}
.top{display:grid;grid-template-columns:repeat(auto-fit,minmax(24rem,1fr));gap:0 2.5rem}
.bar{background:#0072B2;height:.8rem;display:inline-block}.failed{color:#D55E00}
"""
# What needs a person first; all other kinds come after these.
_URGENT = (
    "mark-restored", "unsure-answer", "two-versions", "other-value", "not-original", "false-claim",
    "further-records", "sign-answers", "hidden-text",
)  # fmt: skip
_QUIET = ("renamed", "set-up-failed", "output-cut", "output-too-large", "timeout")


def render_overview(assignment, lines, groups, snapshots, about=()):
    """Render the page."""
    places = name_places(snapshots)
    steps = rank_steps(lines, snapshots)
    counts = Counter(line.status for line in lines)
    said = ", ".join(f"{n} {status}" for status, n in sorted(counts.items())) or "none"
    late = sum(bool(line.late) for line in lines)
    alike = [(", ".join(g.students), g.notebook, f"{100 * g.share:.0f} %") for g in groups[:30]]
    top = [
        ("Marks", _histogram(lines)),
        ("Hardest steps", _table(_STEP_HEADS, steps[:3])),
        ("Please look at", _table(("student", "why"), list_urgent(lines, places)[:12])),
        ("Alike answers", _table(("students", "notebook", "in common"), alike)),
    ]
    boxes = "".join(f"<section><h2>{title}</h2>{body}</section>" for title, body in top)
    more = [
        ("All submissions", _submissions(lines, places)),
        ("All steps", _table(_STEP_HEADS, steps)),
        ("All wrong turns", _table(("step", "wrong turn", "students"), wrong_turns(lines, places))),
        ("Everything that was mended or is to be looked at", _everything(lines, places)),
        ("How it was run", "".join(f"<p>{escape(text)}</p>" for text in about)),
    ]
    rest = "".join(f"<details><summary>{t}</summary>{b}</details>" for t, b in more)
    head = f"<p>{len(lines)} submissions: {said}" + (f"; {late} late" if late else "") + ".</p>"
    return (
        "<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'>"
        "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'; "
        f"style-src 'unsafe-inline'\"><title>{escape(assignment)}: overview</title>"
        f"<style>{_STYLE}</style></head><body><h1>{escape(assignment)}</h1>{head}"
        f"<div class='top'>{boxes}</div>{rest}</body></html>\n"
    )


_STEP_HEADS = ("step", "mean share of points", "full points", "commonest wrong turn")


def rank_steps(lines, snapshots):
    """List the steps, the hardest first; visible and hidden checks of a step are one."""
    rows = []
    for name, snapshot in snapshots.items():
        for step in list_steps(snapshot):
            cells = {cell.id for cell in step.tests if cell.points}
            found = [
                [v for v in line.notebooks[name]["verdicts"] if v["cell"] in cells]
                for line in lines
                if name in line.notebooks
            ]
            shares = [sum(v["score"] for v in f) / sum(v["points"] for v in f) for f in found if f]
            if shares:
                hints = Counter(h for f in found for h in _hints(f))
                common = hints.most_common(1)
                turn = f"{common[0][0]} ({common[0][1]})" if common else ""
                full = f"{sum(share == 1 for share in shares)} of {len(shares)}"
                rows.append((sum(shares) / len(shares), f"{name}: {step.title}", full, turn))
    return [(title, f"{share:.2f}", full, turn) for share, title, full, turn in sorted(rows)]


def _hints(verdicts):
    return {case["hint"] for verdict in verdicts for case in verdict["cases"] if case["hint"]}


def wrong_turns(lines, places):
    """Count the wrong turns that were recognised: step, wrong turn, students."""
    counts = Counter()
    for line in lines:
        found = {
            (places.get(verdict["cell"], verdict["cell"]), hint)
            for notebook in line.notebooks.values()
            for verdict in notebook["verdicts"]
            for hint in _hints([verdict])
        }
        counts.update(found)
    return [(step, hint, number) for (step, hint), number in counts.most_common(40)]


def list_urgent(lines, places):
    """List who needs a look, and why: failures first, then what flags say."""
    rows = []
    for line in lines:
        if line.status in ("failed", "missing"):
            rows.append((0, line.student, line.reason))
        loud = [flag for flag in line.flags if flag.kind not in _QUIET]
        ranked = sorted(loud, key=lambda f: (f.kind not in _URGENT, f.kind))
        texts = list(dict.fromkeys(f"{_place(f, places)}: {f.text}" for f in ranked))
        if texts:
            more = f" (and {len(texts) - 2} more)" if len(texts) > 2 else ""
            rank = 1 if ranked[0].kind in _URGENT else 2
            rows.append((rank, line.student, "; ".join(texts[:2])[:300] + more))
    return [(student, why) for _, student, why in sorted(rows)]


def _place(note, places):
    name = note.where.rpartition("/")[2]
    return places.get(name, note.where)


def _histogram(lines):
    shares = [
        line.score / line.max_score for line in lines if line.max_score and line.score is not None
    ]
    if not shares:
        return "<p>No marks yet.</p>"
    waiting = sum(line.status == "provisional" for line in lines)
    bins = Counter(min(int(share * 10), 9) for share in shares)
    most = max(bins.values())
    rows = "".join(
        f"<tr><td>{10 * b} to {10 * b + 10} %</td><td class='num'>{bins[b]}</td>"
        f"<td><span class='bar' style='width:{140 * bins[b] // most}px'></span></td></tr>"
        for b in range(10)
    )
    note = f" {waiting} are provisional: written answers are still to be read." if waiting else ""
    mean = sum(shares) / len(shares)
    return f"<p>Mean {100 * mean:.0f} % of the points.{note}</p><table>{rows}</table>"


def _table(heads, rows):
    if not rows:
        return "<p>None.</p>"
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table><tr>{head}</tr>{body}</table>"


def _submissions(lines, places):
    rows = []
    for line in lines:
        seconds = sum(n["cpu_s"] for n in line.notebooks.values())
        points = "" if line.score is None else f"{line.score:g} of {line.max_score:g}"
        rows.append((line.student, line.status, points, line.late, f"{seconds:.1f} s", line.reason))
    return _table(("student", "status", "points", "late", "processor", "remarks"), rows)


def _everything(lines, places):
    rows = [
        (line.student, _place(note, places), note.text)
        for line in lines
        for note in dict.fromkeys([*line.flags, *line.repairs])
    ]
    return _table(("student", "where", "what"), rows[:3000])
