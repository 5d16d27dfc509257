"""What is written is true: commands exist, docstrings are whole, files say nothing of their makers."""

import ast
import importlib
import inspect
import json
import re
import shlex
import subprocess
from pathlib import Path

import pytest
from command_line import not_known

COURSE = Path(__file__).parents[1]
PLACES_OF_TEXTS = ("*.md", ".site/*.md", ".github/*.md", "*/README.md", "*/*/README.md")
TEXTS = sorted(path for place in PLACES_OF_TEXTS for path in COURSE.glob(place))
ROOMS = ("errors", "structures", "datasets", "neighbors", "featurizers", "pooling", "kernels",
         "potentials", "pipelines", "audits", "plots", "apps", "checks", "grading")  # fmt: skip
LENGTHS = {"r_cut", "r_min", "r_max", "sigma", "r_shift", "bin_width", "width", "d_min"}
SECTION = re.compile(r"^([A-Z][A-Za-z ]+)\n-{3,}$", flags=re.MULTILINE)


def blocks(path, language):
    """Text of the blocks of code in one language."""
    text = path.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)


def typed(path):
    """Every `coursekit` command of a text, in blocks and between backticks."""
    text = path.read_text(encoding="utf-8")
    lines = [line for block in blocks(path, "bash") for line in re.split(r"\n|&&", block)]
    lines += re.findall(r"`(coursekit [^`]+)`", text)
    return [shlex.split(line, comments=True) for line in lines if line.split()[:1] == ["coursekit"]]


def exported():
    """Every public name of every room, with what it stands for."""
    for room in ROOMS:
        module = importlib.import_module(f"coursekit.{room}")
        for name in getattr(module, "__all__", ()):
            thing = getattr(module, name)
            if inspect.isclass(thing) or inspect.isfunction(thing):
                yield pytest.param(thing, id=f"{room}.{name}")


def sections(thing):
    """Sections of a docstring by title; the text before them is ""."""
    parts = SECTION.split(inspect.getdoc(thing) or "")
    return {"": parts[0], **dict(zip(parts[1::2], parts[2::2], strict=True))}


def entries(section):
    """Names and texts of the entries of a section such as Parameters."""
    texts = re.split(r"^(?=\S)", section.strip("\n"), flags=re.MULTILINE)
    return {
        name.strip("* "): text
        for text in texts
        if text.strip()
        for name in text.splitlines()[0].split(" :")[0].split(",")
    }


def parameters(thing):
    """Names of the parameters, without self, private ones and collected ones."""
    if inspect.isclass(thing) and (
        thing.__init__ is object.__init__ or issubclass(thing, Exception)
    ):
        return []
    signature = inspect.signature(thing.__init__ if inspect.isclass(thing) else thing)
    collected = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    names = [name for name, p in signature.parameters.items() if p.kind not in collected]
    return [name for name in names if name != "self" and not name.startswith("_")]


# ---- texts


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(COURSE)))
def test_every_command_in_a_text_exists(path):
    assert [(words, not_known(words)) for words in typed(path) if not_known(words)] == []


def test_the_readme_names_the_commands_of_every_day():
    said = {words[1] for words in typed(COURSE / "README.md") if len(words) > 1}
    assert {"lab", "ladder"} <= said


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(COURSE)))
def test_names_in_python_blocks_can_be_imported(path):
    for block in blocks(path, "python"):
        code = re.sub(r"^[!%].*$", "", block, flags=re.MULTILINE)  # Colab's, for the shell
        for node in ast.walk(ast.parse(code)):
            if isinstance(node, ast.ImportFrom) and node.module.startswith("coursekit"):
                module = importlib.import_module(node.module)
                assert [a.name for a in node.names if not hasattr(module, a.name)] == []


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(COURSE)))
def test_links_between_files_lead_somewhere(path):
    targets = re.findall(r"\]\(([^)\s#]+)[^)]*\)", path.read_text(encoding="utf-8"))
    near = [t for t in targets if not re.match(r"[a-z]+:", t) and not t.endswith(".ipynb")]
    built = {"afternoon.md", "claims.md", "data.md", "dependencies.md"}  # made when the site is
    assert [t for t in near if t not in built and not (path.parent / t).exists()] == []


# ---- docstrings


