"""The programme of a patient, step by step, as the overview shows it. A new step is a line in `steps`."""

from __future__ import annotations

from typing import NamedTuple

from resynapse_web.care.candidates.order import as_kept
from resynapse_web.care.consents.signing import state
from resynapse_web.care.outcomes.series import series
from resynapse_web.care.people.models import Patient
from resynapse_web.care.plans.models import Plan
from resynapse_web.care.plans.signing import active_plan, standing


class Step(NamedTuple):
    """One step: its name, its page, where it stands."""

    name: str
    page: str
    state: str


def steps(patient: Patient) -> list[Step]:
    """Where a patient stands."""
    return [
        Step("Candidate", "care:candidate", _candidate(patient)),
        Step("Consent", "care:consents", _consent(patient)),
        Step("Plan", "care:plans", _plan(patient)),
        Step("Sessions", "care:treatments", _sessions(patient)),
        Step("Outcomes", "care:outcomes", _outcomes(patient)),
    ]


def _candidate(patient: Patient) -> str:
    decision = patient.decisions.standing().order_by("-at").select_related("by").first()
    if decision is None:
        return f"no decision; {patient.answers.values('question').distinct().count()} questions answered"
    return f"{decision.get_verdict_display().lower()}: {decision.product}, {decision.at:%d %b %Y}, {decision.by.name}"


def _consent(patient: Patient) -> str:
    kept = as_kept(patient, patient.consents.standing())
    return f"{kept[-1].where}: {state(kept[-1])}" if kept else "none yet"


def _plan(patient: Patient) -> str:
    plan = active_plan(patient)
    if plan is not None:
        return f"active: {plan.product.name}, {plan.per_week} a week for {plan.weeks} weeks"
    latest = Plan.objects.current().filter(patient=patient).order_by("-at").first()
    return standing(latest).state if latest else "none yet"


def _sessions(patient: Patient) -> str:
    states = [it.stage for it in patient.treatments.order_by("planned_for", "at")]
    return f"{len(states)}; the last is {states[-1].get_state_display()}" if states else "none yet"


def _outcomes(patient: Patient) -> str:
    found = [f"{it.instrument.name} {it.points[-1].total:f}" for it in series(patient) if it.points]
    return ", ".join(text.removesuffix(".00") for text in found) or "no scores yet"
