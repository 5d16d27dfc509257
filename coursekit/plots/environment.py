"""One site and its neighbours: as marks in space, and the shells in words."""

from collections import Counter

import numpy as np

from coursekit.plots.marks import Line, Points, spokes
from coursekit.plots.style import COLOURS, MARKERS

SHELL = 0.02
"""Å. Neighbours whose distances differ by less than this are told as one shell."""

N_KINDS = 3
"""So many elements get marks of their own."""


def surroundings_marks(around, inside, *, words=False, of=""):
    """The site, its neighbours by element, and a line to each; `words` writes the symbols beside the
    atoms instead of into the legend.
    """
    lines = spokes(np.zeros(3), around.vectors[inside])
    marks = [Line(lines, name="bonds", color="#888888", width=1.5, legend=False)]
    symbols = sorted(set(around.species.tolist()))[:N_KINDS]
    for place in range(N_KINDS):
        symbol = symbols[place] if place < len(symbols) else ""
        points = around.vectors[inside & (around.species == symbol)]
        style = {"color": COLOURS[place], "marker": MARKERS[(0, 1, 3)[place]]}
        texts = (symbol,) * len(points) if words else ()
        shown = bool(symbol) and not words
        marks.append(Points(points, name=symbol or "-", legend=shown, texts=texts, **style))
    here = {"color": "#000000", "marker": "D", "size": 11, "legend": not words, "of": of}
    texts = (around.center,) if words else ()
    marks.append(Points(np.zeros((1, 3)), name=f"center {around.center}", texts=texts, **here))
    return marks


def shells_of(distances, *, width=SHELL):
    """Distances sorted into shells."""
    distances = np.sort(np.asarray(distances, dtype=float))
    if not len(distances):
        return []
    parts = np.split(distances, np.flatnonzero(np.diff(distances) > width) + 1)
    return [(float(part.mean()), len(part)) for part in parts]


def describe_shells(around, r_cut):
    """How many neighbours of which element, and in which shells."""
    inside = around.distances <= r_cut
    n = int(inside.sum())
    if n == 0:
        nearest = f"; the nearest is at {around.distances.min():.2f} Å" * bool(len(inside))
        return f"No neighbour of {around.center} within {r_cut:.2f} Å{nearest}."
    kinds = Counter(around.species[inside].tolist())
    of = ", ".join(f"{number} {symbol}" for symbol, number in sorted(kinds.items()))
    shells = shells_of(around.distances[inside])
    listed = ", ".join(f"{number} at {r:.2f} Å" for r, number in shells[:4])
    more = f", and {len(shells) - 4} more" if len(shells) > 4 else ""
    word = "neighbour" if n == 1 else "neighbours"
    return f"{n} {word} of {around.center} within {r_cut:.2f} Å: {of}. Shells: {listed}{more}."