@pytest.mark.parametrize("thing", list(exported()))
def test_a_docstring_is_whole(thing):
    found = sections(thing)
    first = found[""].splitlines()[0]
    assert first.endswith((".", "?"))
    assert not found.keys() - {
        "", "Parameters", "Attributes", "Returns", "Yields", "Raises", "Warns", "Notes",
        "References", "Examples", "See Also", "Other Parameters",
    }  # fmt: skip


@pytest.mark.parametrize("thing", list(exported()))
def test_every_parameter_is_described(thing):
    found = sections(thing)
    described = entries(found.get("Parameters", ""))
    # a record describes its fields as attributes
    known = described | (entries(found.get("Attributes", "")) if inspect.isclass(thing) else {})
    assert [name for name in parameters(thing) if name not in known] == []
    accepted = inspect.signature(thing).parameters
    assert [name for name in described if name not in accepted] == []


@pytest.mark.parametrize("thing", list(exported()))
def test_lengths_have_their_unit(thing):
    found = entries(sections(thing).get("Parameters", ""))
    with_unit = re.compile(r"Å|degree|°|[Aa]s (those of )?`")
    assert [n for n, text in found.items() if n in LENGTHS and not with_unit.search(text)] == []


@pytest.mark.parametrize("thing", list(exported()))
def test_what_comes_back_is_described(thing):
    if inspect.isclass(thing):
        return
    returned = [
        node.value
        for node in ast.walk(ast.parse(inspect.getsource(inspect.unwrap(thing)).lstrip()))
        if isinstance(node, ast.Return)
    ]
    if any(value is not None for value in returned):
        assert {"Returns", "Yields"} & set(sections(thing))


def featurizers():
    from coursekit import featurizers as room
    from coursekit.featurizers.base import SiteFeaturizer, StructureFeaturizer

    for name in room.__all__:
        thing = getattr(room, name)
        if inspect.isclass(thing) and issubclass(thing, (SiteFeaturizer, StructureFeaturizer)):
            yield pytest.param(thing, id=name)


@pytest.mark.parametrize("kind", list(featurizers()))
def test_a_featuriser_says_what_it_keeps_and_loses(kind):
    text = sections(kind)[""]
    assert re.search(r"\bkeeps?\b", text, flags=re.IGNORECASE)
    assert re.search(r"\bloses?\b", text, flags=re.IGNORECASE)


@pytest.mark.parametrize("kind", list(featurizers()))
def test_a_featuriser_names_its_source(kind):
    assert "https://doi.org/10." in sections(kind).get("References", "")


@pytest.mark.parametrize("kind", list(featurizers()))
def test_a_featuriser_has_an_example_and_says_what_it_gives(kind):
    found = sections(kind)
    assert ">>> " in found["Examples"]
    assert re.search(r"\(n_\w+, [^)]+\)+ array|SiteFeatures|CSR", found["Returns"])


# ---- what is committed


def committed():
    """Paths that git knows and that are still there."""
    done = subprocess.run(["git", "ls-files"], cwd=COURSE, capture_output=True, text=True)
    if done.returncode:
        pytest.skip("needs a clone")
    return [COURSE / line for line in done.stdout.splitlines() if (COURSE / line).is_file()]


# in pieces, so that this file does not name them either
HOSTS = ("pypi" + ".org", "python" + "hosted.org", "npmjs" + ".org", "conda" + ".anaconda")
PLACES = ("/op" + "t/", "/wo" + "rk/", "/ro" + "ot/", "/Us" + "ers/", "C:\\" + "Users")


def test_no_file_names_a_registry_or_a_place_on_somebodys_machine():
    found = []
    for path in committed():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        said = [
            word for word in HOSTS + PLACES if re.search(rf"(?<![\w.\]]){re.escape(word)}", text)
        ]
        found += [(str(path.relative_to(COURSE)), said)] if said else []
    assert found == []


def test_notebooks_are_kept_without_outputs():
    found = []
    for path in committed():
        if path.suffix == ".ipynb":
            notebook = json.loads(path.read_text(encoding="utf-8"))
            cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
            full = [c["id"] for c in cells if c["outputs"] or c["execution_count"] is not None]
            found += [(path.name, full)] if full or "widgets" in notebook["metadata"] else []
    assert found == []
