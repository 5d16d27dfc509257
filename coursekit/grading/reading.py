"""Read a notebook file however it was damaged on the way: encodings, cut ends, merge conflicts."""

import json
import re

from coursekit.grading.repairs import Repair
from coursekit.grading.wrappings import name_kind, unpack, unwrap

MAX_BYTES = 50_000_000
_ENCODINGS = ("utf-8-sig", "utf-16", "cp1252", "latin-1")
_OUTPUTS = re.compile(rb'"outputs"\s*:\s*\[')
_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]]', re.DOTALL)
_OPENING = re.compile(r'\{\s*"(?:cell_type|id|execution_count|attachments)"\s*:')
_MAX_TRIES = 50
_CONFLICT = re.compile(r"^(<{7}|={7}|>{7}|\|{7}).*$", re.MULTILINE)


def read_raw(content, where):
    """Read a notebook file into plain JSON values."""
    if not content.strip(b" \r\n\t\0"):
        return None, [Repair("empty-file", where, "the file is empty")]
    unpacked = unpack(content, MAX_BYTES)
    packed, content = unpacked is not content, unpacked
    if len(content) > MAX_BYTES:
        return None, [Repair("too-large", where, f"{len(content)} bytes; {MAX_BYTES} are allowed")]
    text, repairs = _decode(content, where)
    repairs += [Repair("encoding", where, "it was compressed and was unpacked")] if packed else []
    if "\0" in text:
        text = text.replace("\0", "")
        repairs.append(Repair("damaged-file", where, "null characters were taken out"))
    doubled = set()
    value = _parse(text, doubled)
    if doubled:
        names = ", ".join(repr(name[:40]) for name in sorted(doubled)[:5])
        repairs.append(Repair("damaged-file", where, f"{names} stood twice in one place"))
    if value is None:
        value, note = _salvage(text)
        repairs.append(Repair("damaged-file", where, note))
    notebook, shape = _find_cells(value)
    repairs += [Repair("unusual-notebook", where, shape)] if shape else []
    return notebook, repairs


def _decode(content, where):
    is_wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    bare = {b"{\0": "utf-16-le", b"\0{": "utf-16-be"}.get(content[:2])
    for encoding in (bare, *_ENCODINGS) if bare else _ENCODINGS:
        # UTF-16 decodes nearly anything, so it is tried only where its mark stands.
        if encoding == "utf-16" and not is_wide:
            continue
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        plain = encoding == "utf-8-sig" and not content.startswith(b"\xef\xbb\xbf")
        note = Repair("encoding", where, f"read as {encoding} and stored as UTF-8")
        return text, [] if plain else [note]
    return content.decode("utf-8", "replace"), [Repair("encoding", where, "bad bytes replaced")]


def _parse(text, doubled=None):
    def build(pairs):
        # Two keys of one name: the later one, unless there is nothing in it.
        built = {}
        for key, value in pairs:
            if key not in built:
                built[key] = value
                continue
            if doubled is not None:
                doubled.add(key)
            built[key] = value or built[key]
        return built

    try:
        return json.loads(text, strict=False, object_pairs_hook=build)
    except (ValueError, RecursionError):
        return None


def without_outputs(content, most):
    """Take the outputs out of a notebook that is too large to be read with them."""
    spans, at = [], 0
    while opening := _OUTPUTS.search(content, at):
        depth, end = 1, None
        for token in _TOKEN.finditer(content, opening.end()):
            depth += {b"[": 1, b"]": -1}.get(token[0], 0)
            if depth == 0:
                end = token.end()
                break
        if end is None:
            break
        spans.append((at, opening.end()))
        at = end
    spans.append((at, len(content)))
    if sum(end - start for start, end in spans) > most:
        return None
    return b"]".join(content[start:end] for start, end in spans)


def _salvage(text):
    if _CONFLICT.search(text):
        for side in (0, 1):
            value = _parse(_take_side(text, side))
            if value is not None:
                return value, f"a merge conflict was resolved by its part number {side + 1}"
    value, wrapping = unwrap(text, _parse)
    if value is not None:
        return value, f"the notebook was {wrapping}"
    cells = _read_cells(text)
    if cells:
        return {"cells": cells}, f"the file is cut or broken; {len(cells)} whole cells were saved"
    return None, f"the file is {name_kind(text)}, and no cell could be saved"


def _take_side(text, side):
    kept, part = [], None
    for line in text.split("\n"):
        if line.startswith("<<<<<<<"):
            part = 0
        elif line.startswith("=======") and part is not None:
            part = 1
        elif line.startswith("|||||||") and part is not None:
            part = 2
        elif line.startswith(">>>>>>>"):
            part = None
        elif part is None or part == side:
            kept.append(line)
    return "\n".join(kept)


def _read_cells(text):
    start = re.search(r"""["']cells["']\s*:\s*\[""", text)
    if start is None:
        return []
    decoder, at, cells = json.JSONDecoder(strict=False), start.end(), []
    for _ in range(_MAX_TRIES):
        at = _read_whole_cells(decoder, text, at, cells)
        # A broken cell: its lines are read one by one, and reading goes on behind it.
        onward = next((m.start() for m in _OPENING.finditer(text, at + 1)), len(text))
        cut = _read_cut_cell(text[at:onward])
        cells += [cut] if cut else []
        at = onward
        if at >= len(text):
            break
    return cells


def _read_whole_cells(decoder, text, at, cells):
    while True:
        at = _skip(text, at)
        try:
            cell, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return at
        if not isinstance(cell, dict) or "cell_type" not in cell:
            return at
        cells.append(cell)
        at = end


def _skip(text, at):
    while at < len(text) and text[at] in " \r\n\t,":
        at += 1
    return at


def _read_cut_cell(tail):
    # A cell without its end: its type and the whole lines of its source can still be read.
    kind = re.search(r'"cell_type"\s*:\s*"(code|markdown|raw)"', tail)
    source = re.search(r'"source"\s*:\s*\[', tail)
    if kind is None or source is None:
        return None
    lines, decoder, at = [], json.JSONDecoder(strict=False), source.end()
    while True:
        at = _skip(tail, at)
        try:
            line, at = decoder.raw_decode(tail, at)
        except ValueError:
            break
        lines.append(line)
    marks = re.search(r'"grade_id"\s*:\s*"([^"]{1,200})"', tail[: source.start()])
    metadata = {"nbgrader": {"grade_id": marks.group(1)}} if marks else {}
    return {"cell_type": kind.group(1), "metadata": metadata, "source": lines}


def _find_cells(value):
    if isinstance(value, list) and any(isinstance(i, dict) and "cell_type" in i for i in value):
        return {"cells": value}, "a bare list of cells"
    if isinstance(value, str) and '"cells"' in value:
        return _find_cells(_parse(value))[0], "the notebook was written as one text"
    if not isinstance(value, dict):
        return None, "" if value is None else "the file holds JSON, but not a notebook"
    if isinstance(value.get("cells"), list):
        return value, ""
    if isinstance(value.get("cells"), dict):
        return value | {"cells": list(value["cells"].values())}, "the cells were no list"
    sheets = value.get("worksheets")
    if isinstance(sheets, list):
        cells = [c for s in sheets if isinstance(s, dict) for c in _as_list(s.get("cells"))]
        return value | {"cells": cells}, "the notebook format 3 was converted"
    for key, inner in value.items():
        if isinstance(inner, dict) and isinstance(inner.get("cells"), list):
            return inner, f"the notebook was found inside {key[:40]!r}"
    return None, "the file holds JSON, but no cells"


def _as_list(value):
    return value if isinstance(value, list) else []
