"""Notebooks become pages without answers' traces; the whole site builds without a warning."""

import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

SITE = Path(__file__).parents[2] / ".site"

WIDGET = "application/vnd.jupyter.widget-view+json"


def cleaned(build, *cells):
    return build._static(new_notebook(cells=list(cells)), SITE).cells


def code(*outputs):
    return new_code_cell("1", outputs=list(outputs))


def display(**data):
    return new_output("display_data", {key.replace("_", "/", 1): v for key, v in data.items()})


def test_open_answers_progress_and_loading_are_not_shown(build):
    loading = display(text_html="<small></small>", text_plain="")
    loading.metadata["coursekit-loading"] = True
    error = new_output("error", ename="NotYet", evalue="", traceback=[])
    bar = new_output("stream", name="stderr", text="100%")
    (cell,) = cleaned(build, code(loading, error, bar, new_output("stream", text="6")))
    assert [output.text for output in cell.outputs] == ["6"]


def test_what_is_printed_in_pieces_is_joined(build):
    first, second, third = (new_output("stream", text=text) for text in ("a\n", "b\n", "c\n"))
    (cell,) = cleaned(build, code(first, second, display(text_plain="7"), third))
    assert [o.get("text") for o in cell.outputs] == ["a\nb\n", None, "c\n"]


def test_a_record_for_the_grader_stays_out(build):
    output = new_output("display_data", {build._CHECK: {"expected": 6}, "text/html": "right"})
    (cell,) = cleaned(build, code(output))
    assert dict(cell.outputs[0].data) == {"text/html": "right"}


def test_a_live_picture_says_where_it_lives(build):
    output = new_output("display_data", {WIDGET: {"model_id": "x"}, "text/plain": "App()"})
    (cell,) = cleaned(build, code(output))
    assert dict(cell.outputs[0].data) == {
        "text/plain": "(A live picture: open the notebook in JupyterLab to move it.)"
    }


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("(Bartel, https://doi.org/10.1/a-b).", "(Bartel, <https://doi.org/10.1/a-b>)."),
        ("[DOI](https://doi.org/10.1/a)", "[DOI](https://doi.org/10.1/a)"),
        ("<https://doi.org/10.1/a>", "<https://doi.org/10.1/a>"),
        ("`https://doi.org/10.1/a`", "`https://doi.org/10.1/a`"),
    ],
)
def test_bare_addresses_can_be_followed(build, source, shown):
    (cell,) = cleaned(build, new_markdown_cell(source))
    assert cell.source == shown


def test_links_to_files_that_are_not_on_the_site_become_text(build, tmp_path):
    (tmp_path / "from").mkdir()
    (tmp_path / "from" / "map.png").touch()
    text = "[recipe](recipe/README.md) ![A map](map.png) [DOI](https://doi.org/1) [up](#top)"
    assert build._local_links(text, tmp_path / "from", tmp_path) == (
        "recipe (`recipe/README.md` in the repository) ![A map](pictures/map.png) "
        "[DOI](https://doi.org/1) [up](#top)"
    )
    assert (tmp_path / "pictures" / "map.png").is_file()


def test_every_dependency_has_a_reason_and_an_alternative(build):
    rows = [line.split(" | ") for line in build._dependencies().splitlines() if " | " in line]
    names = [row[0].strip("| ") for row in rows]
    project = (SITE.parent / "pyproject.toml").read_text()
    assert set(re.findall(r'^  "([\w.-]+)[>=<]', project, flags=re.MULTILINE)) <= set(names)
    assert [row[0] for row in rows if not all(part.strip(" |") for part in row)] == []


@pytest.mark.slow
def test_the_site_builds_without_a_warning(tmp_path):
    done = subprocess.run(
        [sys.executable, SITE / "build.py", tmp_path, "--no-run"], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout[-2000:]
    ladder = (tmp_path / "api" / "featurizers" / "SOAP.html").read_text()
    assert "Smooth overlap" in (tmp_path / "glossary.html").read_text()
    assert 'id="coursekit.featurizers.SOAP"' in ladder
    for path in (SITE.parent / "lectures").glob("*.ipynb"):
        title = nbformat.read(path, as_version=4).cells[0].source.splitlines()[0].lstrip("# ")
        page = (tmp_path / "lectures" / f"{path.stem}.html").read_text()
        assert re.search(r"<title>(.*?) - ", page)[1] == title


def test_a_figure_with_frames_moves_without_python(build, tmp_path):
    frames = {"still": "aGk=", "alt": 'A "cell".', "layout": {"height": 300}, "labels": ["1"]}
    bundle = {build.MIME: frames, WIDGET: {"model_id": "x"}, "text/plain": "App()"}
    cell = code(new_output("display_data", bundle))
    build._static(new_notebook(cells=[cell]), tmp_path)
    (data,) = (output.data for output in cell.outputs)
    assert set(data) == {"text/html", "text/plain"}
    (written,) = (tmp_path / "frames").glob("*.json")
    assert f'data-frames="../_static/frames/{written.name}"' in data["text/html"]
    assert 'alt="A &quot;cell&quot;."' in data["text/html"]
    assert written.with_suffix(".png").read_bytes() == b"hi"
    assert "still" not in written.read_text()
