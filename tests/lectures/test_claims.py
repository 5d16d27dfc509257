"""Every slide and every point has its cells, and the table of them belongs to the notebooks."""

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
def course(tmp_path, claims):
    (tmp_path / "solutions" / "lectures").mkdir(parents=True)
    (tmp_path / "lectures").mkdir()
    sections = [f"# %% [markdown]\n# ## {start}" for starts in claims.POINTS.values()
                for start in starts]  # fmt: skip
    body = """# %% [markdown] slides="1-50"
# All but two, with a formula: $$E$$

# %% slides="1-50"
ax = make_axes = str
make_axes("3")

# %% [markdown] slides="1-52" nbgrader={"grade_id": "A-sum-question", "locked": true}
# **Step 1.** Do it.

# %% [markdown] slides="51, 52"
# ## Two more

# %% slides="51, 52"
print("nothing yet")
print("two numbers: 3.5 and 4")

# %%
print("three:", 3)

# %% slides="1-50"
print("of all", 7)
"""
    text = body + "\n" + "\n\n".join(
        section + "\n# $$x$$\n\n# %%\nprint(1)\n\n# %%\nstr('view_crystal(')" for section in sections
    )  # fmt: skip
    (tmp_path / "solutions" / "lectures" / "A_test.py").write_text(text + "\n")
    return tmp_path


def test_the_table_is_complete_and_current(claims):
    assert claims.find_faults(ROOT) == []


def test_a_table_is_written_from_what_the_cells_are(claims, course):
    claims.write_table(course)
    rows = (course / claims.TABLE).read_text().splitlines()
    assert "| 7 | A 1 | A 1 | A 2 | A 7 | A-sum | of all 7 |" in rows
    # the sixth cell names no slides: it goes on with those of the fifth
    assert any(row.startswith("| 52 | A 4 | (b) |") and "A 5, 6" in row for row in rows)
    assert "| ... unique |" in "\n".join(rows)
    assert [f for f in claims.find_faults(course) if "no step" not in f] == []


def test_only_what_changed_is_run_again(claims, course, capsys):
    claims.write_table(course)
    before = (course / claims.TABLE).read_text()
    capsys.readouterr()
    claims.write_table(course)
    assert "running" not in capsys.readouterr().out
    assert (course / claims.TABLE).read_text() == before
    script = course / "solutions" / "lectures" / "A_test.py"
    script.write_text(script.read_text().replace('"of all", 7', '"of all", 8'))
    assert "A_test was measured with other code" in claims.find_faults(course)
    claims.write_table(course)
    assert "running A_test" in capsys.readouterr().out
    assert "of all 8" in (course / claims.TABLE).read_text()


def test_a_missing_field_is_named(claims, course):
    script = course / "solutions" / "lectures" / "A_test.py"
    script.write_text(script.read_text().replace('slides="1-50"\nax', 'slides="1-12,14-50"\nax'))
    assert "13 has no picture, and no reason for it" in claims.find_faults(course)


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
    assert "B_test was measured with other code" in claims.find_faults(course)
