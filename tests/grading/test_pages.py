"""What is shown to people: nothing runs, nothing is fetched, nothing secret, alike answers found."""

import hashlib
import json
import zipfile

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.grading.course import GradingError
from coursekit.grading.flags import _COMPILED
from coursekit.grading.handout import release
from coursekit.grading.html import clean_html, markdown, output
from coursekit.grading.present import show_value
from coursekit.grading.similarity import find_groups, own_prints

from .corpus.edit import RIGHT, answer, read_release

BAD = [
    "<script>x</script>", "<img src=x onerror=y>", "<a href='javascript:x'>y</a>",
    "<a href=' java\nscript:x'>y</a>", "<iframe src=x>", "<svg onload=x>", "<b onclick=x>y</b>",
    "<style>@import url(x)</style>", "<img src='https://x/y.png'>", "<form action=x><input>",
    "<a href='data:text/html,x'>y</a>", "<img src='data:image/svg+xml;base64,eA=='>",
    "<math><mtext></p><script>x</script>", "<scr<script>ipt>x</script>", "<meta http-equiv=refresh>",
    "<object data=x>", "<link rel=stylesheet href=x>", "<base href=x>", "<p style='background:url(x)'>",
]  # fmt: skip


@pytest.mark.parametrize("text", BAD)
@pytest.mark.parametrize("render", [clean_html, markdown])
def test_nothing_runs_or_is_fetched(text, render):
    clean = render(f"before {text} after").lower()
    for bad in ("<script", "onerror", "onclick", "onload", "<iframe", "<svg", "<style", "<form",
                "<meta", "<object", "<link", "<base", "style=", "<math", "src="):  # fmt: skip
        assert f"{bad}" not in clean.replace("&lt;", "")
    assert 'href="javascript' not in clean
    assert 'href="data' not in clean


@given(st.text(max_size=300))
def test_any_text_is_rendered(text):
    for clean in (clean_html(text), markdown(text)):
        assert "<script" not in clean.lower()


def test_long_hostile_text_takes_no_time():
    from coursekit.grading.html import code

    for text in ("<script" * 20_000, "[" * 60_000, "<b>" * 20_000, "(" * 60_000):
        for render in (markdown, code):
            assert isinstance(render(text), str)
    assert clean_html("a<script " * 20_000) == "a"


def test_tables_pictures_and_links_survive():
    table = "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>"
    assert clean_html(table) == table
    picture = {"output_type": "display_data", "data": {"image/png": "iVBORw0=", "text/plain": "p"}}
    assert _sorted_img(output(picture)) == '<img alt="p" src="data:image/png;base64,iVBORw0=">'
    assert "<strong>b</strong>" in markdown("**b**")


def _sorted_img(tag):
    assert 'src="data:image/png;base64,iVBORw0="' in tag
    return '<img alt="p" src="data:image/png;base64,iVBORw0=">'


@given(st.recursive(st.none() | st.floats() | st.text(), lambda i: st.lists(i) | st.dictionaries(
    st.sampled_from(["kind", "value", "items", "data", "shape", "type"]), i), max_leaves=8))  # fmt: skip
def test_any_value_can_be_shown(value):
    assert len(show_value(value)) <= 204


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("environment", "os.environ['X']"),
        ("files", "open('/etc/passwd')"),
        ("processes", "!ls"),
        ("network", "import socket"),
        ("internals", "import ctypes"),
        ("notebook", "get_ipython().ast_transformers"),
        ("checks", "np.allclose = lambda *a: True"),
        ("equality", "def __eq__(self, o): return True"),
        ("script", "<img onerror='x'>"),
    ],
)
def test_signs(kind, code):
    assert _COMPILED[kind].search(code)


def test_honest_answers_have_no_signs():
    from .corpus.honest import VARIANTS

    for variants in VARIANTS.values():
        for source, _ in variants:
            found = [name for name, pattern in _COMPILED.items() if pattern.search(source or "")]
            assert found == []


LONG = """
def mean_mass(counts):
    weighted = []
    for symbol, number in counts.items():
        for _ in range(int(number)):
            weighted.append(MASS[symbol])
    middle = sorted(weighted)
    if not middle:
        raise ValueError("empty formula")
    return sum(middle) / float(len(middle))
"""
RENAMED = LONG.replace("weighted", "w").replace("symbol", "el").replace("middle", "srt")


def test_alike_answers_are_one_group_and_the_template_is_none(built_course, snapshots):
    answers = {"ada": LONG, "bob": f"# mine\n{RENAMED}", "cyd": RIGHT["mean"], "dan": None,
               "eva": LONG.replace("middle", "m")}  # fmt: skip
    prints = {}
    for student, source in answers.items():
        notebooks = answer(read_release(built_course), {"mean": source} if source else {})
        notebook = nbformat.reads(json.dumps(notebooks["1_mass"]), as_version=4)
        prints[student] = own_prints(notebook, snapshots["1_mass"])
    (group,) = find_groups({"1_mass": prints})
    assert (group.students, group.notebook) == (("ada", "bob", "eva"), "1_mass")
    assert group.share > 0.9
    assert prints["dan"] == []


def test_release_is_a_zip_with_a_checksum(course):
    archive, checksum = release("exercises", root=course)
    first = archive.read_bytes()
    assert checksum.read_text() == f"{hashlib.sha256(first).hexdigest()}  exercises.zip\n"
    with zipfile.ZipFile(archive) as packed:
        names = packed.namelist()
        assert [n for n in names if n.startswith("unit6/exercises/")] == [
            "unit6/exercises/1_mass.ipynb",
            "unit6/exercises/2_cell.ipynb",
        ]
        start = packed.read("unit6/START_HERE.md").decode()
        (wheel,) = (n.removeprefix("unit6/") for n in names if n.endswith(".whl"))
        assert f'pip install -c constraints.txt "./{wheel}[course]"' in start
        assert {"unit6/constraints.txt", "unit6/LICENSE", "unit6/data/README.md"} <= set(names)
        with zipfile.ZipFile(packed.open(f"unit6/{wheel}")) as package:
            assert not [n for n in package.namelist() if "solution" in n]
        assert (
            packed.read("unit6/exercises/2_cell.ipynb")
            == (course / "exercises/2_cell.ipynb").read_bytes()
        )
    assert release("exercises", root=course)[0].read_bytes() == first
    with pytest.raises(GradingError, match="`assignment`: nothing to release"):
        release("homework", root=course)


def test_a_release_for_a_platform_comes_with_the_text_to_paste(course):
    *_, text = release("exercises", root=course, lms="moodle")
    assert "at most 2 files" in text.read_text()
    assert "   - 1_mass.ipynb" in text.read_text()
    with pytest.raises(GradingError, match="give one of moodle, ilias, canvas"):
        release("exercises", root=course, lms="blackbird")


def test_formulas_are_set_and_code_is_not():
    page = markdown("With $c = K^{-1} y$ and\n\n$$\\sum_i f_i$$ but `$x$` and $5 and $6.")
    assert page.count("<math") == 2
    assert "<msup>" in page
    assert "$x$" in page
    assert "$5 and $6" in page


def test_a_hostile_formula_is_harmless():
    page = markdown(r"$\href{javascript:x}{y}$ $\text{<script>x</script>}$ $<img src=x onerror=y>$")
    assert "<script" not in page
    assert 'href="javascript' not in page
    assert "<img" not in page
