"""A lecture as slides: a copy of the notebook, one idea a slide, and a sheet for who presents it."""

import json
import re
import tomllib
from difflib import get_close_matches
from pathlib import Path

FOLDER = "presented"
# a theme that asks for no letters from outside
_LOOK = {"theme": "white", "transition": "none", "scroll": True, "center": False}
_SHORT = 700  # characters of prose on a slide
_LINES = 3  # longer code is folded; a click opens it
# minutes of a section, before they are scaled to the lecture's own: to read out a character, to
# show a cell, to let the room solve a step or a quick question
_TALK, _SHOW, _STEP, _QUIZ = 1 / 700, 0.7, 4.0, 1.5
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORDS = {"five": 5, "ten": 10, "fifteen": 15}
_WORDS |= {word: 10 * n for n, word in enumerate(_TENS, 2)}
_WORDS |= {f"{word}-five": 10 * n + 5 for n, word in enumerate(_TENS, 2)}
_GUESS = re.compile(r'predict\(\s*((?:f?"(?:[^"\\]|\\.)*"\s*)+)')
_ASKED = re.compile(r"(?:^|[.!?:*)]\s+|\*)([A-Z][^.!?:*|$`]{8,200}\?)")
_PREDICT = re.compile(r"\*\*Predict:\*\* ([^?]+\?)")
OTHERWISE = "What will the next picture or table show?"
# jupyterlab-rise's own keys wait for a focus that today's JupyterLab gives to something else
_KEYS = {"Shift Enter": "notebook:run-cell", "T": "RISE:notes-open"}
_LETTERS = """\
/* Letters that the last row reads on 1280 x 720. */
.reveal .jp-RenderedHTMLCommon, .reveal .jp-RenderedText pre { font-size: 26px; line-height: 1.35; }
.reveal .jp-RenderedHTMLCommon h1, .reveal .jp-RenderedHTMLCommon h2,
.reveal .jp-RenderedHTMLCommon h3 { font-size: 38px; text-transform: none; margin: 0 0 0.4em; }
.reveal .jp-RenderedHTMLCommon table, .reveal .jp-RenderedText pre { font-size: 22px; }
.reveal .cm-editor, .reveal .jp-InputPlaceholder, .reveal .jp-Placeholder-content,
.reveal .jp-Placeholder-content .jp-Placeholder-firstLine { font-size: 20px !important; }
.reveal ul, .reveal ol { display: block; margin-left: 1.2em; }
.reveal .jp-InputPrompt, .reveal .jp-OutputPrompt { display: none; }
"""


def present(folder, notebook):
    """Write a lecture as slides beside the course's notebooks."""
    content = json.loads((folder / notebook).read_text(encoding="utf-8"))
    target = folder / FOLDER / notebook.rpartition("/")[2]
    sections = _sections(content["cells"])
    notes = dict(zip((s[0]["id"] for s in sections), _notes(sections), strict=True))
    content["cells"] = [cell for section in sections for cell in _slides(section, notes)]
    content["metadata"]["rise"] = _LOOK
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    target.with_suffix(".notes.md").write_text(_sheet(sections, notes), encoding="utf-8")
    target.with_name("rise.css").write_text(_LETTERS, encoding="utf-8")
    return target.relative_to(folder).as_posix()


def present_settings(folder):
    """Write JupyterLab's settings for slides: keys that work wherever one has clicked."""
    keys = [{"command": command, "keys": [key], "selector": "body.rise-enabled"}
            for key, command in _KEYS.items()]  # fmt: skip
    path = folder / "@jupyterlab" / "shortcuts-extension" / "shortcuts.jupyterlab-settings"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"shortcuts": keys}), encoding="utf-8")
    return {"JUPYTERLAB_SETTINGS_DIR": str(folder)}


def read_minutes(text):
    """How long a notebook takes, as its first cell says.

    Parameters
    ----------
    text : str
        The cell.

    Returns
    -------
    int or None
        Minutes.

    Examples
    --------
    >>> read_minutes("**What is it?** About eighty minutes; the core path about fifty.")
    80
    """
    found = re.search(r"([\w-]+)\s+minutes", text)
    word = found[1].lower() if found else ""
    return int(word) if word.isdigit() else _WORDS.get(word)


def _sections(cells):
    """Cells by the heading that they stand under."""
    sections = []
    for number, cell in enumerate(cells):
        cell.setdefault("id", f"cell-{number}")
        if not sections or _is_heading(cell):
            sections.append([])
        sections[-1].append(cell)
    return sections


