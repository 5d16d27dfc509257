"""The question stack of ACSF: one question, where it peaks, and its place among all answers."""

from functools import lru_cache

import numpy as np

from coursekit.apps.base import App, dropdown, slider
from coursekit.apps.crystals import CRYSTALS, Shelf, look_around
from coursekit.featurizers.written_out.acsf import angular_factor, cutoff
from coursekit.plots.acsf import ANGLES, plot_angle_questions, plot_answers, plot_distance_questions
from coursekit.plots.style import COLOURS, STYLE

FARTHEST = 7.0
KINDS = {"distance (G2)": "g2", "angle, wide or narrow (G5)": "g5", "angle, near pairs (G4)": "g4"}
SHIFTS = tuple(np.arange(1.0, FARTHEST, 0.5))
ANGULAR = tuple((zeta, sign) for zeta in (1, 2, 4, 16) for sign in (1, -1))
"""The stack beside the question: distances every 0.5 Å, angles with four zeta and both signs."""


class QuestionStack(App):
    """One symmetry function with its settings, the site's answer, and the answers of a whole stack.

    Neighbours of all elements are counted together.

    Parameters
    ----------
    crystals : dict of str to Structure, optional
        Crystals to offer; by default the course's own.
    **settings
        `crystal`, `site`, `kind` ("g2", "g4", "g5"), `r_cut` (Å, 2 to 7), `eta` and `r_shift`
        (Å⁻² and Å, of distances), `damping` (Å⁻², eta of angles), `zeta` (1 to 64), `lambda_`.

    Examples
    --------
    >>> app = QuestionStack(crystal="rutile TiO₂", kind="g5", zeta=16, lambda_=-1, r_cut=2.5)
    >>> print(app.text())
    One question about a site. G5 with zeta 16, λ -1 at Ti: 0.05 from 15 pairs of neighbours within 2.50 Å. A pair counts most at 180°; at 90° it counts 0.0000, at 109.5° 0.0030, of 2. No zeta moves the peak.
    """

    title = "One question about a site"

    def __init__(self, crystals=None, **settings):
        self._shelf = Shelf(CRYSTALS if crystals is None else crystals)
        self._look = lru_cache(maxsize=64)(self._look_around)
        super().__init__(**settings)

    def controls(self):
        """Crystal, site, kind of question and its settings."""
        first = next(iter(self._shelf))
        return {
            "crystal": dropdown("crystal", self._shelf),
            "site": dropdown("site", self._shelf.sites(first)),
            "kind": dropdown("question", KINDS.items()),
            "r_cut": slider("cutoff radius r_cut", 4.0, 2.0, FARTHEST, 0.1, unit="Å"),
            "eta": slider("width eta", 4.0, 0.05, 40.0, 0.05, unit="Å⁻²"),
            "r_shift": slider("distance asked for", 2.0, 0.0, FARTHEST, 0.05, unit="Å"),
            "damping": slider("eta of angles", 0.05, 0.0, 0.5, 0.01, unit="Å⁻²"),
            "zeta": slider("sharpness zeta", 4, 1, 64, 1),
            "lambda_": dropdown("sign λ", [("+1: peak at 0°", 1), ("-1: peak at 180°", -1)]),
        }

    def adapt(self, controls):
        """Offer the sites of the crystal, and only the settings that the question has."""
        wanted = self._shelf.sites(controls["crystal"].value)
        if list(controls["site"].options) != wanted:
            controls["site"].options = wanted
        distance = controls["kind"].value == "g2"
        for name in ("eta", "r_shift", "damping", "zeta", "lambda_"):
            used = distance == (name in ("eta", "r_shift"))
            controls[name].layout.display = "flex" if used else "none"

    def draw(self, figure):
        """The question on the left, the stack of answers on the right."""
        import plotly.graph_objects as go
        from plotly.subplots import make_subplots

        titles = ("what the question asks", "all answers of a stack")
        make_subplots(rows=1, cols=2, subplot_titles=titles, figure=figure)
        line = {"color": COLOURS[0], "width": 3}
        ticks = {"symbol": "line-ns-open", "size": 12, "color": "#222222", "line": {"width": 1.5}}
        bars = {"color": COLOURS[5], "line": {"color": "#222222", "width": 1}}
        slanted = bars | {"color": COLOURS[1], "pattern": {"shape": "/"}}
        for column, trace in (
            (1, go.Scatter(mode="lines", line=line, name="one neighbour or pair counts")),
            (1, go.Scatter(mode="markers", marker=ticks, name="what the site has")),
            (2, go.Bar(marker=bars, name="distances, G2")),
            (2, go.Bar(marker=slanted, name="angles")),
            (2, go.Bar(marker=bars | {"color": "#000000"}, name="your question")),
        ):
            figure.add_trace(trace, row=1, col=column)
        figure.update_yaxes(title_text="counts", row=1, col=1)
        figure.update_yaxes(title_text="answer", row=1, col=2)
        figure.update_xaxes(tickangle=-60, row=1, col=2)
        legend = {"orientation": "h", "y": -0.32, "yanchor": "top"}
        figure.update_layout(legend=legend, height=460)

    def update(self, figure, *, crystal, site, kind, r_cut, eta, r_shift, damping, zeta, lambda_):
        """Another question to the same site, or another site."""
        asked = self._ask(crystal, site, kind, r_cut, eta, r_shift, damping, zeta, lambda_)
        curve, ticks, near, wide, mine = figure.data
        with figure.batch_update():
            curve.x, curve.y = asked["x"], asked["curve"]
            ticks.x, ticks.y = asked["has"], np.zeros(len(asked["has"]))
            near.x, near.y = [f"{r:g} Å" for r in SHIFTS], asked["distances"]
            wide.x, wide.y = [f"ζ {z}, λ {s:+d}" for z, s in ANGULAR], asked["angles"]
            mine.x, mine.y = ["yours"], [asked["answer"]]
            title = "r / Å" if kind == "g2" else "angle / degrees"
            last = r_cut if kind == "g2" else 180
            figure.update_layout(xaxis={"title": {"text": title}, "range": [0, last]})
        return _say(asked, kind, r_cut, eta, r_shift, zeta, lambda_)

    def picture(self, *, crystal, site, kind, r_cut, eta, r_shift, damping, zeta, lambda_):
        """The question as a curve, the stack as bars."""
        from matplotlib import rc_context
        from matplotlib.figure import Figure

        asked = self._ask(crystal, site, kind, r_cut, eta, r_shift, damping, zeta, lambda_)
        with rc_context(STYLE):
            figure = Figure(figsize=(9.5, 3.6), layout="constrained")
            left, right = figure.subplots(1, 2)
            if kind == "g2":
                plot_distance_questions([(eta, r_shift)], asked["has"], r_cut=r_cut, ax=left)
            else:
                plot_angle_questions([(zeta, lambda_)], asked["has"], ax=left)
            answers = {"distances": asked["distances"], "angles": asked["angles"]}
            plot_answers(answers | {"yours": [asked["answer"]]}, ax=right)
        return figure

    def _look_around(self, crystal, site, r_cut):
        """Distances, and for every pair of neighbours cosine and the three sides."""
        around = look_around(self._shelf[crystal], site, r_cut)
        r, unit = around.distances, around.vectors / around.distances[:, None]
        j, k = np.triu_indices(len(r), 1)
        cosines = np.clip((unit @ unit.T)[j, k], -1.0, 1.0)
        squares = r[j] ** 2 + r[k] ** 2
        side = np.sqrt(np.maximum(squares - 2 * r[j] * r[k] * cosines, 0.0))
        fades = cutoff(r, r_cut=r_cut)
        sides = squares, side, fades[j] * fades[k]
        return around.center, r, fades, cosines, sides

    def _ask(self, crystal, site, kind, r_cut, eta, r_shift, damping, zeta, lambda_):
        """Curve, what the site has, the answer, and the answers of the stack."""
        center, r, fades, cosines, (squares, side, weights) = self._look(crystal, site, r_cut)
        pairs = np.exp(-damping * squares) * weights
        if kind == "g4":
            pairs = pairs * np.exp(-damping * side**2) * cutoff(side, r_cut=r_cut)
        if kind == "g2":
            x = np.linspace(0, r_cut, 200)
            curve = np.exp(-eta * (x - r_shift) ** 2) * cutoff(x, r_cut=r_cut)
            answer, has = (np.exp(-eta * (r - r_shift) ** 2) * fades).sum(), r
        else:
            x, curve = (
                ANGLES,
                angular_factor(np.cos(np.radians(ANGLES)), zeta=zeta, lambda_=lambda_),
            )
            answer = (angular_factor(cosines, zeta=zeta, lambda_=lambda_) * pairs).sum()
            has = np.unique(np.degrees(np.arccos(cosines)).round(1))
        stack = [(np.exp(-4.0 * (r - shift) ** 2) * fades).sum() for shift in SHIFTS]
        wide = [(angular_factor(cosines, zeta=z, lambda_=s) * pairs).sum() for z, s in ANGULAR]
        return {
            "center": center,
            "neighbours": int((r < r_cut).sum()),
            "pairs": len(cosines),
            "x": x,
            "curve": curve,
            "has": has,
            "answer": float(answer),
            "distances": stack,
            "angles": wide,
        }


def _say(asked, kind, r_cut, eta, r_shift, zeta, lambda_):
    center, answer = asked["center"], asked["answer"]
    if kind == "g2":
        half = np.sqrt(np.log(2) / eta)
        return (
            f"G2 with eta {eta:g} Å⁻² near {r_shift:.2f} Å at {center}: {answer:.2f} from "
            f"{asked['neighbours']} neighbours within {r_cut:.2f} Å. Before the cutoff a "
            f"neighbour counts 1 at {r_shift:.2f} Å and one half {half:.2f} Å beside it."
        )
    at = angular_factor(np.cos(np.radians([90.0, 109.47])), zeta=zeta, lambda_=lambda_)
    peak = 0 if lambda_ > 0 else 180
    return (
        f"{kind.upper()} with zeta {zeta}, λ {lambda_:+d} at {center}: {answer:.2f} from "
        f"{asked['pairs']} pairs of neighbours within {r_cut:.2f} Å. A pair counts most at "
        f"{peak}°; at 90° it counts {at[0]:.4f}, at 109.5° {at[1]:.4f}, of 2. No zeta moves "
        "the peak."
    )
