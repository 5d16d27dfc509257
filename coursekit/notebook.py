"""What coursekit does when it is imported in a notebook, and nowhere else.

Pictures carry their description, which Jupyter's own do not; and an import that takes seconds says
so while it lasts.
"""

import importlib.abc
import sys

SLOW = ("pymatgen.core", "matminer", "dscribe", "sklearn", "matplotlib", "ase", "torch")
_PLACE = "coursekit-loading"


def prepare():
    """Prepare the running notebook, if this is one."""
    shell = _find_shell()
    if shell is None:
        return False
    _describe_pictures(shell)
    if not any(isinstance(finder, Announcer) for finder in sys.meta_path):
        announcer = Announcer()
        sys.meta_path.insert(0, announcer)
        shell.events.register("post_run_cell", announcer.finish)
    return True


def _find_shell():
    """The shell of a kernel; a terminal's needs neither."""
    get_ipython = getattr(sys.modules.get("IPython"), "get_ipython", None)
    shell = get_ipython() if get_ipython else None
    return shell if hasattr(shell, "kernel") else None


def _describe_pictures(shell):
    # by name, so that matplotlib is not loaded for it; of the base class, because the inline
    # backend throws out what it finds for Figure
    formatter = shell.display_formatter.formatters["text/html"]
    formatter.for_type_by_name("matplotlib.figure", "FigureBase", picture_html)


def picture_html(figure):
    """A figure as an image with its description."""
    from html import escape

    from IPython.core.pylabtools import print_figure

    from coursekit.plots.alternative import describe_figure

    code = print_figure(figure, fmt="png", base64=True)
    if code is None:
        return None
    alt = escape(describe_figure(figure))
    return f'<img alt="{alt}" src="data:image/png;base64,{code}">'


class Announcer(importlib.abc.MetaPathFinder):
    """Says which slow package is being loaded, until the cell is done."""

    def __init__(self, slow=SLOW):
        self.slow = [name for name in slow if name not in sys.modules]
        self.loading, self.handle = [], None

    def find_spec(self, name, path=None, target=None):
        """Look at what is imported, and leave the finding to others."""
        if name in self.slow:
            self.slow.remove(name)
            self.loading.append(name.split(".")[0])
            self._show(f"Loading {', '.join(self.loading)}: some seconds, once in a notebook ...")
        return None

    def finish(self, *_):
        """Take the words away."""
        if self.handle is not None:
            self._show("")
        self.loading, self.handle = [], None

    def _show(self, text):
        from IPython.display import DisplayHandle

        data = {"text/html": f'<small role="status">{text}</small>', "text/plain": text}
        # kept before it is shown: showing may itself import something slow
        first, self.handle = self.handle is None, self.handle or DisplayHandle()
        show = self.handle.display if first else self.handle.update
        show(data, raw=True, metadata={_PLACE: True})
