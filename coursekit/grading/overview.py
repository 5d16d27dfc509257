"""The instructor's page: marks, hardest steps, misconceptions, repairs, flags, time and memory."""

from collections import Counter
from html import escape

_STYLE = """
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#111}
table{border-collapse:collapse;margin:.5rem 0 1.5rem}td,th{border:1px solid #bbb;padding:.2rem .6rem;
text-align:left;vertical-align:top}th{background:#eef2f6}.num{text-align:right}
.bar{background:#0072B2;height:.8rem;display:inline-block}.failed{color:#a00}.flag{color:#7a3a00}
"""


def render_overview(assignment, result, pairs):
    """Render the overview.

    Parameters
    ----------
    assignment : str
        The assignment's name.
    result : GradeResult
        What was done.
    pairs : list of Pair
        Answers that are alike.

    Returns
    -------
    str
        A page that needs nothing else, without any script.
    """
    lines = result.lines
    counts = Counter(line.status for line in lines)
    summary = ", ".join(f"{n} {status}" for status, n in sorted(counts.items())) or "none"
    parts = [
        f"<h1>{escape(assignment)}</h1>",
        f"<p>{len(lines)} submissions: {summary}. Sandbox: {escape(result.backend)}.</p>",
        *(f"<p class='flag'>Passed over: {escape(note)}</p>" for note in result.notes),
        "<h2>Marks</h2>",
        _histogram(lines),
        "<h2>Hardest steps</h2>",
        _table(("step", "mean share of points", "full points"), hardest_steps(lines)),
        "<h2>Commonest misconceptions</h2>",
        _table(("step", "misconception", "students"), misconceptions(lines)),
        "<h2>Alike answers</h2>",
        _table(
            ("students", "notebook", "share", "common pieces"),
            [(f"{p.one}, {p.two}", p.notebook, f"{p.share:.2f}", p.common) for p in pairs[:50]],
        ),
        "<h2>Submissions</h2>",
        _submissions(lines),
    ]
    body = "\n".join(parts)
    return (
        "<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'>"
        "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'; "
        f"style-src 'unsafe-inline'\"><title>{escape(assignment)}: overview</title>"
        f"<style>{_STYLE}</style></head><body>{body}</body></html>\n"
    )


def hardest_steps(lines):
    """Rank test cells by the share of points that was reached.

    Parameters
    ----------
    lines : list of Line
        The report.

    Returns
    -------
    list of tuple
        Step, mean share, how many got all points; the hardest first.
    """
    shares = {}
    for name, verdict in _verdicts(lines):
        if verdict["points"]:
            share = verdict["score"] / verdict["points"]
            shares.setdefault(f"{name}/{verdict['cell']}", []).append(share)
    ranked = sorted(shares.items(), key=lambda item: (sum(item[1]) / len(item[1]), item[0]))
    return [
        (step, f"{sum(found) / len(found):.2f}", f"{sum(s == 1 for s in found)} of {len(found)}")
        for step, found in ranked
    ]


def misconceptions(lines):
    """Count recognised misconceptions, one for each student and step.

    Parameters
    ----------
    lines : list of Line
        The report.

    Returns
    -------
    list of tuple
        Step, misconception, number of students; the commonest first.
    """
    counts = Counter()
    for line in lines:
        found = {
            (f"{name}/{case['step']}", case["hint"])
            for name, verdict in _verdicts([line])
            for case in verdict["cases"]
            if case["hint"]
        }
        counts.update(found)
    return [(step, hint, number) for (step, hint), number in counts.most_common(30)]


def _verdicts(lines):
    for line in lines:
        for name, notebook in line.notebooks.items():
            for verdict in notebook["verdicts"]:
                yield name, verdict


def _histogram(lines):
    shares = [
        line.score / line.max_score for line in lines if line.max_score and line.score is not None
    ]
    if not shares:
        return "<p>No marks yet.</p>"
    bins = Counter(min(int(share * 10), 9) for share in shares)
    most = max(bins.values())
    rows = [
        (f"{10 * b} to {10 * b + 10} %", bins[b], f"{200 * bins[b] // most}") for b in range(10)
    ]
    cells = "".join(
        f"<tr><td>{label}</td><td class='num'>{count}</td>"
        f"<td><span class='bar' style='width:{width}px'></span></td></tr>"
        for label, count, width in rows
    )
    mean = sum(shares) / len(shares)
    return f"<p>Mean {100 * mean:.0f} % of the points.</p><table>{cells}</table>"


def _table(heads, rows):
    if not rows:
        return "<p>None.</p>"
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table><tr>{head}</tr>{body}</table>"


def _submissions(lines):
    rows = []
    for line in lines:
        seconds = sum(n["seconds"] for n in line.notebooks.values())
        memory = max((n["peak_mb"] for n in line.notebooks.values()), default=0)
        points = "" if line.score is None else f"{line.score:g} of {line.max_score:g}"
        rows.append(
            f"<tr><td>{escape(line.student)}</td>"
            f"<td class='{escape(line.status)}'>{escape(line.status)}</td><td>{points}</td>"
            f"<td>{_list(line.repairs)}</td><td class='flag'>{_list(line.flags)}</td>"
            f"<td class='num'>{seconds:.1f} s, {memory:.0f} MB</td>"
            f"<td>{escape(line.reason)}</td></tr>"
        )
    heads = ("student", "status", "points", "repairs", "to look at", "run", "remarks")
    head = "".join(f"<th>{text}</th>" for text in heads)
    return f"<table><tr>{head}</tr>{''.join(rows)}</table>"


def _list(items):
    shown = "<br>".join(escape(str(item)[:300]) for item in items[:12])
    return shown + (f"<br>and {len(items) - 12} more" if len(items) > 12 else "")
