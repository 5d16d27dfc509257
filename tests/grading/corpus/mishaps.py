"""Mishaps of every day: what editors, mails, merges, habits and wrong cells do to right answers."""

import base64
import bz2
import copy
import html
import io
import json
import zipfile

from .edit import RIGHT, answer, cell, insert_before, read_release

FULL_SCORE = 11.0
TWO = 4.0  # the second notebook's share
DATA = {
    "notes.txt": b"hello",
    "values.json": b'{"Ti": 47.867, "O": 15.999, "Al": 26.982, "Na": 22.990, "Cl": 35.450}',
}


def _source(cell_id, change):
    def damage(nbs):
        found = cell(nbs, cell_id)
        found["source"] = change("".join(found["source"]))

    return damage


def _own(code):
    return lambda nbs: insert_before(nbs, "mean-check", code)


def _at(nbs, cell_id):
    return next(n for n, c in enumerate(nbs["1_mass"]["cells"]) if c["id"] == cell_id)


def _code(source, cell_id):
    new = {"cell_type": "code", "id": cell_id, "metadata": {}, "source": source}
    return new | {"outputs": [], "execution_count": None}


def _in_three(nbs):
    lines = RIGHT["mean"].splitlines(keepends=True)
    at = _at(nbs, "mean")
    nbs["1_mass"]["cells"][at]["source"] = "".join(lines[:2])
    rest = [_code("".join(lines[2:4]), "part-2"), _code("".join(lines[4:]), "part-3")]
    nbs["1_mass"]["cells"][at + 1 : at + 1] = rest


def _at_the_end(nbs):
    cell(nbs, "mean")["source"] = ""
    nbs["1_mass"]["cells"].append(_code(RIGHT["mean"], "end"))


def _in_text(nbs):
    found = cell(nbs, "mean")
    found.update(cell_type="markdown", source=f"My code:\n```python\n{RIGHT['mean']}```")
    found.pop("outputs"), found.pop("execution_count")


def _in_other_notebook(nbs):
    cells = nbs["2_cell"]["cells"]
    at = next(n for n, c in enumerate(cells) if c["id"] == "volume")
    nbs["1_mass"]["cells"].append(cells.pop(at))


def _both_in_one(nbs):
    nbs["1_mass"]["cells"] += nbs.pop("2_cell")["cells"]


def _exchange_names(nbs):
    nbs["1_mass"], nbs["2_cell"] = nbs["2_cell"], nbs["1_mass"]


def _exchange_marks(nbs):
    one, two = cell(nbs, "mean"), cell(nbs, "fractions")
    one["metadata"], two["metadata"] = two["metadata"], one["metadata"]


def _each(change):
    def damage(nbs):
        for found in nbs["1_mass"]["cells"]:
            change(found)

    return damage


def _raw(found):
    found["cell_type"] = "raw"
    found.pop("outputs", 0), found.pop("execution_count", 0)


def _as_strings(nbs):
    nbs["1_mass"]["cells"] = ["".join(c["source"]) for c in nbs["1_mass"]["cells"]]


def _deepnote(nbs):
    for n, found in enumerate(nbs["1_mass"]["cells"]):
        found["id"] = f"{n:032x}"
        found["metadata"] |= {"cell_id": found["id"], "deepnote_cell_type": "code"}


def _kernel(spec):
    return lambda nbs: nbs["1_mass"]["metadata"].update(kernelspec=spec, language_info=5)


