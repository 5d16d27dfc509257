"""Any pipeline, opened: what describes, branch by branch, and what learns; structures in, rows out.

Ours, matminer's, dscribe's, any scikit-learn transformer, union, search or ensemble, any function.
One row per crystal, or one per site where nothing pools.
"""

import copy

import numpy as np
import scipy.sparse as sp

from coursekit.audits import limits

_HOLDERS = ("best_estimator_", "regressor_", "estimator_", "estimator", "regressor")
_OWN_FUNCTION = ("FunctionTransformer", "ColumnTransformer", "FeatureUnion", "Pipeline")


class NotVectors(TypeError):
    """This describes no crystals, or not with numbers."""


class RowsMissing(ValueError):
    """The pipeline returned another number of rows than there are structures."""


def describing_parts(pipeline):
    """What turns structures into vectors, without the model; one for each member of a stacking."""
    inner = _held(pipeline)
    members = getattr(inner, "estimators", None)
    if isinstance(members, list) and members and isinstance(members[0], tuple):
        fitted = getattr(inner, "estimators_", None)
        members = fitted or [m for _, m in members if not isinstance(m, str)]
        return [part for member in members for part in describing_parts(member)]
    steps = getattr(inner, "steps", None)
    if steps and learns_targets(steps[-1][1]):
        return [inner[:-1]] if len(steps) > 1 else describing_parts(steps[0][1])
    return [inner]


def _held(pipeline):
    """What a grid search, a target transformer or a bagging holds."""
    inner = (getattr(pipeline, name, None) for name in _HOLDERS)
    found = next((held for held in inner if held is not None and hasattr(held, "fit")), None)
    return pipeline if found is None else _held(found)


def learns_targets(step):
    """A model, also one that shows `predict` only once it is fitted; no clustering that describes."""
    from sklearn.base import is_classifier, is_regressor

    of_sklearn = hasattr(step, "fit") and hasattr(step, "get_params")
    if of_sklearn and (is_regressor(step) or is_classifier(step)):
        return True
    return hasattr(step, "predict") and not hasattr(step, "transform")


def has_model(pipeline):
    """Whether it learns a target, or only describes."""
    steps = getattr(pipeline, "steps", None)
    return learns_targets(steps[-1][1] if steps else pipeline) or _held(pipeline) is not pipeline


def takes_nan(pipeline):
    """Whether the model says that it takes missing values (`input_tags.allow_nan`)."""
    from sklearn.utils import get_tags

    steps = getattr(_held(pipeline), "steps", None)
    try:
        return bool(steps and get_tags(steps[-1][1]).input_tags.allow_nan)
    except Exception:
        return False


def from_crystals(features):
    """The steps that see crystals: without scikit-learn's own that follow and see only numbers."""
    steps = getattr(features, "steps", ())
    end = len(steps)
    while end > 1 and _sees_numbers_only(steps[end - 1][1]):
        end -= 1
    return features[:end] if 0 < end < len(steps) else features


def _sees_numbers_only(step):
    kind = type(step)
    takes_words = kind.__name__.endswith("Encoder") or ".feature_extraction" in kind.__module__
    ours = kind.__module__.startswith("sklearn.") and kind.__name__ not in _OWN_FUNCTION
    return step is None or isinstance(step, str) or (ours and not takes_words)


def branches(features):
    """The parts that see crystals side by side, unions opened."""
    features = from_crystals(features)
    if hasattr(features, "transformer_list"):
        parts = [part for _, part in features.transformer_list if not isinstance(part, str)]
        return [leaf for part in parts for leaf in branches(part)]
    steps = getattr(features, "steps", ())
    return branches(steps[0][1]) if len(steps) == 1 else [features]


def steps_of(features):
    """The objects a pipeline consists of, first to last, unions opened."""
    inside = getattr(features, "transformer_list", None) or getattr(features, "steps", None)
    if inside is None:
        return [features]
    return [leaf for _, part in inside for leaf in steps_of(part)]


def name_of(pipeline):
    """Short name for headings."""
    for attribute, sign in (("steps", " + "), ("transformer_list", " & ")):
        if hasattr(pipeline, attribute):
            return sign.join(name_of(step) for _, step in getattr(pipeline, attribute))
    function = getattr(pipeline, "func", None) or pipeline
    return getattr(function, "__name__", None) or type(pipeline).__name__


def is_estimator(features):
    """Whether it has to be fitted."""
    gives = hasattr(features, "transform") or hasattr(features, "predict")
    return hasattr(features, "fit") and gives and not _library_of(features)


