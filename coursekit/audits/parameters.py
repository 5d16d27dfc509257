"""Do parameters reach the vector, or does a cache answer for them?"""

import numpy as np

from coursekit.audits import adapter
from coursekit.audits.measure import Ruler
from coursekit.audits.probes import scaled
from coursekit.structures import set_id

_TELLING = ("n_bins", "bins", "n_max", "l_max", "sigma", "bin_width", "width")
_MATTERS = 0.05  # more than a swelling by half a per mille does


def cache_ignores(subject):
    """What a cache answers for that it should not.

    Parameters
    ----------
    subject : Subject

    Returns
    -------
    str
        Empty if there is no such cache.
    """
    return _ignores_parameter(subject) or _goes_by_name(subject)


def _ignores_parameter(subject):
    """A parameter that changes the vector of a new crystal and not of one described before."""
    for key, value in _candidates(subject):
        try:
            first = _fitted(subject, key, value[0])
            second = _fitted(subject, key, value[1])
            known = subject.probes[:2]
            before = adapter.describe(first, known)
            after = adapter.describe(second, known)
            unseen = [
                [set_id(scaled(p, factor), f"new-{factor}-{k}") for k, p in enumerate(known)]
                for factor in (1.001, 1.0015)
            ]
            fresh = [
                adapter.describe(f, new) for f, new in zip((first, second), unseen, strict=True)
            ]
        except Exception:
            # a value that the pipeline refuses tells nothing about its cache
            continue
        ruler = Ruler([*before, *subject.probe_rows])
        if _same(before, after) and ruler.worst(*fresh)[0] > _MATTERS:
            return (
                f"`{key}` = {value[1]:g} gives the vectors of {value[0]:g} for crystals seen before: "
                "a cache ignores the parameter."
            )
    return ""


def _candidates(subject):
    """(key, (present value, another)) of the parameters worth trying."""
    get_params = getattr(subject.fresh(), "get_params", None)
    params = get_params() if subject.can_be_fitted and get_params else {}
    for key, value in params.items():
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if number and value > 0 and (key == subject.cutoff_key or key.split("__")[-1] in _TELLING):
            yield key, (value, value + 1 if isinstance(value, int) else 0.75 * value)


def _fitted(subject, key, value):
    features = subject.fresh().set_params(**{key: value})
    # targets do not matter here, and the probes are all that is described
    return features.fit(subject.probes, np.arange(float(len(subject.probes))))


def _same(first, second):
    return all(
        a.shape == b.shape and np.array_equal(a, b, equal_nan=True)
        for a, b in zip(first, second, strict=True)
    )


def _goes_by_name(subject):
    """Whether two crystals of one id get one vector."""
    probe = set_id(subject.probes[0], "twice-used-name")
    swollen = scaled(probe, 1.07)
    try:
        rows = [subject.describe([s])[0] for s in (probe, swollen, set_id(swollen, "own-name"))]
    except Exception:
        return ""
    if len({row.shape for row in rows}) > 1 or not np.array_equal(rows[0], rows[1]):
        return ""
    if subject.ruler.distance(rows[1], rows[2]) <= _MATTERS:
        return ""
    return "Two crystals of one id get one vector: a cache goes by the name."
