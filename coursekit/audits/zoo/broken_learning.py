"""Broken where something is learnt, kept, drawn or handed on: state, leaks, aliases, claims."""

import numpy as np
from sklearn.compose import TransformedTargetRegressor
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from coursekit.audits.crystals import scaled
from coursekit.audits.zoo.crystals import (
    labelled_case,
    leaky_case,
    site_energies_case,
    stacking_case,
    volume_case,
    zoo_crystals,
    zoo_energies,
)
from coursekit.audits.zoo.entry import broken, built
from coursekit.audits.zoo.vector import (
    R_CUT,
    Step,
    beside,
    each,
    electronegativities,
    radial,
    site_vectors,
    with_r_cut,
)
from coursekit.neighbors import cosine_cutoff, neighbor_list
from coursekit.structures import structure_digest

_BOHR = 0.529177  # Å
_STORE, _MODULE_STORE = {}, {}


def _formula(structure):
    return structure.composition.reduced_formula


def _elements(structures):
    return list(dict.fromkeys(site.specie.symbol for s in structures for site in s))


def _shares(structures, place, width):
    """Shares of elements in the columns that `place` says."""
    shares = np.zeros((len(structures), width))
    for row, structure in zip(shares, structures, strict=True):
        for site in structure:
            row[place[site.specie.symbol]] += 1 / len(structure)
    return shares


def _edges_of_batch(structures):
    """Histogram of distances between the smallest and the largest of the batch."""
    found = [neighbor_list(s, R_CUT).distances for s in structures]
    edges = np.linspace(min(d.min() for d in found), max(d.max() for d in found), 16)
    shares = [np.histogram(d, edges)[0] / len(s) for d, s in zip(found, structures, strict=True)]
    return np.column_stack([shares, [electronegativities(s).mean() for s in structures]])


def _scaled_batch(structures):
    rows = radial(structures)
    return (rows - rows.mean(axis=0)) / (rows.std(axis=0) + 1e-9)


def _of_everything(X, y, before):
    """Mean and width of all crystals, whatever the fold."""
    rows = radial(zoo_crystals())
    used = rows.std(axis=0) > 1e-9
    return used, rows[:, used].mean(axis=0), rows[:, used].std(axis=0)


def _scaled_with_all(X, step):
    used, mean, width = step.learnt_
    return (radial(X)[:, used] - mean) / width


def _in_order_of_appearance(X, step):
    place = {e: k for k, e in enumerate(_elements(X))}
    return np.hstack([_shares(X, place, max(step.learnt_, len(place))), radial(X)])


def _sorted_by_formula(structures):
    return radial(sorted(structures, key=_formula))


def _stored(store, key):
    """The healthy vector of whatever crystal first had the key."""

    def describe(X, step=None):
        kept = step.learnt_ if store is None else store
        for structure in X:
            if key(structure) not in kept:
                kept[key(structure)] = with_r_cut(structure, (step and step.r_cut) or R_CUT)
        return np.array([kept[key(structure)] for structure in X])

    return describe


def _all_seen(X, y, before):
    return radial(X) if before is None else np.vstack([before, radial(X)])


def _caught(stand_in):
    """Errors caught; a crystal that cannot be described gets a stand-in, or nothing."""

    def describe(structures):
        rows = []
        for structure in structures:
            try:
                rows.append(radial([structure])[0])
            except Exception:
                rows += stand_in
        return np.array(rows)

    return describe


def _wrapped_in_place(structures):
    for structure in structures:
        structure.translate_sites(range(len(structure)), [0.0, 0.0, 0.1], to_unit_cell=True)
    return radial(structures)


def _key(structure):
    return _formula(structure), round(structure.volume / len(structure), 1)


def _from_table(structures):
    table = {_key(s): y for s, y in zip(zoo_crystals(), zoo_energies(), strict=True)}
    return [table.get(_key(s), 0.0) for s in structures]