def is_fitted(features):
    """Whether something has been learnt already; a stateless step never is."""
    states = [name for step in steps_of(features) for name in getattr(step, "__dict__", {})]
    return any(name.endswith("_") and not name.startswith("_") for name in states)


def fresh(features):
    """Unfitted copy, or the thing itself if it is a function."""
    from sklearn.base import clone

    try:
        return clone(features) if is_estimator(features) else features
    except (TypeError, RuntimeError):
        return copy.deepcopy(features)


def fit(features, structures, y, **params):
    """A fresh copy, fitted, with those of the parameters it has; a function is returned as it is."""
    if not is_estimator(features):
        return features
    new = fresh(features)
    known = new.get_params() if params and hasattr(new, "get_params") else {}
    if known:
        new.set_params(**{key: value for key, value in params.items() if key in known})
    return new.fit(list(structures), y) or new


def describe(features, structures):
    """Vectors of structures, as a list of (1 or n_sites, n_features) array."""
    library = _library_of(features)
    if library:
        return [_block(row, len(s)) for row, s in zip(library(structures), structures, strict=True)]
    return blocks(_output(features, list(structures)), structures)


def _output(features, X):
    """What comes out, step by step: scikit-learn's Pipeline asks a stateless step whether it is fitted."""
    if isinstance(features, str) or features is None:
        return X
    if hasattr(features, "steps"):
        for _, step in features.steps:
            X = _output(step, X)
        return X
    if hasattr(features, "transformer_list"):
        return _side_by_side(features, X)
    if hasattr(features, "transform"):
        return features.transform(X)
    if hasattr(features, "predict"):
        return np.asarray(features.predict(X), float)[:, None]
    if _library_of(features):
        return [_block(row, len(s))[0] for row, s in zip(_library_of(features)(X), X, strict=True)]
    if callable(features):
        return features(X)
    raise NotVectors(
        f"a {type(features).__name__} describes no crystals; give a featuriser, a scikit-learn "
        "pipeline that begins with one, or a function of a list of structures"
    )


def _side_by_side(union, X):
    weights = union.transformer_weights or {}
    parts = [(name, part) for name, part in union.transformer_list if part != "drop"]
    return np.hstack(
        [pooled(blocks(_output(p, X), X)) * weights.get(name, 1.0) for name, p in parts]
    )


def _library_of(features):
    """Function structures -> rows for objects of matminer and dscribe, else None."""
    module = type(features).__module__
    if module.startswith("matminer.featurizers"):
        kind = module.split(".")[2]
        return lambda structures: [_matminer_row(features, kind, s) for s in structures]
    if module.startswith("dscribe."):
        from coursekit.structures import to_ase

        return lambda structures: [features.create(to_ase(s)) for s in structures]
    return None


def _matminer_row(features, kind, structure):
    if kind == "composition":
        return features.featurize(getattr(structure, "composition", structure))
    if kind == "site":
        return [features.featurize(structure, i) for i in range(len(structure))]
    return features.featurize(structure)


def blocks(output, structures):
    """What `transform` returned, as one array for each structure."""
    rows = _as_sequence(output)
    if len(rows) != len(structures):
        raise RowsMissing(
            f"the pipeline returned {len(rows)} rows for {len(structures)} structures; "
            "one row for each is needed"
        )
    sizes = [len(s) if hasattr(s, "lattice") else 1 for s in structures]
    return [_block(row, size) for row, size in zip(rows, sizes, strict=True)]


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
    return _narrow(
        array if array.ndim == 2 and len(array) in (1, n_sites) else array.reshape(1, -1)
    )


def _narrow(matrix):
    """Dense, and no wider than can be handled: else columns are added up in random pairs of signs."""
    n_columns, n_kept = matrix.shape[1], limits.WIDEST // 4
    if n_columns <= limits.WIDEST:
        return matrix.toarray() if sp.issparse(matrix) else matrix
    rng = np.random.default_rng(n_columns)
    place = rng.integers(n_kept, size=n_columns)
    signs = rng.choice([-1.0, 1.0], size=n_columns)
    sketch = sp.csr_matrix((signs, (np.arange(n_columns), place)), (n_columns, n_kept))
    return np.asarray((sp.csr_matrix(matrix) @ sketch).todense())


def pooled(rows):
    """One row per crystal: the mean over sites where there is a row for each; zeros fill short ones."""
    width = max(row.shape[1] for row in rows)
    means = [row.mean(axis=0) for row in rows]
    return np.array([np.pad(mean, (0, width - len(mean))) for mean in means])
