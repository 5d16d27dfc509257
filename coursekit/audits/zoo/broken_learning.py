"""Broken where a model learns: leaks, aliases, a target the descriptor cannot reach."""

from functools import lru_cache

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.compose import TransformedTargetRegressor
from sklearn.linear_model import Ridge
from sklearn.model_selection import KFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from coursekit.audits.claims import Promises
from coursekit.audits.zoo.crystals import usual_case, zoo_crystals, zoo_energies
from coursekit.audits.zoo.entry import Entry
from coursekit.audits.zoo.vector import radial
from coursekit.neighbors import cosine_cutoff, neighbor_list
from coursekit.structures import set_id, supercell


def _labelled_case():
    """Crystals that carry their energy, as many a download does."""
    structures, y, splits = usual_case()
    labelled = [structure.copy() for structure in structures]
    for structure, energy in zip(labelled, y, strict=True):
        structure.properties = {**structure.properties, "energy": float(energy)}
    return labelled, y, splits


def _with_label(structures):
    labels = [s.properties.get("energy", 0.0) for s in structures]
    return np.column_stack([radial(structures), labels])


def _from_table(structures):
    """A column looked up by volume and formula in a table made from the targets."""
    table = {_key(s): y for s, y in zip(zoo_crystals(), zoo_energies(), strict=True)}
    return np.column_stack([radial(structures), [table.get(_key(s), 0.0) for s in structures]])


def _key(structure):
    return structure.composition.reduced_formula, round(structure.volume / len(structure), 1)


class OwnTarget(TransformerMixin, BaseEstimator):
    """Features beside the mean target of the same formula, the crystal's own included."""

    def fit(self, X, y):
        """Remember the target of every crystal."""
        self.targets_ = {_key(s): float(v) for s, v in zip(X, y, strict=True)}
        self.mean_ = float(np.mean(y))
        return self

    def transform(self, X):
        """Features and the remembered target."""
        known = [self.targets_.get(_key(s), self.mean_) for s in X]
        return np.column_stack([radial(X), known])


@lru_cache(maxsize=1)
def _with_supercells():
    structures, y, _ = usual_case()
    doubles = [
        set_id(supercell(s, (1, 1, 2)), f"{s.properties['id']}-double") for s in structures[:9]
    ]
    return structures + doubles, np.concatenate([y, y[:9]])


def _leaky_case():
    """Cells and their supercells, divided at random."""
    structures, y = _with_supercells()
    folds = KFold(5, shuffle=True, random_state=0).split(structures)
    return structures, y, list(folds)


def _first_shell(structures):
    """Composition and the soft count of the nearest shell, scaled by its own distance."""
    rows = []
    for structure in structures:
        share = np.zeros(60)
        for site in structure:
            share[site.specie.Z] += 1 / len(structure)
        rows.append([*share, _shell(structure)])
    return np.array(rows)


def _shell(structure):
    pairs = neighbor_list(structure, 6.0)
    nearest = np.full(pairs.n_sites, np.inf)
    np.minimum.at(nearest, pairs.centers, pairs.distances)
    ratio = pairs.distances / nearest[pairs.centers]
    return float(cosine_cutoff(ratio, r_cut=1.13)[ratio < 1.13].sum() / len(structure))


def _stacking_case():
    """Zincblende and wurtzite, equal to the second shell, with a property of the stacking."""
    from coursekit.structures import make_wurtzite, make_zincblende

    edges = {"ZnO": 4.6, "ZnS": 5.41, "CdS": 5.82, "CdO": 5.1, "MgS": 5.6, "BeO": 3.8}
    structures, y = [], []
    for k, (formula, a) in enumerate(edges.items()):
        cation, anion = formula[:2], formula[2:]
        ideal = {"a": a / 2**0.5, "c": a / 2**0.5 * (8 / 3) ** 0.5, "u": 0.375}
        for crystal, value in (
            (make_zincblende(cation, anion=anion, a=a).get_primitive_structure(), 1.0),
            (make_wurtzite(cation, anion=anion, **ideal), 3.0),
        ):
            structures.append(set_id(crystal, f"{formula}-{len(crystal)}"))
            y.append(value + 0.05 * k)
    return structures, np.array(y), None


def angles_only():
    """A ridge on the shape of the shells, which a change of length leaves as it is."""
    return make_pipeline(FunctionTransformer(_shapes), StandardScaler(), Ridge(1.0))