_MERGED = "<<<<<<< local\n{0}=======\n{0}\n\n>>>>>>> remote\n"
CELLS = {
    "merge_marks_in_source": (_source("mean", _MERGED.format), FULL_SCORE),
    "split_without_marks": (_in_three, FULL_SCORE),
    "answer_at_the_end": (_at_the_end, FULL_SCORE),
    "answer_in_text": (_in_text, FULL_SCORE),
    "answer_in_other_notebook": (_in_other_notebook, FULL_SCORE),
    "both_in_one": (_both_in_one, FULL_SCORE),
    "names_exchanged": (_exchange_names, FULL_SCORE),
    "marks_exchanged": (_exchange_marks, FULL_SCORE),
    "all_cells_raw": (_each(_raw), FULL_SCORE),
    "no_cell_types": (_each(lambda c: c.pop("cell_type")), FULL_SCORE),
    "cells_as_strings": (_as_strings, FULL_SCORE),
    "no_source": (lambda n: cell(n, "mean-check").pop("source"), FULL_SCORE),
    "kernel_with_version": (_kernel({"name": "python3.11"}), FULL_SCORE),
    "kernel_is_a_list": (_kernel(["deno"]), FULL_SCORE),
    "tabs_among_spaces": (
        _source("mean", lambda s: s.replace("        total = total", "\ttotal = total")),
        FULL_SCORE,
    ),
    "own_assert": (
        _source("mean", lambda s: s + "\nassert mean_mass({'O': 1}) == 3\n"),
        FULL_SCORE,
    ),
    "smart_quotes": (_own("print(\u201chello\u201d)"), FULL_SCORE),
    "python_2": (_own("print 'hello'"), FULL_SCORE),
    "return_outside": (_own("return 5"), FULL_SCORE),
    "loop_in_loop": (_own("import asyncio\nasyncio.run(asyncio.sleep(0))"), FULL_SCORE),
    "system_exit": (_own("raise SystemExit"), FULL_SCORE),
    "exit_call": (_own("exit(0)"), FULL_SCORE),
    "keyboard_interrupt": (_own("raise KeyboardInterrupt"), FULL_SCORE),
    "debugger": (_own("import pdb\npdb.set_trace()"), FULL_SCORE),
    "password": (_own("import getpass\ngetpass.getpass()"), FULL_SCORE),
    "shell_fails": (_own("%%bash\nexit 3"), FULL_SCORE),
    "runs_other_script": (_own("%run other.py"), FULL_SCORE),
    "no_end_of_recursion": (_own("def f(): return f()\nf()"), FULL_SCORE),
    "thread_goes_on_printing": (
        _own(
            "import threading, time\ndef f():\n    while True:\n        print('x' * 1000)\n"
            "        time.sleep(0.001)\nthreading.Thread(target=f, daemon=True).start()"
        ),
        FULL_SCORE,
    ),
}
HARMLESS = {
    "deepnote": (_deepnote, FULL_SCORE),
    "helper_in_own_cell": (_own("def helper(x):\n    return x\n"), FULL_SCORE),
    "blocking_plot": (
        _own("import matplotlib.pyplot as plt\nplt.plot([1])\nplt.show(block=True)"),
        FULL_SCORE,
    ),
    "magics": (_own("%matplotlib notebook\n%load_ext autoreload\n%autoreload 2"), FULL_SCORE),
    "other_folder": (_own("import os\nos.chdir('/')"), FULL_SCORE),
    "options": (
        _own(
            "warnings.simplefilter('error')\nnp.seterr(all='raise')\nnp.set_printoptions(precision=1)"
        ),
        FULL_SCORE,
    ),
    "builtins_hidden": (_own("list = [1]\nmax = 3\nstr = 'x'\ntype = 5\ndict = {}"), FULL_SCORE),
    "display_hook": (_own("import sys\nsys.displayhook = lambda x: None"), FULL_SCORE),
    "html_cell": (_own("%%javascript\nalert(1)"), FULL_SCORE),
    "timed_answer": (_source("mean", lambda s: "%%time\n" + s), FULL_SCORE),
    "captured_answer": (_source("mean", lambda s: "%%capture\n" + s), FULL_SCORE),
    "help_asked": (_source("mean", lambda s: s + "\nmean_mass?\n"), FULL_SCORE),
    "lambda_answer": (
        _source("volume", lambda s: "volume = lambda m: abs(np.linalg.det(np.array(m)))"),
        FULL_SCORE,
    ),
    "reads_own_data": (
        _source(
            "mean",
            lambda s: (
                "import json\nOWN = json.load(open('values.json'))\n" + s.replace("MASS[", "OWN[")
            ),
        ),
        FULL_SCORE,
    ),
}


def _put(change):
    return lambda files: files.update({"1_mass.ipynb": change(files["1_mass.ipynb"])})


