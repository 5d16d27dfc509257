"""Discipline as a tool: the lecture's eight audits and four more, for any featuriser or pipeline.

An audit is a group of metamorphic relations (`relations`): what is done to crystals, and what the
vectors must then do. `audit_checklist` runs all, each `audit_*` one. `zoo` holds pipelines that are
broken in the ways people break them, and healthy ones.
"""

from coursekit.audits import relations
from coursekit.audits.checklist import AUDITS, audit_checklist
from coursekit.audits.claims import Promises, infer_promises
from coursekit.audits.files import scan_file
from coursekit.audits.implausible import scan_structure
from coursekit.audits.result import AuditResult, Report
from coursekit.audits.single import (
    audit_aliasing,
    audit_baseline,
    audit_cost,
    audit_cutoff,
    audit_invariances,
    audit_leakage,
    audit_long_range,
    audit_periodic_images,
    audit_pooling,
    audit_round_trip,
    audit_state,
    audit_uniqueness,
)

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
    "relations",
    "scan_file",
    "scan_structure",
]
