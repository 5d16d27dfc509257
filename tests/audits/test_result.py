"""What an audit says, to people and to programs."""

import json

import numpy as np

from coursekit.audits import AuditResult, Report

FAILED = AuditResult(
    "pooling", "failed", "It doubles.", "Use a mean.", 1.0, "growth", 1e-5, "why", "MgO", {"x": [1]}
)
PASSED = AuditResult("leakage", "passed", "Clean.", measured=float("inf"))


def test_text_holds_number_limit_and_culprit():
    assert str(FAILED) == (
        "pooling: failed. It doubles.\n  measured 1 growth, limit 1e-05, worst in MgO\n  Use a mean."
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
