"""The decision tree as a form: five answers, a recommendation, and why."""

import numpy as np

from coursekit.apps import recommend as tree
from coursekit.apps.base import App, Choice
from coursekit.plots.marks import Drawing, Line, Panel, Points, Words
from coursekit.plots.style import COLOURS

_GREY = "#777777"
_WIDTH, _HEIGHT = 0.8, 0.3
_BOX = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]]) * [_WIDTH, _HEIGHT]


class DecisionTree(App):
    """Answer five questions about a problem; the path through the tree lights up.

    Examples
    --------
    >>> app = DecisionTree(polymorphs="yes", sites="a few special sites")
    >>> app.recommendation.tier, app.recommendation.pooling
    (3, 'HistogramPooling')

    Notes
    -----
    The one app without a formula: it computes nothing.
    """

    title = "A descriptor for this problem"
    controls = {
        "polymorphs": Choice("Do crystals of one formula differ in it?", tree.POLYMORPHS),
        "sites": Choice("What decides?", tree.SITES),
        "geometry": Choice("Which geometry matters?", tree.GEOMETRY),
        "data": Choice("How many crystals with labels?", tree.DATA),
        "reach": Choice("How far does the cause reach?", tree.RANGE),
    }

    def picture(self, **values):
        """Boxes and arrows; those on the path are blue, thick and in heavy letters."""
        self.recommendation = found = tree.recommend(**values)
        marks = [mark for edge in tree.EDGES for mark in _arrow(*edge, found.path)]
        for name, (x, y, _) in tree.NODES.items():
            look = _look(name in found.path) | {
                "fill": "#D6E8F5" if name in found.path else "white"
            }
            marks.append(Line(_BOX + np.array([x, y]), name=name, **look))
        places = np.array([node[:2] for node in tree.NODES.values()])
        texts = tuple(text for _, _, text in tree.NODES.values())
        bold = tuple(name in found.path for name in tree.NODES)
        marks.append(Words(places, texts, name="questions", bold=bold))
        ends = {"x_range": (-0.9, 3.1), "y_range": (-0.45, 3.45)}
        panel = Panel(marks, hidden=True, **ends)
        return Drawing({"A": panel}, _say(found), height=430, size=(8, 4.6))


def _look(taken):
    color = COLOURS[0] if taken else _GREY
    return {"color": color, "width": 3 if taken else 1, "legend": False}


def _arrow(start, end, label, path):
    (x, y), (u, v) = tree.NODES[start][:2], tree.NODES[end][:2]
    across, taken = x != u, start in path and end in path
    tail = np.array((x + _WIDTH, y) if across else (x, y - _HEIGHT))
    head = np.array((u - _WIDTH, v) if across else (u, v + _HEIGHT))
    look = _look(taken) | {"name": f"{start} to {end}"}
    tip = {"marker": ">" if across else "v", "size": 9, "color": look["color"], "legend": False}
    back = np.array([0.05, 0] if across else [0, -0.05])
    yield Line(np.array([tail, head]), **look)
    yield Points((head - back)[None], name=f"tip at {end}", **tip)
    at = (tail + head) / 2 + ([0, 0.05] if across else [0.08, 0])
    place = "top" if across else "right"
    yield Words(at[None], (label,), name=f"{start} to {end}: {label}", bold=(taken,), place=place)


def _say(found):
    pooled = f", pooled with {found.pooling}" if found.pooling else ""
    reasons = "; ".join(found.reasons)
    audits = "; ".join(found.audits)
    return (
        f"Begin with tier {found.tier}: {found.descriptor}{pooled}. Why: {reasons}. "
        f"Check first: {audits}. Report a composition baseline in any case."
    )
