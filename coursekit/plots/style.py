"""One look for all pictures: opaque white, colour-blind safe, readable on light and dark pages."""

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
"""Okabe and Ito's palette, in the order of contrast against white."""

MARKERS = ("o", "s", "^", "D", "v", "P", "X")
"""Second cue beside the colour, in the same order."""

HALO = "#F0E442"
"""Behind what is being moved, in the picture and in the formula; the palette's yellow, kept free for it."""

STYLE = {
    "figure.facecolor": "white",
    "axes.facecolor": "white",
    "savefig.facecolor": "white",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#DDDDDD",
    "font.size": 10,
}
