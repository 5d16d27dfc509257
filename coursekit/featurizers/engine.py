"""How many structures become many rows: chunks, cache, processes, progress, failures by name."""

import numpy as np
import scipy.sparse as sp

from coursekit.errors import Failure
from coursekit.featurizers.cache import FeatureCache, settings_token
from coursekit.structures import structure_id

_PROGRESS_AFTER = 2.0


def run(featurizer, structures, labels):
    """Featurise structures: from the cache where possible, else in chunks."""
    rows = [None] * len(structures)
    failures, first_error = [], None
    cache, keys = _cached_rows(featurizer, structures, rows)
    todo = [i for i, row in enumerate(rows) if row is None]
    for positions, finished, errors in _chunks(featurizer, structures, todo):
        for i, row in zip(positions, finished, strict=True):
            rows[i] = row
        for i, error in errors:
            failures.append((i, _failure(structures[i], labels[i], error)))
            first_error = first_error or error
        if cache:
            fresh = {keys[i]: _to_arrays(rows[i]) for i in positions if rows[i] is not None}
            cache.store(fresh)
    failures.sort(key=lambda item: item[0])
    return rows, [failure for _, failure in failures], first_error


def require_any(featurizer, structures, labels):
    """Raise unless there is a structure to fit to; one is enough, the others wait for `transform`."""
    failures = []
    for label, structure in zip(labels, structures, strict=True):
        try:
            featurizer._check_fit_input(structure)
        except Exception as error:
            failures.append(_failure(structure, label, error))
        else:
            return
    shown = "\n".join(f"  {failure}" for failure in failures[:10])
    more = f"\n  ... and {len(failures) - 10} more" if len(failures) > 10 else ""
    raise ValueError(
        f"{type(featurizer).__name__}: `X` holds nothing to fit to; give at least one structure "
        f"that can be described:\n{shown}{more}"
    )


def _cached_rows(featurizer, structures, rows):
    if not getattr(featurizer, "memory", None) or featurizer._cheap:
        return None, None
    token = settings_token(featurizer, featurizer._state())
    keys = [f"{token}-{_digest(featurizer, structure)}" for structure in structures]
    cache = FeatureCache(featurizer.memory)
    found = cache.load(keys)
    for i, key in enumerate(keys):
        if key in found:
            rows[i] = _from_arrays(found[key])
    return cache, keys


def _digest(featurizer, structure):
    try:
        return featurizer._digest(structure)
    except Exception:
        # not a crystal at all: the run itself will say so, by id
        return "unreadable"


def _chunks(featurizer, structures, todo):
    """(positions, rows, errors) chunk by chunk, serial or over joblib's workers, with a bar."""
    from joblib import Parallel, delayed, effective_n_jobs
    from tqdm.auto import tqdm

    size = featurizer._chunk
    parts = [todo[i : i + size] for i in range(0, len(todo), size)]
    work = [(part, [structures[i] for i in part]) for part in parts]
    workers = effective_n_jobs(featurizer.n_jobs)
    if workers == 1 or len(parts) < 2:
        results = (_compute(featurizer, *item) for item in work)
    else:
        parallel = Parallel(n_jobs=featurizer.n_jobs, return_as="generator")
        results = parallel(delayed(_compute)(featurizer, *item) for item in work)
    with tqdm(
        total=len(todo),
        desc=type(featurizer).__name__,
        unit="crystal",
        delay=_PROGRESS_AFTER,
        leave=False,
    ) as bar:
        for part in results:
            bar.update(len(part[0]))
            yield part


def _compute(featurizer, positions, structures):
    """Rows of one chunk; a structure that fails costs only itself."""
    errors, sound = {}, []
    for i, structure in zip(positions, structures, strict=True):
        try:
            sound.append((i, featurizer._accept(structure)))
        except Exception as error:
            errors[i] = error
    rows = dict.fromkeys(positions)
    try:
        computed = featurizer._featurize_many([structure for _, structure in sound])
        rows.update((i, row) for (i, _), row in zip(sound, computed, strict=True))
    except Exception:
        for i, structure in sound:
            try:
                rows[i] = featurizer._featurize_many([structure])[0]
            except Exception as error:
                errors[i] = error
    for i, row in rows.items():
        if row is not None and not np.isfinite(row.data if sp.issparse(row) else row).all():
            rows[i] = None
            errors[i] = ValueError("gave values that are not finite numbers")
    return positions, [rows[i] for i in positions], sorted(errors.items())


def _failure(structure, label, error):
    try:
        formula = structure.composition.reduced_formula
    except Exception:
        formula = ""
    known = isinstance(error, ValueError | TypeError)
    reason = str(error) if known else f"{type(error).__name__}: {error}"
    return Failure(structure_id(structure, label), formula, reason)


def _to_arrays(row):
    if sp.issparse(row):
        row = row.tocsr()
        return {"data": row.data, "indices": row.indices, "indptr": row.indptr, "shape": row.shape}
    return {"values": np.asarray(row)}


def _from_arrays(arrays):
    if "values" in arrays:
        return arrays["values"]
    parts = (arrays["data"], arrays["indices"], arrays["indptr"])
    return sp.csr_matrix(parts, shape=tuple(arrays["shape"]))
