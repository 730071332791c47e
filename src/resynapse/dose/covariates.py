"""What a table of doses says of its subjects: the columns that have a place in a plan, and those that have none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from resynapse.dose.parts import Baseline
from resynapse.dose.plan import Plan

Covariates = Mapping[str, float | str]

UNITS = {"weight": "kg", "age": "y"}
PATIENT = ("sex", "liver", "cyp2b6", "cyp3a4", "val66met")
PLAN = ("species", "condition", "control", "blinding")
SCALES = {str(it.alias).lower(): str(it.alias) for it in Baseline.model_fields.values()}
KNOWN = (*UNITS, *PATIENT, *PLAN, *SCALES)


def of(plan: Plan) -> dict[str, float | str]:
    """The columns of a plan: weight and age where it gives them, and whatever else is not as usual."""
    usual, known = Plan(), {"weight": plan.weight_kg, "age": plan.age_years}
    found = {name: number for name, number in known.items() if getattr(plan.patient, name) is not None}
    told: dict[str, Any] = {name: getattr(plan.patient, name) for name in PATIENT}
    told = {name: word for name, word in told.items() if word != getattr(usual.patient, name)}
    told |= {name: word for name in PLAN if (word := getattr(plan, name)) != getattr(usual, name)}
    return found | told | {name.lower(): points for name, points in plan.patient.baseline.scores().items()}


def into_plan(covariates: Covariates) -> dict[str, Any]:
    """The fields of a plan that the columns fill, as a plan file has them; `unused` columns fill none."""
    patient: dict[str, Any] = {name: f"{covariates[name]} {unit}" for name, unit in UNITS.items() if name in covariates}
    words = {name: word.lower() for name, word in covariates.items() if isinstance(word, str)}
    patient |= {name: words[name] for name in PATIENT if name in words}
    patient["baseline"] = {scale: covariates[name] for name, scale in SCALES.items() if name in covariates}
    return {"patient": patient} | {name: words[name] for name in PLAN if name in words}


def unused(subjects: Iterable[Covariates]) -> list[str]:
    """Columns that change nothing in a plan, codes where it has words among them, in the order in which they come."""
    coded = (*PATIENT, *PLAN)
    found = (name for one in subjects for name, value in one.items()
             if name not in KNOWN or (name in coded and not isinstance(value, str)))  # fmt: skip
    return list(dict.fromkeys(found))


def unwritten(plan: Plan) -> list[str]:
    """What a plan holds that a table of doses has no column for."""
    held = {
        "co-medication": plan.comedication,
        "stress": plan.stress,
        "spread of weight": plan.patient.weight_sd,
        "spread of age": plan.patient.age_sd,
        "dopamine and serotonin": (plan.patient.dopamine, plan.patient.serotonin) != (1.0, 1.0),
        "when scores are read": plan.observe != Plan().observe,
    }
    return [name for name, value in held.items() if value]
