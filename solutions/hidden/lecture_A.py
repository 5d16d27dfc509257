"""Cases of A_ladder that are tried at grading: inputs, and numbers of wrong turns."""

import numpy as np
from pymatgen.core import Composition, Element

from coursekit.checks.declare import hidden
from coursekit.checks.own_inputs import own_seed
from coursekit.featurizers import PartialRadialDistribution
from coursekit.pipelines import make_folds
from coursekit.structures import make_cesium_chloride, make_quartz


@hidden("A-statistics")
def statistics(case):
    for formula in ["LiCoO2", "Al2O3", "MgAl2O4", "NaCl3"]:
        elements, counts = zip(*Composition(formula).items(), strict=True)
        masses = np.array([float(Element(str(item)).atomic_mass) for item in elements])
        shares = np.array(counts) / sum(counts)
        ends = [masses.min(), masses.max(), np.ptp(masses)]
        middle, most = shares @ masses, masses[np.argmax(shares)]
        flat = np.abs(masses - masses.mean()).mean()
        spread = (shares @ (masses - middle) ** 2) ** 0.5
        case(
            f"mass, {formula}",
            args=(list(masses), list(counts)),
            rtol=1e-4,
            wrong=lambda: {
                "unweighted mean": [*ends, masses.mean(), flat, most],
                "unweighted deviation": [*ends, middle, flat, most],
                "standard deviation": [*ends, middle, spread, most],
                "largest for mode": [*ends, middle, shares @ np.abs(masses - middle), masses.max()],
            },
        )


@hidden("A-integral")
def integral(case):
    for crystal, n_b, farthest in [(make_quartz(), 6, 2.0), (make_cesium_chloride(), 1, 4.0)]:
        other = PartialRadialDistribution(r_cut=7.0, bin_width=0.1).fit([crystal])
        mixed = other.transform([crystal])[0].reshape(3, -1)[1]
        middle = (other.edges_[1:] + other.edges_[:-1]) / 2
        inside, density = middle < farthest, n_b / crystal.volume
        case(
            crystal.properties["id"],
            args=(other.edges_, mixed, n_b, crystal.volume, farthest),
            rtol=0.02,
            wrong=lambda: {
                "no shell volume": density * np.sum(mixed[inside]) * 0.1,
                "no bin width": density * np.sum((4 * np.pi * middle**2 * mixed)[inside]),
                "ball for shell": density
                * np.sum((4 / 3 * np.pi * other.edges_[1:] ** 3 * mixed)[inside]),
                "all distances": density * np.sum(4 * np.pi * middle**2 * mixed * 0.1),
            },
        )
    for r_max in (1.62, 1.78):  # on either side of the middle of a bin
        case(f"even, {r_max} Å", args=(np.arange(16) / 5, np.ones(15), 3, 50.0, r_max), rtol=0.02)


@hidden("A-regret")
def regret(case):
    hidden = {
        "right choice": ([-1.0, -1.3, -1.1, -0.7], [-0.9, -1.2, -1.0, -1.1]),
        "worst choice": ([-2.0, -2.6, -2.5], [-2.9, -2.1, -2.2]),
        "two tie": ([-0.31, -0.92, -0.77, -0.45], [-0.5, -0.8, -0.4, -0.8]),
    }
    for name, (real, guess) in hidden.items():
        real, guess = np.array(real), np.array(guess)
        case(
            name,
            args=(list(real), list(guess)),
            rtol=1e-6,
            unit="eV/atom",
            wrong=lambda: {
                "prediction for energy": guess.min() - real.min(),
                "first of the tied": real[guess.argmin()] - real.min(),
                "highest for lowest": real[guess.argmax()] - real.min(),
            },
        )


@hidden("A-known")
def known(case):
    pool = np.repeat(["TiO2", "SiO2", "ZnO", "MgO", "BN", "C"], [5, 4, 3, 2, 2, 1])
    for split in ["random", "grouped"]:
        for fold, (left, right) in enumerate(make_folds(pool, split, n_folds=3, seed=own_seed(1))):
            known = np.isin(pool[right], pool[left])
            kinds = set(pool[right])
            case(
                f"{split} fold {fold}",
                args=(list(pool[left]), list(pool[right])),
                wrong=lambda: {
                    "formulas for crystals": len(kinds & set(pool[left])) / len(kinds),
                    "sides swapped": float(np.isin(pool[left], pool[right]).mean()),
                    "unknown for known": float(1 - known.mean()),
                },
            )
