"""Axes in the house style, for pictures that were given none."""

from coursekit.plots.style import STYLE


def make_axes(size, *, columns=1):
    """Empty axes on a new figure, which a notebook shows at the end of its cell.

    Parameters
    ----------
    size : tuple of float
        Width and height, inch.
    columns : int, default 1
        Axes side by side.

    Returns
    -------
    matplotlib Axes, or array of them
    """
    from matplotlib import pyplot, rc_context

    # The first figure switches a notebook's backend on; inside rc_context that would be undone.
    figure = pyplot.figure(figsize=size, layout="constrained", facecolor="white")
    with rc_context(STYLE):
        return figure.subplots(1, columns)
