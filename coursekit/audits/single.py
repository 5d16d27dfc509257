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
_OPTIONS = {
    "parser round trip": """read, write : callable, optional
        Your own reader `read(path)` and writer `write(structure, path)`.""",
    "cutoff sensitivity": """r_cuts : sequence of float, optional
        Radii to try, Å; by default five around the declared one.
    make : callable, optional
        `make(r_cut)` gives the pipeline for a radius.""",
}


def _single(name, function):
    """The audit of one name, as a function."""
    takes = _TAKES.get(name, {})

    def audit(pipeline, structures, y=None, *, promises=None, seed=0, splits=None, **options):
        if set(options) - set(takes):
            raise TypeError(f"{function} takes no {', '.join(sorted(set(options) - set(takes)))}")
        given = {**takes, **options}
        bench = Bench(pipeline, structures, y, promises=promises, seed=seed, make=given.get("make"))
        bench.read = given.get("read", read_structure)
        bench.write = given.get("write", write_structure)
        if splits is not None:
            place = bench.place
            splits = [tuple([place[int(i)] for i in part] for part in split) for split in splits]
        (result,), _ = run_audits(bench, [name], splits, r_cuts=given.get("r_cuts"))
        return result

    kept = [p for p in signature(audit).parameters.values() if p.kind != p.VAR_KEYWORD]
    own = [Parameter(key, Parameter.KEYWORD_ONLY, default=value) for key, value in takes.items()]
    audit.__signature__ = Signature([*kept, *own])
    audit.__name__ = audit.__qualname__ = function
    audit.__doc__ = _DOC.format(question=AUDITS[name].question, options=_OPTIONS.get(name, ""))
    return audit


_TAKES = {
    "parser round trip": {"read": read_structure, "write": write_structure},
    "cutoff sensitivity": {"r_cuts": None, "make": None},
}
audit_periodic_images = _single("periodic images", "audit_periodic_images")
audit_round_trip = _single("parser round trip", "audit_round_trip")
audit_cutoff = _single("cutoff sensitivity", "audit_cutoff")
audit_invariances = _single("invariances", "audit_invariances")
audit_pooling = _single("pooling", "audit_pooling")
audit_aliasing = _single("polymorph aliasing", "audit_aliasing")
audit_long_range = _single("long-range physics", "audit_long_range")
audit_baseline = _single("composition baseline", "audit_baseline")
audit_uniqueness = _single("uniqueness", "audit_uniqueness")
audit_cost = _single("cost and shape", "audit_cost")
audit_state = _single("fitted state", "audit_state")
audit_leakage = _single("leakage", "audit_leakage")
