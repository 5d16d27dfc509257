"""The pictures of tier 2: radial distribution functions and their integrals."""

from dataclasses import dataclass

import numpy as np

from coursekit.apps.base import App, Choice, Range
from coursekit.apps.crystals import CRYSTALS
from coursekit.featurizers import PartialRadialDistribution, RadialDistribution
from coursekit.plots.formula import Formula, Term
from coursekit.plots.marks import Drawing, Line, Panel, Points, filled_stairs, stairs, upright
from coursekit.plots.style import COLOURS

FARTHEST = 10.0
_WIDTHS = [0.02, 0.05, 0.1, 0.2, 0.5]


@dataclass(frozen=True, eq=False)
class Radial:
    """One radial distribution function: `pair`, `edges` (n_bins + 1,) in Å, `g` (n_bins,), and both ways,
    of the second element around the first and back, `densities` in Å⁻³ and `names`.
    """

    pair: str
    edges: np.ndarray
    g: np.ndarray
    densities: list
    names: list

    @classmethod
    def of(cls, structure, pair, edges, g):
        """The function of a crystal, with its densities."""
        symbols = [site.specie.symbol for site in structure]
        if pair == "all atoms":
            counts, names = [len(symbols)] * 2, ["neighbours"] * 2
        else:
            first, second = pair.split("-")
            counts = [symbols.count(second), symbols.count(first)]
            names = [f"{second} around {first}", f"{first} around {second}"]
        densities = [count / structure.volume for count in counts]
        return cls(pair, np.asarray(edges), np.asarray(g), densities, names)

    @property
    def numbers(self):
        """Neighbours up to each edge, both ways: two (n_bins + 1,) arrays."""
        gas = np.r_[0, np.cumsum(self.g * 4 / 3 * np.pi * np.diff(self.edges**3))]
        return [density * gas for density in self.densities]

    def last(self, r_max):
        """The edge of the last whole bin below a distance."""
        return int(np.searchsorted(self.edges, r_max + 1e-9, side="right")) - 1

    def within(self, r_max):
        """Both numbers of neighbours up to a distance (Å); only whole bins count."""
        return [float(numbers[self.last(r_max)]) for numbers in self.numbers]


def _pairs(app):
    structure = app.shelf[app.values["crystal"]]
    elements = list(dict.fromkeys(site.specie.symbol for site in structure))
    pairs = [f"{a}-{b}" for place, a in enumerate(elements) for b in elements[place:]]
    return ["all atoms", *(pairs if len(elements) > 1 else [])]


class RadialPicture(App):
    """How much more often a distance occurs than by chance, and how many neighbours that makes.

    Parameters
    ----------
    *own : dict of str to Structure, optional
        Crystals to offer; by default the course's own.
    **settings
        `crystal`, `pair` ("all atoms" or two elements such as "Ti-O"), `r_max` (Å, 0.5 to 10) and
        `bin_width` (Å).

    Examples
    --------
    >>> app = RadialPicture(crystal="rutile TiO₂", pair="Ti-O", r_max=2.4)
    >>> print(app.text())
    Radial distribution. Highest peak of g for Ti-O at 1.93 Å. Within 2.40 Å each Ti has 6.00 O and each O has 3.00 Ti. Beyond 8 Å the mean of g is 0.96.
    """

    title = "Radial distribution"
    crystals = CRYSTALS
    controls = {
        "crystal": Choice("crystal", lambda app: app.shelf),
        "pair": Choice("pair", _pairs),
        "r_max": Range("count up to", 2.4, 0.5, FARTHEST, 0.1, unit="Å", symbol=r"r_\mathrm{max}"),
        "bin_width": Choice("bin width / Å", _WIDTHS, 0.05),
    }

    def radial(self, crystal, pair, bin_width):
        """The function of a crystal, kept."""
        key = crystal, pair, bin_width
        return self.keep(key, lambda: _radial(self.shelf[crystal], pair, bin_width))

    def picture(self, crystal, pair, r_max, bin_width):
        """g above, the number of neighbours below."""
        radial = self.radial(crystal, pair, bin_width)
        last, within = radial.last(r_max), radial.within(r_max)
        top = max(1.1 * float(radial.g.max()), 2.0)
        counted = filled_stairs(radial.edges[: last + 1], radial.g[:last])
        above = [
            Line(counted, name="counted", color=COLOURS[5], fill=COLOURS[5], width=0.5),
            Line(np.array([[0, 1], [FARTHEST, 1]]), name="1: atoms at random", color="#777777",
                 dash=":"),
            Line(stairs(radial.edges, radial.g), name=f"g, {pair}", width=1.5, of="pair bin_width"),
            Line(upright(r_max, 0, top), name="limit", color="#222222", dash="--", width=1,
                 of="r_max", legend=False),
        ]  # fmt: skip
        upper = Panel(above, y="g(r)", x_range=(0, FARTHEST), y_range=(0, top))
        ceiling = max(8.0, 2 * max(within))
        lower = Panel(
            [*_curves(radial, r_max, within)],
            x="r / Å",
            y="neighbours within r",
            x_range=(0, FARTHEST),
            y_range=(0, ceiling),
        )
        return Drawing(
            {"A": upper, "B": lower},
            _say(radial, r_max, within),
            (_formula(radial, within),),
            mosaic=("A", "B"),
            height=460,
            size=(8.5, 4.8),
        )


