"""The table of metamorphic relations: what is done to crystals, and what the vectors must then do.

A relation makes crystals, has them described, and hands back what stood before and after: they must
agree. What is no comparison of vectors raises a verdict of its own. `check` holds a pipeline to one
relation, for a test-suite of your own::

    @pytest.mark.parametrize("relation", relations.NAMES)
    def test_my_featuriser(relation):
        relations.check(my_featuriser, crystals, relation)
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import import_module
from unittest import SkipTest

import numpy as np
from threadpoolctl import threadpool_limits

from coursekit.audits import limits
from coursekit.audits.bench import Bench, Ruler
from coursekit.audits.opened import RowsMissing
from coursekit.audits.result import (
    FAILED,
    NOT_TOLD,
    PASSED,
    SKIPPED,
    SPREAD,
    STOPPED,
    AuditResult,
    Verdict,
    broken,
    skip,
)  # fmt: skip
from coursekit.structures import structure_id

TABLE = {}
_MODULES = ("moves", "images", "reading", "cutoffs", "company", "memory", "sources", "shapes", "learning", "folds")  # fmt: skip


@dataclass(frozen=True)
class Relation:
    """One row: `on` is every branch ("views"), also its sites ("sites"), or the vector as a "whole"."""

    name: str
    audit: str
    make: Callable
    when: Callable
    on: str


@dataclass(frozen=True)
class Pairs:
    """Vectors before and after, whose they are, and limit and ruler if they are not the view's own."""

    before: list
    after: list
    ids: list
    limit: float | None = None
    why: str = ""
    ruler: Ruler | None = None


def relation(name, audit, *, when=lambda claims: True, on="views"):
    """Decorator that writes a function of a view into the table; `when` looks at its claims."""

    def register(make):
        TABLE[name] = Relation(name, audit, make, when, on)
        return make

    return register


def move(name, audit, change, *, follow=None, when=lambda claims: True, on="views"):
    """A row whose crystals are the probes, each changed, and whose vectors must stay."""

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
        wanted = follow(rows, view.probes[k], k + view.bench.seed) if follow else rows
        before.append(_nearest(wanted, found) if isinstance(wanted, list) else wanted)
        after.append(found)
        ids.append(structure_id(view.probes[k]))
    return Pairs(before, after, ids, limit, why)


def tried(view, crystals, name):
    """Vectors of crystals, all at once or, if one is refused, one by one; None where it is."""
    try:
        return view.describe(crystals)
    except RowsMissing as error:
        raise broken(f"After {name} {error}.", "dropped") from error
    except Exception:
        found = [_alone(view, crystal, name) for crystal in crystals]
    if all(rows is None for rows in found):
        raise skip()  # the refusals say it
    return found


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
    """What came of each relation, as a list of AuditResult; BLAS and OpenMP keep to one thread."""
    with threadpool_limits(limits=1):
        for name in names:
            bench.outcomes[name] = _run(bench, TABLE[name])
    return [bench.outcomes[name] for name in names]


def _run(bench, row):
    known = set(bench.refusals)
    views = [bench.whole] if row.on == "whole" else bench.views
    views = [v for v in views if (v.pools or row.on == "sites") and row.when(v.claims)]
    found = [_on(view, row) for view in views]
    failed = [result for result in found if result.failed]
    if failed:
        return max(failed, key=lambda result: result.excess)
    fresh = [bench.refusals[key] for key in bench.refusals if key not in known]
    if fresh:
        return AuditResult(row.name, STOPPED, f"Not described: {fresh[0]}.")
    found = [result for result in found if result.status != SKIPPED] or found
    if not found:
        return AuditResult(row.name, SKIPPED, "It is not claimed.")
    return max(found, key=lambda result: (bool(result.finding), result.measured or 0.0))


def _on(view, row):
    """What goes in steps is looked at with other probes too: a threshold may be at one of these."""
    found = _once(view, row)
    stepped = not view.claims.continuous and row.on != "whole"
    if found.failed and stepped and found.measured is not None:
        other = _once(view.elsewhere, row)
        return found if other.failed else other
    return found


def _once(view, row):
    try:
        pairs = row.make(view)
    except Verdict as verdict:
        return replace(verdict.result, name=row.name)
    except Exception as error:
        view.bench.refuse("the crystals", row.name, error)
        return AuditResult(row.name, SKIPPED)
    return _judged(view, row.name, pairs) if pairs else AuditResult(row.name, PASSED)


def _judged(view, name, pairs):
    change, position = (pairs.ruler or view.ruler).worst(pairs.before, pairs.after)
    worst = pairs.ids[position]
    limit = view.tolerance if pairs.limit is None else pairs.limit
    own = f"{limits.NOISE_FACTOR:.0f} times what a turn by 1e-6 radian does, at least rounding"
    good = change <= limit
    return AuditResult(
        name, PASSED if good else FAILED, "" if good else effect(name, worst, change), "",
        change, SPREAD, limit, pairs.why or own, worst, {"moved": True},
    )  # fmt: skip


def effect(what, worst, change):
    """What something does to a vector, as a sentence."""
    what = what[0].upper() + what[1:]
    if np.isinf(change):
        return f"{what} gives the vector of {worst} another length or other gaps."
    return f"{what} changes the vector of {worst} by {change:.2g} of the spread between crystals."


def check(pipeline, structures, relation, y=None, **options):
    """Hold a pipeline to one relation, in a test-suite."""
    if relation not in TABLE:
        raise ValueError(f"`relation` is {relation!r}; known are {', '.join(TABLE)}")
    (outcome,) = run(Bench(pipeline, structures, y, **options), [relation])
    if outcome.status in (FAILED, STOPPED):
        raise AssertionError(outcome.finding)
    if outcome.status in (SKIPPED, NOT_TOLD):
        raise SkipTest(outcome.finding or "does not apply")


for _module in _MODULES:  # each writes its rows into the table
    import_module(f"coursekit.audits.{_module}")

NAMES = tuple(TABLE)
"""Names of all relations, for `pytest.mark.parametrize`."""
