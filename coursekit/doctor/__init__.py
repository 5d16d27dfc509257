"""Is this installation sound? Every question is a function that returns findings."""

from coursekit.doctor.findings import Finding, examine

__all__ = ["Finding", "examine"]
