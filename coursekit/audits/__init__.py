"""Discipline as a tool: eight audits of the lecture and four more, for any featuriser or pipeline.

Each `audit_*` takes a pipeline and structures and returns an `AuditResult`; `audit_checklist` runs
them all. `zoo` holds pipelines that are broken in the ways people break them, and healthy ones.
"""
