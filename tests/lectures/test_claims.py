"""Every slide of the lecture has a cell, and the table of them belongs to the notebooks."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def claims():
    return SimpleNamespace(**runpy.run_path(str(ROOT / "solutions" / "claims.py")))


@pytest.fixture
def course(tmp_path):
    (tmp_path / "solutions" / "lectures").mkdir(parents=True)
    (tmp_path / "lectures").mkdir()
    script = """# %% [markdown] slides="1-50"
# All but two.

# %% slides="51, 52"
print("nothing yet")
print("two numbers: 3.5 and 4")

# %%
print("three:", 3)
"""
    (tmp_path / "solutions" / "lectures" / "A_test.py").write_text(script)
    return tmp_path


def test_the_table_is_complete_and_current(claims):
    assert claims.find_faults(ROOT) == []


def test_a_table_is_written_and_found_good(claims, course):
    claims.write_table(course)
    assert claims.find_faults(course) == []
    rows = (course / claims.TABLE).read_text().splitlines()
    assert "| 7 | A_test | 1 |  |" in rows
    # the third cell names no slides: it goes on with those of the second
    assert "| 52 | A_test | 2, 3 | two numbers: 3.5 and 4 |" in rows


def test_slides_end_at_a_heading(claims, course):
    script = course / "solutions" / "lectures" / "A_test.py"
    text = script.read_text() + "\n# %%\nsummary('A')\n"
    text += "\n# %% [markdown]\n# ## Next\n\n# %%\nprint(5)\n"
    script.write_text(text)
    places = claims.place_slides(claims.read_lectures(course))
    assert [cell.id for cell in places[52]["A_test"]] == ["2", "3"]


def test_faults_are_named(claims, course):
    script = course / "solutions" / "lectures" / "A_test.py"
    assert claims.find_faults(course) == ["lectures/CLAIMS.md is not there"]
    claims.write_table(course)
    text = script.read_text()
    script.write_text(text.replace("3.5", "3.6"))
    assert claims.find_faults(course) == ["A_test was measured with other code"]
    script.write_text(text.replace("All but two", "All but the last two"))
    assert claims.find_faults(course) == []
    script.write_text(text.replace('"51, 52"', '"51"'))
    assert claims.find_faults(course) == [
        "slide 52 has no cell",
        "the cells named in the table are not those of the notebooks",
    ]


def test_what_a_cell_measured(claims):
    def cell(**output):
        return nbformat.from_dict({"outputs": [{"output_type": "display_data", **output}]})

    table = (
        "<table><tr><th></th><th>a</th><th>b</th></tr><tr><th>name</th><th></th><th></th></tr>"
        "<tr><th>first</th><td>1.5</td><td>2</td></tr></table>"
    )
    page = {"text/html": table, "text/plain": "a b 1.5 2"}
    assert claims.measured(cell(data=page)) == "first: a 1.5, b 2"
    widget = {"application/vnd.jupyter.widget-view+json": {}, "text/plain": "App 3"}
    assert claims.measured(cell(data=widget)) == ""
    assert claims.measured(cell(data={"text/plain": "no number"})) == ""
    assert claims.measured(cell(data={"text/plain": "x" * 200 + " 5"})).endswith("…")


def test_a_notebook_that_stops_is_named(claims, course, capsys):
    script = course / "solutions" / "lectures" / "B_test.py"
    script.write_text("# %%\nraise ValueError('three')\n")
    claims.write_table(course)
    assert "B_test stops: ValueError: three" in capsys.readouterr().out
    assert claims.find_faults(course) == ["B_test was measured with other code"]
