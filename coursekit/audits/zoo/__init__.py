"""Pipelines that are broken in the ways people break them, and healthy ones of every tier."""

from coursekit.audits.zoo.broken_claims import BROKEN_CLAIMS
from coursekit.audits.zoo.broken_learning import BROKEN_LEARNING
from coursekit.audits.zoo.broken_memory import BROKEN_MEMORY
from coursekit.audits.zoo.broken_neighbors import BROKEN_NEIGHBORS
from coursekit.audits.zoo.broken_pooling import BROKEN_POOLING
from coursekit.audits.zoo.broken_readers import BROKEN_READERS
from coursekit.audits.zoo.broken_state import BROKEN_STATE
from coursekit.audits.zoo.broken_symmetry import BROKEN_SYMMETRY
from coursekit.audits.zoo.crystals import small_case, usual_case
from coursekit.audits.zoo.entry import Entry
from coursekit.audits.zoo.exercise import diagnoses, pick
from coursekit.audits.zoo.healthy import HEALTHY
from coursekit.audits.zoo.matrix import audit_entry, audit_zoo, mistakes

BROKEN = (
    *BROKEN_NEIGHBORS,
    *BROKEN_READERS,
    *BROKEN_SYMMETRY,
    *BROKEN_POOLING,
    *BROKEN_STATE,
    *BROKEN_LEARNING,
    *BROKEN_MEMORY,
    *BROKEN_CLAIMS,
)
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
