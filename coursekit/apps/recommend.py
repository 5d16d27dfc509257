"""From five answers about a problem to a place on the ladder, with the reasons."""

from dataclasses import dataclass

POLYMORPHS = ("no", "yes")
SITES = (
    "the typical site",
    "a few special sites",
    "one extreme site",
    "all atoms added up",
    "each element in its own way",
)
GEOMETRY = ("counts and distances", "angles and small distortions")
DATA = ("hundreds", "thousands", "a hundred thousand or more")
RANGE = ("a few Å", "beyond any cutoff")

NODES = {
    "formula": (0.0, 3.0, "Can crystals of one\nformula differ in\nthe property?"),
    "tier 1": (2.2, 3.0, "Tier 1\ncomposition"),
    "data": (0.0, 2.0, "A hundred thousand\ncrystals or more?"),
    "tier 4": (2.2, 2.0, "Tier 4\nlearned graph"),
    "site": (0.0, 1.0, "Typical site, and\nonly counts and\ndistances matter?"),
    "tier 2": (2.2, 1.0, "Tier 2\npooled structure"),
    "tier 3": (0.0, 0.0, "Tier 3\natom-centred,\nthen pooled"),
    "far": (2.2, 0.0, "Cause beyond the\ncutoff? Add global\nfeatures"),
}
"""Name of every box: place and text."""

EDGES = (
    ("formula", "tier 1", "no"),
    ("formula", "data", "yes"),
    ("data", "tier 4", "yes"),
    ("data", "site", "no"),
    ("site", "tier 2", "yes"),
    ("site", "tier 3", "no"),
)

POOLING = {
    "the typical site": ("MeanPooling", "the mean keeps what the typical site is like"),
    "a few special sites": (
        "HistogramPooling",
        "a histogram keeps a minority of sites in a bin of its own; a mean dilutes it",
    ),
    "one extreme site": ("MaxPooling", "the maximum keeps the one site that decides"),
    "all atoms added up": ("SumPooling", "the property grows with the crystal, and so does a sum"),
    "each element in its own way": (
        "SpeciesPooling(MeanPooling())",
        "pooling each element on its own keeps their roles apart",
    ),
}


@dataclass(frozen=True)
class Recommendation:
    """Where to begin."""

    tier: int
    descriptor: str
    pooling: str
    path: tuple
    reasons: tuple
    audits: tuple


def recommend(*, polymorphs, sites, geometry, data, reach):
    """Recommend a tier, a descriptor and a pooling rule."""
    answers = {
        "polymorphs": (polymorphs, POLYMORPHS),
        "sites": (sites, SITES),
        "geometry": (geometry, GEOMETRY),
        "data": (data, DATA),
        "reach": (reach, RANGE),
    }
    for name, (answer, offered) in answers.items():
        if answer not in offered:
            raise ValueError(f"`{name}` is {answer!r}; it must be one of {', '.join(offered)}")
    if polymorphs == "no":
        result = _composition()
    elif data == DATA[2]:
        result = _learned(sites)
    elif sites == SITES[0] and geometry == GEOMETRY[0]:
        result = _pooled()
    else:
        result = _local(sites, geometry)
    return _with_reach(result, reach)


def _composition():
    reason = "no structure is needed for what depends on the formula alone"
    audits = ("grouped folds, so that no formula is on both sides",)
    return Recommendation(1, "MagpieStatistics", "", ("formula", "tier 1"), (reason,), audits)


def _learned(sites):
    reasons = (
        "polymorphs share a formula, so structure must be described",
        "at this size a learned vector and aggregation win over those made by hand",
    )
    audits = ("composition baseline", "range of the training set", "receptive field")
    pooling = "sum, as in potentials" if sites == SITES[3] else "learned"
    path = ("formula", "data", "tier 4")
    return Recommendation(4, "message-passing network", pooling, path, reasons, audits)


def _pooled():
    reasons = (
        "polymorphs share a formula, so structure must be described",
        "statistics over the sites hold typical counts and distances, and are cheap to read",
    )
    audits = ("composition baseline", "periodic images", "polymorph aliasing")
    path = ("formula", "data", "site", "tier 2")
    return Recommendation(2, "SiteStatisticsFingerprint", "", path, reasons, audits)


def _local(sites, geometry):
    fine = geometry == GEOMETRY[1]
    pooling, why = POOLING[sites]
    reasons = (
        "polymorphs share a formula, so structure must be described",
        "SOAP or ACSF hold distances and angles smoothly"
        if fine
        else "coordination numbers and bond lengths site by site are enough, and have names",
        why,
    )
    descriptor = "SOAP or ACSF" if fine else "Coordination and BondLengths"
    audits = ("composition baseline", "cutoff scan with fold scatter", "polymorph aliasing")
    path = ("formula", "data", "site", "tier 3")
    return Recommendation(3, descriptor, pooling, path, reasons, audits)


def _with_reach(result, reach):
    if reach == RANGE[0] or result.tier == 1:
        return result
    reason = (
        "no vector with a cutoff, learned or not, sees what lies beyond it: "
        "add cell, density or Ewald features"
    )
    return Recommendation(
        result.tier,
        result.descriptor + ", with global features",
        result.pooling,
        (*result.path, "far"),
        (*result.reasons, reason),
        (*result.audits, "long range"),
    )
