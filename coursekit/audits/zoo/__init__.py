"""Pipelines that are broken in the ways people break them, and healthy ones of every tier."""

from coursekit.audits.zoo.broken_geometry import BROKEN_GEOMETRY
from coursekit.audits.zoo.broken_learning import BROKEN_LEARNING
from coursekit.audits.zoo.crystals import small_case, usual_case
from coursekit.audits.zoo.entry import Entry
from coursekit.audits.zoo.exercise import diagnoses, pick
from coursekit.audits.zoo.healthy import HEALTHY
from coursekit.audits.zoo.matrix import audit_entry, audit_zoo, mistakes

BROKEN = (*BROKEN_GEOMETRY, *BROKEN_LEARNING)
"""Every broken pipeline, in the order of the lecture's failure modes."""

ZOO = (*BROKEN, *HEALTHY)

__all__ = [
    "BROKEN",
    "HEALTHY",
    "ZOO",
    "Entry",
    "audit_entry",
    "audit_zoo",
    "diagnoses",
    "mistakes",
    "pick",
    "small_case",
    "usual_case",
]
