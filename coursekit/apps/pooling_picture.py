"""Pooling at work: the values of all sites of two crystals, and the two rows that are left."""

from functools import lru_cache

import numpy as np

from coursekit.apps.base import App, dropdown, slider
from coursekit.featurizers import SiteFeatures
from coursekit.neighbors import neighbor_list
from coursekit.plots.pooling import bins_of, plot_rows, plot_sites
from coursekit.plots.style import COLOURS, STYLE
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

    def controls(self):
        """The pair, the feature of the sites, the rule and its bins."""
        return {
            "pair": dropdown("crystals", PAIRS),
            "feature": dropdown("feature of a site", FEATURES),
            "rule": dropdown("rule", RULES),
            "n_bins": slider("bins of a histogram", 3, 1, 12, 1),
        }

    def adapt(self, controls):
        """Show the number of bins only where it matters."""
        histogram = "histogram" in controls["rule"].value
        controls["n_bins"].layout.display = "flex" if histogram else "none"

    def draw(self, figure):
        """Values of the sites on the left, pooled rows on the right."""
        import plotly.graph_objects as go
        from plotly.subplots import make_subplots

        titles = ("all sites", "the row that is left")
        make_subplots(rows=1, cols=2, subplot_titles=titles, figure=figure)
        for column in (1, 2):
            for place in (0, 1):
                pattern = {"color": COLOURS[place], "pattern": {"shape": ("", "/")[place]}}
                trace = go.Bar(marker=pattern, name="-", showlegend=column == 1)
                figure.add_trace(trace, row=1, col=column)
        figure.update_yaxes(title_text="sites", type="log", dtick=1, row=1, col=1)
        figure.update_yaxes(title_text="pooled value", row=1, col=2)
        figure.update_xaxes(tickangle=-35, row=1, col=2)
        legend = {"orientation": "h", "y": 1.2, "x": 0}
        figure.update_layout(height=430, bargap=0.2, legend=legend)

    def update(self, figure, *, pair, feature, rule, n_bins):
        """Pool both crystals by this rule."""
        found = pool_pair(pair, feature, rule, n_bins)
        edges = bins_of(found["values"])
        with figure.batch_update():
            for place, (name, values) in enumerate(found["values"].items()):
                left, right = figure.data[place], figure.data[place + 2]
                counts = np.histogram(values, bins=edges)[0]
                left.x, left.y, left.name = (edges[1:] + edges[:-1]) / 2, counts, name
                right.x, right.y, right.name = found["names"], found["rows"][name], name
            top = max(len(values) for values in found["values"].values())
            span = [np.log10(0.5), np.log10(1.5 * top)]
            figure.update_layout(xaxis={"title": {"text": feature}}, yaxis={"range": span})
        return _say(found, feature, rule)

    def picture(self, *, pair, feature, rule, n_bins):
        """Values of the sites and pooled rows."""
        from matplotlib import rc_context
        from matplotlib.figure import Figure

        found = pool_pair(pair, feature, rule, n_bins)
        with rc_context(STYLE):
            figure = Figure(figsize=(9.5, 3.6), layout="constrained")
            left, right = figure.subplots(1, 2)
            plot_sites(found["values"], label=feature, ax=left)
            plot_rows(found["rows"], found["names"], ax=right)
        return figure


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
    """Pool two crystals by one rule.

    Parameters
    ----------
    pair, feature, rule, n_bins
        As the controls of `PoolingPicture`.

    Returns
    -------
    dict
        `values` of the sites and pooled `rows`, both by crystal; `names` of the columns.
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
