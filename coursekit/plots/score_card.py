"""The score card of descriptors: six wishes, and how far each descriptor meets them."""

import numpy as np

from coursekit.plots.picture import Picture
from coursekit.plots.style import STYLE

_SMOOTH = 1e-3
"""Share of the whole change; a jump below it is the slope of a finite step."""
_MET, _PARTLY, _NOT = "met", "partly", "not"
_FILL = {_MET: "#CFE5F3", _PARTLY: "#FBE3B5", _NOT: "#F0B08C", "": "#F4F4F4"}
_SIGN = {_MET: "✓ ", _PARTLY: "(✓) ", _NOT: "✗ ", "": ""}
_WISHES = (
    "invariant",
    "unique",
    "continuous",
    "cost / ms per atom",
    "size (six elements)",
    "general",
)


def describe_row(row):
    """One line of the score card, a verdict and words for each wish."""
    jump = row["jump"]
    return dict(zip(_WISHES, (
        (_share(row["invariant"]), f"{4 * row['invariant']:.0f} of 4"),
        (_share(row["unique"]), f"{5 * row['unique']:.0f} of 5"),
        _continuous(jump),
        ("", f"{row['ms per atom']:.3f}"),
        _size(row),
        (_share(row["general"]), f"{5 * row['general']:.0f} of 5"),
    ), strict=True))  # fmt: skip


def _share(value):
    return _MET if value == 1 else _PARTLY if value >= 0.5 else _NOT


def _continuous(jump):
    if jump < _SMOOTH:
        return _MET, "no jump"
    words = "changes size" if np.isinf(jump) else f"jump of {100 * jump:.0f} %"
    return (_PARTLY if jump < 0.1 else _NOT), words


def _size(row):
    first, last, six = (int(row[name]) for name in ("shortest", "longest", "six elements"))
    if first < last:
        return _NOT, f"{first} to {last}"
    return (_MET if six == last else _PARTLY), f"{first} ({six})"


def draw_score_card(card):
    """Draw the score card as a table with a colour and a sign for each verdict."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    rows = {name: describe_row(row) for name, row in card.iterrows()}
    with rc_context(STYLE):
        figure = Figure(figsize=(9, 0.36 * (len(rows) + 1)), layout="constrained")
        ax = figure.subplots()
    for y, (name, cells) in enumerate(rows.items()):
        ax.text(-0.05, y, name, ha="right", va="center")
        for x, (verdict, words) in enumerate(cells.values()):
            box = {"facecolor": _FILL[verdict], "edgecolor": "white", "linewidth": 2}
            ax.add_patch(_rectangle(x, y - 0.5, box))
            ax.text(x + 0.5, y, _SIGN[verdict] + words, ha="center", va="center", color="#111111")
    for x, wish in enumerate(_WISHES):
        heading = wish.replace(" / ", "\n").replace(" (", "\n(")
        ax.text(x + 0.5, -0.65, heading, ha="center", va="bottom", weight="bold")
    ax.set(xlim=(-1.9, len(_WISHES)), ylim=(len(rows) - 0.5, -1.7))
    ax.axis("off")
    return Picture(figure, alt=" ".join(_sentence(name, cells) for name, cells in rows.items()))


def _rectangle(x, y, style):
    from matplotlib.patches import Rectangle

    return Rectangle((x, y), 1, 1, **style)


def _sentence(name, cells):
    parts = (
        f"{wish} {words}" + (f" ({verdict})" if verdict else "")
        for wish, (verdict, words) in cells.items()
    )
    return f"{name}: {', '.join(parts)}."
