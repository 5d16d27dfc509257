"""Any featuriser as one thing: structures in, a list of two-dimensional arrays out.

Ours, matminer's, dscribe's, any scikit-learn transformer or pipeline, any function. One row per
crystal, or one per site where the pipeline does not pool.
"""

import copy

import numpy as np
import scipy.sparse as sp

_WIDEST = 20_000
_RESCALINGS = {
    "StandardScaler", "MinMaxScaler", "MaxAbsScaler", "RobustScaler", "PowerTransformer",
    "QuantileTransformer", "PCA", "TruncatedSVD",
}  # fmt: skip


class NotVectors(TypeError):
    """This describes no crystals, or not with numbers."""


class RowsMissing(ValueError):
    """The pipeline returned another number of rows than there are structures."""


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
    if steps and len(steps) > 1 and _learns_targets(steps[-1][1]):
        return inner[:-1], steps[-1][1]
    return inner, None


def _learns_targets(step):
    """A model, also one that shows `predict` only once it is fitted; no clustering that describes."""
    from sklearn.base import is_classifier, is_regressor

    of_sklearn = hasattr(step, "fit") and hasattr(step, "get_params")
    if of_sklearn and (is_regressor(step) or is_classifier(step)):
        return True
    return hasattr(step, "predict") and not hasattr(step, "transform")


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


def without_rescaling(features):
    """What describes, without the scalers and rotations of scikit-learn behind it.

    Parameters
    ----------
    features : object

    Returns
    -------
    object
        They act on a finished vector, row by row and without jumps: they move no fault into it and
        hide none, but they magnify rounding, and a sum that is centred no longer doubles.
    """
    steps = getattr(features, "steps", ())
    end = len(steps)
    while end > 1 and _is_rescaling(steps[end - 1][1]):
        end -= 1
    return features[:end] if 0 < end < len(steps) else features


def _is_rescaling(step):
    return type(step).__module__.startswith("sklearn.") and type(step).__name__ in _RESCALINGS


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
    NotVectors
        If the pipeline is none that is known, or does not return numbers; a TypeError.
    RowsMissing
        If it returns another number of rows than there are structures; a ValueError.
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
        raise NotVectors(
            f"a {type(features).__name__} describes no crystals; give a featuriser, a scikit-learn "
            "pipeline that begins with one, or a function of a list of structures"
        )
    return blocks(output, structures)


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


def blocks(output, structures):
    """What `transform` returned, as one array for each structure.

    Parameters
    ----------
    output : array, sparse matrix, DataFrame or list of rows
    structures : list of pymatgen Structure

    Returns
    -------
    list of (1 or n_sites, n_features) array

    Raises
    ------
    RowsMissing, NotVectors
        As in `describe`.
    """
    rows = _as_sequence(output)
    if len(rows) != len(structures):
        raise RowsMissing(
            f"the pipeline returned {len(rows)} rows for {len(structures)} structures; "
            "one row for each is needed"
        )
    return [_block(row, len(s)) for row, s in zip(rows, structures, strict=True)]


def _as_sequence(output):
    if hasattr(output, "to_numpy"):
        output = output.to_numpy()
    if sp.issparse(output):
        output = _narrow(output)
    if not hasattr(output, "__len__"):
        raise NotVectors(
            f"the pipeline returned {type(output).__name__}; an array or a list with a row for each "
            "structure is needed"
        )
    if isinstance(output, np.ndarray) and output.ndim == 1 and output.dtype != object:
        return output[:, None]
    if isinstance(output, np.ndarray) and output.ndim > 2:
        return output.reshape(len(output), -1)
    return output


def _block(row, n_sites):
    """One crystal's output as a two-dimensional array."""
    values = getattr(row, "values", row)
    values = list(values()) if callable(values) else values
    if hasattr(values, "todense") and not sp.issparse(values):
        values = values.todense() if values.ndim == 1 else sp.csr_matrix(values.tocsr())
    if sp.issparse(values):
        values = _narrow(values)
    if np.iscomplexobj(values) and np.any(np.imag(values)):
        raise NotVectors(
            "the pipeline returned complex numbers; a model takes real ones: give real and imaginary "
            "part, or the modulus, as columns of their own"
        )
    try:
        array = np.asarray(np.real(values) if np.iscomplexobj(values) else values, dtype=float)
    except (TypeError, ValueError) as error:
        raise NotVectors(f"the pipeline returned something that is not numbers: {error}") from error
    array = np.atleast_2d(array) if array.ndim < 2 else array
    if not array.size:
        raise NotVectors("the pipeline returned a row without numbers; each crystal needs some")
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
