"""Zoo against audits: every broken pipeline is caught by its audit, no healthy one fails any."""

from coursekit.audits.checklist import AUDITS, audit_checklist
from coursekit.audits.zoo.crystals import usual_case


def audit_entry(entry, audits=tuple(AUDITS), seed=0, dress=None):
    """The checklist on one entry, with its own crystals and promises.

    Parameters
    ----------
    entry : Entry
    audits : sequence of str
        Names in `AUDITS`.
    seed : int
    dress : callable, optional
        What is put around the pipeline, such as a scaler and a model.

    Returns
    -------
    Report
    """
    structures, y, splits = (entry.case or usual_case)()
    copies = [structure.copy() for structure in structures]
    for copy, structure in zip(copies, structures, strict=True):
        copy.properties = dict(structure.properties)
    options = {"promises": entry.promises, "splits": splits, "audits": audits, "seed": seed}
    pipeline = dress(entry.make()) if dress else entry.make()
    return audit_checklist(pipeline, copies, y, **options)


def audit_zoo(entries, audits=tuple(AUDITS), seed=0):
    """Iterator of (entry, report)."""
    for entry in entries:
        yield entry, audit_entry(entry, audits, seed)


def mistakes(entry, report):
    """What is wrong with the verdicts on one entry: it is not caught, or is healthy and fails."""
    failed = [result.name for result in report.results if result.failed]
    if entry.broken:
        return [] if entry.audit in failed else [f"{entry.name}: {entry.audit} does not catch it"]
    return [f"{entry.name}: is healthy and fails {name}" for name in failed]
