"""Damaged submissions, all with right answers inside, and the points that must survive."""

import copy
import json
import unicodedata

from .edit import NAMES, RIGHT, answer, cell, insert_before, read_release

FULL_SCORE = 11.0
ONE = 7.0  # the first notebook's share
TWO = 4.0


def _text(notebook):
    return json.dumps(notebook, indent=1, ensure_ascii=False)


def _cells(notebooks, name="1_mass"):
    return notebooks[name]["cells"]


def _at(notebooks, cell_id):
    return next(n for n, c in enumerate(_cells(notebooks)) if c["id"] == cell_id)


def _duplicate(notebooks, cell_id, change=None, after=1):
    at = _at(notebooks, cell_id)
    double = copy.deepcopy(_cells(notebooks)[at])
    double["id"] += "-copy"
    if change is not None:
        double["source"] = change
    _cells(notebooks).insert(at + after, double)


def _drop(notebooks, cell_id):
    del _cells(notebooks)[_at(notebooks, cell_id)]


def _marks(notebooks, cell_id):
    return cell(notebooks, cell_id)["metadata"]["nbgrader"]


def make_damages(root):
    """Make all damaged submissions.

    Returns a list of (student, files by name, points that must survive, note expected).
    """
    right = answer(read_release(root), RIGHT)
    made = []
    for name, (damage, points) in {**CELLS, **NOTEBOOKS}.items():
        notebooks = copy.deepcopy(right)
        damage(notebooks)
        files = {f"{n}.ipynb": _text(nb).encode() for n, nb in notebooks.items()}
        made.append((f"damage_{name}", files, points, name not in HARMLESS))
    plain = {f"{n}.ipynb": _text(nb).encode() for n, nb in right.items()}
    for name, (damage, points) in FILES.items():
        files = dict(plain)
        damage(files)
        made.append((f"damage_{name}", files, points, name not in HARMLESS))
    return made


def _split_answer(nbs):
    whole = RIGHT["mean"].split("\n")
    cell(nbs, "mean")["source"] = "\n".join(whole[:3])
    _duplicate(nbs, "mean", "\n".join(whole[3:]))


def _strip_all(nbs):
    for notebook in nbs.values():
        for found in notebook["cells"]:
            found["metadata"] = {}


def _strip_all_and_ids(nbs):
    _strip_all(nbs)
    for notebook in nbs.values():
        for n, found in enumerate(notebook["cells"]):
            found["id"] = f"{n:08x}"


def _to_code(nbs):
    cell(nbs, "why").update({"cell_type": "code", "outputs": [], "execution_count": None})


def _to_markdown(nbs):
    found = cell(nbs, "mean-check")
    found["cell_type"] = "markdown"
    found.pop("outputs"), found.pop("execution_count")


def _to_raw(nbs):
    found = cell(nbs, "mean")
    found["cell_type"] = "raw"
    found.pop("outputs"), found.pop("execution_count")


def _own_graded(nbs):
    insert_before(nbs, "why-question", "1 + 1")
    new = next(c for c in _cells(nbs) if c["id"].startswith("own-"))
    new["metadata"]["nbgrader"] = {"grade": True, "grade_id": "mine", "points": 5}


def _swap(nbs, one, two):
    cells = _cells(nbs)
    a, b = _at(nbs, one), _at(nbs, two)
    cells[a], cells[b] = cells[b], cells[a]


def _schema(version):
    def damage(nbs):
        for notebook in nbs.values():
            for found in notebook["cells"]:
                if "nbgrader" in found["metadata"]:
                    found["metadata"]["nbgrader"]["schema_version"] = version

    return damage


def _format_3(nbs):
    for notebook in nbs.values():
        cells = notebook.pop("cells")
        for found in cells:
            found.pop("id")
            if found["cell_type"] == "code":
                found["input"] = found.pop("source")
        notebook.update({"nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": cells}]})


def _each(notebook_change):
    def damage(nbs):
        for notebook in nbs.values():
            notebook_change(notebook)

    return damage


def _source_lists(notebook):
    for found in notebook["cells"]:
        found["source"] = found["source"].splitlines(keepends=True) if isinstance(
            found["source"], str) else found["source"]  # fmt: skip


def _no_ids(notebook):
    for found in notebook["cells"]:
        found.pop("id")
    notebook["nbformat_minor"] = 4


def _same_ids(notebook):
    for found in notebook["cells"]:
        found["id"] = "same"


def _odd_fields(notebook):
    notebook["metadata"] = [1, 2]
    for found in notebook["cells"]:
        found["outputs"] = "none"
        found["attachments"] = 7


