"""The page that a student gets back: the total, a table of the steps, and what each check says."""

from html import escape

import nbformat

from coursekit.grading import html
from coursekit.grading.course import Course, GradingError
from coursekit.grading.execute import write_whole
from coursekit.grading.gradebook import graded_folder, read_marks
from coursekit.grading.naming import gradebook_id
from coursekit.grading.present import show_value
from coursekit.grading.report import read_report
from coursekit.grading.snapshot import take_snapshots
from coursekit.grading.steps import list_steps, without_heading

_STYLE = """
:root{color-scheme:light dark}
body{font:17px/1.6 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem}
pre{overflow-x:auto;background:#8881;padding:.6rem;border-radius:4px;font-size:14px}
table{border-collapse:collapse}td,th{border:1px solid #8888;padding:.25rem .7rem;text-align:left}
.num{text-align:right}section{border-top:1px solid #8886;margin-top:2rem}
.check{border:1px solid #8888;border-radius:4px;padding:.4rem .8rem;margin:.6rem 0}
.right{border-left:6px solid #009E73}.wrong{border-left:6px solid #D55E00}
.hand{border-left:6px solid #0072B2}img{max-width:100%}
"""
# What a student should know of what was mended; the rest concerns the grader alone.
_SAID = ("answer-found", "two-versions", "duplicate-cell", "unsure-answer", "text-restored")


def feedback(assignment, *, root=".", students=None):
    """Write the feedback pages.

    Parameters
    ----------
    assignment : str
        The assignment's name.
    root : str or pathlib.Path, default "."
        The course's folder.
    students : sequence of str, default None
        Only these; None for all.

    Returns
    -------
    list of pathlib.Path
        The pages: `feedback/<student>/<assignment>.html`.

    Raises
    ------
    GradingError
        Nothing was graded yet.
    """
    course = Course.at(root)
    snapshots = take_snapshots(course, assignment)
    try:
        lines, _ = read_report(course, assignment, snapshots)
    except FileNotFoundError as error:
        raise GradingError(f"`{assignment}` has no report; grade it first.") from error
    marks = read_marks(course, assignment)
    pages = []
    for line in lines:
        if students is None or line.student in students:
            page = _render(course, line, snapshots, marks.get(gradebook_id(line.student), {}))
            path = course.feedback / line.student / f"{assignment}.html"
            write_whole(path, page)
            pages.append(path)
    return pages


def _render(course, line, snapshots, marks):
    title = f"{line.student}: {line.assignment}"
    steps = [step for snapshot in snapshots.values() for step in list_steps(snapshot)]
    parts = [f"<h1>{escape(line.student)}</h1>", f"<p>{escape(line.assignment)}</p>", _total(line)]
    if line.has_mark:
        parts += [_table(steps, marks, line), _notes(line, steps)]
        for name in snapshots:
            own = [step for step in steps if step.notebook == name]
            parts += [f"<h2>{escape(name)}</h2>", _notebook(course, line, name, own, marks)]
    return (
        "<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width'>"
        "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'; "
        "style-src 'unsafe-inline'; img-src data:\">"
        f"<title>{escape(title)}</title><style>{_STYLE}{html.code_style()}</style></head>"
        f"<body>{''.join(parts)}</body></html>\n"
    )


def _total(line):
    if not line.has_mark or line.score is None:
        return f"<p><strong>No mark yet</strong>: {escape(line.reason or 'it was not graded')}.</p>"
    text = f"<strong>{line.score:g} of {line.max_score:g} points</strong>"
    if line.status == "provisional":
        text += " so far: your written answers are still to be read"
    late = f"<p>Handed in late: {escape(line.late)}.</p>" if line.late else ""
    return f"<p>{text}.</p>{late}"


