"""How alike the polymorphs of one formula look to a descriptor, and what they differ by."""

from functools import lru_cache

import numpy as np

from coursekit.apps.base import App, Choice, Range
from coursekit.plots.formula import Formula
from coursekit.plots.marks import Drawing, Line, Map, Panel, Points, upright
from coursekit.plots.style import COLOURS

FORMULAS = ("TiO2", "ZnO", "MgO", "CaTiO3", "LiAlO2", "TiS2", "NaCl", "GaN", "SiC", "Si")
"""Formulas with many polymorphs; those that the teaching set holds are offered."""

KINDS = {
    "SOAP, mean over all pairs of sites": "average",
    "SOAP, best match of sites": "rematch",
    "radial distribution function": "rdf",
    "atoms per volume": "density",
}
"""Ways to compare two crystals."""

GAP = 0.05
"""eV per atom; polymorphs that differ by more should not look alike."""

_SOAP = ("average", "rematch")
_SITES = r"\left(\hat{\mathbf p}_i\cdot\hat{\mathbf p}_j\right)^{$zeta}"
_SPECTRA = {
    r"\tilde K_{AB}": "is then divided by the root of K̃ of A with A and of B with B",
    r"\hat{\mathbf p}_i": "power spectrum of site i, length 1",
}
_KERNELS = {
    "average": (r"\tilde K_{AB}", rf"\frac{{1}}{{N_A N_B}}\sum_{{i\in A}}\sum_{{j\in B}}{_SITES}",
                r"($r_cut,\,$sigma)", _SPECTRA),
    "rematch": (r"\tilde K_{AB}", rf"\sum_{{i\in A}}\sum_{{j\in B}} P_{{ij}}\,{_SITES}",
                r"($r_cut,\,$sigma)",
                _SPECTRA | {"P_{ij}": "how far site i is matched with site j: the best matching"}),
    "rdf": ("K_{AB}", r"\frac{\mathbf g_A\cdot\mathbf g_B}{|\mathbf g_A|\,|\mathbf g_B|}",
            r"($r_cut)", {r"\mathbf g_A": "radial distribution function up to the cutoff"}),
    "density": ("K_{AB}", r"\frac{\min(n_A, n_B)}{\max(n_A, n_B)}", "",
                {"n_A": "atoms per volume, Å⁻³"}),
}  # fmt: skip
"""Each way: its sign, how it is computed, what it depends on, and what its symbols are."""


class PolymorphMap(App):
    """Similarity of every two polymorphs, and beside it the energy between them.

    Examples
    --------
    >>> app = PolymorphMap(formula="ZnO", r_cut=4.0)
    >>> len(app.names) * (len(app.names) - 1) // 2 == len(app.pairs)
    True
    """

    title = "Polymorphs: alike to the descriptor, different in energy"
    main = "alike"
    controls = {
        "formula": Choice("formula", lambda app: [f for f in FORMULAS if f in _groups()]),
        "kind": Choice("compare", list(KINDS.items())),
        "r_cut": Range("cutoff radius", 5.0, 2.5, 8.0, 0.5, unit="Å", symbol=r"r_\mathrm{cut}",
                       when=lambda app: app.values["kind"] != "density"),
        "sigma": Range("width of the atoms", 0.5, 0.2, 1.0, 0.1, unit="Å", symbol=r"\sigma",
                       when=lambda app: app.values["kind"] in _SOAP),
        "zeta": Range("sharpness zeta", 1, 1, 8, 1, symbol=r"\zeta",
                      when=lambda app: app.values["kind"] in _SOAP),
        "alike": Range("alike above", 0.98, 0.8, 0.999, 0.001, symbol="a"),
    }  # fmt: skip

    def picture(self, formula, kind, r_cut, sigma, zeta, alike):
        """A heat map, two kinds of points and two lines."""
        self.names, energies = _groups()[formula][:2]
        similarity = compare(formula, kind, r_cut, sigma, zeta)
        first, second = np.triu_indices(len(self.names), 1)
        self.pairs = [
            f"{self.names[i]} and {self.names[j]}" for i, j in zip(first, second, strict=True)
        ]
        x, y = similarity[first, second], np.abs(energies[first] - energies[second])
        aliased = (x > alike) & (y > GAP)
        panels = {
            "A": self._map(similarity),
            "B": self._pairs(x, y, aliased, alike),
        }
        return Drawing(
            panels,
            _say(formula, self.names, self.pairs, x, y, aliased, alike),
            tuple(_formulas(kind, int(aliased.sum()), len(x))),
            mosaic=("AB",),
            height=440,
            size=(10.5, 4.6),
        )

    def _map(self, similarity):
        edges = np.arange(len(self.names) + 1) - 0.5
        ticks = dict(enumerate(self.names))
        low = float(similarity.min())
        heat = Map(similarity, edges, edges, name="similarity", colours="Blues", low=low - 1e-6,
                   numbers=True)  # fmt: skip
        ends = {"x_range": (edges[0], edges[-1]), "y_range": (edges[-1], edges[0])}
        return Panel([heat], title="similarity", x_ticks=ticks, y_ticks=ticks, **ends)

    def _pairs(self, x, y, aliased, alike):
        top = max(1.08 * float(y.max()), 2 * GAP)
        ends = (min(float(x.min()), alike) - 0.01, 1.005)
        marks = []
        for place, (name, chosen) in enumerate(
            {"other pairs": ~aliased, "alike, yet far apart": aliased}.items()
        ):
            texts = tuple(
                f"{pair}: {a:.4f}, {b:.3f} eV per atom"
                for pair, a, b, yes in zip(self.pairs, x, y, chosen, strict=True)
                if yes
            )
            style = {"color": COLOURS[place], "marker": "os"[place], "hover": texts}
            marks.append(
                Points(np.column_stack([x, y])[chosen], name=name, of="r_cut sigma zeta", **style)
            )
        grey = {"color": "#777777", "width": 1, "dash": "--", "legend": False}
        marks.append(Line(upright(alike, 0, top), name="alike", of="alike", **grey))
        marks.append(Line(np.array([[ends[0], GAP], [ends[1], GAP]]), name="gap", **grey))
        labels = {"x": "similarity", "y": "energy between them / (eV per atom)"}
        return Panel(marks, **labels, x_range=ends, y_range=(-0.03 * top, top))


