"""The table of metamorphic relations: what is done to crystals, and what the vectors must then do.

A relation makes crystals, has them described, and hands back what stood before and after. One runner
compares. `check` holds a pipeline to one relation, for a test-suite of your own::

    @pytest.mark.parametrize("relation", relations.NAMES)
    def test_my_featuriser(relation):
        relations.check(my_featuriser, crystals, relation)
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from unittest import SkipTest

import numpy as np

from coursekit.audits import limits
from coursekit.audits.bench import Bench
from coursekit.audits.opened import RowsMissing
from coursekit.structures import structure_id

SAME, DIFFERENT, KEPT = "same", "different", "kept"
PASSED, FAILED, SKIPPED = "passed", "failed", "not applicable"
NOT_TOLD, STOPPED = "not told", "could not run"
TABLE = {}
_MODULES = ("moves", "reading", "reaching", "company", "sources", "shapes")


class Skip(Exception):
    """The relation does not apply; says why."""


class Told(Exception):
    """Nothing to judge, something to say."""


class Broken(Exception):
    """A relation that is no comparison of vectors does not hold.

    Parameters
    ----------
    text : str
        What was seen, one sentence.
    kind : str
        Which advice fits, where the relation has several.
    worst : str
        Id of the crystal.
    change, limit : float, optional
    why : str
        Where the limit comes from.
    """

    def __init__(self, text, kind="", worst="", change=None, limit=None, why=""):
        super().__init__(text)
        self.kind, self.worst, self.change, self.limit, self.why = kind, worst, change, limit, why


@dataclass(frozen=True)
class Relation:
    """One row of the table.

    Parameters
    ----------
    name : str
        What is done, as a noun: "a rotation".
    audit : str
        Which audit of the lecture it belongs to.
    expect : {"same", "different", "kept"}
        What the vectors must do; "kept": the relation itself says whether it holds.
    make : callable
        View -> `Pairs`, or raises `Skip`, `Told` or `Broken`.
    when : callable
        Claims -> whether the pipeline says so at all.
    on : {"views", "sites", "whole"}
        Every branch; also the sites before they are pooled; or the vector as the model gets it.
    """

    name: str
    audit: str
    expect: str
    make: Callable
    when: Callable
    on: str


@dataclass(frozen=True)
class Pairs:
    """Vectors before and after, whose they are, and the limit if it is not the view's own."""

    before: list
    after: list
    ids: list
    limit: float | None = None
    why: str = ""
    ruler: object = None


@dataclass(frozen=True)
class Outcome:
    """What came of one relation.

    Parameters
    ----------
    relation, audit : str
    status : {"passed", "failed", "could not run", "not applicable"}
    text : str
        One sentence; empty if all is well.
    kind : str
        Which advice fits.
    change, limit : float or None
    why : str
        Where the limit comes from.
    worst : str
        Id of the crystal.
    """

    relation: str
    audit: str
    status: str
    text: str = ""
    kind: str = ""
    change: float | None = None
    limit: float | None = None
    why: str = ""
    worst: str = ""

    @property
    def excess(self):
        """How many times the limit; infinite without one."""
        if self.change is None or not self.limit:
            return float("inf")
        return self.change / self.limit


def relation(name, audit, expect=SAME, *, when=lambda claims: True, on="views"):
    """Decorator that writes a function into the table."""

    def register(make):
        TABLE[name] = Relation(name, audit, expect, make, when, on)
        return make

    return register


def move(name, audit, change, *, follow=None, when=lambda claims: True, on="views"):
    """A row whose crystals are the probes, each changed, and whose vectors must stay.

    Parameters
    ----------
    name, audit, when, on
        See `Relation`.
    change : callable
        (structure, number) -> structure.
    follow : callable, optional
        (rows, structure, number) -> rows that are acceptable after it, column by column.
    """

    def make(view):
        moved = [change(probe, k + view.bench.seed) for k, probe in enumerate(view.probes)]
        return compare(view, moved, name, follow)

    relation(name, audit, when=when, on=on)(make)


def compare(view, crystals, name, follow=None, limit=None, why=""):
    """Vectors of the probes beside those of as many other crystals; refusals are noted."""
    before, after, ids = [], [], []
    for k, (rows, found) in enumerate(zip(view.rows, tried(view, crystals, name), strict=True)):
        if found is None:
            continue
        k_seeded = k + view.bench.seed
        wanted = follow(rows, view.probes[k], k_seeded) if follow else rows
        before.append(_nearest(wanted, found) if isinstance(wanted, list) else wanted)
        after.append(found)
        ids.append(structure_id(view.probes[k]))
    return Pairs(before, after, ids, limit, why)


def tried(view, crystals, name):
    """Vectors of crystals, all at once or, if one is refused, one by one; None where it is."""
    try:
        return view.describe(crystals)
    except RowsMissing as error:
        raise Broken(f"After {name} {error}.", "dropped") from error
    except Exception:
        found = [_alone(view, crystal, name) for crystal in crystals]
    if all(rows is None for rows in found):
        raise Stopped(name)
    return found


class Stopped(Exception):
    """Every crystal of a relation was refused."""


def _alone(view, crystal, name):
    try:
        return view.describe([crystal])[0]
    except Exception as error:
        view.bench.refuse(structure_id(crystal), name, error)
        return None


