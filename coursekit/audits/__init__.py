"""Discipline as a tool: the lecture's eight audits and four more, for any featuriser or pipeline.

Each `audit_*` takes a pipeline and structures and returns an `AuditResult`; `audit_checklist` runs
them all. `zoo` holds pipelines that are broken in the ways people break them, and healthy ones.
"""

from coursekit.audits.aliasing import audit_aliasing
from coursekit.audits.baseline import audit_baseline
from coursekit.audits.checklist import AUDITS, audit_checklist
from coursekit.audits.cost import audit_cost
from coursekit.audits.cutoff import audit_cutoff
from coursekit.audits.files import scan_file
from coursekit.audits.implausible import scan_structure
from coursekit.audits.invariances import audit_invariances
from coursekit.audits.leakage import audit_leakage
from coursekit.audits.long_range import audit_long_range
from coursekit.audits.periodic_images import audit_periodic_images
from coursekit.audits.pooling import audit_pooling
from coursekit.audits.promises import Promises, infer_promises
from coursekit.audits.result import AuditResult, Report
from coursekit.audits.round_trip import audit_round_trip
from coursekit.audits.state import audit_state
from coursekit.audits.uniqueness import audit_uniqueness

__all__ = [
    "AUDITS",
    "AuditResult",
    "Promises",
    "Report",
    "audit_aliasing",
    "audit_baseline",
    "audit_checklist",
    "audit_cost",
    "audit_cutoff",
    "audit_invariances",
    "audit_leakage",
    "audit_long_range",
    "audit_periodic_images",
    "audit_pooling",
    "audit_round_trip",
    "audit_state",
    "audit_uniqueness",
    "infer_promises",
    "scan_file",
    "scan_structure",
]
