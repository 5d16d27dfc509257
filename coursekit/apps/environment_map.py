"""A map of environments: every kind of site is a point, and a click shows what stands around it."""

import numpy as np

from coursekit.apps.atlas import GROUPS, SETS, group_sites, kinds_of, map_sites, surroundings_of
from coursekit.apps.base import App, Choice, Range
from coursekit.plots.environment import surroundings_marks
from coursekit.plots.formula import Formula, Term
from coursekit.plots.marks import Drawing, Panel, Points
from coursekit.plots.style import COLOURS, MARKERS


class EnvironmentMap(App):
    """Principal components of SOAP vectors, a point for each kind of site, linked to the crystal.

    Parameters
    ----------
    **settings
        `crystals` (a name in `SETS`), `colour` ("coordination", "element", "crystal"), `species`
        ("blind", "aware"), `r_cut` (Å), `sigma` (Å), `point` (which site is shown).

    Examples
    --------
    >>> app = EnvironmentMap(crystals="eight spinels", sigma=0.5, r_cut=5.0)
    >>> app.atlas.points.shape
    (24, 2)
    """

    title = "A map of environments"
    controls = {
        "crystals": Choice("crystals", SETS),
        "colour": Choice("colour by", ["coordination", "element", "crystal"]),
        "species": Choice("SOAP", [("blind to elements", "blind"), ("aware of elements", "aware")]),
        "r_cut": Range("cutoff radius r_cut", 5.0, 2.0, 6.0, 0.5, unit="Å",
                       symbol=r"r_\mathrm{cut}"),
        "sigma": Range("width sigma", 0.5, 0.2, 1.0, 0.1, unit="Å", symbol=r"\sigma"),
        "point": Range("show site number", 0, 0,
                       lambda app: len(kinds_of(app.values["crystals"])[1]) - 1, 1, symbol="i"),
    }  # fmt: skip

    def picture(self, crystals, colour, species, r_cut, sigma, point):
        """The map on the left, the surroundings of the chosen site on the right."""
        self.atlas = atlas = map_sites(crystals, species, r_cut, sigma)
        self._groups = groups = group_sites(atlas.labels[colour])
        around, inside = surroundings_of(crystals, *atlas.sites[point])
        space = Panel(
            surroundings_marks(around, inside, words=True),
            title=atlas.labels["name"][point],
            space=True,
            reach=1.1 * float(around.distances[inside].max()),
        )
        return Drawing(
            {"A": _map(atlas, groups, point), "B": space},
            self._say(groups, point, colour),
            (_formula(atlas, point),),
            ("AB",),
            widths=(1.2, 1),
            height=460,
            size=(9.5, 4.6),
        )

    def pick(self, name, point):
        """Show the site that was clicked."""
        if name in self._groups:
            self.set(point=int(self._groups[name][point]))

    def _say(self, groups, point, colour):
        atlas = self.atlas
        sizes = ", ".join(f"{len(members)} of {name}" for name, members in groups.items())
        return (
            f"{len(atlas.sites)} kinds of sites; the first two components hold "
            f"{atlas.shares.sum():.0%} of the variance. By {colour}: {sizes}. Shown: number "
            f"{point}, {atlas.labels['name'][point]}."
        )


def _map(atlas, groups, point):
    names = [*groups, *[""] * GROUPS][:GROUPS]
    marks = []
    for place, name in enumerate(names):
        members = groups.get(name, np.empty(0, int))
        marks.append(
            Points(atlas.points[members], name=name or "-", legend=bool(name), size=10,
                   color=COLOURS[place % len(COLOURS)], marker=[*MARKERS, "*"][place],
                   hover=tuple(f"{n}: {atlas.labels['name'][n]}" for n in members),
                   of="r_cut sigma")
        )  # fmt: skip
    here = atlas.points[[point]]
    marks.append(Points(here, name="shown", color="#000000", size=20, hollow=True, of="point"))
    one, two = (f"{share:.0%} of variance" for share in atlas.shares)
    return Panel(marks, x=f"component 1, {one}", y=f"component 2, {two}")


def _formula(atlas, point):
    x, y = atlas.points[point]
    return Formula(
        r"\mathbf t_i",
        r"\mathbf U^{\mathsf T}\left[\,\hat{\mathbf p}_{$point}($r_cut,\,$sigma) -"
        r" \frac{1}{$kinds}\sum_j \hat{\mathbf p}_j\,\right]",
        rf"\left({x:.3f},\; {y:.3f}\right)",
        terms={"kinds": Term("M", str(len(atlas.sites)), "kinds of sites")},
        where={
            r"\hat{\mathbf p}_i": "power spectrum (SOAP) of site i, length 1",
            r"\mathbf U": "the two directions in which the cloud of points is widest",
            r"\mathbf t_i": "place of site i on the map",
        },
    )
