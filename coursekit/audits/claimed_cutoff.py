"""Does the cutoff that a pipeline declares limit what it sees, and in the unit it says?"""

from coursekit.audits import adapter
from coursekit.audits.receptive import nearest_neighbor, receptive_field
from coursekit.audits.subject import Subject

SHORT = 0.6  # of the declared cutoff; bohr for Å gives 0.53, a smooth cutoff 0.8 and more
_SMALLER = 0.75
_BEYOND = 1.15


def cutoff_fault(subject):
    """What is wrong with the declared cutoff.

    Parameters
    ----------
    subject : Subject

    Returns
    -------
    kind : {"ignored", "unit", ""}
    finding : str

    Notes
    -----
    Ignored: a smaller cutoff leaves every vector as it was, although atoms beyond it are seen. A
    search radius, as of Voronoi neighbours, may leave the vectors alone: then nothing beyond is
    seen, or the smaller radius is refused. Unit: the pipeline sees less than 0.6 of the cutoff, and
    less again, in proportion, with a smaller one; a short field that stays is a choice of widths.
    """
    declared = subject.r_cut
    if declared is None or not subject.sees_structure:
        return "", ""
    if subject.promises.r_cut is not None or subject.cutoff_key is None:
        return _short(subject.receptive_field, declared)
    bond, _ = nearest_neighbor(subject.structures)
    radius = max(_SMALLER * declared, min(1.05 * bond, declared))
    smaller = _with_cutoff(subject, radius)
    if smaller is None or radius == declared:
        return "", ""
    field = receptive_field(smaller)
    if field is not None and field > _BEYOND * radius and _same(subject, smaller):
        return "ignored", (
            f"`{subject.cutoff_key}` = {radius:.3g} gives the vectors of {declared:.3g}, and still "
            f"sees an atom move {_far(field)} away: the parameter does not reach the vector."
        )
    scales = field and subject.receptive_field and field < 0.9 * subject.receptive_field
    return _short(subject.receptive_field, declared) if scales else ("", "")


def _short(field, declared):
    if not field or field >= SHORT * declared:
        return "", ""
    return "unit", (
        f"The declared cutoff is {declared:.3g} Å, and moving an atom shows up to {field:.2g} Å only, "
        f"{field / declared:.2g} of it."
    )


def _far(field):
    return "more than 10 Å" if field == float("inf") else f"{field:.2g} Å"


def _with_cutoff(subject, radius):
    """The pipeline with another cutoff, fitted; None if it is refused."""
    features = subject.fresh()
    try:
        features = features.set_params(**{subject.cutoff_key: radius})
        smaller = Subject(features, subject.structures, subject.y, promises=subject.promises)
        smaller.describe(subject.probes)
    except Exception:
        return None
    return smaller


def _same(subject, smaller):
    rows = adapter.describe(smaller.features, subject.probes)
    return subject.ruler.worst(subject.probe_rows, rows)[0] == 0.0