def _unit_of_the_target():
    """Targets are turned into kJ/mol for the fit, and the predictions stay so."""
    model = make_pipeline(FunctionTransformer(radial), StandardScaler(), Ridge(1.0))
    return TransformedTargetRegressor(
        model, func=_to_kj_per_mol, inverse_func=np.asarray, check_inverse=False
    )


def _to_kj_per_mol(energies):
    return 96.485 * energies


def _shapes(structures):
    """Ratios of the distances to the nearest neighbours: no length, no element."""
    rows = []
    for structure in structures:
        pairs = neighbor_list(structure, 8.0)
        distances = [
            np.sort(pairs.distances[pairs.centers == i])[:16] for i in range(len(structure))
        ]
        rows.append(np.mean([d[[3, 5, 7, 11, 15]] / d[0] for d in distances], axis=0))
    return np.array(rows)


def _volume_case():
    structures, _, _ = usual_case()
    return structures, np.array([s.volume / len(s) for s in structures]), None


class DecimalsOfCutoff(TransformerMixin, BaseEstimator):
    """Radial functions whose number was meant to follow from the cutoff and follows from its decimals."""

    def __init__(self, r_cut=5.0):
        self.r_cut = r_cut

    def fit(self, X, y=None):
        """Choose the centres."""
        count = 1 + round(40 * abs(self.r_cut % 1.0 - 0.5))
        self.centers_ = np.linspace(1.2, self.r_cut, count)
        return self

    def transform(self, X):
        """Radial functions and the mean electronegativity."""
        return np.array([self._row(structure) for structure in X])

    def _row(self, structure):
        pairs = neighbor_list(structure, self.r_cut)
        pull = np.array([site.specie.X for site in structure])
        waves = np.exp(-0.5 * ((pairs.distances[:, None] - self.centers_) / 0.4) ** 2)
        waves *= cosine_cutoff(pairs.distances, r_cut=self.r_cut)[:, None]
        contrast = (pull[pairs.centers] - pull[pairs.neighbors]) ** 2
        found = [waves.sum(axis=0), (waves * contrast[:, None]).sum(axis=0)]
        return np.concatenate(found) / len(structure)


BROKEN_LEARNING = (
    Entry(
        "label in the metadata",
        "All numeric properties of the record as columns, the energy among them.",
        lambda: _with_label,
        "leakage",
        "The score is that of reading the answer. Remove the metadata: the vector changes.",
        case=_labelled_case,
    ),
    Entry(
        "label from a table",
        "A column looked up in a table that was made from the targets.",
        lambda: _from_table,
        "leakage",
        "One column equals the target and is not computed from the crystal.",
        Promises(continuous=None),
    ),
    Entry(
        "own target as feature",
        "Mean target of the formula as a feature, the crystal's own included.",
        OwnTarget,
        "leakage",
        "Another target for one crystal shows in its own row alone. Encode without the crystal's own.",
        Promises(continuous=None),
    ),
    Entry(
        "supercells across folds",
        "Cells and supercells of one crystal divided at random.",
        lambda: radial,
        "leakage",
        "Test crystals were trained on in another cell. Divide by crystal, not by file.",
        case=_leaky_case,
    ),
    Entry(
        "first shell for stacking",
        "The nearest shell for a property of the stacking of layers.",
        lambda: _first_shell,
        "polymorph aliasing",
        "Zincblende and wurtzite have one vector and two values. Reach the third shell.",
        Promises(unique=None),
        case=_stacking_case,
    ),
    Entry(
        "shapes for a volume",
        "Ratios of distances alone, for a property that follows the volume.",
        angles_only,
        "long-range physics",
        "The residual is the volume itself: nothing in the vector has a length.",
        Promises(continuous=None, species_aware=None),
        case=_volume_case,
    ),
    Entry(
        "kJ/mol for eV",
        "Learns targets in kJ/mol, and hands its predictions out as eV.",
        _unit_of_the_target,
        "composition baseline",
        "Far outside all targets, and worse than their mean. Turn the predictions back.",
    ),
    Entry(
        "decimals of the cutoff",
        "The number of radial functions follows from the decimals of the cutoff, by a slip with %.",
        lambda: DecimalsOfCutoff(r_cut=4.5),
        "cutoff sensitivity",
        "At 4.5 Å one function is left, at 3.75 and 5.25 there are eleven: the error is a spike.",
        Promises(species_aware=None, continuous=None),
        case=_volume_case,
    ),
)
