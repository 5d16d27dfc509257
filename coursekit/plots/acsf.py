"""The questions of atom-centred symmetry functions as curves, and their answers as bars."""

import numpy as np

from coursekit.featurizers.written_out.acsf import angular_factor, cutoff
from coursekit.plots.axes import make_axes
from coursekit.plots.style import COLOURS

ANGLES = np.linspace(0.0, 180.0, 181)
"""Degrees, for curves against the angle."""


def plot_distance_questions(questions, distances, *, r_cut, ax=None):
    """Distance functions G2 as curves, and the neighbours as ticks below them.

    Parameters
    ----------
    questions : sequence of (eta, r_shift)
        Å⁻² and Å.
    distances : (n,) array
        Of the neighbours, Å.
    r_cut : float
        Å.
    ax : matplotlib axes, optional

    Returns
    -------
    matplotlib axes
    """
    ax = make_axes((6, 3.2)) if ax is None else ax
    r = np.linspace(0, r_cut, 400)
    for place, (eta, shift) in enumerate(questions):
        curve = np.exp(-eta * (r - shift) ** 2) * cutoff(r, r_cut=r_cut)
        label = f"eta {eta:g} Å⁻², r_shift {shift:g} Å"
        ax.plot(r, curve, ("-", "--", ":", "-.")[place % 4], color=_colour(place), label=label)
    ax.plot(r, cutoff(r, r_cut=r_cut), color="#777777", linewidth=0.8, label="cutoff alone")
    ax.plot(distances, np.full(len(distances), -0.04), "|", color="black", markersize=9)
    ax.set(xlabel="r / Å", ylabel="what a neighbour counts", xlim=(0, r_cut), ylim=(-0.1, 1.05))
    ax.legend(frameon=False, fontsize=8)
    return ax


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
    for place, (zeta, sign) in enumerate(questions):
        curve = angular_factor(np.cos(np.radians(ANGLES)), zeta=zeta, lambda_=sign)
        style = ("-", "--", ":", "-.")[place % 4]
        ax.plot(ANGLES, curve, style, color=_colour(place), label=f"zeta {zeta:g}, λ {sign:+d}")
    for ideal in (90.0, 109.47):
        ax.axvline(ideal, color="#777777", linewidth=0.8, linestyle=":")
    ax.plot(angles, np.full(len(angles), -0.08), "|", color="black", markersize=9)
    ax.set(xlabel="angle / degrees", ylabel="what a pair counts", xlim=(0, 180), ylim=(-0.2, 2.1))
    ax.set_xticks([0, 45, 90, 109.47, 135, 180], ["0", "45", "90", "109.5", "135", "180"])
    ax.legend(frameon=False, fontsize=8)
    return ax


def plot_answers(answers, *, ax=None, mark=None):
    """The answers of a stack as bars, one beside the other.

    Parameters
    ----------
    answers : dict of str to (n,) array
        Values by the name of their kind, "distance" or "angle".
    ax : matplotlib axes, optional
    mark : int, optional
        Bar to outline.

    Returns
    -------
    matplotlib axes
    """
    ax = make_axes((6, 3.2)) if ax is None else ax
    start = 0
    for place, (kind, values) in enumerate(answers.items()):
        places = np.arange(start, start + len(values))
        hatch = ("", "//", "..")[place % 3]
        ax.bar(places, values, color=_colour(place), hatch=hatch, edgecolor="white", label=kind)
        start += len(values)
    if mark is not None:
        ax.axvline(mark, color="black", linestyle="--", linewidth=0.8)
    ax.set(xlabel="number of the question", ylabel="answer")
    ax.legend(frameon=False, fontsize=8)
    return ax


def _colour(place):
    return COLOURS[place % len(COLOURS)]
