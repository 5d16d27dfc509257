"""The questions of atom-centred symmetry functions as curves."""

import numpy as np

from coursekit.featurizers.written_out.acsf import angular_factor, cutoff
from coursekit.plots.axes import make_axes
from coursekit.plots.marks import Line, Panel, Points, upright
from coursekit.plots.still import draw_panel
from coursekit.plots.style import COLOURS

ANGLES = np.linspace(0.0, 180.0, 181)
"""Degrees, for curves against the angle."""


_STYLES = ("-", "--", ":", "-.")


def distance_panel(questions, distances, *, r_cut, of=""):
    """Distance functions G2 as curves, and the neighbours as ticks; `of`: controls that move the curves."""
    r = np.linspace(0, r_cut, 300)
    fade = cutoff(r, r_cut=r_cut)
    marks = [
        Line(_curve(r, fade), name="cutoff alone", color="#777777", width=1, of="r_cut" * bool(of))
    ]
    for place, (eta, shift) in enumerate(questions):
        name = f"eta {eta:g} Å⁻², r_shift {shift:g} Å" if not of else "one neighbour counts"
        curve = _curve(r, np.exp(-eta * (r - shift) ** 2) * fade)
        marks.append(Line(curve, name=name, of=of, **_look(place)))
    marks.append(_ticks(distances, -0.04))
    ends = {"x_range": (0, r_cut), "y_range": (-0.1, 1.05)}
    return Panel(marks, x="r / Å", y="what a neighbour counts", **ends)


def angle_panel(questions, angles=(), *, of=""):
    """The angular factor of G4 and G5 as curves, and the angles at the site as ticks."""
    marks = []
    for place, (zeta, sign) in enumerate(questions):
        factor = angular_factor(np.cos(np.radians(ANGLES)), zeta=zeta, lambda_=sign)
        name = f"zeta {zeta:g}, λ {sign:+d}" if not of else "one pair counts"
        marks.append(Line(_curve(ANGLES, factor), name=name, of=of, **_look(place)))
    ideal = np.vstack([upright(x, -0.2, 2.1) for x in (90.0, np.nan, 109.47)])
    marks.append(
        Line(ideal, name="90° and 109.5°", color="#777777", dash=":", width=1, legend=False)
    )
    marks.append(_ticks(angles, -0.08, of="r_cut" * bool(of)))
    ticks = {0: "0", 45: "45", 90: "90", 109.47: "109.5", 135: "135", 180: "180"}
    ends = {"x_range": (0, 180), "y_range": (-0.2, 2.1), "x_ticks": ticks}
    return Panel(marks, x="angle / degrees", y="what a pair counts", **ends)


def plot_distance_questions(questions, distances, *, r_cut, ax=None):
    """Distance functions G2 as curves, and the neighbours as ticks below them."""
    ax = make_axes((6, 3.2)) if ax is None else ax
    return draw_panel(distance_panel(questions, distances, r_cut=r_cut), ax)


def plot_angle_questions(questions, angles=(), *, ax=None):
    """The angular factor of G4 and G5 as curves, and the angles at the site as ticks.

    Parameters
    ----------
    questions : sequence of (zeta, lambda_)
    angles : (n,) array
        Between pairs of neighbours, degrees.
    ax : matplotlib axes, optional

    Returns
    -------
    matplotlib axes
    """
    ax = make_axes((6, 3.2)) if ax is None else ax
    return draw_panel(angle_panel(questions, angles), ax)


def _curve(x, y):
    return np.column_stack([x, y])


def _look(place):
    return {"dash": _STYLES[place % 4], "color": COLOURS[place % len(COLOURS)]}


def _ticks(values, height, of=""):
    look = {"marker": "|", "color": "#000000", "size": 12, "legend": len(values) > 0, "of": of}
    return Points(_curve(values, np.full(len(values), height)), name="what the site has", **look)