def _null_marks(nbs):
    cell(nbs, "mean-check")["metadata"]["nbgrader"] = None
    cell(nbs, "mean")["metadata"] = None


def _merge(nbs, one, two):
    cell(nbs, one)["source"] += "\n" + "".join(cell(nbs, two)["source"])
    _drop(nbs, two)


def _as_colab(notebook):
    # What a round trip through Colab leaves: no ids, no marks, lists of lines.
    for n, found in enumerate(notebook["cells"]):
        found.pop("id")
        found["metadata"] = {"id": f"aB3x{n}", "outputId": "0"}
    _source_lists(notebook)
    notebook.update(nbformat=4, nbformat_minor=0)
    notebook["metadata"] = {"colab": {"provenance": []}, "accelerator": "GPU"}


def _as_editor(notebook):
    for n, found in enumerate(notebook["cells"]):
        found["id"] = f"#VSC-{n:08x}"
        found["metadata"]["vscode"] = {"languageId": "python"}


CELLS = {
    "two_answers_in_one_cell": (lambda n: _merge(n, "mean", "fractions"), FULL_SCORE),
    "answer_and_test_in_one_cell": (lambda n: _merge(n, "mean", "mean-check"), FULL_SCORE),
    "source_is_no_text": (
        lambda n: _cells(n)[0].update(source={"a": 1}, outputs={"b": 2}),
        FULL_SCORE,
    ),
    "duplicate_answer": (lambda n: _duplicate(n, "mean"), FULL_SCORE),
    "duplicate_answer_stub_last": (
        lambda n: _duplicate(n, "mean", "# YOUR CODE HERE\nraise NotImplementedError()"),
        FULL_SCORE,
    ),
    "duplicate_answer_first_is_stub": (
        lambda n: _duplicate(n, "mean", "raise NotImplementedError()", after=0),
        FULL_SCORE,
    ),
    "split_answer": (_split_answer, FULL_SCORE),
    "duplicate_test": (lambda n: _duplicate(n, "mean-check"), FULL_SCORE),
    "split_test": (lambda n: _duplicate(n, "mean-check", "assert shown"), FULL_SCORE),
    "duplicate_written": (lambda n: _duplicate(n, "why", "And more."), FULL_SCORE),
    "deleted_test": (lambda n: _drop(n, "mean-check"), FULL_SCORE),
    "deleted_hidden_test": (lambda n: _drop(n, "mean-hidden"), FULL_SCORE),
    "deleted_answer": (lambda n: _drop(n, "mean"), FULL_SCORE - 4),
    "deleted_written": (lambda n: _drop(n, "why"), FULL_SCORE),
    "deleted_question": (lambda n: _drop(n, "mean-question"), FULL_SCORE),
    "deleted_imports": (lambda n: _drop(n, "2"), FULL_SCORE),
    "stripped_metadata": (_strip_all, FULL_SCORE),
    "stripped_metadata_and_ids": (_strip_all_and_ids, FULL_SCORE),
    "test_to_markdown": (_to_markdown, FULL_SCORE),
    "answer_to_raw": (_to_raw, FULL_SCORE),
    "written_to_code": (_to_code, FULL_SCORE),
    "changed_test": (lambda n: cell(n, "mean-check").update(source="assert True"), FULL_SCORE),
    "changed_points": (lambda n: _marks(n, "mean-check").update(points=1), FULL_SCORE),
    "points_as_text": (lambda n: _marks(n, "mean-check").update(points="two"), FULL_SCORE),
    "test_marked_solution": (lambda n: _marks(n, "mean-check").update(solution=True), FULL_SCORE),
    "test_not_graded": (lambda n: _marks(n, "mean-check").update(grade=False), FULL_SCORE),
    "answer_locked": (lambda n: _marks(n, "mean").update(locked=True, solution=False), FULL_SCORE),
    "no_grade_id": (lambda n: _marks(n, "mean-check").pop("grade_id"), FULL_SCORE),
    "null_grade_id": (lambda n: _marks(n, "mean-check").update(grade_id=None), FULL_SCORE),
    "null_marks": (_null_marks, FULL_SCORE),
    "own_graded_cell": (_own_graded, FULL_SCORE),
    "reversed_cells": (lambda n: _cells(n).reverse(), FULL_SCORE),
    "test_before_answer": (lambda n: _swap(n, "mean", "mean-check"), FULL_SCORE),
    "swapped_answers": (lambda n: _swap(n, "mean", "fractions"), FULL_SCORE),
    "schema_1": (_schema(1), FULL_SCORE),
    "schema_99": (_schema(99), FULL_SCORE),
    "syntax_error_elsewhere": (
        lambda n: insert_before(n, "mean-check", "def broken(:"),
        FULL_SCORE,
    ),
    "asks_for_input": (lambda n: insert_before(n, "mean-check", "input('name?')"), FULL_SCORE),
    "sys_exit": (lambda n: insert_before(n, "mean-check", "import sys\nsys.exit(1)"), FULL_SCORE),
    "quit": (lambda n: insert_before(n, "mean-check", "quit()"), FULL_SCORE),
    "os_exit": (lambda n: insert_before(n, "mean-check", "import os\nos._exit(1)"), FULL_SCORE),
    "endless_loop": (lambda n: insert_before(n, "mean-check", "while True: pass"), FULL_SCORE),
    "many_lines": (
        lambda n: insert_before(n, "mean-check", "for i in range(200_000): print(i)"),
        FULL_SCORE,
    ),
    "wrong_backend": (lambda n: insert_before(n, "mean-check", "%matplotlib qt"), FULL_SCORE),
    "unknown_magic": (lambda n: insert_before(n, "mean-check", "%nothing here"), FULL_SCORE),
    "empty_cells": (lambda n: insert_before(n, "mean-check", ""), FULL_SCORE),
    "null_characters": (lambda n: insert_before(n, "mean-check", "x = 'a\0b'"), FULL_SCORE),
}
NOTEBOOKS = {
    "from_colab": (_each(_as_colab), FULL_SCORE),
    "from_an_editor": (_each(_as_editor), FULL_SCORE),
    "format_3": (_format_3, FULL_SCORE),
    "format_4_2": (_each(_no_ids), FULL_SCORE),
    "format_5": (_each(lambda n: n.update(nbformat=5)), FULL_SCORE),
    "no_format": (_each(lambda n: n.pop("nbformat")), FULL_SCORE),
    "same_ids": (_each(_same_ids), FULL_SCORE),
    "no_kernel": (_each(lambda n: n.update(metadata={})), FULL_SCORE),
    "other_kernel": (
        _each(lambda n: n["metadata"].update(kernelspec={"name": "julia", "display_name": "J"})),
        FULL_SCORE,
    ),
    "odd_fields": (_each(_odd_fields), FULL_SCORE),
    "source_lists": (_each(_source_lists), FULL_SCORE),
    "no_cells": (lambda n: n["1_mass"].update(cells=[]), TWO),
    "cells_is_null": (lambda n: n["1_mass"].update(cells=None), TWO),
    "entries_not_cells": (lambda n: _cells(n).insert(0, "text"), FULL_SCORE),
}


