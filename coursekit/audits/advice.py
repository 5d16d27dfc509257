"""What to do: by kind of fault, and by the cause that a pattern of relations points to."""

import numpy as np

from coursekit.audits.crystals import displaced
from coursekit.audits.images import skewed
from coursekit.audits.result import FAILED, PASSED
from coursekit.structures import supercell

KINDS = {
    "periodic images": (
        "A crystal has no faces: the vector may not depend on where its cell begins, how large it is "
        "or which vectors span it. Take neighbours from a list that goes through all images, such as "
        "`coursekit.neighbors.neighbor_list`, with both directions of every pair and without the site "
        "itself; a larger cell only makes the fault rarer."
    ),
    "parser round trip": (
        "Two ways to write one crystal must give one vector. Check in this order: rows of the lattice "
        "matrix are the cell vectors; fractional coordinates are multiplied by it before a distance is "
        "taken; element symbols have one capital; occupancies and charges survive. `scan_file` looks "
        "at a single file, and `audit_round_trip(..., read=, write=)` tries your own reader."
    ),
    "invariances": (
        "Rotation, reflection, translation and the order of the atoms are choices of whoever wrote "
        "the file. A vector that follows them teaches the model file conventions. Describe distances "
        "and angles instead of coordinates, and pool with something that does not know the order: a "
        "mean, a sorted list, a histogram."
    ),
    "noise": (
        "The vector is not the same twice, or rounding alone changes it; no audit can say more before "
        "this is mended. Look for random numbers without a seed, sets and dictionaries that set an "
        "order, and divisions by something that can be zero."
    ),
    "jump": (
        "A model learns from a jump that is in no crystal. Let the weight of a neighbour fall smoothly "
        "to zero at the cutoff (`coursekit.neighbors.cosine_cutoff`), smear histograms, or, if the "
        "jump is meant, declare `Promises(continuous=False)`."
    ),
    "digits": (
        "A model cannot learn from changes that are rounded away. Keep the numbers in double or single "
        "precision (`float64`, `float32`); where they shall go in steps, declare "
        "`Promises(continuous=False)`."
    ),
    "blind": (
        "Another element at one site leaves the vector as it was. If that is wanted, declare "
        "`Promises(species_aware=False)` and add the composition; if not, let the descriptor "
        "distinguish neighbours by element."
    ),
    "sum": (
        "Twice the cell gives another vector, so the model sees how the file was written. Pool with a "
        "mean for a property per atom; a sum is right for a property of the whole cell only "
        "(`Promises(intensive=False)`)."
    ),
    "mean": (
        "The target grows with the cell and the vector does not. Pool with a sum, or learn the "
        "property per atom."
    ),
    "drowned": (
        "Where the few sites between two vacancies decide, use histogram, maximum or moment pooling, "
        "or features that are not linear in the coordination."
    ),
    "polymorph aliasing": (
        "Whatever the model, it must predict one value for these pairs. A larger cutoff often does "
        "not help (mean-pooled SOAP of rutile and anatase becomes more alike with it), nor does "
        "histogram pooling where each crystal has one kind of site. Add what differs: the radial "
        "distribution, density, a sharper width, angles of the second shell, connectivity."
    ),
    "long-range physics": (
        "The model errs in one direction with a quantity that no atom can see within its cutoff. Give "
        "the quantity to the model as a column, or use a descriptor of the whole crystal; a graph "
        "network is no way out by itself, its layers times its cutoff are a radius too."
    ),
    "no neighbour": (
        "The usual cause is a unit: nm, Bohr or pm where Å is meant. Compare the cutoff with the "
        "shortest bond of your crystals."
    ),
    "unit": (
        "The usual cause is a unit: a cutoff in Å beside a lattice in Bohr (0.53), nm or pm. Print one "
        "bond length just before it is compared with the cutoff."
    ),
    "ignored": (
        "A scan of this cutoff compares a vector with itself. Pass the parameter on to whatever finds "
        "the neighbours, or put it into the key of the cache."
    ),
    "alone": (
        "Where nothing stands within the cutoff the vector holds the element alone. Enlarge the cutoff "
        "until every atom has its first shell, or leave such crystals out by name."
    ),
    "brittle": (
        "The error rises and falls again from one cutoff to the next by more than folds scatter. Look "
        "for hard bins or shells that cross the cutoff, or for too few crystals; a smooth cutoff and "
        "a regulariser chosen for every radius usually flatten the scan."
    ),
    "flat": "Choose the smallest cutoff of the plateau: it costs least.",
    "one length scale": (
        "Use the cutoff behind the drop and say which shell it reaches; the number of columns may "
        "change with it, so choose the regulariser again."
    ),
    "guess": (
        "Predicting the mean of the training targets for every crystal does better. Rows and targets "
        "may be out of step, columns of unlike size may need a scaler, or the model has far too much "
        "freedom for so few crystals: regularise it, and look at its error on the training set."
    ),
    "wild": (
        "Predictions far outside all targets come from a column that is next to zero in all training "
        "crystals and not in a test crystal, divided by its width: remove such columns "
        "(`VarianceThreshold`) before a `StandardScaler`, or scale the whole vector."
    ),
    "formula": (
        "Where a model that knows the formula alone does as well, structure has not earned its place "
        "yet. Put composition columns beside the structural ones, take more formulas, look at the "
        "order of the polymorphs (the formula cannot give it), and run the other audits on the "
        "descriptor."
    ),
    "collision": (
        "Crystals that share a vector share every prediction. Look for a histogram whose bins do not "
        "fit the unit (degrees, radians), a cutoff that reaches no neighbour, missing values replaced "
        "by zero, numbers rounded. If the descriptor is coarse by design, declare "
        "`Promises(unique=False)` and put others beside it."
    ),
    "length": (
        "Models need one length for all crystals. Pool over the sites (mean, histogram), or fix the "
        "elements and bins that columns stand for in `fit`; filling with zeros only hides that column "
        "5 means another atom in every crystal."
    ),
    "numbers": (
        "A missing value is a failure of one crystal: name it and leave it out, mend it with a "
        "`SimpleImputer` inside the pipeline, or use a model that says it takes gaps."
    ),
    "zeros": (
        "A crystal that could not be described was given zeros, which is a legal vector and wrong. "
        "Raise an error that names the crystal instead (`featurize_tolerant` finishes the others)."
    ),
    "made up": (
        "A crystal that could not be described was given a stand-in (a constant, a mean of the "
        "others), which the model takes for a measurement. Raise an error that names the crystal "
        "instead (`featurize_tolerant` finishes the others)."
    ),
    "dropped": (
        "Rows and targets fall out of step from the crystal that is missing. Raise an error that names "
        "it, or return which ones were kept, as `featurize_tolerant` does, and drop the targets too."
    ),
    "fitted state": (
        "`transform` may use only what `fit` has learnt: the elements and their order, edges of bins, "
        "means and widths. What is learnt again from each batch makes a test crystal depend on its "
        "neighbours in the list, and shifts columns between training and test."
    ),
    "scaled": (
        "Put the scaler or the principal components inside the pipeline, so that they are fitted in "
        "each fold to the training part alone; what was fitted before the split has seen the test set."
    ),
    "history": (
        "What is described later may not depend on what was described before. The key of a store must "
        "hold the lattice and all coordinates, such as `coursekit.structures.structure_digest`: "
        "formula, volume or number of sites are shared by polymorphs. Elements and their columns are "
        "learnt in `fit`; `transform` refuses new ones by name."
    ),
    "cache": (
        "The key of a cache must hold every parameter and the content of the crystal, not its name: "
        "else a scan of a parameter compares a vector with itself."
    ),
    "input": "Work on a copy: the next step and the next audit get the crystal as it is now.",
    "refit": "`fit` must forget what an earlier `fit` has learnt.",
    "seed": (
        "A result that nobody can repeat: give every random step a `random_state`, and draw from "
        "`np.random.default_rng(seed)` instead of `np.random`. If nothing is random, look for a list "
        "or dictionary of the class, or of the module, that every fit adds to."
    ),
    "leakage": (
        "A descriptor may depend on lattice, species and coordinates alone. Whatever else travels with "
        "a structure (labels, energies, ids, file names) must not reach a column, or the score is that "
        "of reading the answer."
    ),
    "target": (
        "Remove the column and see whether the error survives. Look for tables that are keyed by "
        "formula or id, and for columns that were by-products of the calculation that gave the target."
    ),
    "own": (
        "Encode targets inside the folds and never with the crystal's own: with its own, the training "
        "error is that of reading the answer. Predictions of a first model enter a second one out of "
        "fold (`StackingRegressor`, `cross_val_predict`)."
    ),
    "overlap": (
        "Training and test part of a fold share no crystal; look for positions that were counted "
        "twice, or drawn twice at random."
    ),
    "stopped": (
        "An audit uses small changes of your own crystals; a pipeline should take them, or refuse "
        "them by name."
    ),
    "duplicates": (
        "Find equal crystals before dividing (supercells, other settings, frames of one relaxation) "
        "and keep each set in one fold, for example with `GroupKFold` by formula."
    ),
}
"""Kind of fault, or name of the audit -> one paragraph."""

