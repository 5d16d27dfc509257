"""What A_ladder asks: visible cases, wrong turns, hints, where to look."""

import numpy as np

from coursekit.checks.declare import question, step
from coursekit.featurizers import PartialRadialDistribution
from coursekit.structures import make_rutile


@step(
    "A-statistics",
    answer="six_statistics",
    title="six statistics of a property",
    look="A_ladder, tier 1",
    hints=[
        "Turn the amounts into shares that sum to 1, once; then both weighted numbers are short.",
        "The mean is the sum of share times value. The deviation is the same sum, of |value - mean|.",
        "For the mode, `np.argmax` of the amounts says which value it is. Return the six in the order of the question.",
    ],
)
def statistics(case):
    tio2 = {
        "unweighted mean": [1.54, 3.44, 1.90, 2.49, 0.95, 3.44],
        "unweighted deviation": [1.54, 3.44, 1.90, 2.80667, 0.95, 3.44],
        "standard deviation": [1.54, 3.44, 1.90, 2.80667, 0.89567, 3.44],
    }
    right = [1.54, 3.44, 1.90, 2.80667, 0.84444, 3.44]
    case(
        "electronegativity, TiO2",
        args=([1.54, 3.44], [1, 2]),
        expected=right,
        rtol=1e-4,
        wrong=tio2,
    )
    case("the same as O4Ti2", args=([3.44, 1.54], [4, 2]), expected=right, rtol=1e-4, wrong=tio2)
    alloy = [63.546, 196.967, 133.421, 96.90125, 50.032875]
    case(
        "mass, Cu3Au",
        args=([63.546, 196.967], [3, 1]),
        expected=[*alloy, 63.546],
        rtol=1e-4,
        wrong={"largest for mode": [*alloy, 196.967]},
    )


@step(
    "A-integral",
    answer="coordination",
    title="coordination from the integral of g",
    look="A_ladder, one pair of elements at a time",
    hints=[
        "g is a ratio of densities: times the density of B, times a volume, it is a number of atoms. Which volume belongs to one bin?",
        "The volume of a shell is 4/3 π (outer³ - inner³). `edges[1:]` and `edges[:-1]` are the outer and inner radii.",
        "Keep the bins whose middle is below `r_max`, sum shell volume times g over them, and multiply by `n_b / volume`.",
    ],
)
def integral(case):
    rutile = make_rutile()
    partial = PartialRadialDistribution(r_cut=6.0, bin_width=0.05).fit([rutile])
    edges, cell = partial.edges_, rutile.volume
    g_mixed = partial.transform([rutile])[0].reshape(3, -1)[1]
    case(
        "O around Ti",
        args=(edges, g_mixed, 4, cell, 2.5),
        expected=6,
        rtol=0.02,
        wrong={
            "no shell volume": 0.12669,
            "no bin width": 120.0,
            "ball for shell": 80.70,
            "all distances": 60.0,
        },
    )
    case(
        "Ti around O",
        args=(edges, g_mixed, 2, cell, 2.5),
        expected=3,
        rtol=0.02,
        wrong={
            "no shell volume": 0.06335,
            "no bin width": 60.0,
            "ball for shell": 40.35,
            "all distances": 30.0,
        },
    )
    edges = np.arange(31) / 10
    even = edges, np.ones(30), 2, 80 * np.pi / 3
    case("even liquid, before the middle of a bin", args=(*even, 2.43), expected=1.3824, rtol=0.02)
    case("even liquid, behind the middle of a bin", args=(*even, 2.47), expected=1.5625, rtol=0.02)


question(
    "A-q1",
    answer="changed_curves",
    title="which curves see the exchange",
    look="A_ladder, one pair of elements at a time",
    right="9ada03671de3",
    because={
        "a": "Co has the bonds to O that Li had, so the curve of the pair Co-O moves.",
        "b": "The g(r) of all atoms asks where atoms are, not which; no atom has moved.",
        "c": "Atoms are where they were, so g(r) stays; each pair of elements has other distances.",
        "d": "The g(r) of all atoms asks where atoms are, not which; no atom has moved.",
    },
)


@step(
    "A-regret",
    answer="regret",
    title="regret of a model's favourite",
    look="A_ladder, an error and an order are two things",
    hints=[
        "Two things happen: predictions choose a polymorph, then true energies say what the choice costs.",
        "Make a mask of the polymorphs whose prediction is the lowest; it can hold several.",
        "Mean of the true energies under the mask, minus the lowest of all true energies.",
    ],
)
def regret(case):
    true = [-3.20, -3.50, -3.42]
    case(
        "one favourite",
        args=(true, [-3.10, -3.30, -3.35]),
        expected=0.08,
        rtol=1e-6,
        unit="eV/atom",
        wrong={
            "prediction for energy": 0.15,
            "error of the favourite": 0.07,
            "highest for lowest": 0.3,
            "energy itself": -3.42,
        },
    )
    case(
        "all predicted alike",
        args=(true, [-3.3, -3.3, -3.3]),
        expected=0.38 / 3,
        rtol=1e-6,
        unit="eV/atom",
        wrong={"first of the tied": 0.3, "best of the tied": 0.0, "prediction for energy": 0.2},
    )


@step(
    "A-known",
    answer="share_known",
    title="share of test crystals with a known formula",
    look="A_ladder, how is it tested?",
    hints=[
        "Go through the test crystals one by one and ask one question of each.",
        "A set of the training formulas makes the question quick: `formula in known`.",
        "Count the yeses and divide by the number of test crystals, not by the number of formulas.",
    ],
)
def known(case):
    train = ["TiO2", "TiO2", "MgO", "LiF", "LiF"]
    test = ["TiO2", "MgO", "ZnO", "TiO2", "NaCl", "TiO2", "TiO2", "GaN"]
    case(
        "five and eight",
        args=(train, test),
        expected=0.625,
        n=8,
        wrong={"formulas for crystals": 0.4, "sides swapped": 0.6, "unknown for known": 0.375},
    )
    train, test = ["ZnS", "ZnS", "SiC"], ["ZnS", "GaN", "GaN", "GaN"]
    case(
        "three and four",
        args=(train, test),
        expected=0.25,
        n=4,
        wrong={"formulas for crystals": 0.5, "sides swapped": 2 / 3, "unknown for known": 0.75},
    )


question(
    "A-q2",
    answer="reason",
    title="why the order is backwards on random folds",
    right="1c4a1a9e9781",
    because={
        "a": "More trees make the mean steadier, not other: the plain mean of the formula, without any tree, does the same in the table.",
        "b": "The plain mean of the formula shows it as well: an artefact of the split, not chemistry.",
        "c": "Each formula has exactly one lowest polymorph, whatever their number; look at the row of the plain mean of the formula.",
        "d": "The plain mean of the formula uses no property at all and shows the same.",
    },
)


question(
    "A-q3",
    answer="conclusion",
    title="when structure does not beat composition",
    right="a244f5ce187d",
    because={
        "a": "It might, and a broken descriptor would look just the same: compare orders and regrets, and audit the descriptor.",
        "b": "A representation that loses its periodic images gives the very same picture.",
        "c": "Find out which: audits of the descriptor, a learning curve, the scatter over folds, and the order of polymorphs instead of the overall error.",
        "d": "Then it would be bad on the test folds, and easy to beat.",
    },
)
