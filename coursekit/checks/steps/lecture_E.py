"""What E_pooling asks: visible cases, wrong turns, hints, where to look."""

import numpy as np

from coursekit.checks.declare import question, step

question(
    "E-q1",
    answer="blind_rule",
    title="a rule that is blind",
    look="E_pooling, a cloud of points",
    right="657f08f565ed",
    because={
        "a": "(4 + 6) / 2 is 5: the mean does not know how the numbers are spread.",
        "b": "The largest number is 6 in A and 5 in B, so the two rows differ.",
        "c": "A fills the bins of 4 and 6, B the bin of 5, so the two rows differ.",
        "d": "The means are equal; the standard deviation is 1 in A and 0 in B.",
    },
)


@step(
    "E-kinds",
    answer="mean_from_kinds",
    title="mean over sites, from kinds",
    look="E_pooling, mean",
    hints=[
        "Spread out in your mind: how often does each vector stand in the list of all sites?",
        "Add up vector times multiplicity, then divide once. By what?",
        "By the number of all sites, which is the sum of the multiplicities.",
    ],
)
def kinds(case):
    kinds = [[4.0, 1.9], [6.0, 2.0], [4.0, 2.0]]
    case(
        "spinel: tetrahedra, octahedra, oxygen",
        args=(kinds, [1, 2, 4]),
        n=7,
        expected=[32 / 7, 13.9 / 7],
        wrong={"each kind once": [14 / 3, 5.9 / 3], "divided by the kinds": [32 / 3, 13.9 / 3]},
    )
    case(
        "one feature, two kinds",
        args=([[6.0], [3.0]], [2, 4]),
        n=6,
        expected=[4.0],
        wrong={"each kind once": [4.5], "divided by the kinds": [12.0]},
    )


@step(
    "E-histogram",
    answer="histogram",
    title="histogram with given edges",
    look="E_pooling, histogram",
    hints=[
        "Two things beside counting: values outside, and fractions instead of counts.",
        "`np.clip(values, edges[0], edges[-1])` brings what is outside to the outermost edges.",
        "`np.histogram(clipped, bins=edges)[0]`, divided by the number of sites.",
    ],
)
def histogram(case):
    edges = [3.0, 4.0, 5.0, 9.0]
    case(
        "inside",
        args=([3.2, 4.0, 4.1, 6.0, 9.0], edges),
        expected=[0.2, 0.4, 0.4],
        n=5,
        wrong={
            "density for fractions": [0.2, 0.4, 0.1],
            "edges of its own": [0.6, 0.2, 0.2],
            "upper edge in the lower bin": [0.4, 0.2, 0.4],
            "last edge left out": [0.2, 0.4, 0.2],
        },
    )
    case(
        "two outside",
        args=([3.5, 6.0, 6.5, 11.0, 2.0], edges),
        expected=[0.4, 0.0, 0.6],
        n=5,
        wrong={
            "outside dropped": [0.2, 0.0, 0.4],
            "outside not counted": [1 / 3, 0.0, 2 / 3],
            "density for fractions": [0.4, 0.0, 0.15],
            "edges of its own": [0.4, 0.4, 0.2],
        },
    )


@step(
    "E-species",
    answer="species_mean",
    title="mean over one element's sites",
    look="E_pooling, by species",
    hints=[
        "A mask picks the rows: compare `np.array(species)` with the element.",
        "Take the mean of these rows along axis 0; their number is not the number of all sites.",
        "An empty mean is nan with a warning: look at the number of rows first.",
    ],
)
def species(case):
    rows = [[6.0, 1.0], [4.0, 2.0], [5.0, 3.0], [3.0, 6.0], [7.0, 5.0]]
    kinds = ["Mg", "O", "Mg", "O", "Mg"]
    case(
        "magnesium",
        args=(rows, kinds, "Mg"),
        expected=[6.0, 3.0],
        wrong={
            "divided by all sites": [3.6, 1.8],
            "mean over all species": [5.0, 3.4],
            "sum for mean": [18.0, 9.0],
            "the other elements": [3.5, 4.0],
            "divided by the kinds": [9.0, 4.5],
        },
    )
    case(
        "an element that is not there",
        args=(rows, kinds, "Al"),
        expected=[0.0, 0.0],
        wrong={"mean over all species": [5.0, 3.4], "empty mean": [np.nan, np.nan]},
    )


question(
    "E-q2",
    answer="rule_2",
    title="a rule for a few kinks",
    right="bcb4c70c000c",
    because={
        "a": "Smooth it is, but kinks are a percent of the sites, and everything else moves the mean too.",
        "b": "A rate per site does not grow with the cell, and the sum is filled by ordinary sites.",
        "c": "A small bin for the kinks survives; check its share against their number.",
        "d": "It averages before squaring, so differences between sites are the first thing it loses.",
    },
)


question(
    "E-q3",
    answer="leak",
    title="which other step leaks",
    right="b6cef588cb10",
    because={
        "a": "Nothing of the crystals at hand went into it.",
        "b": "Mean and deviation of a column were taken over test crystals too, so each training row depends on them.",
        "c": "Only the crystal itself is used, and the new one can be treated in the same way.",
        "d": "The periodic table was there before the crystals: no test crystal decides which columns there are.",
    },
)