_CELL = {"another origin", "a supercell", "a choice of other cell vectors"}


def _sides(bench, change):
    """(view, its rows, rows of the changed probes) of each view, sites averaged."""
    for view in bench.views:
        rows = [row.mean(axis=0) for row in view.rows]
        yield view, np.array(rows), np.array([r.mean(axis=0) for r in view.describe([change(p) for p in view.probes])])  # fmt: skip


def _cell_columns(bench):
    """Columns that change with the cell vectors do not answer to a displaced atom."""
    sides = (_sides(bench, change) for change in (lambda p: skewed(p, 0), lambda p: displaced(p, 0, 0.1)(1.0)))  # fmt: skip
    for (view, rows, other), (_, _, moved) in zip(*sides, strict=True):
        limit = view.tolerance * view.ruler.scale_
        changed = (np.abs(other - rows) > limit).any(axis=0)
        if changed.any() and not (np.abs(moved - rows) > limit)[:, changed].any():
            return True
    return False


def _some_columns(bench):
    for _, rows, large in _sides(bench, lambda p: supercell(p, (2, 1, 1))):
        stays = np.isclose(large, rows, rtol=1e-4)[np.abs(rows) > 1e-9]
        if 0 < stays.mean() < 1:
            return True
    return False


def _saturated(bench):
    X = np.nan_to_num(bench.whole.matrix)
    ends = (X.max(axis=0) == X) | (X.min(axis=0) == X)
    return bool(ends.mean() > 0.5 or np.array_equal(X, np.round(X)))


