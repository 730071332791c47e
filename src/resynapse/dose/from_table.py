"""A plan from one subject of an event table."""

from __future__ import annotations

from typing import Any

from resynapse.dose import covariates
from resynapse.dose.event_table import Subject
from resynapse.dose.plan import Plan
from resynapse.dose.reading import load_plan
from resynapse.dose.regimen import Dose
from resynapse.errors import InputError


def as_plan(subject: Subject, species: str = "human", condition: str = "depression") -> Plan:
    """The plan of one id: its doses from the first one on, and its covariates that a plan has a place for.

    Args:
        species, condition: where the table has no column of that name.

    Raises:
        InputError: a subject without a dose, or what no plan could hold.
    """
    doses = subject.regimen.doses
    if not doses:
        raise InputError("id", subject.id, "a subject with at least one dose (evid 1)")
    start = doses[0].time
    written: dict[str, Any] = {
        "schema": 1,
        "name": f"subject {subject.id}",
        "species": species,
        "condition": condition,
        **covariates.into_plan(subject.covariates),
        "doses": [_line(dose, start) for dose in doses],
        "observe": {"until": "28 d", "after": f"dose {len(doses)}"},
    }
    return load_plan(written)


def _line(dose: Dose, start: float) -> dict[str, str]:
    line = {"drug": dose.drug, "route": dose.route, "amount": f"{dose.amount!r} mg{'/kg' if dose.per_kg else ''}"}
    if dose.duration or dose.route == "iv":
        line["duration"] = f"{dose.duration!r} h"
    return {**line, "at": f"{dose.time - start!r} h"}
