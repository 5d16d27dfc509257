"""Build the site: run the released notebooks, render everything, fail on any warning.

    python .site/build.py OUT [--no-run]

The notebooks are those that students get, so no solution can be printed; answers stay open in them.
"""

import argparse
import importlib.util
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

import nbformat
from afternoon import write_afternoon
from frames import MIME, place_frames, write_library
from front import write_front
from reference import write_reference

from coursekit.execute import execute

HERE = Path(__file__).parent
COURSE = HERE.parent
_ELSEWHERE = {
    "claims.md": "lectures/CLAIMS.md",
    "glossary.md": "solutions/lectures/GLOSSARY.md",
    "data.md": "data/README.md",
}
_WIDGET = "application/vnd.jupyter.widget-view+json"
_CHECK = "application/vnd.coursekit.check+json"
_ADDRESS = re.compile(r"(?<![<(\[\"`])\bhttps?://[^\s<>()\[\]`]*[\w/]")  # a bare one, as it stands


def prepare(sources, run):
    """Lay out the sources of the site in a folder."""
    shutil.copytree(HERE, sources, dirs_exist_ok=True, ignore=shutil.ignore_patterns("_*", "*.pyc"))
    write_library(sources / "static")
    for kind in ("lectures", "exercises"):
        (sources / kind).mkdir()
        for path in sorted((COURSE / kind).glob("*.ipynb")):
            print(f"{kind}/{path.name}", flush=True)
            notebook = nbformat.read(path, as_version=4)
            if run:
                _run(notebook)
            nbformat.write(_static(notebook, sources / "static"), sources / kind / path.name)
    for name, path in _ELSEWHERE.items():
        source = COURSE / path
        text = source.read_text(encoding="utf-8") if source.is_file() else f"# {name}\n"
        (sources / name).write_text(_local_links(text, source.parent, sources), encoding="utf-8")
    # from the package, wherever it is installed
    crystals = Path(importlib.util.find_spec("coursekit.apps").origin).with_name("crystal.js")
    shutil.copy(crystals, sources / "static" / crystals.name)
    (sources / "dependencies.md").write_text(_dependencies(), encoding="utf-8")
    write_reference(sources / "api")
    write_front(sources)
    write_afternoon(sources)


def _run(notebook):
    # an open answer raises; the cells after it do not depend on it
    os.environ["COURSEKIT_PAGE"] = "1"  # apps bring the frames of their main slider
    execute(notebook, timeout=None, allow_errors=True)  # a slow machine may take its time


def _static(notebook, static):
    for cell in notebook.cells:
        cell.metadata.pop("nbgrader", None)
        if cell.cell_type != "code":
            cell.source = _ADDRESS.sub(r"<\g<0>>", cell.source)
            cell.source = cell.source.replace("](GLOSSARY.md", "](../glossary.md")
            continue
        for output in cell.outputs:
            data = output.get("data", {})
            data.pop(_CHECK, None)
            if MIME in data:
                data["text/html"] = place_frames(data, static)
                data.pop(MIME)
            if data.pop(_WIDGET, None) and "text/html" not in data:
                # a crystal or a prediction brings its own page; a figure has its still picture below
                data["text/plain"] = "(A live picture: open the notebook in JupyterLab to move it.)"
        cell.outputs = _join([o for o in cell.outputs if _is_shown(o)])
    return notebook


def _join(outputs):
    """What was printed in pieces is one text."""
    joined = []
    for output in outputs:
        if joined and output.output_type == joined[-1].output_type == "stream":
            joined[-1].text += output.text
        else:
            joined.append(output)
    return joined


def _is_shown(output):
    if output.get("metadata", {}).get("coursekit-loading"):
        return False  # what was being loaded
    if output.output_type == "error":
        return False  # an open answer: the box above it says so in words
    if output.output_type == "stream" and output.name == "stderr":
        return False  # progress bars
    return output.output_type == "stream" or any(
        kind in output.data for kind in ("text/html", "image/png", "image/svg+xml", "text/plain")
    )


def _local_links(text, folder, sources):
    """Pictures come along; links to files that are not on the site become plain text."""

    def replace(match):
        mark, label, target = match.groups()
        path = folder / target.split("#")[0]
        if target.startswith(("http", "#", "mailto:")):
            return match[0]
        if mark and path.is_file():
            copy = sources / "pictures" / path.name
            copy.parent.mkdir(exist_ok=True)
            shutil.copy(path, copy)
            return f"![{label}](pictures/{path.name})"
        return f"{label} (`{target}` in the repository)"

    return re.sub(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)", replace, text)


def _dependencies():
    import tomllib

    text = (COURSE / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(text)["project"]
    reasons = _reasons(text)
    without = tomllib.loads((HERE / "without.toml").read_text(encoding="utf-8"))
    releases = tomllib.loads((HERE / "releases.toml").read_text(encoding="utf-8"))
    lines = ["# Dependencies", "",
             "Exact versions stand in `constraints.txt`; a weekly run tries the newest. An extra is "
             "installed only when asked for, as in `pip install -e '.[docs]'`. Last releases as of "
             f"{releases['read']}."]  # fmt: skip
    groups = {"Always": project["dependencies"], **{
        f"Extra `{name}`": wanted for name, wanted in project["optional-dependencies"].items()}}  # fmt: skip
    for title, requirements in groups.items():
        lines += ["", f"## {title}", "", "| package | version | last release | licence | why | without it |",
                  "|---|---|---|---|---|---|"]  # fmt: skip
        for requirement in requirements:
            name = re.match(r"[\w.-]+", requirement)[0]
            if name != project["name"]:
                version, licence = _installed(name)
                about = f"{name} | {version} | {releases['newest'].get(name, 'not looked up')} | {licence}"
                lines.append(f"| {about} | {reasons[name]} | {without[name]} |")
    return "\n".join(lines) + "\n"


def _reasons(text):
    """Name of each dependency and the comment behind it; a line may hold several names."""
    lines = (line.partition("#") for line in text.splitlines() if '"' in line)
    return {name: why.strip() for names, _, why in lines
            for name in re.findall(r'"([\w.-]+)', names)}  # fmt: skip


def _installed(name):
    from importlib.metadata import PackageNotFoundError, metadata

    try:
        about = metadata(name)
    except PackageNotFoundError:
        return "not installed here", "see the package"
    return about["Version"], _licence(about)


def _licence(about):
    stated = about.get("License-Expression") or ""
    kinds = [line.rsplit("::", 1)[1].strip() for line in about.get_all("Classifier") or ()
             if line.startswith("License ::")]  # fmt: skip
    first = (about.get("License") or "").strip().splitlines()[:1]
    return stated or ", ".join(kinds) or (first[0][:40] if first else "see the package")


def main():
    """Build, and leave with Sphinx's status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--no-run", action="store_true", help="do not run the notebooks")
    options = parser.parse_args()
    from sphinx.cmd.build import main as sphinx

    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    with tempfile.TemporaryDirectory() as folder:
        sources = Path(folder) / "site"
        prepare(sources, run=not options.no_run)
        kept = ["-d", str(Path(folder) / "doctrees")]  # Sphinx's own notes are no part of the site
        status = sphinx(
            ["-W", "--keep-going", "-q", "-b", "html", *kept, str(sources), str(options.out)]
        )
    if status == 0:
        from links import broken_links

        broken = broken_links(options.out)
        print("\n".join(broken))
        status = 1 if broken else 0
    sys.exit(status)


if __name__ == "__main__":
    main()
