"""Pooling at work: the values of all sites of two crystals, and the two rows that are left."""

from functools import lru_cache

import numpy as np

from coursekit.apps.base import App, Choice, Range
from coursekit.featurizers import SiteFeatures
from coursekit.neighbors import neighbor_list
from coursekit.plots.formula import Formula, Term
from coursekit.plots.marks import Bars, Drawing, Panel
from coursekit.plots.pooling import sites_panel
from coursekit.plots.style import COLOURS
from coursekit.pooling import (
    HistogramPooling,
    MaxPooling,
    MeanPooling,
    MomentPooling,
    SpeciesPooling,
    SumPooling,
)
from coursekit.structures import (
    make_anatase,
    make_mgo_vacancies,
    make_rutile,
    make_spinel,
    supercell,
)

PAIRS = {
    "two vacancies in MgO": (
        {
            "adjacent": lambda: make_mgo_vacancies("adjacent", scaling=(3, 3, 3)),
            "far apart": lambda: make_mgo_vacancies("far", scaling=(3, 3, 3)),
        },
        2.6,
    ),
    "one vacancy or two": (
        {
            "one": lambda: make_mgo_vacancies("isolated", scaling=(3, 3, 3)),
            "two": lambda: make_mgo_vacancies("far", scaling=(3, 3, 3)),
        },
        2.6,
    ),
    "normal and inverse spinel": (
        {"normal": make_spinel, "inverse": lambda: make_spinel(inverse=True)},
        2.4,
    ),
    "rutile and anatase": ({"rutile": make_rutile, "anatase": make_anatase}, 2.4),
    "small and large cell": (
        {"6 atoms": make_rutile, "48 atoms": lambda: supercell(make_rutile(), (2, 2, 2))},
        2.4,
    ),
}
"""Two makers and the cutoff of a bond, Å."""

FEATURES = {"number of neighbours": 0, "mean bond length / Å": 1, "longest bond / Å": 2}

RULES = {
    "mean": lambda n_bins: MeanPooling(),
    "sum": lambda n_bins: SumPooling(),
    "max": lambda n_bins: MaxPooling(),
    "mean and scatter": lambda n_bins: MomentPooling(order=2),
    "histogram": lambda n_bins: HistogramPooling(n_bins=n_bins),
    "mean by species": lambda n_bins: SpeciesPooling(),
    "histogram by species": lambda n_bins: SpeciesPooling(HistogramPooling(n_bins=n_bins)),
}

_SHARE = r"\mathbb 1\left[\,x_i\ \text{in bin}\ b\ \text{of}\ $n_bins\,\right]"
_TEX = {
    "mean": r"\frac{1}{$N}\sum_{i=1}^{$N} x_i",
    "sum": r"\sum_{i=1}^{$N} x_i",
    "max": r"\max_{i \le $N}\; x_i",
    "mean and scatter": r"\left(\bar x,\; \sqrt{\frac{1}{$N}\sum_{i=1}^{$N} (x_i - \bar x)^2}\right)",
    "histogram": r"\frac{1}{$N}\sum_{i=1}^{$N} " + _SHARE,
    "mean by species": r"\frac{1}{N_Z}\sum_{i:\,Z_i = Z} x_i",
    "histogram by species": r"\frac{1}{N_Z}\sum_{i:\,Z_i = Z} " + _SHARE,
}
"""The row of a crystal by each rule."""


class PoolingPicture(App):
    """Two crystals, one feature of their sites, one pooling rule: are the rows different?

    Parameters
    ----------
    **settings
        `pair` (a name in `PAIRS`), `feature` (a name in `FEATURES`), `rule` (a name in `RULES`),
        `n_bins` (1 to 12).

    Examples
    --------
    >>> app = PoolingPicture(pair="two vacancies in MgO", rule="mean")
    >>> print(app.text())
    Pooling two crystals. Mean of number of neighbours: 1 column, equal for adjacent and far apart. The sites do differ: the rule lost it.
    """

    title = "Pooling two crystals"
    controls = {
        "pair": Choice("crystals", PAIRS),
        "feature": Choice("feature of a site", FEATURES),
        "rule": Choice("rule", RULES),
        "n_bins": Range("bins of a histogram", 3, 1, 12, 1, symbol="B",
                        when=lambda app: "histogram" in app.values["rule"]),
    }  # fmt: skip

    def picture(self, pair, feature, rule, n_bins):
        """Values of the sites on the left, pooled rows on the right."""
        found = pool_pair(pair, feature, rule, n_bins)
        panels = {
            "A": sites_panel(found["values"], label=feature, of="feature"),
            "B": _rows(found["rows"], found["names"]),
        }
        formulas = tuple(_formulas(found, feature, rule))
        sentence = _say(found, feature, rule)
        return Drawing(panels, sentence, formulas, ("AB",), height=400, size=(9.5, 4))


