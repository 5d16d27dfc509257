"""Each audit of the checklist as a function of its own."""

from inspect import Parameter, Signature, signature

from coursekit.audits.bench import Bench
from coursekit.audits.checklist import AUDITS, run_audits
from coursekit.structures import read_structure, write_structure

_DOC = """{question}

    Parameters
    ----------
    pipeline, structures, y, promises, seed, splits
        See `audit_checklist`.
    {options}

    Returns
    -------
    AuditResult

    Raises
    ------
    TypeError, ValueError
        See `audit_checklist`.
    """
_READ = """read, write : callable, optional
        Your own reader `read(path)` and writer `write(structure, path)`."""
_RADII = """r_cuts : sequence of float, optional
        Radii to try, Å; by default five around the declared one.
    make : callable, optional
        `make(r_cut)` gives the pipeline for a radius."""


def _single(function, name, options="", **takes):
    """The audit of one name, as a function."""

    def audit(pipeline, structures, y=None, *, promises=None, seed=0, splits=None, **given):
        strange = sorted(set(given) - set(takes))
        if strange:
            raise TypeError(f"{function} takes no {', '.join(strange)}")
        options = {"promises": promises, "seed": seed, "splits": splits, **takes, **given}
        (result,), _ = run_audits(Bench(pipeline, structures, y, **options), [name])
        return result

    kept = [p for p in signature(audit).parameters.values() if p.kind != p.VAR_KEYWORD]
    own = [Parameter(key, Parameter.KEYWORD_ONLY, default=value) for key, value in takes.items()]
    audit.__signature__ = Signature([*kept, *own])
    audit.__name__ = audit.__qualname__ = function
    audit.__doc__ = _DOC.format(question=AUDITS[name].question, options=options)
    return audit


audit_periodic_images = _single("audit_periodic_images", "periodic images")
audit_round_trip = _single(
    "audit_round_trip", "parser round trip", _READ, read=read_structure, write=write_structure
)
audit_cutoff = _single("audit_cutoff", "cutoff sensitivity", _RADII, r_cuts=None, make=None)
audit_invariances = _single("audit_invariances", "invariances")
audit_pooling = _single("audit_pooling", "pooling")
audit_aliasing = _single("audit_aliasing", "polymorph aliasing")
audit_long_range = _single("audit_long_range", "long-range physics")
audit_baseline = _single("audit_baseline", "composition baseline")
audit_uniqueness = _single("audit_uniqueness", "uniqueness")
audit_cost = _single("audit_cost", "cost and shape")
audit_state = _single("audit_state", "fitted state")
audit_leakage = _single("audit_leakage", "leakage")
