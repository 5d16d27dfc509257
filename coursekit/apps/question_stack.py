"""The question stack of ACSF: one question, where it peaks, and its place among all answers."""

from dataclasses import replace

import numpy as np

from coursekit.apps.base import App, Choice, Range
from coursekit.apps.crystals import CRYSTALS, look_around
from coursekit.featurizers.written_out.acsf import angular_factor, cutoff
from coursekit.plots.acsf import angle_panel, distance_panel
from coursekit.plots.formula import Formula, Term
from coursekit.plots.marks import Bars, Drawing, Panel
from coursekit.plots.style import COLOURS

FARTHEST = 7.0
KINDS = {"distance (G2)": "g2", "angle, wide or narrow (G5)": "g5", "angle, near pairs (G4)": "g4"}
SHIFTS = tuple(np.arange(1.0, FARTHEST, 0.5))
ANGULAR = tuple((zeta, sign) for zeta in (1, 2, 4, 16) for sign in (1, -1))
"""The stack beside the question: distances every 0.5 Å, angles with four zeta and both signs."""


def _near(app):
    return app.values["kind"] == "g2"


def _wide(app):
    return app.values["kind"] != "g2"


class QuestionStack(App):
    """One symmetry function with its settings, the site's answer, and the answers of a whole stack.

    Neighbours of all elements are counted together.

    Parameters
    ----------
    *own : dict of str to Structure, optional
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
    crystals = CRYSTALS
    controls = {
        "crystal": Choice("crystal", lambda app: app.shelf),
        "site": Choice("site", lambda app: app.shelf.sites(app.values["crystal"])),
        "kind": Choice("question", list(KINDS.items())),
        "r_cut": Range("cutoff radius r_cut", 4.0, 2.0, FARTHEST, 0.1, unit="Å",
                       symbol=r"r_\mathrm{cut}"),
        "eta": Range("width eta", 4.0, 0.05, 40.0, 0.05, unit="Å⁻²", symbol=r"\eta", when=_near),
        "r_shift": Range("distance asked for", 2.0, 0.0, FARTHEST, 0.05, unit="Å", symbol="R_s",
                         when=_near),
        "damping": Range("eta of angles", 0.05, 0.0, 0.5, 0.01, unit="Å⁻²", symbol=r"\eta",
                         when=_wide),
        "zeta": Range("sharpness zeta", 4, 1, 64, 1, symbol=r"\zeta", when=_wide),
        "lambda_": Choice("sign λ", [("+1: peak at 0°", 1), ("-1: peak at 180°", -1)], when=_wide),
    }  # fmt: skip

    def picture(self, crystal, site, kind, **settings):
        """The question on the left, the stack of answers on the right."""
        key = crystal, site, settings["r_cut"]
        around = self.keep(key, lambda: _look_around(self.shelf[crystal], site, settings["r_cut"]))
        asked = _ask(around, kind, **settings)
        if kind == "g2":
            question = settings["eta"], settings["r_shift"]
            left = distance_panel([question], asked["has"], r_cut=settings["r_cut"],
                                  of="eta r_shift")  # fmt: skip
        else:
            question = settings["zeta"], settings["lambda_"]
            left = angle_panel([question], asked["has"], of="zeta lambda_")
        return Drawing(
            {"A": replace(left, marks=_padded(left.marks)), "B": _stack(asked)},
            _say(asked, kind, settings),
            _formulas(asked, kind, settings),
            ("AB",),
            height=420,
            size=(9.5, 4.2),
        )


def _padded(marks):
    """Three marks for either kind of question."""
    first, second, third = marks
    return [first, second, third] if first.of == "r_cut" else [second, first, third]


def _stack(asked):
    names = [f"{r:g} Å" for r in SHIFTS] + [f"ζ {z}, λ {s:+d}" for z, s in ANGULAR] + ["yours"]
    places = np.arange(len(names))
    near, wide = places[: len(SHIFTS)], places[len(SHIFTS) : -1]
    answers = np.array([*asked["distances"], *asked["angles"], asked["answer"]])
    marks = [
        Bars(near, answers[near], name="distances, G2", color=COLOURS[5]),
        Bars(wide, answers[wide], name="angles", color=COLOURS[1], hatch="/"),
        Bars(places[-1:], answers[-1:], name="your question", color="#000000",
             of="eta r_shift zeta lambda_ damping r_cut"),
    ]  # fmt: skip
    ends = {"x_range": (-0.8, len(names) - 0.2), "y_range": (0, 1.1 * max(answers.max(), 1e-3))}
    return Panel(marks, title="all answers of a stack", y="answer",
                 x_ticks=dict(enumerate(names)), **ends)  # fmt: skip


_SUMS = {
    "g2": (r"\sum_j e^{-$eta\,(r_j - $r_shift)^2}\, f_c(r_j;\,$r_cut)", ""),
    "g5": (r"2^{1-$zeta}\sum_{j<k}\left(1 $lambda_ \cos\theta_{jk}\right)^{$zeta}"
           r"e^{-$damping\,(r_j^2 + r_k^2)}\, f_c f_c", r"f_c f_c"),
    "g4": (r"2^{1-$zeta}\sum_{j<k}\left(1 $lambda_ \cos\theta_{jk}\right)^{$zeta}"
           r"e^{-$damping\,(r_j^2 + r_k^2 + r_{jk}^2)}\, f_c f_c f_c", r"f_c f_c f_c"),
}  # fmt: skip


def _formulas(asked, kind, settings):
    body, product = _SUMS[kind]
    sign = "+" if settings["lambda_"] > 0 else "-"
    where = {"r_j": "distance of neighbour j"}
    if kind != "g2":
        ends = "of both neighbours" + ", and of the side between them" * (kind == "g4")
        where |= {
            r"\theta_{jk}": "angle between two neighbours",
            product: f"cutoff weights {ends}",
        }
    main = Formula(
        rf"G^{{{kind[1]}}}_\mathrm{{{asked['center']}}}",
        body,
        f"{asked['answer']:.3f}",
        terms={"lambda_": Term(r"+ \lambda", sign)},
        where=where,
    )
    fade = Formula("f_c(r)", r"\frac12\left[\cos\left(\frac{\pi r}{$r_cut}\right) + 1\right]")
    return main, fade


def _look_around(structure, site, r_cut):
    """Distances, and for every pair of neighbours cosine and the three sides."""
    around = look_around(structure, site, r_cut)
    r, unit = around.distances, around.vectors / around.distances[:, None]
    j, k = np.triu_indices(len(r), 1)
    cosines = np.clip((unit @ unit.T)[j, k], -1.0, 1.0)
    squares = r[j] ** 2 + r[k] ** 2
    side = np.sqrt(np.maximum(squares - 2 * r[j] * r[k] * cosines, 0.0))
    fades = cutoff(r, r_cut=r_cut)
    return around.center, r, fades, cosines, (squares, side, fades[j] * fades[k])


def _ask(around, kind, *, r_cut, eta, r_shift, damping, zeta, lambda_):
    """What the site has, the answer, and the answers of the stack."""
    center, r, fades, cosines, (squares, side, weights) = around
    pairs = np.exp(-damping * squares) * weights
    if kind == "g4":
        pairs = pairs * np.exp(-damping * side**2) * cutoff(side, r_cut=r_cut)
    if kind == "g2":
        answer, has = (np.exp(-eta * (r - r_shift) ** 2) * fades).sum(), r
    else:
        answer = (angular_factor(cosines, zeta=zeta, lambda_=lambda_) * pairs).sum()
        has = np.unique(np.degrees(np.arccos(cosines)).round(1))
    return {
        "center": center,
        "neighbours": int((r < r_cut).sum()),
        "pairs": len(cosines),
        "has": has,
        "answer": float(answer),
        "distances": [(np.exp(-4.0 * (r - shift) ** 2) * fades).sum() for shift in SHIFTS],
        "angles": [(angular_factor(cosines, zeta=z, lambda_=s) * pairs).sum() for z, s in ANGULAR],
    }


def _say(asked, kind, settings):
    r_cut, zeta, lambda_ = (settings[name] for name in ("r_cut", "zeta", "lambda_"))
    eta, r_shift = settings["eta"], settings["r_shift"]
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
