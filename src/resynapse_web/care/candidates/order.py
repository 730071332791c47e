"""The order in which things were said: that of the audit, which a clock that is set back does not turn around."""

from __future__ import annotations

from typing import Any

from resynapse_web.care.people.models import Patient
from resynapse_web.care.records.models import AuditEvent


def as_kept(patient: Patient, rows: Any) -> list[Any]:
    """Rows about a patient, the first that was kept first."""
    lines = AuditEvent.objects.filter(patient=patient.pk, object_type=rows.model._meta.label).order_by("-number")
    numbers = dict(lines.values_list("object_id", "number"))  # its first line counts
    return sorted(rows, key=lambda it: numbers.get(str(it.pk), 0))
