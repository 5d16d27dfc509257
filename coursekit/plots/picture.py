"""A still picture with its text: shown in notebooks, printed, and read out."""

import base64
import html
import io


class Picture:
    """A matplotlib figure and the same in words.

    JupyterLab drops the alternative text of its own images; this one carries it along.

    Parameters
    ----------
    figure : matplotlib Figure
        What to show.
    alt : str
        The same in words.
    dpi : int, default 110
        Pixels per inch.
    above : str, default ""
        HTML that stands above the picture on a page.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> Picture(Figure(), alt="An empty page.")
    An empty page.
    """

    def __init__(self, figure, *, alt, dpi=110, above=""):
        self.figure = figure
        self.alt = alt
        self.dpi = dpi
        self.above = above

    def __repr__(self):
        return self.alt

    def png(self):
        """The picture as a file.

        Returns
        -------
        bytes
        """
        file = io.BytesIO()
        self.figure.savefig(file, format="png", dpi=self.dpi, bbox_inches="tight")
        return file.getvalue()

    def _repr_mimebundle_(self, **_options):
        code = base64.b64encode(self.png()).decode()
        image = f'<img alt="{html.escape(self.alt)}" src="data:image/png;base64,{code}">'
        return {"text/html": self.above + image, "image/png": code, "text/plain": self.alt}
