"""Any featuriser as one thing: structures in, a list of two-dimensional arrays out.

Ours, matminer's, dscribe's, any scikit-learn transformer or pipeline, any function. One row per
crystal, or one per site where the pipeline does not pool.
"""

import copy

import numpy as np
import scipy.sparse as sp

_WIDEST = 20_000


def split_model(pipeline):
    """The part that describes and the part that learns.

    Parameters
    ----------
    pipeline : object

    Returns
    -------
    features : object
        What turns structures into vectors; the pipeline itself if it only describes, or if it
        predicts from structures at once (its prediction is then its vector).
    regressor : estimator or None
        What learns from the vectors.
    """
    inner = _unwrapped(pipeline)
    steps = getattr(inner, "steps", None)
    if steps and hasattr(steps[-1][1], "predict") and len(steps) > 1:
        return inner[:-1], steps[-1][1]
    return inner, None


def _unwrapped(pipeline):
    """What a grid search or a target transformer holds."""
    for name in ("best_estimator_", "estimator", "regressor"):
        inner = getattr(pipeline, name, None)
        if inner is not None and hasattr(inner, "steps"):
            return inner
    return pipeline


def steps_of(features):
    """The objects a pipeline consists of, first to last, unions opened.

    Parameters
    ----------
    features : object

    Returns
    -------
    list of object
    """
    if hasattr(features, "transformer_list"):
        return [leaf for _, part in features.transformer_list for leaf in steps_of(part)]
    if hasattr(features, "steps"):
        return [leaf for _, part in features.steps for leaf in steps_of(part)]
    return [features]


def name_of(pipeline):
    """Short name for headings.

    Parameters
    ----------
    pipeline : object

    Returns
    -------
    str

    Examples
    --------
    >>> from coursekit.featurizers import SOAP
    >>> name_of(SOAP())
    'SOAP'
    """
    if hasattr(pipeline, "steps"):
        return " + ".join(name_of(step) for _, step in pipeline.steps)
    if hasattr(pipeline, "transformer_list"):
        return " & ".join(name_of(step) for _, step in pipeline.transformer_list)
    return getattr(pipeline, "__name__", None) or type(pipeline).__name__


def is_estimator(features):
    """Whether it has to be fitted.

    Parameters
    ----------
    features : object

    Returns
    -------
    bool
    """
    learns = hasattr(features, "fit") and (
        hasattr(features, "transform") or hasattr(features, "predict")
    )
    return learns and not _library_of(features)


def fresh(features):
    """Unfitted copy, or the thing itself if it is a function.

    Parameters
    ----------
    features : object

    Returns
    -------
    object
    """
    from sklearn.base import clone

    try:
        return clone(features) if is_estimator(features) else features
    except (TypeError, RuntimeError):
        return copy.deepcopy(features)


def describe(features, structures):
    """Vectors of structures.

    Parameters
    ----------
    features : object
        Fitted, if it needs that.
    structures : list of pymatgen Structure

    Returns
    -------
    list of (1 or n_sites, n_features) array

    Raises
    ------
    TypeError
        If the pipeline is none that is known, or does not return numbers.
    ValueError
        If it returns another number of rows than there are structures.
    """
    library = _library_of(features)
    if library:
        return [_block(row, len(s)) for row, s in zip(library(structures), structures, strict=True)]
    if hasattr(features, "transform"):
        output = features.transform(structures)
    elif hasattr(features, "predict"):
        output = np.asarray(features.predict(structures), float)[:, None]
    elif callable(features):
        output = features(structures)
    else:
        raise TypeError(
            f"a {type(features).__name__} describes no crystals; give a featuriser, a scikit-learn "
            "pipeline that begins with one, or a function of a list of structures"
        )
    return _blocks(output, structures)


def _library_of(features):
    """Function structures -> rows for objects of matminer and dscribe, else None."""
    module = type(features).__module__
    if module.startswith("matminer.featurizers"):
        return lambda structures: [_matminer_row(features, module, s) for s in structures]
    if module.startswith("dscribe."):
        return lambda structures: [_dscribe_row(features, s) for s in structures]
    return None


def _matminer_row(features, module, structure):
    kind = module.split(".")[2]
    if kind == "composition":
        return features.featurize(structure.composition)
    if kind == "site":
        return [features.featurize(structure, i) for i in range(len(structure))]
    return features.featurize(structure)


def _dscribe_row(features, structure):
    from coursekit.structures import to_ase

    return features.create(to_ase(structure))


def _blocks(output, structures):
    rows = _as_sequence(output)
    if len(rows) != len(structures):
        raise ValueError(
            f"the pipeline returned {len(rows)} rows for {len(structures)} structures; "
            "one row for each is needed"
        )
    return [_block(row, len(s)) for row, s in zip(rows, structures, strict=True)]


def _as_sequence(output):
    if hasattr(output, "to_numpy"):
        output = output.to_numpy()
    if sp.issparse(output):
        output = _narrow(output)
    if isinstance(output, np.ndarray) and output.ndim == 1 and output.dtype != object:
        return output[:, None]
    return output


def _block(row, n_sites):
    """One crystal's output as a two-dimensional array."""
    values = getattr(row, "values", row)
    values = values() if callable(values) else values
    if hasattr(values, "todense") and not sp.issparse(values):
        values = values.todense() if values.ndim == 1 else sp.csr_matrix(values.tocsr())
    if sp.issparse(values):
        values = _narrow(values)
    try:
        array = np.asarray(values, dtype=float)
    except (TypeError, ValueError) as error:
        raise TypeError(f"the pipeline returned something that is not numbers: {error}") from error
    array = np.atleast_2d(array) if array.ndim < 2 else array
    if array.ndim > 2 or array.shape[0] not in (1, n_sites):
        array = array.reshape(1, -1)
    return _narrow(array)


def _narrow(matrix):
    """Dense, and no wider than can be handled: long rows are added up in random pairs of signs."""
    n_columns = matrix.shape[1]
    if n_columns <= _WIDEST:
        return matrix.toarray() if sp.issparse(matrix) else matrix
    rng = np.random.default_rng(n_columns)
    place = rng.integers(_WIDEST // 4, size=n_columns)
    signs = rng.choice([-1.0, 1.0], size=n_columns)
    sketch = sp.csr_matrix((signs, (np.arange(n_columns), place)), (n_columns, _WIDEST // 4))
    return np.asarray((sp.csr_matrix(matrix) @ sketch).todense())