def _text(cell):
    return "".join(cell["source"])


def _is_heading(cell):
    return cell["cell_type"] == "markdown" and _text(cell).lstrip().startswith("#")


def _is_own(cell):
    """Whether the cell is for a student's desk."""
    return bool(cell["metadata"].get("nbgrader")) or "quiz(" in _text(cell)


def _slides(section, notes):
    """The section's cells with their places in the slides, and its note behind each slide."""
    room, shown = 0, False  # characters on the slide; whether it shows an output
    for place, cell in enumerate(section):
        text, kind = _text(cell), "-"
        if _is_own(cell):
            kind = "skip"
        elif place == 0:
            kind = "slide"
        elif cell["cell_type"] == "code":
            kind = "subslide"
            if len(text.splitlines()) > _LINES:
                cell["metadata"].setdefault("jupyter", {})["source_hidden"] = True
        elif room + len(text) > _SHORT:
            kind = "subslide"
        elif shown:
            kind = "fragment"
        cell["metadata"]["slideshow"] = {"slide_type": kind}
        yield cell
        if kind in ("slide", "subslide"):
            room, shown = 0, cell["cell_type"] == "code"
            note = {"slideshow": {"slide_type": "notes"}}
            yield {"cell_type": "markdown", "id": f"{cell['id'][:58]}-note", "metadata": note,
                   "source": notes[section[0]["id"]]["text"]}  # fmt: skip
        if kind != "skip" and cell["cell_type"] == "markdown":
            room += len(text)


def _notes(sections):
    """For each section its minutes, shares of the lecture's own, and what to ask."""
    table = tomllib.loads(Path(__file__).with_name("present.toml").read_text(encoding="utf-8"))
    weights = [(_talk(section), _work(section)) for section in sections]
    scale = (read_minutes(_text(sections[0][0])) or 60) / sum(map(sum, weights))
    for section, weight in zip(sections, weights, strict=True):
        talk, work = (round(scale * part) for part in weight)
        question = _question(section, table)
        text = f"About {max(talk, 1)} min" + (f", and {work} for their own steps" if work else "")
        yield {"minutes": max(talk, 1) + work, "ask": question, "text": f"{text}. Ask: {question}"}


def _talk(section):
    shown = [cell for cell in section if not _is_own(cell)]
    prose = sum(len(_text(cell)) for cell in shown if cell["cell_type"] == "markdown")
    return _TALK * prose + _SHOW * sum(cell["cell_type"] == "code" for cell in shown)


def _work(section):
    tasks = [_text(c) for c in section if _is_own(c) and c["cell_type"] == "markdown"]
    return sum(_STEP if "**Step" in t else _QUIZ * ("**Quick question" in t) for t in tasks)


def _question(section, table):
    """What to ask the room: from the table, or what the notebook lets predict or asks itself."""
    heading = read_heading(_text(section[0]))
    prose = " ".join(" ".join(map(_text, filter(_is_prose, section))).split())
    known = get_close_matches(heading, table, n=1, cutoff=0.8)
    asks = [
        *([table[known[0]]] if known else []),
        *(re.sub(r'"\s*f?"', "", found[1]).strip(' "') for cell in section
          for found in _GUESS.finditer(_text(cell))),
        *(found[:1].upper() + found[1:] for found in _PREDICT.findall(prose)),
        *([heading] if heading.endswith("?") else []),
        *_ASKED.findall(prose),
        OTHERWISE,
    ]  # fmt: skip
    return asks[0]


def _is_prose(cell):
    return cell["cell_type"] == "markdown" and not _is_own(cell)


def read_heading(text):
    """The heading of a cell, without its number and its mark of an optional section."""
    first = text.lstrip().partition("\n")[0].lstrip("# ")
    return re.sub(r"^\d+\. |\s*\*?\(optional\)\*?$", "", first)


def _sheet(sections, notes):
    """The sheet on the presenter's own desk: clock, minutes, question."""
    lines = [
        f"# {read_heading(_text(sections[0][0]))}", "",
        "Clock and minutes are estimates from the length of the text, students' own steps included.",
        "", "| from | minutes | section | ask |", "|---|---|---|---|",
    ]  # fmt: skip
    clock = 0
    for section in sections:
        note = notes[section[0]["id"]]
        start, ask = f"{clock // 60}:{clock % 60:02d}", note["ask"].replace("|", "\\|")
        heading = read_heading(_text(section[0]))
        lines.append(f"| {start} | {note['minutes']} | {heading} | {ask} |")
        clock += note["minutes"]
    return "\n".join(lines) + "\n"