def _gaps(bench):
    pairs = [(bench.describe([bench.structures[k]])[0], bench.rows[k]) for k in bench.chosen]
    pairs = [(alone, row) for alone, row in pairs if alone.shape == row.shape]
    return any(np.mean(np.isclose(a, b, equal_nan=True)) > 0.5 for a, b in pairs)


_CELL = {"another origin", "a supercell", "a choice of other cell vectors"}

# what fails, what passes, which further test, what it is and which line to look for
CAUSES = (
    (("describing it again",), (), None,
     "random numbers are drawn in `transform`: look for `np.random`, `.rattle`, `.perturb`, augmentation"),
    (("a choice of other cell vectors",), ("another origin", "describing it again"), _cell_columns,
     "cell parameters are columns (`lattice.abc`, `angles`): the same crystal has many cells"),
    (("another order of the sites", "a small displacement"), ("describing it again",), None,
     "a neighbour list is cut at a number (`[:12]`) before it is sorted, or at a shell of equal distances"),
    (("another order of the sites",), ("a small displacement", "a supercell"), None,
     "one site stands for all, or each pair is kept at one end (`i < j`): pool over all sites and both ends"),
    (("another order of the sites",), (), None,
     "the order of the atoms is the order of the columns: sites concatenated, cut off or read by index"),
    (("a rotation", "a translation"), (), None,
     "absolute coordinates, or a grid fixed in space, reach the vector (`cart_coords`, voxels)"),
    (("a rotation",), ("a translation",), None,
     "Cartesian components, or a lattice in one orientation, reach the vector; are rows the cell vectors?"),
    (("a reflection",), ("a rotation",), None,
     "a signed triple product: take its size or its square"),
    (("another origin", "a supercell"), ("a translation", "another order of the sites"), None,
     "images are missing: `periodic=False`, `pbc` not handed on, or a distance matrix of the cell's atoms"),
    (("another origin",), ("a supercell",), None,
     "images to one side only (`range(0, 2)`), or a symmetry that holds in one setting"),
    (("a supercell",), ("another origin", "a rotation", "another order of the sites"), None,
     "only the nearest image of each atom, or a fixed number of cells (`range(-1, 2)`), is searched; or "
     "the vector holds the size of the cell"),
    (("doubling the cell",), ("a supercell",), _some_columns,
     "the number of atoms or the volume of the cell is a column among others that are means"),
    (("doubling the cell",), ("a supercell",), None,
     "site vectors are summed: `sum(axis=0)` where `mean(axis=0)` was meant"),
    (("exchanging crystals",), (), _saturated,
     "numbers are rounded, cut off or saturated (`round`, `clip`, `tanh`, a small integer type)"),
    (("the ends of columns",), (), None,
     "numbers are cut off or saturated (`clip`, `tanh`, `1 / (1 + exp)`, a small integer type)"),
    (("a displacement by the last digits",), ("describing it again",), None,
     "numbers are kept in half precision or a small integer type (`float16`, `uint8`), or are rounded (`round`)"),
    (("describing it alone",), ("describing the list again",), _gaps,
     "gaps are filled from the batch that is described: use a `SimpleImputer` fitted in training"),
)  # fmt: skip


def causes(bench):
    """The likeliest causes of the pattern of relations, as (relations, sentence), best first."""
    status = {name: outcome.status for name, outcome in bench.outcomes.items()}
    found, explained = [], set()
    for failing, passing, test, text in CAUSES:
        fits = all(status.get(name) == FAILED for name in failing)
        fits = fits and all(status.get(name) == PASSED for name in passing)
        if fits and not explained & set(failing) and _holds(test, bench):
            found.append((failing, text))
            explained |= _CELL if set(failing) & _CELL else set(failing)
    return found


def _holds(test, bench):
    try:
        return test is None or test(bench)
    except Exception:  # a test that cannot be made explains nothing
        return False