def _table(steps, marks, line):
    rows, last = [], ""
    for step in steps:
        found = [marks.get("cells", {}).get(f"{step.notebook}/{cell}") for cell in step.graded]
        found = [mark for mark in found if mark]
        if not found:
            continue
        got, most = sum(mark["score"] for mark in found), sum(mark["points"] for mark in found)
        points = "to be read" if any(mark["needs_manual"] for mark in found) else f"{got:g}"
        if step.notebook != last:
            rows.append(f"<tr><th colspan='3'>{escape(step.notebook)}</th></tr>")
            last = step.notebook
        points = "not handed in" if step.notebook in line.missing else points
        rows.append(
            f"<tr><td><a href='#{step.anchor}'>{escape(step.title)}</a></td>"
            f"<td class='num'>{points}</td><td class='num'>{most:g}</td></tr>"
        )
    return f"<table><tr><th>step</th><th>points</th><th>of</th></tr>{''.join(rows)}</table>"


def _notes(line, steps):
    titles = {cell.id: s.title for s in steps for cell in [s.answer, *s.tests]}
    notes = [r for r in line.repairs if r.kind in _SAID]
    said = dict.fromkeys(f"{titles.get(r.where, r.where)}: {r.text}" for r in notes)
    items = "".join(f"<li>{escape(text)}</li>" for text in list(said)[:12])
    return f"<p>What we did with your files:</p><ul>{items}</ul>" if items else ""


def _notebook(course, line, name, steps, marks):
    path = graded_folder(course, line.assignment, line.student) / f"{name}.ipynb"
    ran = line.notebooks.get(name)
    if ran is None or not path.is_file():
        return "<p>This notebook was not handed in, or nothing in it could be read.</p>"
    cells = {cell.get("id"): cell for cell in nbformat.read(path, as_version=4).cells}
    verdicts = {verdict["cell"]: verdict for verdict in ran["verdicts"]}
    return "".join(_step(step, cells, verdicts, marks) for step in steps)


def _step(step, cells, verdicts, marks):
    own = cells.get(step.answer.id)
    parts = [f"<section id='{step.anchor}'><h3>{escape(step.title)}</h3>"]
    asked = [without_heading(cell.shown) for cell in step.question if cell.is_marked]
    parts += [html.markdown(text) for text in asked if text.strip()]
    if own is not None:
        parts.append(_own_work(own, step.answer))
    parts += [_verdict(verdicts[cell.id]) for cell in step.tests if cell.id in verdicts]
    return "".join([*parts, _by_hand(step, marks), "</section>"])


def _own_work(cell, released):
    if cell.source.strip() == released.shown.strip():
        return "<p><em>You did not answer this step.</em></p>"
    if cell.cell_type == "markdown":
        return html.markdown(cell.source, cell.get("attachments"))
    return html.code(cell.source) + "".join(html.output(item) for item in cell.outputs)


def _verdict(verdict):
    kind = "right" if verdict["score"] >= verdict["points"] else "wrong"
    head = f"<strong>{verdict['score']:g} of {verdict['points']:g} points</strong>"
    head += " for cases that are tried at grading" if verdict["hidden"] else ""
    items = "".join(_case(case, verdict["hidden"]) for case in verdict["cases"])
    if not verdict["cases"] and kind == "wrong":
        items = "<li>The check stopped with an error.</li>"
    return f"<div class='check {kind}'>{head}<ul>{items}</ul></div>"


def _case(case, is_hidden):
    name = "a further case" if is_hidden else case["case"]
    if case["right"]:
        return f"<li>right: {escape(name)}</li>"
    parts = [f"not right: {escape(name)}"]
    if case["value"] is not None:
        parts.append(f"your value: <code>{escape(show_value(case['value']))}</code>")
    if case["hint"]:
        parts.append(f"this looks like: {escape(case['hint'])}")
    if case["message"]:
        parts.append(escape(case["message"]))
    return f"<li>{'; '.join(parts)}</li>"


def _by_hand(step, marks):
    key = f"{step.notebook}/{step.answer.id}"
    grade = marks.get("cells", {}).get(key)
    comment = marks.get("comments", {}).get(key)
    text = ""
    if grade is not None:
        points = "still to be read" if grade["needs_manual"] else f"{grade['score']:g}"
        text += f"<strong>{points} of {grade['points']:g} points</strong>"
    text += html.markdown(comment) if comment else ""
    return f"<div class='check hand'>{text}</div>" if text else ""
