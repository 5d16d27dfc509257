"""Pooling as a flow: sites with a number each, and the row that every rule makes of them."""

from coursekit.plots.picture import Picture
from coursekit.plots.style import COLOURS

SITES = (("Mg", 6), ("Mg", 4), ("O", 6), ("O", 6), ("O", 5))
"""Element and coordination number of the sites that are drawn."""


def pooled_rows(sites=SITES):
    """The row of each rule, as it is written in the picture."""
    numbers = [number for _, number in sites]
    shares = [numbers.count(n) / len(numbers) for n in (4, 5, 6)]
    by_species = []
    for symbol in dict.fromkeys(symbol for symbol, _ in sites):
        own = [number for element, number in sites if element == symbol]
        by_species.append(f"{symbol} {sum(own) / len(own):.2f}".rstrip("0").rstrip("."))
    return {
        "mean": f"{sum(numbers) / len(numbers):g}",
        "sum": f"{sum(numbers)}",
        "maximum": f"{max(numbers)}",
        "histogram": "   ".join(
            f"{n}: {share:g}" for n, share in zip((4, 5, 6), shares, strict=True)
        ),
        "by species": "   ".join(by_species),
    }


def draw_pooling():
    """Sites on the left, rules in the middle, rows on the right.

    Returns
    -------
    coursekit.plots.picture.Picture
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 3.4), layout="constrained", facecolor="white")
    ax = figure.subplots()
    colours = dict(zip(("Mg", "O"), COLOURS, strict=False))
    heights = [4 - 0.9 * n for n in range(len(SITES))]
    for (symbol, number), y in zip(SITES, heights, strict=True):
        ax.plot(0, y, "o", markersize=26, color=colours[symbol])
        ax.text(0, y, symbol, color="white", ha="center", va="center", fontsize=10)
        _box(ax, 1.5, y, str(number))
        _arrow(ax, (0.35, y), (1.2, y))
        _arrow(ax, (1.8, y), (3.0, 2.2))
    for (rule, row), y in zip(pooled_rows().items(), heights, strict=True):
        _arrow(ax, (3.2, 2.2), (4.1, y))
        ax.text(4.2, y, rule, va="center", fontsize=11)
        _box(ax, 7.5, y, row)
    for x, title in ((0, "site"), (1.5, "its number"), (4.7, "rule"), (7.5, "row of the crystal")):
        ax.text(x, 4.75, title, ha="center", fontsize=10, style="italic")
    ax.set(xlim=(-0.6, 9.4), ylim=(-0.2, 5.1))
    ax.axis("off")
    return Picture(figure, alt=describe_pooling())


def describe_pooling():
    """The picture in words."""
    sites = ", ".join(f"{symbol} {number}" for symbol, number in SITES)
    rows = "; ".join(f"{rule}: {row}" for rule, row in pooled_rows().items())
    return f"Five sites with a coordination number each ({sites}) flow into one row. {rows}."


def _box(ax, x, y, text):
    style = {"boxstyle": "round,pad=0.3", "facecolor": "#F2F2F2", "edgecolor": "#555555"}
    ax.text(x, y, text, ha="center", va="center", fontsize=10, bbox=style)


def _arrow(ax, start, end):
    ax.annotate("", end, start, arrowprops={"arrowstyle": "->", "color": "#777777"})
