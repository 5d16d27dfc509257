"""The pages that students get back: their work, their points, and what each check says."""

from html import escape

import nbformat

from coursekit.grading import html
from coursekit.grading.course import Course, GradingError
from coursekit.grading.execute import write_whole
from coursekit.grading.gradebook import read_marks
from coursekit.grading.naming import gradebook_id
from coursekit.grading.present import show_value
from coursekit.grading.report import read_report
from coursekit.grading.snapshot import take_snapshots

_STYLE = """
body{font:16px/1.55 system-ui,sans-serif;max-width:55rem;margin:2rem auto;padding:0 1rem;color:#111;
background:#fff}pre{overflow-x:auto;background:#f6f8fa;padding:.6rem;border-radius:4px;font-size:14px}
pre.out{background:#fff;border-left:3px solid #bbb}pre.error{border-color:#a00}
.check{border:1px solid #bbb;border-radius:4px;padding:.4rem .8rem;margin:.6rem 0}
.right{border-left:6px solid #009E73}.wrong{border-left:6px solid #D55E00}.hand{border-left:6px solid
#0072B2}table{border-collapse:collapse}td,th{border:1px solid #bbb;padding:.2rem .5rem}
img{max-width:100%}
"""


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
        The pages: `feedback/<student>/<assignment>/<notebook>.html`. Nothing else is there.

    Raises
    ------
    GradingError
        Nothing was graded yet.
    """
    course = Course.at(root)
    snapshots = take_snapshots(course, assignment)
    try:
        lines = read_report(course, assignment)
    except FileNotFoundError as error:
        raise GradingError(f"`{assignment}` has no report; grade it first.") from error
    marks = read_marks(course, assignment)
    pages = []
    for line in lines:
        if students is not None and line.student not in students:
            continue
        folder = course.feedback / line.student / assignment
        for name, snapshot in snapshots.items():
            page = _render(course, line, name, snapshot, marks.get(gradebook_id(line.student), {}))
            write_whole(folder / f"{name}.html", page)
            pages.append(folder / f"{name}.html")
    return pages


def _render(course, line, name, snapshot, marks):
    path = course.autograded / gradebook_id(line.student) / line.assignment / f"{name}.ipynb"
    parts = [f"<h1>{escape(name)}</h1>", _summary(line, name, snapshot, marks)]
    ran = line.notebooks.get(name)
    if ran is None or not path.is_file():
        parts.append(f"<p>There is nothing to show: {escape(_why(line, name))}.</p>")
    else:
        verdicts = {verdict["cell"]: verdict for verdict in ran["verdicts"]}
        for cell in nbformat.read(path, as_version=4).cells:
            parts.append(_cell(cell, snapshot.find(cell.get("id", "")), verdicts, name, marks))
    return (
        "<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width'>"
        "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'; "
        "style-src 'unsafe-inline'; img-src data:\">"
        f"<title>{escape(name)}: feedback</title><style>{_STYLE}{html.code_style()}</style></head>"
        f"<body>{''.join(parts)}</body></html>\n"
    )


def _why(line, name):
    if name in line.missing:
        return "this notebook was not handed in, or nothing in it could be read"
    return line.reason or "it was not graded"


def _summary(line, name, snapshot, marks):
    cells = {k: v for k, v in marks.get("cells", {}).items() if k.startswith(f"{name}/")}
    got = sum(cell["score"] or 0 for cell in cells.values())
    waiting = sum(cell["needs_manual"] for cell in cells.values())
    text = f"<p><strong>{got:g} of {snapshot.max_score:g} points</strong>"
    text += f", {waiting} answers are still to be read" if waiting else ""
    repairs = [r for r in line.repairs if r.where in (name, *snapshot.by_id)]
    notes = "".join(f"<li>{escape(str(repair))}</li>" for repair in repairs[:20])
    return text + ".</p>" + (f"<p>We mended your notebook:</p><ul>{notes}</ul>" if notes else "")


def _cell(cell, released, verdicts, name, marks):
    source = cell.source
    if released is not None and released.is_marked and not released.is_answer:
        # What the student got, without hidden tests.
        source = released.shown
    if cell.cell_type == "markdown":
        body = html.markdown(source, cell.get("attachments"))
    elif cell.cell_type == "code":
        body = html.code(source) if source.strip() else ""
    else:
        body = f"<pre>{escape(source)}</pre>"
    verdict = verdicts.get(cell.get("id"))
    if verdict is not None:
        # The last two outputs are the verdict in words and the score: both are said below.
        shown = [] if verdict["hidden"] else cell.outputs[:-2]
        body += "".join(html.output(item) for item in shown) + _verdict(verdict)
    elif cell.cell_type == "code":
        body += "".join(html.output(item) for item in cell.outputs)
    return body + _marks_of(released, name, marks, verdict)


def _verdict(verdict):
    kind = "right" if verdict["score"] >= verdict["points"] else "wrong"
    head = f"<strong>{verdict['score']:g} of {verdict['points']:g} points</strong>"
    items = "".join(_case(case, verdict["hidden"]) for case in verdict["cases"])
    if not verdict["cases"] and kind == "wrong":
        items = "<li>The test stopped with an error.</li>"
    return f"<div class='check {kind}'>{head}<ul>{items}</ul></div>"


def _case(case, hidden):
    name = "a case that is tried at grading" if hidden else case["case"]
    if case["right"]:
        return f"<li>right: {escape(case['step'])}, {escape(name)}</li>"
    parts = [f"not right: {escape(case['step'])}, {escape(name)}"]
    if case["value"] is not None:
        parts.append(f"your value: <code>{escape(show_value(case['value']))}</code>")
    if case["hint"]:
        parts.append(f"this looks like: {escape(case['hint'])}")
    if case["message"] and not (hidden and case["value"] is not None):
        parts.append(escape(case["message"]))
    return f"<li>{'; '.join(parts)}</li>"


def _marks_of(released, name, marks, verdict):
    if released is None or not released.is_answer:
        return ""
    key = f"{name}/{released.id}"
    grade = marks.get("cells", {}).get(key)
    comment = marks.get("comments", {}).get(key)
    text = ""
    if grade is not None:
        points = "still to be read" if grade["needs_manual"] else f"{grade['score']:g}"
        text += f"<strong>{points} of {grade['points']:g} points</strong>"
    if comment:
        text += html.markdown(comment)
    return f"<div class='check hand'>{text}</div>" if text else ""