def _rows(rows, names):
    marks = []
    for place, (name, row) in enumerate(rows.items()):
        at = np.arange(len(row)) + 0.4 * (place - 0.5)
        style = {
            "hatch": ("", "/")[place],
            "color": COLOURS[place],
            "of": "n_bins rule",
            "legend": False,
        }
        marks.append(Bars(at, row, 0.4, name=f"{name}: row", **style))
    ticks = {"x_ticks": dict(enumerate(names)), "x_range": (-0.7, len(names) - 0.3)}
    every = np.concatenate(list(rows.values()))
    ends = {"y_range": (min(0.0, 1.1 * every.min()), 1.1 * max(every.max(), 1e-3))}
    return Panel(marks, title="the row that is left", y="pooled value", **ticks, **ends)


def _formulas(found, feature, rule):
    where = {"x_i": f"{feature.partition(' / ')[0]} of site i", r"\Phi": "the row of a crystal"}
    if "species" in rule:
        where |= {"Z": "an element, a block of columns each", "N_Z": "sites of this element"}
    if "histogram" in rule:
        where |= {"b": "number of the bin, a column each"}
    for number, (name, row) in enumerate(found["rows"].items(), 1):
        shown = r",\;".join([f"{x:.4g}" for x in row[:4]] + ["…"] * (len(row) > 4))
        sites = Term(f"N_{number}", str(len(found["values"][name])), f"sites in {name}")
        yield Formula(
            rf"\Phi_\text{{{name}}}",
            _TEX[rule].replace("$N", f"$N{number}"),
            rf"\left({shown}\right)" if len(row) > 1 else shown,
            terms={f"N{number}": sites},
            where=where,
        )


@lru_cache
def _sites(pair):
    """Site features of both crystals, a column for each of `FEATURES`."""
    makers, r_cut = PAIRS[pair]
    records = []
    for name, make in makers.items():
        crystal = make()
        pairs = neighbor_list(crystal, r_cut)
        counts = np.bincount(pairs.centers, minlength=len(crystal)).astype(float)
        longest = np.zeros(len(crystal))
        np.maximum.at(longest, pairs.centers, pairs.distances)
        sums = np.bincount(pairs.centers, weights=pairs.distances, minlength=len(crystal))
        # rounding must not make two bonds of one length fall into two bins
        values = np.column_stack([counts, sums / counts, longest]).round(6)
        species = tuple(site.specie.symbol for site in crystal)
        records.append(SiteFeatures(values, species, tuple(FEATURES), name))
    return records


@lru_cache(maxsize=256)
def pool_pair(pair, feature, rule, n_bins):
    """Pool two crystals by one rule: `values` of the sites and pooled `rows`, both by crystal, and
    `names` of the columns.
    """
    column = FEATURES[feature]
    records = [
        SiteFeatures(record.values[:, [column]], record.species, ("",), record.id)
        for record in _sites(pair)
    ]
    pooling = RULES[rule](n_bins).fit(records)
    names = [" ".join(str(name).split()) for name in pooling.get_feature_names_out()]
    return {
        "values": {record.id: record.values[:, 0] for record in records},
        "rows": {
            record.id: row for record, row in zip(records, pooling.transform(records), strict=True)
        },
        "names": names,
    }


def _say(found, feature, rule):
    (one, first), (other, second) = found["rows"].items()
    n = len(first)
    start = f"{rule.capitalize()} of {feature}: {'1 column' if n == 1 else f'{n} columns'}, "
    gap = np.abs(first - second)
    if np.allclose(first, second, rtol=1e-9, atol=1e-12):
        same = _same_shares(*found["values"].values())
        why = "have the same values equally often" if same else "do differ: the rule lost it"
        return f"{start}equal for {one} and {other}. The sites {why}."
    worst = int(gap.argmax())
    where = "different" if n == 1 else f"{int((gap > 1e-9).sum())} of them different"
    most = "" if n == 1 else f"most in {found['names'][worst]!r}, "
    return (
        f"{start}{where}: {most}{first[worst]:.4g} for {one} and {second[worst]:.4g} for {other}."
    )


def _same_shares(first, second):
    """Whether two sets of sites hold the same values, each at the same share of the sites."""
    (a, n), (b, m) = (np.unique(values, return_counts=True) for values in (first, second))
    return np.array_equal(a, b) and np.allclose(n / len(first), m / len(second))