def _formulas(kind, n, n_pairs):
    head, body, settings, where = _KERNELS[kind]
    yield Formula(head, body, where=where)
    yield Formula(
        "n",
        rf"\sum_{{A<B}} \mathbb 1\left[\,K_{{AB}}{settings} > $alike\ \text{{and}}\ "
        rf"|E_A - E_B| > {GAP}\,\right]",
        rf"{n}\ \text{{of}}\ {n_pairs}\ \text{{pairs}}",
        where={"E_A": "energy, eV per atom", "n": "pairs that are alike, yet far apart"},
    )


@lru_cache(maxsize=1)
def _groups():
    """Names, energies and crystals of every formula on offer."""
    from coursekit.datasets import load_teaching_set

    dataset, groups = load_teaching_set(), {}
    for formula in FORMULAS:
        members = np.flatnonzero(dataset.groups == formula)
        if len(members) > 2:
            crystals = [dataset.structures[i] for i in members]
            names = [crystal.properties["id"].partition("-")[2] for crystal in crystals]
            groups[formula] = names, dataset.targets[members], crystals
    return groups


@lru_cache(maxsize=256)
def compare(formula, kind, r_cut, sigma, zeta):
    """Similarity of every two polymorphs of a formula, (n, n): 1 for equal descriptors."""
    from coursekit.kernels import AverageKernel, REMatchKernel

    crystals = _groups()[formula][2]
    if kind == "density":
        density = np.array([len(crystal) / crystal.volume for crystal in crystals])
        return np.minimum.outer(density, density) / np.maximum.outer(density, density)
    if kind == "rdf":
        rows = _distances(formula, r_cut)
        return rows @ rows.T
    kernel = {"average": AverageKernel, "rematch": REMatchKernel}[kind]
    return kernel(zeta=int(zeta)).fit_transform(_sites(formula, r_cut, sigma))


@lru_cache(maxsize=64)
def _sites(formula, r_cut, sigma):
    from coursekit.featurizers import SOAP

    return SOAP(r_cut, n_max=6, l_max=4, sigma=sigma).fit_transform(_groups()[formula][2])


@lru_cache(maxsize=64)
def _distances(formula, r_cut):
    from coursekit.featurizers import RadialDistribution

    rows = RadialDistribution(r_cut=r_cut).fit_transform(_groups()[formula][2])
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def _say(formula, names, pairs, x, y, aliased, alike):
    closest = int(np.argmax(x))
    return (
        f"{formula}, {len(names)} polymorphs. Similarity runs from {x.min():.3f} to "
        f"{x.max():.4f}. Most alike: {pairs[closest]}, "
        f"{1000 * y[closest]:.0f} meV per atom apart. {aliased.sum()} of "
        f"{len(pairs)} pairs are above {alike:.3f} and yet more than "
        f"{1000 * GAP:.0f} meV per atom apart."
    )
