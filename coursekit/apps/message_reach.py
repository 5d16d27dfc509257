"""The reach of message passing: of which atoms a centre hears after one, two, three rounds."""

import numpy as np

from coursekit.apps.base import App, Range
from coursekit.apps.tiling import tile_plane
from coursekit.plots.formula import Formula
from coursekit.plots.marks import Drawing, Line, Panel, Points, ring, spokes
from coursekit.plots.style import COLOURS, MARKERS

LAYERS = 4


class MessageReach(App):
    """A plane crystal, one of its atoms, and of whom it hears after each round of messages.

    Parameters
    ----------
    **settings
        `layers` (rounds of message passing, 1 to 4) and `r_cut` (Å, 1.5 to 3.5).

    Examples
    --------
    >>> print(MessageReach(layers=2, r_cut=3.0).text())
    Of whom an atom hears. After 2 layers with r_cut 3.0 Å the atom has heard of 24 others: 8 in layer 1, 16 in layer 2. The farthest is 6.00 Å away; the receptive field ends at 6.0 Å; 6 atoms inside it are not heard, since no chain of so few steps leads there.
    """

    title = "Of whom an atom hears"
    controls = {
        "layers": Range("layers", 2, 1, LAYERS, 1, symbol="L"),
        "r_cut": Range("cutoff radius r_cut", 3.0, 1.5, 3.5, 0.1, unit="Å",
                       symbol=r"r_\mathrm{cut}"),
    }  # fmt: skip

    def picture(self, layers, r_cut):
        """Atoms by the layer after which they are heard, the way of each message, one circle a layer."""
        reach = layers * r_cut
        tiling = tile_plane(reach + 2.0)
        points = tiling.points[tiling.inside] - tiling.center
        rounds, ways = hear(points, layers, r_cut)
        distances = np.linalg.norm(points, axis=1)
        numbers = [int(np.sum(rounds == k)) for k in range(1, layers + 1)]
        marks = [*_circles(layers, r_cut), *_atoms(points, rounds, ways)]
        ends = (-reach - 1.5, reach + 1.5)
        panel = Panel(marks, x="x / Å", y="y / Å", x_range=ends, y_range=ends, equal=True)
        heard = distances[rounds > 0]
        inside = int(np.sum(distances <= reach + 1e-9))
        return Drawing(
            {"A": panel},
            _say(layers, r_cut, numbers, heard.max(initial=0.0), inside - len(heard)),
            tuple(_formulas(numbers, reach)),
            height=520,
            size=(6.5, 6.2),
        )


def hear(points, layers, r_cut):
    """When the origin hears of (n, 2) atoms, Å: after which layer (0: never), and through which atom."""
    everyone = np.vstack([np.zeros(2), points])
    near = np.linalg.norm(everyone[:, None] - everyone, axis=2) <= r_cut + 1e-9
    rounds, ways = np.full(len(everyone), -1), np.zeros(len(everyone), int)
    rounds[0] = 0
    for layer in range(1, layers + 1):
        told = np.flatnonzero(rounds == layer - 1)
        new = np.flatnonzero((rounds < 0) & near[told].any(axis=0))
        ways[new] = told[near[np.ix_(told, new)].argmax(axis=0)] if len(new) else 0
        rounds[new] = layer
    return np.maximum(rounds[1:], 0), ways[1:] - 1


def _circles(layers, r_cut):
    for layer in range(1, LAYERS + 1):
        rim = ring((0, 0), layer * r_cut)[: None if layer <= layers else 0]
        last = "layers r_cut" if layer == layers else "r_cut"
        yield Line(rim, name=f"{layer} x r_cut", color="#777777", dash="--", width=1.2, of=last,
                   legend=False)  # fmt: skip


def _atoms(points, rounds, ways):
    starts = np.vstack([points, np.zeros(2)])[ways]  # -1 is the centre
    heard = rounds > 0
    path = [spokes(*pair) for pair in zip(starts[heard], points[heard, None], strict=True)]
    path = np.vstack(path) if path else np.empty((0, 2))
    yield Line(path, name="ways", color="#999999", width=1.2, legend=False)
    yield Points(points[~heard], name="not heard", color="#CCCCCC", size=7)
    for layer in range(1, LAYERS + 1):
        mine = points[rounds == layer]
        style = {"color": COLOURS[layer - 1], "marker": MARKERS[layer - 1], "legend": len(mine) > 0}
        yield Points(mine, name=f"heard after layer {layer}", size=11, **style)
    yield Points(np.zeros((1, 2)), name="this atom", color="#000000", marker="X", size=13)


def _formulas(numbers, reach):
    yield Formula("R", r"$layers\cdot $r_cut", rf"{reach:.1f}\,\text{{Å}}",
                  where={"R": "receptive field: nothing beyond it is heard of"})  # fmt: skip
    yield Formula(
        "n",
        r"\sum_{k=1}^{$layers} n_k($r_cut)",
        f"{' + '.join(map(str, numbers))}{f' = {sum(numbers)}' * (len(numbers) > 1)}",
        where={"n_k": "atoms first heard of in layer k"},
    )


def _say(layers, r_cut, numbers, farthest, deaf):
    rounds = ", ".join(f"{n} in layer {k}" for k, n in enumerate(numbers, 1))
    start = f"After {layers} {'layer' if layers == 1 else 'layers'} with r_cut {r_cut:.1f} Å "
    ends = f"the receptive field ends at {layers * r_cut:.1f} Å"
    if not sum(numbers):
        return f"{start}the atom has heard of nobody: none stands within r_cut; {ends}."
    most = f"The farthest is {farthest:.2f} Å away; {ends}"
    chain = f"; {deaf} atoms inside it are not heard, since no chain of so few steps leads there"
    return (
        f"{start}the atom has heard of {sum(numbers)} others: {rounds}. {most}{chain * (deaf > 0)}."
    )
