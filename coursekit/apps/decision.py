"""The decision tree as a form: five answers, a recommendation, and why."""

import html

from coursekit.apps import recommend as tree
from coursekit.apps.base import App, dropdown
from coursekit.plots.style import COLOURS

_GREY = "#777777"
_WIDTH, _HEIGHT = 0.8, 0.3


class DecisionTree(App):
    """Answer five questions about a problem; the path through the tree lights up.

    Examples
    --------
    >>> app = DecisionTree(polymorphs="yes", sites="a few special sites")
    >>> app.recommendation.tier, app.recommendation.pooling
    (3, 'HistogramPooling')
    """

    title = "A descriptor for this problem"

    def controls(self):
        """Five menus."""
        return {
            "polymorphs": dropdown("Do crystals of one formula differ in it?", tree.POLYMORPHS),
            "sites": dropdown("What decides?", tree.SITES),
            "geometry": dropdown("Which geometry matters?", tree.GEOMETRY),
            "data": dropdown("How many crystals with labels?", tree.DATA),
            "reach": dropdown("How far does the cause reach?", tree.RANGE),
        }

    def draw(self, figure):
        """All boxes and arrows; `update` changes their colour only."""
        for start, end, label in tree.EDGES:
            _add_arrow(figure, tree.NODES[start], tree.NODES[end], label)
        for x, y, _text in tree.NODES.values():
            figure.add_shape(
                type="rect",
                x0=x - _WIDTH,
                x1=x + _WIDTH,
                y0=y - _HEIGHT,
                y1=y + _HEIGHT,
                line={"color": _GREY, "width": 1},
                layer="below",
            )
        x, y, texts = zip(*tree.NODES.values(), strict=True)
        texts = [text.replace("\n", "<br>") for text in texts]
        figure.add_scatter(x=x, y=y, text=texts, mode="text", hoverinfo="skip", showlegend=False)
        hidden = {"visible": False, "fixedrange": True}
        figure.update_xaxes(range=[-0.9, 3.1], **hidden)
        figure.update_yaxes(range=[-0.45, 3.45], **hidden)
        figure.update_layout(height=430, margin={"l": 10, "r": 10, "t": 10, "b": 10})

    def update(self, figure, **values):
        """Colour the path and say what is recommended."""
        self.recommendation = found = tree.recommend(**values)
        with figure.batch_update():
            for name, shape in zip(tree.NODES, figure.layout.shapes, strict=True):
                taken = name in found.path
                shape.line.color = COLOURS[0] if taken else _GREY
                shape.line.width = 3 if taken else 1
                shape.fillcolor = "#D6E8F5" if taken else "white"
            for (start, end, _label), arrow in zip(
                tree.EDGES, figure.layout.annotations[::2], strict=True
            ):
                taken = start in found.path and end in found.path
                arrow.arrowcolor = COLOURS[0] if taken else _GREY
                arrow.arrowwidth = 3 if taken else 1
            for (start, end, label), word in zip(
                tree.EDGES, figure.layout.annotations[1::2], strict=True
            ):
                taken = start in found.path and end in found.path
                word.text = f"<b>{html.escape(label)}</b>" if taken else label
        return _say(found)

    def picture(self, **values):
        """The tree with the path, for print."""
        from coursekit.plots.decision import plot_tree

        return plot_tree(tree.NODES, tree.EDGES, tree.recommend(**values).path).figure


def _add_arrow(figure, start, end, label):
    (x, y), (u, v) = start[:2], end[:2]
    across = x != u
    tail = (x + _WIDTH, y) if across else (x, y - _HEIGHT)
    head = (u - _WIDTH, v) if across else (u, v + _HEIGHT)
    axes = {"xref": "x", "yref": "y"}
    figure.add_annotation(
        x=head[0],
        y=head[1],
        ax=tail[0],
        ay=tail[1],
        axref="x",
        ayref="y",
        text="",
        arrowhead=3,
        arrowcolor=_GREY,
        arrowwidth=1,
        **axes,
    )
    middle = (tail[0] + head[0]) / 2, (tail[1] + head[1]) / 2
    shift = {"yshift": 10} if across else {"xshift": 22}
    figure.add_annotation(x=middle[0], y=middle[1], text=label, showarrow=False, **axes, **shift)


def _say(found):
    pooled = f", pooled with {found.pooling}" if found.pooling else ""
    reasons = "; ".join(found.reasons)
    audits = "; ".join(found.audits)
    return (
        f"Begin with tier {found.tier}: {found.descriptor}{pooled}. Why: {reasons}. "
        f"Check first: {audits}. Report a composition baseline in any case."
    )