def _put(name, content):
    def damage(files):
        files[name] = content(files[name]) if callable(content) else content

    return damage


def _rename(old, new):
    def damage(files):
        files[new] = files.pop(old)

    return damage


def _conflict(content):
    text = content.decode()
    at = text.index("def mean_mass")
    line = text.rindex("\n", 0, at) + 1
    end = text.index("\n", at) + 1
    block = text[line:end]
    merged = f"<<<<<<< HEAD\n{block}=======\n{block}>>>>>>> theirs\n"
    return (text[:line] + merged + text[end:]).encode()


def _cut_after_tests(content):
    # Cut in the middle of the written answer: everything before it is whole.
    return content[: content.index(b'"why"') + 3]


def _in_folder(files):
    for name in list(files):
        files[f"my work/{name}"] = files.pop(name)


def _drop_file(name):
    return lambda files: files.pop(name)


def _double(key, empty):
    def damage(content):
        text = content.decode()
        at = text.index(f'"{key}": ')
        return (text[:at] + f'"{key}": {empty}, ' + text[at:]).encode()

    return damage


def _double_after(content):
    return content.rstrip()[:-1] + b', "cells": []}'


def _nest(content):
    return content.rstrip()[:-1] + b', "x": ' + b"[" * 60_000 + b"]" * 60_000 + b"}"


def _surrogates(content):
    return content.replace(b"def mean_mass", b"# \\ud800 \\udfff\\ndef mean_mass", 1)


def _stub(content):
    text = content.decode()
    for source in RIGHT.values():
        text = text.replace(json.dumps(source)[1:-1], "raise NotImplementedError()")
    return text.encode()


def _two_versions(plain, other):
    def damage(files):
        right = files.pop("1_mass.ipynb")
        files[plain] = _stub(right)
        files[other] = right

    return damage


def _in_solutions(files):
    for name in list(files):
        files[f"solutions/exercises/{name}"] = files.pop(name)