def _rename(new, change=lambda content: content):
    return lambda files: files.update({new: change(files.pop("1_mass.ipynb"))})


def _zip(name):
    def pack(content):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, content)
        return file.getvalue()

    return pack


def _commented(text):
    return "".join(f"# {line}\n" for line in text.split("\n"))


def _script(code_mark, text_mark):
    def write(content):
        out = []
        for found in json.loads(content)["cells"]:
            text = "".join(found["source"])
            is_code = found["cell_type"] == "code"
            out.append(f"{code_mark}\n{text}\n" if is_code else f"{text_mark}{_commented(text)}")
        return "\n\n".join(out).encode()

    return write


PERCENT, EXPORT = _script("# %%", "# %% [markdown]\n"), _script("# In[3]:\n\n", "")


def _nest(files):
    for name in list(files):
        files[f"hub/home/unit6/course/2026/exercises/release/{name}"] = files.pop(name)


def _two_conflicts(content):
    out = []
    for line in content.decode().split("\n"):
        both = ["<<<<<<< HEAD", line, "=======", line, ">>>>>>> b"]
        out += both if "def mean_mass" in line or "def fractions" in line else [line]
    return "\n".join(out).encode()


def _page(content):
    text = html.escape(content.decode()).encode()
    return b"<!DOCTYPE html><html><body><pre>" + text + b"</pre></body></html>"


FILES = {
    "zip_called_notebook": (_put(_zip("1_mass.ipynb")), FULL_SCORE),
    "script_called_notebook": (_put(PERCENT), FULL_SCORE),
    "export_called_notebook": (_put(EXPORT), FULL_SCORE),
    "saved_as_script": (_rename("1_mass.py", PERCENT), FULL_SCORE),
    "exported_as_script": (_rename("1_mass.py", EXPORT), FULL_SCORE),
    "written_by_python": (_put(lambda c: str(json.loads(c)).encode()), FULL_SCORE),
    "single_quotes": (_put(lambda c: c.replace(b'"cells"', b"'cells'")), FULL_SCORE),
    "quoted_in_a_mail": (_put(lambda c: b"> " + c.replace(b"\n", b"\n> ")), FULL_SCORE),
    "coded_for_a_mail": (_put(base64.encodebytes), FULL_SCORE),
    "in_a_web_page": (_put(_page), FULL_SCORE),
    "missing_end": (_put(lambda c: c.rstrip()[:-1]), FULL_SCORE),
    "two_conflicts": (_put(_two_conflicts), FULL_SCORE),
    "pdf": (_put(lambda c: b"%PDF-1.7\n%\xe2\xe3\n1 0 obj"), TWO),
    "document": (_put(_zip("word/document.xml")), TWO),
    "bzip2": (_put(bz2.compress), TWO),
    "git_lfs": (_put(lambda c: b"version https://git-lfs.github.com/spec/v1\n"), TWO),
    "many_folders": (_nest, FULL_SCORE),
    "many_pictures": (
        lambda files: files.update({f"0_frame_{n:04d}.png": b"\x89PNG" for n in range(700)}),
        FULL_SCORE,
    ),
    "no_ending": (_rename("1_mass"), FULL_SCORE),
    "half_a_download": (_rename("1_mass.ipynb.part"), FULL_SCORE),
    "backup": (_rename("1_mass.ipynb~"), FULL_SCORE),
    "copy_in_another_language": (_rename("Kopie von 1_mass.ipynb"), FULL_SCORE),
}


def make_mishaps(root):
    """Make them; as `make_damages` does."""
    right = answer(read_release(root), RIGHT)
    made = []
    for name, (damage, points) in {**CELLS, **HARMLESS}.items():
        notebooks = copy.deepcopy(right)
        damage(notebooks)
        made.append((f"damage_{name}", _files(notebooks) | DATA, points, name in CELLS))
    for name, (damage, points) in FILES.items():
        files = _files(right)
        damage(files)
        made.append((f"damage_{name}", files, points, True))
    return made


def _files(notebooks):
    return {f"{name}.ipynb": json.dumps(nb, indent=1).encode() for name, nb in notebooks.items()}
