"""The whole list on one pipeline."""

import pytest

from coursekit.audits import AUDITS, audit_checklist
from coursekit.featurizers import Coordination, MagpieStatistics
from coursekit.structures import make_fcc

from .crystals import CRYSTALS, ENERGIES, FEW, radial

LECTURE = (
    "periodic images",
    "parser round trip",
    "cutoff sensitivity",
    "invariances",
    "pooling",
    "polymorph aliasing",
    "long-range physics",
    "composition baseline",
)


def test_order_is_the_lectures():
    assert tuple(AUDITS)[:8] == LECTURE
    report = audit_checklist(radial, CRYSTALS, ENERGIES)
    assert [result.name for result in report.results] == list(AUDITS)
    assert report.passed, report
    assert set(report.settings["seconds"]) == set(AUDITS)


def test_seeded():
    names = ("periodic images", "invariances", "composition baseline")
    first, second = (
        audit_checklist(radial, CRYSTALS, ENERGIES, seed=3, audits=names) for _ in "ab"
    )
    assert [r.measured for r in first.results] == [r.measured for r in second.results]


def test_refused_crystals_are_left_out_by_name():
    crystals = [*FEW, make_fcc("Pb")]
    report = audit_checklist(Coordination(3.0), crystals, audits=("periodic images",))
    assert report.settings["n_structures"] == 3
    assert report.settings["left out"][0].startswith(make_fcc("Pb").properties["id"])


def test_a_refused_crystal_is_one_finding_with_its_own_words():
    def fragile(structures):
        if len(structures) < 3:
            raise RuntimeError("batches of three, please")
        return radial(structures)

    report = audit_checklist(fragile, FEW, audits=("fitted state",))
    result = report["fitted state"]
    assert result.status == "could not run"
    assert "RuntimeError: batches of three, please" in result.finding
    assert report.stopped
    assert report.passed


def test_a_pipeline_for_one_structure_is_told_what_it_gets():
    def describe_one(structure):
        return [structure.volume]

    message = "the pipeline stopped with AttributeError: .* it is given a list of 3 structures"
    with pytest.raises(ValueError, match=message):
        audit_checklist(describe_one, FEW)


def test_two_libraries_that_do_not_fit_are_named_with_the_cure():
    def describe(structures):
        raise TypeError('Use only one of "momenta" and "velocities".')

    with pytest.raises(ValueError, match=r"pip install 'ase<3\.27'"):
        audit_checklist(describe, CRYSTALS[:3])


def test_unknown_audit():
    with pytest.raises(
        ValueError, match="`audits` names 'smell'; known are periodic images, parser"
    ):
        audit_checklist(MagpieStatistics(), FEW, audits=("smell",))


@pytest.mark.parametrize(
    ("structures", "y", "error", "message"),
    [
        ([], None, ValueError, "`structures` is empty; an audit needs at least one crystal"),
        (FEW, [1.0], ValueError, r"`y` has shape \(1,\); it must be \(3,\), one target for each"),
        (["MgO"], None, TypeError, "`structures` holds a str; give pymatgen Structures"),
        (FEW[0], None, TypeError, "`X` is a single Structure; give a list, even of one"),
    ],
)
def test_unusable_input(structures, y, error, message):
    with pytest.raises(error, match=message):
        audit_checklist(radial, structures, y)
