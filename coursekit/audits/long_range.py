"""Audit 7: is the error tied to something beyond the cutoff?"""

import numpy as np

from coursekit.audits.framework import global_quantities
from coursekit.audits.result import SKIPPED, AuditResult, verdict
from coursekit.audits.subject import as_subject
from coursekit.audits.training import BARE, CannotTrain, cross_validate, judged_model, make_splits

NAME = "long-range physics"
_P_VALUE = 0.001
_CORRELATION = 0.6
_WORTH = 0.1  # of the target's scatter; a smaller residual is the shrinkage of the regression
_FEWEST = 12
_PERMUTATIONS = 5000

_ADVICE = (
    "The model errs in one direction with a quantity that no atom can see within its cutoff. Give the "
    "quantity to the model as a column, or use a descriptor of the whole crystal; a graph network is "
    "no way out by itself, its layers times its cutoff are a radius too."
)


def audit_long_range(pipeline, structures=None, y=None, *, promises=None, seed=0, splits=None):
    """Correlation of the residual with global quantities, and the receptive field.

    Parameters
    ----------
    pipeline : object
        See `Subject`.
    structures, y, promises, seed
        See `Subject`.
    splits : list of (train, test), optional
        By default five folds, once.

    Returns
    -------
    AuditResult
        Measured: largest absolute rank correlation of the out-of-fold residual with density, volume
        per atom or dimensionality of the framework. `details["receptive field"]` is in Å.

    Notes
    -----
    A bare descriptor is lent a ridge regression and reported, not judged. Fails above 0.6 and
    below p = 0.001 by permutation, divided by the number of quantities, if the residual is worth
    it: a tenth of the target's scatter.
    """
    subject = as_subject(pipeline, structures, y, promises=promises, seed=seed)
    field = subject.receptive_field
    if subject.y is None or len(subject.structures) < _FEWEST:
        return AuditResult(
            NAME,
            SKIPPED,
            f"{_field_text(field)} Residuals need targets and {_FEWEST} crystals.",
            details={"receptive field": field},
        )
    splits = splits or make_splits(len(subject.structures), n_repeats=1, seed=seed)
    try:
        residual = _residuals(subject, splits)
    except CannotTrain as error:
        return AuditResult(NAME, SKIPPED, f"The folds cannot be trained on: {error}.")
    quantities = global_quantities(subject.structures)
    table = {
        name: _correlation(values, residual, seed)
        for name, values in quantities.items()
        if np.ptp(values) > 0
    }
    if not table:
        return AuditResult(NAME, SKIPPED, "All crystals have the same density and framework.")
    name, (rho, p) = max(table.items(), key=lambda item: abs(item[1][0]))
    follows = any(abs(r) > _CORRELATION and q < _P_VALUE / len(table) for r, q in table.values())
    failed = follows and residual.std() > _WORTH * subject.y.std()
    finding = f"The residual follows {name} with a rank correlation of {rho:+.2f} (p = {p:.2g})."
    worst = int(np.abs(residual).argmax())
    return AuditResult(
        NAME,
        SKIPPED if failed and subject.regressor is None else verdict(not failed),
        f"{finding} {_field_text(field)}" + (BARE if failed and subject.regressor is None else ""),
        _ADVICE if failed else "",
        abs(rho),
        "rank correlation",
        _CORRELATION,
        f"and p below {_P_VALUE} over the number of quantities, by {_PERMUTATIONS} permutations",
        subject.id_of(worst),
        {
            "receptive field": field,
            "correlations": {key: {"rho": r, "p": q} for key, (r, q) in table.items()},
            "residuals": residual,
            "quantity": name,
            "values": quantities[name],
        },
    )


def _field_text(field):
    if field == 0:
        return "Moving an atom changes nothing: the vector sees no geometry."
    if field is None:
        return "The receptive field could not be measured."
    if np.isinf(field):
        return "Moving one atom shows more than 10 Å away."
    return f"Moving one atom shows up to {field:.2g} Å away."


def _residuals(subject, splits):
    predicted = cross_validate(judged_model(subject), splits, subject.y)
    residual = np.zeros(len(subject.y))
    count = np.zeros(len(subject.y))
    for values, (_, test) in zip(predicted, splits, strict=True):
        np.add.at(residual, test, subject.y[test] - values)
        np.add.at(count, test, 1)
    return residual / np.maximum(count, 1)


def _correlation(values, residual, seed):
    """Spearman's rho and how often a shuffled order reaches it."""
    from scipy.stats import rankdata

    a, b = rankdata(np.round(values, 9)), rankdata(residual)
    a, b = a - a.mean(), b - b.mean()
    norm = np.linalg.norm(a) * np.linalg.norm(b) or 1.0
    rho = float(a @ b / norm)
    rng = np.random.default_rng(seed)
    shuffled = np.array([rng.permutation(b) @ a / norm for _ in range(_PERMUTATIONS)])
    return rho, float((1 + (np.abs(shuffled) >= abs(rho) - 1e-12).sum()) / (1 + _PERMUTATIONS))
