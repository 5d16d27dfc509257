"""Pages of the API: a table a room, a page a class, functions below the table."""

import importlib
import inspect
import re

ROOMS = ("errors", "structures", "datasets", "neighbors", "featurizers", "pooling", "kernels",
         "potentials", "pipelines", "audits", "plots", "apps", "checks", "grading")  # fmt: skip
_KNOWN = {
    "pymatgen Structure": "https://pymatgen.org/pymatgen.core.html",
    "pymatgen Composition": "https://pymatgen.org/pymatgen.core.html",
    "scikit-learn": "https://scikit-learn.org/stable/",
    "Pipeline": "https://scikit-learn.org/stable/modules/generated/sklearn.pipeline.Pipeline.html",
}


def write_reference(folder):
    """Write the pages of every room.

    Parameters
    ----------
    folder : pathlib.Path
        The site's folder `api`; its own `index.md` stays.
    """
    for room in ROOMS:
        module = importlib.import_module(f"coursekit.{room}")
        things = {name: getattr(module, name) for name in getattr(module, "__all__", ())}
        classes = [name for name, thing in things.items() if inspect.isclass(thing)]
        for name in classes:
            (folder / room).mkdir(exist_ok=True)
            (folder / room / f"{name}.md").write_text(
                f"# {name}\n\n" + _directive(room, name, "autoclass"), encoding="utf-8"
            )
        (folder / f"{room}.md").write_text(_room(room, module, things, classes), encoding="utf-8")


def _room(room, module, things, classes):
    lines = [f"# {room}", "", _first_line(module), ""]
    if things:
        lines += ["| name | what it does |", "|---|---|"]
    for name, thing in things.items():
        lines.append(f"| {_link(room, name, name in classes)} | {_first_line(thing)} |")
    if classes:
        lines += [
            "",
            "```{toctree}",
            ":hidden:",
            "",
            *(f"{room}/{name}" for name in classes),
            "```",
        ]
    for name, thing in things.items():
        if inspect.isclass(thing):
            continue
        if inspect.ismodule(thing):
            lines += ["", f"## {name}", "", thing.__doc__.strip().splitlines()[0]]
        elif callable(thing):
            lines += ["", f"## {name}", "", _directive(room, name, "autofunction")]
        elif inspect.ismodule(thing):
            lines += ["", f"## {name}", "", _first_line(thing)]
        else:
            shown = ", ".join(f"`{item}`" for item in thing)
            lines += ["", f"## {name}", "", shown]
    return "\n".join(lines) + "\n"


def _link(room, name, is_class):
    return f"[`{name}`]({room}/{name}.md)" if is_class else f"[`{name}`](#{name.lower()})"


def _directive(room, name, kind):
    return f"```{{eval-rst}}\n.. {kind}:: coursekit.{room}.{name}\n```\n"


def _first_line(thing):
    if not (callable(thing) or inspect.ismodule(thing)):
        return "names: " + ", ".join(map(str, thing))[:80].replace("|", "\\|")
    return (thing.__doc__ or "").strip().partition("\n")[0].replace("|", "\\|")


def link_outside(app, what, name, obj, options, lines):
    """Turn the types of other libraries in a docstring into links to their own pages."""
    for k, line in enumerate(lines):
        for words, address in _KNOWN.items():
            if re.match(rf"(\s*:(r?type)\b.*|\s+){re.escape(words)}", line):
                line = line.replace(words, f"`{words} <{address}>`__", 1)
        lines[k] = line
