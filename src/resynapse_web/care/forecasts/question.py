"""From a signed plan and scores to what the simulator is asked. What is not known is listed, never assumed away."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from resynapse_web.care import clock
from resynapse_web.care.candidates.gate import age, given
from resynapse_web.care.outcomes.course import first_day
from resynapse_web.care.outcomes.models import Response
from resynapse_web.care.people.models import Patient
from resynapse_web.care.plans.models import Plan
from resynapse_web.care.records.entry import digest
from resynapse_web.care.rules.answers import resolve
from resynapse_web.care.rules.ruleset import shipped

SCALES = {"madrs": "MADRS", "ham-d17": "HAM-D17", "qids": "QIDS", "phq-9": "PHQ-9"}
ROUTES = {"intravenous": "iv", "intramuscular": "im", "subcutaneous": "sc", "intranasal": "nasal"}
CONDITIONS = {"depress": "depression", "ptsd": "ptsd", "traumatic": "ptsd", "anxi": "anxiety", "pain": "pain",
              "obsessive": "ocd", "insomnia": "insomnia"}  # fmt: skip
MEDICINES = {"sedative": "benzodiazepine", "lamotrigine": "lamotrigine", "opioid": "opioid",
             "cyp_inhibitor": "cyp3a4_inhibitor", "cyp_inducer": "cyp3a4_inducer"}  # fmt: skip
AFTER_LAST_DOSE = 28  # days to look ahead
NOON = 12.0  # h


class Asking(NamedTuple):
    """A question as it is frozen in the queue."""

    plan_text: str
    scores: list[tuple[float, str, float]]
    unknown: list[str]
    digest: str

    @property
    def seed(self) -> int:
        """The same question has the same seed."""
        return int(self.digest[:8], 16)


def asking(patient: Patient, plan: Plan) -> Asking | None:
    """The question for a patient now; None when the indication names no condition that the simulator knows."""
    condition = next((it for word, it in CONDITIONS.items() if word in plan.indication.lower()), None)
    if condition is None:
        return None
    facts, unknown = _facts(patient)
    text = json.dumps(_plan(plan, patient, condition, facts), sort_keys=True)
    found = scores(patient, first_day(plan))
    return Asking(text, found, unknown, digest([text, found]))


def scores(patient: Patient, first: date) -> list[tuple[float, str, float]]:
    """Scores as the simulator reads them: the last before the first dose of each scale, and all since."""
    rows = Response.objects.standing().filter(patient=patient, instrument_id__in=SCALES, total__isnull=False)
    kept: dict[tuple[float, str], float] = {}
    for it in rows.order_by("on", "at"):
        days = (it.on - first).days
        kept[24.0 * days + NOON if days > 0 else 0.0, SCALES[it.instrument_id]] = float(it.total)
    return sorted((hours, scale, points) for (hours, scale), points in kept.items())


def _facts(patient: Patient) -> tuple[Mapping[str, Any], list[str]]:
    answers, questions, today = given(patient), shipped().questions, clock.today()
    known = {key: resolve(questions[key], answers.get(key, ()), today).value for key in (*MEDICINES, "liver")}
    return known, [questions[key].text for key, value in known.items() if value is None]


def _plan(plan: Plan, patient: Patient, condition: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    days = plan.regimen.days
    liver = facts["liver"] if facts["liver"] not in (None, "none") else "normal"
    who = {"weight": f"{plan.weight_kg:f} kg", "age": f"{age(patient.details.born, clock.today())} y", "liver": liver}
    sex = patient.details.sex
    until = days[-1] + AFTER_LAST_DOSE
    return {
        "schema": 1,
        "name": f"plan version {plan.version}",
        "condition": condition,
        "patient": who | ({"sex": sex} if sex in ("female", "male") else {}),
        "doses": [_dose(plan, day) for day in days],
        "comedication": [{"drug": MEDICINES[key], "from": "-7 d", "to": f"{until} d"} for key in _taken(facts)],
        "observe": {"until": f"{until} d"},
    }


def _taken(facts: Mapping[str, Any]) -> Iterable[str]:
    return (key for key in MEDICINES if facts[key] is True)


def _dose(plan: Plan, day: int) -> dict[str, Any]:
    route = ROUTES.get(plan.product.route, plan.product.route)
    dose = {"drug": plan.product.drug, "route": route, "amount": f"{plan.amount:f} {plan.unit}", "at": f"{24 * day} h"}
    return dose | ({"duration": f"{plan.minutes or 40} min"} if route == "iv" else {})


def predicted(plan_text: str, found: Sequence[Sequence[Any]], seed: int) -> dict[str, Any]:
    """Ask the simulator; a few seconds of work, never inside a request.

    Raises:
        ValueError: the answer holds something that is no number; a share of nothing is never shown as one.
    """
    from resynapse.dose import Plan as Simulated
    from resynapse.individual import Score, predict
    from resynapse.individual.commands import summary

    simulated = Simulated.model_validate(json.loads(plan_text))
    said = summary(predict(simulated, tuple(Score(h, s, p) for h, s, p in found), seed))
    json.dumps(said, allow_nan=False)
    return said