def _nearest(wanted, found):
    """Column by column the acceptable value that is nearest to what was found."""
    if any(rows.shape != found.shape for rows in wanted):
        return wanted[0]
    apart = np.abs(np.array(wanted) - found)
    return np.take_along_axis(np.array(wanted), apart.argmin(axis=0)[None], axis=0)[0]


def run(bench, names):
    """Outcome of each relation, in the order of the table.

    Parameters
    ----------
    bench : Bench
    names : sequence of str

    Returns
    -------
    list of Outcome
    """
    return [_run(bench, TABLE[name]) for name in names]


def _run(bench, row):
    known = set(bench.refusals)
    views = [bench.whole] if row.on == "whole" else bench.views
    views = [v for v in views if (v.pools or row.on == "sites") and row.when(v.claims)]
    outcomes = [_on(view, row) for view in views]
    failed = [o for o in outcomes if o.status == FAILED]
    if failed:
        return max(failed, key=lambda o: o.excess)
    fresh = [bench.refusals[key] for key in bench.refusals if key not in known]
    if fresh:
        return Outcome(row.name, row.audit, STOPPED, f"Not described: {fresh[0]}.")
    outcomes = [o for o in outcomes if o.status != SKIPPED] or outcomes
    if not outcomes:
        return Outcome(row.name, row.audit, SKIPPED, "It is not claimed.")
    return max(outcomes, key=lambda o: (bool(o.text), o.change or 0.0))


def _on(view, row):
    found = _once(view, row)
    by_chance = row.expect == SAME and not view.claims.continuous and row.on != "whole"
    if found.status == FAILED and by_chance and found.change is not None:
        other = _once(view.elsewhere, row)
        return found if other.status == FAILED else other
    return found


def _once(view, row):
    try:
        pairs = row.make(view)
    except (Skip, Stopped) as reason:
        return Outcome(row.name, row.audit, SKIPPED, str(reason))
    except Told as note:
        return Outcome(row.name, row.audit, PASSED, str(note))
    except Broken as fault:
        return Outcome(
            row.name, row.audit, FAILED, str(fault), fault.kind, fault.change, fault.limit,
            fault.why, fault.worst,
        )  # fmt: skip
    except Exception as error:
        view.bench.refuse("the crystals", row.name, error)
        return Outcome(row.name, row.audit, SKIPPED, "")
    return _judged(view, row, pairs) if pairs else Outcome(row.name, row.audit, PASSED)


def _judged(view, row, pairs):
    ruler = pairs.ruler or view.ruler
    change, position = ruler.worst(pairs.before, pairs.after)
    worst = pairs.ids[position]
    if row.expect == DIFFERENT:
        same = change <= 1e-9
        text = f"{row.name[0].upper()}{row.name[1:]} leaves the vector of {worst} as it was."
        return Outcome(row.name, row.audit, FAILED if same else PASSED, text if same else "",
                       "blind", worst=worst)  # fmt: skip
    limit = view.tolerance if pairs.limit is None else pairs.limit
    why = pairs.why or (
        f"{limits.NOISE_FACTOR:.0f} times what a turn by 1e-6 radian does, at least rounding"
    )
    common = {"change": change, "limit": limit, "why": why, "worst": worst}
    if change <= limit:
        return Outcome(row.name, row.audit, PASSED, **common)
    return Outcome(row.name, row.audit, FAILED, effect(row.name, worst, change), **common)


def effect(what, worst, change):
    """What something does to a vector, as a sentence.

    Examples
    --------
    >>> effect("a supercell", "NaCl", float("inf"))
    'A supercell gives the vector of NaCl another length or other gaps.'
    """
    what = what[0].upper() + what[1:]
    if np.isinf(change):
        return f"{what} gives the vector of {worst} another length or other gaps."
    return f"{what} changes the vector of {worst} by {change:.2g} of the spread between crystals."


def check(pipeline, structures, relation, y=None, **options):
    """Hold a pipeline to one relation, in a test-suite.

    Parameters
    ----------
    pipeline, structures, y
        See `audit_checklist`.
    relation : str
        One of `NAMES`.
    **options
        `promises` and `seed`, see `audit_checklist`.

    Raises
    ------
    AssertionError
        If the relation does not hold, with what was seen; or if a crystal could not be described.
    unittest.SkipTest
        If the pipeline makes no such claim; pytest counts it as skipped.
    ValueError
        If there is no such relation.

    Examples
    --------
    >>> from coursekit.featurizers import MagpieStatistics
    >>> from coursekit.structures import make_rutile
    >>> check(MagpieStatistics(), [make_rutile()], "a rotation")
    """
    if relation not in TABLE:
        raise ValueError(f"`relation` is {relation!r}; known are {', '.join(TABLE)}")
    (outcome,) = run(Bench(pipeline, structures, y, **options), [relation])
    if outcome.status in (FAILED, STOPPED):
        raise AssertionError(outcome.text)
    if outcome.status == SKIPPED:
        raise SkipTest(outcome.text or "does not apply")


for _module in _MODULES:  # each writes its rows into the table
    import_module(f"coursekit.audits.{_module}")

NAMES = tuple(TABLE)
"""Names of all relations, for `pytest.mark.parametrize`."""
