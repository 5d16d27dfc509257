"""What an audit says, to people and to programs."""

import json

import numpy as np
import pytest

from coursekit.audits import (
    AuditResult,
    Promises,
    Report,
    audit_invariances,
    audit_periodic_images,
    audit_round_trip,
)
from coursekit.plots.audits import describe_audit

from .crystals import CRYSTALS, volumes

FAILED = AuditResult(
    "pooling", "failed", "It doubles.", "Use a mean.", 1.0, "growth", 1e-5, "why", "MgO", {"x": [1]}
)
PASSED = AuditResult("leakage", "passed", "Clean.", measured=float("inf"))


def test_text_holds_number_limit_and_culprit():
    assert str(FAILED) == (
        "pooling: failed. It doubles.\n  That is 100000 times the limit (why).\n  Use a mean."
    )


def test_report_passes_only_if_nothing_failed():
    assert not Report("SOAP", [FAILED, PASSED], {}).passed
    assert Report("SOAP", [PASSED], {}).passed
    assert Report("SOAP", [FAILED, PASSED], {})["leakage"] is PASSED


def test_report_is_json_without_infinities_and_arrays():
    report = Report("SOAP", [PASSED, FAILED], {"seconds": {"pooling": np.float64(0.5)}})
    plain = json.loads(json.dumps(report.as_dict(), allow_nan=False))
    assert plain["results"][0]["measured"] is None
    assert plain["settings"] == {"seconds": {"pooling": 0.5}}
    assert plain["passed"] is False


def half_of_the_pairs(structures):
    return [[len(s.get_neighbor_list(3.0)[3]) / 2 / len(s)] for s in structures]


def first_letters(structures):
    return [[np.mean([ord(x.specie.symbol[0]) for x in s]), s.volume / len(s)] for s in structures]


@pytest.mark.parametrize(
    ("audit", "pipeline"),
    [
        (audit_invariances, volumes),
        (audit_periodic_images, half_of_the_pairs),
        (audit_round_trip, first_letters),
    ],
)
def test_a_fault_without_number_has_a_figure_that_shows_the_limit(audit, pipeline):
    result = audit(pipeline, CRYSTALS, promises=Promises())
    assert result.failed
    assert result.measured is None
    assert "limit" in describe_audit(result)