FILES = {
    "null_in_file": (_put("1_mass.ipynb", lambda c: c.replace(b'"why"', b'"why"\0')), FULL_SCORE),
    "null_padding": (_put("1_mass.ipynb", lambda c: c + b"\0" * 4096), FULL_SCORE),
    "utf_16_without_mark": (
        _put("1_mass.ipynb", lambda c: c.decode().encode("utf-16-le")),
        FULL_SCORE,
    ),
    "doubled_key": (_put("1_mass.ipynb", _double("cells", "[]")), FULL_SCORE),
    "doubled_key_empty_last": (_put("1_mass.ipynb", _double_after), FULL_SCORE),
    "lone_surrogates": (_put("1_mass.ipynb", _surrogates), FULL_SCORE),
    "deep_after_cells": (_put("1_mass.ipynb", _nest), FULL_SCORE),
    "format_is_nan": (
        _put("1_mass.ipynb", lambda c: c.replace(b'"nbformat": 4', b'"nbformat": NaN')),
        FULL_SCORE,
    ),
    "format_is_huge": (
        _put("1_mass.ipynb", lambda c: c.replace(b'"nbformat": 4', b'"nbformat": 4' + b"0" * 5000)),
        FULL_SCORE,
    ),
    "two_versions": (_two_versions("1_mass.ipynb", "1_mass (1).ipynb"), FULL_SCORE),
    "two_numbered_versions": (_two_versions("1_mass (2).ipynb", "1_mass (1).ipynb"), FULL_SCORE),
    "empty_and_a_version": (
        lambda f: f.update({"1_mass (1).ipynb": f["1_mass.ipynb"], "1_mass.ipynb": b""}),
        FULL_SCORE,
    ),
    "in_solutions_folder": (_in_solutions, FULL_SCORE),
    "name_decomposed": (
        _rename("1_mass.ipynb", unicodedata.normalize("NFD", "Übung 1_mass.ipynb")),
        FULL_SCORE,
    ),
    "name_of_a_device": (_rename("1_mass.ipynb", "CON.ipynb"), FULL_SCORE),
    "resource_forks": (
        lambda f: f.update({"._1_mass.ipynb": b"\0\5\x16", "__MACOSX/._1_mass.ipynb": b"\0"}),
        FULL_SCORE,
    ),
    "byte_order_mark": (_put("1_mass.ipynb", lambda c: b"\xef\xbb\xbf" + c), FULL_SCORE),
    "utf_16": (_put("1_mass.ipynb", lambda c: c.decode().encode("utf-16")), FULL_SCORE),
    "latin_1": (
        _put("1_mass.ipynb", lambda c: c.decode().replace("How", "H\xf6w").encode("latin-1")),
        FULL_SCORE,
    ),
    "windows_line_ends": (_put("1_mass.ipynb", lambda c: c.replace(b"\n", b"\r\n")), FULL_SCORE),
    "truncated": (_put("1_mass.ipynb", _cut_after_tests), FULL_SCORE),
    "half": (_put("1_mass.ipynb", lambda c: c[: len(c) // 2]), TWO + 4),
    "merge_conflict": (_put("1_mass.ipynb", _conflict), FULL_SCORE),
    "empty_file": (_put("1_mass.ipynb", b""), TWO),
    "not_json": (_put("1_mass.ipynb", b"hello"), TWO),
    "other_json": (_put("1_mass.ipynb", b"[1, 2]"), TWO),
    "list_of_cells": (
        _put("1_mass.ipynb", lambda c: json.dumps(json.loads(c)["cells"]).encode()),
        FULL_SCORE,
    ),
    "renamed": (_rename("1_mass.ipynb", "final version.ipynb"), FULL_SCORE),
    "renamed_txt": (_rename("1_mass.ipynb", "1_mass.ipynb.txt"), FULL_SCORE),
    "renamed_case": (_rename("1_mass.ipynb", "1_MASS (2).IPYNB"), FULL_SCORE),
    "extra_copy": (lambda files: files.update({"1_mass-Copy1.ipynb": b"{}"}), FULL_SCORE),
    "in_folder": (_in_folder, FULL_SCORE),
    "missing_notebook": (_drop_file("2_cell.ipynb"), ONE),
    "no_notebook": (lambda files: [files.pop(f"{name}.ipynb") for name in NAMES], None),
    "bad_time": (lambda files: files.update({"timestamp.txt": b"yesterday"}), FULL_SCORE),
    "many_files": (
        lambda files: files.update({f"a{n}.csv": b"1" for n in range(90)}),
        None,
    ),
    "deep_nesting": (
        _put("1_mass.ipynb", b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
        TWO,
    ),
}
# Nothing is broken for the grader here.
HARMLESS = {"windows_line_ends", "source_lists", "empty_cells", "deleted_question", "schema_1", "schema_99",
    "resource_forks", "from_an_editor", "format_4_2"}  # fmt: skip