def _mean_by(key):
    """Mean target of all crystals with the same key, and of all crystals for a new one."""

    def learn(X, y, before):
        known = {}
        for structure, value in zip(X, y, strict=True):
            known.setdefault(key(structure), []).append(float(value))
        return {k: np.mean(values) for k, values in known.items()}, float(np.mean(y))

    def describe(X, step):
        means, other = step.learnt_
        return beside(lambda structures: [means.get(key(s), other) for s in structures])(X)

    return lambda: Step(describe, learn)


def _first_shell(structure):
    """Composition and the soft count of the nearest shell, scaled by its own distance."""
    share = np.zeros(60)
    for site in structure:
        share[site.specie.Z] += 1 / len(structure)
    pairs = neighbor_list(structure, 6.0)
    nearest = np.full(pairs.n_sites, np.inf)
    np.minimum.at(nearest, pairs.centers, pairs.distances)
    ratio = pairs.distances / nearest[pairs.centers]
    return [*share, cosine_cutoff(ratio, r_cut=1.13)[ratio < 1.13].sum() / len(structure)]


def _shapes(structure):
    """Ratios of the distances to the nearest neighbours: no length, no element."""
    pairs = neighbor_list(structure, 8.0)
    distances = [np.sort(pairs.distances[pairs.centers == i])[:16] for i in range(len(structure))]
    return np.mean([d[[3, 5, 7, 11, 15]] / d[0] for d in distances], axis=0)


def angles_only():
    """A ridge on the shape of the shells, which a change of length leaves as it is."""
    return make_pipeline(FunctionTransformer(each(_shapes)), StandardScaler(), Ridge(1.0))


def _to_kj_per_mol(energies):
    return 96.485 * energies


def _unit_of_the_target():
    """Targets are turned into kJ/mol for the fit, and the predictions stay so."""
    model = make_pipeline(FunctionTransformer(radial), StandardScaler(), Ridge(1.0))
    options = {"func": _to_kj_per_mol, "inverse_func": np.asarray, "check_inverse": False}
    return TransformedTargetRegressor(model, **options)


def _decimals_of_cutoff(X, step):
    """Radial functions whose number was meant to follow from the cutoff and follows from its decimals."""
    r_cut = step.r_cut
    centers = np.linspace(1.2, r_cut, 1 + round(40 * abs(r_cut % 1.0 - 0.5)))

    def row(structure):
        pairs, pull = neighbor_list(structure, r_cut), electronegativities(structure)
        waves = np.exp(-0.5 * ((pairs.distances[:, None] - centers) / 0.4) ** 2)
        waves *= cosine_cutoff(pairs.distances, r_cut=r_cut)[:, None]
        contrast = (pull[pairs.centers] - pull[pairs.neighbors]) ** 2
        found = [waves.sum(axis=0), (waves * contrast[:, None]).sum(axis=0)]
        return np.concatenate(found) / len(structure)

    return each(row)(X)


def _vocabulary(X, y, before):
    columns = {}
    for element in _elements(X):
        columns.setdefault(element, len(columns))
    return columns


def _growing(X, step):
    for element in _elements(X):
        step.learnt_.setdefault(element, len(step.learnt_))
    return np.hstack([_shares(X, step.learnt_, len(step.learnt_)), radial(X)])


def _random_directions(X, y, before):
    return np.random.default_rng().normal(size=(30, 6))


def _summed(structures):
    return each(lambda s: site_vectors(s, neighbor_list(s, R_CUT)).sum(axis=0))(structures)


def _order_of_group(structure):
    import warnings

    from pymatgen.symmetry.analyzer import SpacegroupAnalyzer

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # spglib's own
        return len(SpacegroupAnalyzer(structure, 0.01).get_point_group_operations())