def _curves(radial, r_max, within):
    both = radial.names[0] != radial.names[1]
    for place in (0, 1):
        shown = slice(None) if both or place == 0 else slice(0)
        style = {"color": COLOURS[place], "legend": both or place == 0}
        curve = np.column_stack([radial.edges, radial.numbers[place]])[shown]
        yield Line(curve, name=radial.names[place], dash=("-", "--")[place], **style)
        here = np.array([[r_max, within[place]]])[shown]
        marker = {"marker": "os"[place], "of": "r_max"} | style | {"legend": False}
        yield Points(here, name=f"at the limit, {radial.names[place]}", size=10, **marker)


def _formula(radial, within):
    first, _, second = radial.pair.partition("-")
    counted = rf"\mathrm{{{second}}}" if second else ""
    rho = rf"\rho_{{{counted}}}" if second else r"\rho"
    what = f"{second} atoms" if second else "atoms"
    return Formula(
        rf"N_{{{counted}}}" if second else "N",
        r"4\pi\,$rho \int_0^{$r_max} g(r)\,r^2\,\mathrm dr",
        f"{within[0]:.2f}",
        terms={"rho": Term(rho, f"{radial.densities[0]:.4f}", f"{what} per volume", "Å⁻³")},
        where={
            "g(r)": "how much more often the distance r occurs than by chance",
            "N": f"{what} around one {first if second else 'atom'}, up to the limit",
        },
    )


def _radial(structure, pair, bin_width):
    options = {"r_cut": FARTHEST, "bin_width": bin_width}
    kind = RadialDistribution if pair == "all atoms" else PartialRadialDistribution
    featurizer = kind(**options).fit([structure])
    row = featurizer.transform([structure])[0]
    row = row.toarray().ravel() if hasattr(row, "toarray") else row
    if pair != "all atoms":
        columns = [name.split()[1] for name in featurizer.get_feature_names_out()]
        row = row[[set(name.split("-")) == set(pair.split("-")) for name in columns]]
    return Radial.of(structure, pair, featurizer.edges_, row)


def _say(radial, r_max, within):
    middles = (radial.edges[1:] + radial.edges[:-1]) / 2
    peak = middles[int(np.argmax(radial.g))]
    if radial.names[0] == radial.names[1]:
        one = "atom" if radial.pair == "all atoms" else radial.pair.split("-")[0]
        count = f"Within {r_max:.2f} Å each {one} has {within[0]:.2f} of these neighbours."
    else:
        a, b = radial.pair.split("-")
        count = (
            f"Within {r_max:.2f} Å each {a} has {within[0]:.2f} {b} and each {b} has "
            f"{within[1]:.2f} {a}."
        )
    start = 0.8 * radial.edges[-1]
    far = middles > start
    mean = np.average(radial.g[far], weights=middles[far] ** 2)
    return (
        f"Highest peak of g for {radial.pair} at {peak:.2f} Å. {count} "
        f"Beyond {start:g} Å the mean of g is {mean:.2f}."
    )
