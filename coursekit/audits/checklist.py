"""All audits of one pipeline, in the lecture's order."""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

from coursekit.audits.adapter import NotVectors, RowsMissing
from coursekit.audits.aliasing import audit_aliasing
from coursekit.audits.baseline import audit_baseline
from coursekit.audits.cost import audit_cost
from coursekit.audits.cutoff import audit_cutoff
from coursekit.audits.invariances import audit_invariances
from coursekit.audits.leakage import audit_leakage
from coursekit.audits.long_range import audit_long_range
from coursekit.audits.periodic_images import audit_periodic_images
from coursekit.audits.pooling import audit_pooling
from coursekit.audits.result import FAILED, AuditResult, Report
from coursekit.audits.round_trip import audit_round_trip
from coursekit.audits.state import audit_state
from coursekit.audits.subject import Subject
from coursekit.audits.uniqueness import audit_uniqueness
from coursekit.errors import FeaturizationError


@dataclass(frozen=True)
class Audit:
    """One line of the checklist.

    Parameters
    ----------
    question : str
        What it asks.
    run : callable
        The audit.
    takes_splits : bool
        Whether it takes the user's folds.
    """

    question: str
    run: Callable
    takes_splits: bool = False


AUDITS = {
    "periodic images": Audit(
        "Does an atom see its neighbours through the faces of the cell?", audit_periodic_images
    ),
    "parser round trip": Audit(
        "Is the crystal that is described the one in the file?", audit_round_trip
    ),
    "cutoff sensitivity": Audit("Does the result hang on the cutoff radius?", audit_cutoff, True),
    "invariances": Audit(
        "Does only the crystal change the vector, without jumps?", audit_invariances
    ),
    "pooling": Audit(
        "Does the vector grow as the target does, do rare motifs show?", audit_pooling
    ),
    "polymorph aliasing": Audit("Do polymorphs look alike that are not?", audit_aliasing),
    "long-range physics": Audit(
        "Is the error tied to something beyond the cutoff?", audit_long_range, True
    ),
    "composition baseline": Audit(
        "Does the structure earn its place beside the formula?", audit_baseline, True
    ),
    "uniqueness": Audit("Do different crystals have different vectors?", audit_uniqueness),
    "cost and shape": Audit("Is the vector of one length, honest, affordable?", audit_cost),
    "fitted state": Audit("Does a vector depend on the company of the crystal?", audit_state),
    "leakage": Audit("Does the answer sit in the features?", audit_leakage, True),
}
"""Name -> audit: the lecture's eight, then uniqueness, cost, state and leakage."""


def audit_checklist(
    pipeline, structures, y=None, *, promises=None, seed=0, splits=None, audits=tuple(AUDITS)
):
    """Run the audits on one pipeline.

    Parameters
    ----------
    pipeline : object
        Featuriser of this package, of matminer or of dscribe; scikit-learn transformer or pipeline
        that takes structures, with or without a regressor; or a function of a list of structures.
    structures : list of pymatgen Structure
        About 20 are enough; those that the pipeline refuses are left out and named.
    y : (n_structures,) array, optional
        Targets; without them, four audits do not apply.
    promises : Promises, optional
        What the pipeline claims; by default what its documentation says.
    seed : int, default 0
    splits : list of (train, test), optional
        Your own folds, for the audits that train.
    audits : sequence of str
        Names in `AUDITS`.

    Returns
    -------
    Report

    Raises
    ------
    ValueError
        If a name is unknown, or the pipeline stops, or refuses more than half of the structures.
    TypeError
        If what it returns is not a row of numbers for each structure.

    Examples
    --------
    >>> from coursekit.featurizers import MagpieStatistics
    >>> from coursekit.structures import make_rocksalt, make_rutile
    >>> audit_checklist(MagpieStatistics(), [make_rutile(), make_rocksalt("Mg")]).passed
    True
    """
    for name in audits:
        if name not in AUDITS:
            raise ValueError(f"`audits` names {name!r}; known are {', '.join(AUDITS)}")
    subject = Subject(pipeline, structures, y, promises=promises, seed=seed)
    subject, splits, left_out = _without_refused(subject, splits)
    results, seconds = [], {}
    for name in audits:
        start = perf_counter()
        results.append(_run(AUDITS[name], name, subject, seed, splits))
        seconds[name] = perf_counter() - start
    settings = {
        "n_structures": len(subject.structures),
        "left out": left_out,
        "seed": seed,
        "promises": vars(subject.promises),
        "seconds": seconds,
    }
    return Report(subject.name, results, settings)


def _run(audit, name, subject, seed, splits):
    options = {"splits": splits} if audit.takes_splits else {}
    try:
        return audit.run(subject, seed=seed, **options)
    except Exception as error:
        reason = " ".join(str(error).split())[:300]
        return AuditResult(
            name,
            FAILED,
            f"The pipeline stopped with {type(error).__name__}: {reason}",
            "An audit uses small changes of your own crystals; a pipeline should take them, or refuse "
            "them by name.",
        )


def _without_refused(subject, splits):
    """The subject without the structures that it refuses by name, folds renumbered."""
    try:
        subject.describe(subject.structures)
        return subject, splits, []
    except FeaturizationError as error:
        kept, failures = error.kept, [str(failure) for failure in error.failures]
        if len(kept) < len(failures):
            raise
    except (NotVectors, RowsMissing):
        raise
    except Exception as error:
        reason = " ".join(str(error).split())[:300]
        raise ValueError(
            f"the pipeline stopped with {type(error).__name__}: {reason}; it is given a list of "
            f"{len(subject.structures)} structures and must return a row for each"
        ) from error
    place = {old: new for new, old in enumerate(kept)}
    if splits is not None:
        splits = [
            tuple([place[int(i)] for i in part if int(i) in place] for part in split)
            for split in splits
        ]
    structures = [subject.structures[i] for i in kept]
    y = None if subject.y is None else subject.y[kept]
    smaller = Subject(subject.pipeline, structures, y, promises=subject.promises, seed=subject.seed)
    return smaller, splits, failures