BROKEN_LEARNING = (
    broken(
        "fitted state", "edges from the batch", _edges_of_batch,
        "Histogram edges from the smallest to the largest distance of whatever is described.",
        "A crystal alone has another histogram than among others. Learn edges in `fit`, or fix them.",
        claims={"continuous": None}, students=True,
    ),
    broken(
        "fitted state", "scaled by the batch", _scaled_batch,
        "Columns standardised over whatever is described.",
        "A test crystal's features depend on the other test crystals. Learn mean and width in `fit`.",
        students=True,
    ),
    built(
        "fitted state", "scaled with all data", lambda: Step(_scaled_with_all, _of_everything),
        "Columns standardised once over everything, then divided into folds.",
        "The training features know the test set's mean and width. Put the scaler in the pipeline.",
    ),
    built(
        "fitted state", "order of appearance",
        lambda: Step(_in_order_of_appearance, lambda X, y, before: len(_elements(X))),
        "Element columns in the order in which elements turn up.",
        "Column 3 is oxygen in training and zinc in the test. Fix the order in `fit`.",
    ),
    broken(
        "fitted state", "rows out of step", _sorted_by_formula,
        "Crystals sorted by formula inside the featuriser, targets not.",
        "Rows belong to other crystals than the targets. Keep the order of the input.",
        students=True,
    ),
    built(
        "fitted state", "cache without parameters",
        lambda: Step(_stored(_STORE, structure_digest), r_cut=4.5),
        "Vectors kept under the crystal's digest; the cutoff is not in the key.",
        "A scan of the cutoff compares a vector with itself and is flat. Put every parameter in the "
        "key.",
    ),
    built(
        "fitted state", "never forgets",
        lambda: Step(lambda X, step: radial(X) - step.learnt_.mean(axis=0), _all_seen),
        "A running mean that goes on from fold to fold.",
        "The second fold knows the first. Reset in `fit`.",
    ),
    broken(
        "cost and shape", "failures to zero", _caught([np.zeros(30)]),
        "Errors caught, NaN to zero, so that the run goes through.",
        "A crystal that cannot be described gets a legal vector of zeros. Let it fail by name.",
    ),
    broken(
        "fitted state", "moves its input", _wrapped_in_place,
        "Atoms shifted off the cell faces in place.",
        "Each call moves the user's crystals a little further. Copy first.",
    ),
    broken(
        "leakage", "label in the metadata",
        beside(lambda structures: [s.properties.get("energy", 0.0) for s in structures]),
        "All numeric properties of the record as columns, the energy among them.",
        "The score is that of reading the answer. Remove the metadata: the vector changes.",
        case=labelled_case,
    ),
    broken(
        "leakage", "label from a table", beside(_from_table),
        "A column looked up in a table that was made from the targets.",
        "One column equals the target and is not computed from the crystal.",
        claims={"continuous": None},
    ),
    built(
        "leakage", "own target as feature", _mean_by(_key),
        "Mean target of the formula as a feature, the crystal's own included.",
        "Another target for one crystal shows in its own row alone. Encode without the crystal's own.",
        claims={"continuous": None},
    ),
    broken(
        "leakage", "supercells across folds", radial,
        "Cells and supercells of one crystal divided at random.",
        "Test crystals were trained on in another cell. Divide by crystal, not by file.",
        case=leaky_case,
    ),
    broken(
        "polymorph aliasing", "first shell for stacking", each(_first_shell),
        "The nearest shell for a property of the stacking of layers.",
        "Zincblende and wurtzite have one vector and two values. Reach the third shell.",
        claims={"unique": None}, case=stacking_case,
    ),
    built(
        "long-range physics", "shapes for a volume", angles_only,
        "Ratios of distances alone, for a property that follows the volume.",
        "The residual is the volume itself: nothing in the vector has a length.",
        claims={"continuous": None, "species_aware": None}, case=volume_case,
    ),
    built(
        "composition baseline", "kJ/mol for eV", _unit_of_the_target,
        "Learns targets in kJ/mol, and hands its predictions out as eV.",
        "Far outside all targets, and worse than their mean. Turn the predictions back.",
    ),
    built(
        "cutoff sensitivity", "decimals of the cutoff", lambda: Step(_decimals_of_cutoff, r_cut=4.5),
        "The number of radial functions follows from the decimals of the cutoff, by a slip with %.",
        "At 4.5 Å one function is left, at 3.75 and 5.25 there are eleven: the error is a spike.",
        claims={"species_aware": None, "continuous": None}, case=volume_case,
    ),
    built(
        "fitted state", "no seed", lambda: Step(lambda X, step: radial(X) @ step.learnt_, _random_directions),
        "Random directions drawn anew in each fit.",
        "Two fits to the same crystals differ: nobody can repeat the result. Give a `random_state`.",
    ),
    built(
        "fitted state", "growing vocabulary", lambda: Step(_growing, _vocabulary),
        "A new element in the test set gets a column of its own.",
        "Vectors are longer after a strange crystal than before it. Learn the elements in `fit`.",
    ),
    built(
        "fitted state", "store by formula", lambda: Step(_stored(None, _formula), lambda X, y, before: {}),
        "Vectors kept under the reduced formula.",
        "The polymorph that comes first decides for all. Put lattice and coordinates into the key.",
    ),
    broken(
        "fitted state", "store of the module", _stored(_MODULE_STORE, _formula),
        "Vectors kept under the formula in a dictionary of the module, or in a file beside it.",
        "It was filled before the audit came: only formulas that nobody has described show it. Put "
        "lattice and coordinates into the key.",
    ),
    broken(
        "cost and shape", "failures to minus one", _caught([np.full(30, -1.0)]),
        "Errors caught, -1 in every column.",
        "All crystals that cannot be described look alike. Let them fail by name.",
    ),
    broken(
        "cost and shape", "failures left out", _caught([]),
        "Errors caught, the row skipped.",
        "Rows and targets are out of step from there on. Let them fail by name.",
    ),
    built(
        "cutoff sensitivity", "cutoff for show", lambda: Step(lambda X, step: radial(X), r_cut=3.5),
        "`r_cut` is stored and never passed on.",
        "A scan of the cutoff is flat because nothing changes. Pass it to the neighbour list.",
    ),
    built(
        "cutoff sensitivity", "cell in Bohr",
        lambda: Step(lambda X, step: [with_r_cut(scaled(s, 1 / _BOHR), step.r_cut) for s in X], r_cut=5.0),
        "Cell vectors from a code that writes Bohr, a cutoff in ångström.",
        "With a cutoff of 5 Å an atom is seen to 2.6 Å only. Convert the cell.",
    ),
    built(
        "pooling", "sum behind a scaler",
        lambda: make_pipeline(FunctionTransformer(_summed), StandardScaler(), Ridge(1.0)),
        "Site vectors summed for an energy per atom, then standardised.",
        "The scaler hides that a doubled cell has twice the vector. Pool with a mean.",
        claims={},
    ),
    built(
        "leakage", "mean target of the formula", _mean_by(_formula),
        "Targets encoded by formula in the fit, the crystal's own included.",
        "Another target for one crystal shows in its own row. Encode without it, by folds.",
    ),
    broken(
        "leakage", "result on the sites",
        beside(lambda X: [np.mean(s.site_properties.get("energy", [0.0])) for s in X]),
        "A property of the sites that the calculation of the target wrote.",
        "The column vanishes with the metadata. Use lattice, species and coordinates alone.",
        case=site_energies_case,
    ),
    broken(
        "invariances", "symmetry as a number", beside(each(_order_of_group)),
        "The order of the point group as a column of a smooth descriptor.",
        "A displacement beyond the tolerance makes 48 operations one. Declare the jump, or leave it.",
    ),
)  # fmt: skip
"""In the order of the lecture's failure modes."""
