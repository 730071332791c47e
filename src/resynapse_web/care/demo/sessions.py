"""Dana of the demonstration: a finished session in the office, and one that runs at home, watched."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from resynapse_web.care import clock
from resynapse_web.care.candidates.gate import gate
from resynapse_web.care.candidates.models import Answer, Decision
from resynapse_web.care.demo.accounts import DANA
from resynapse_web.care.demo.consenting import consented
from resynapse_web.care.demo.past import signed
from resynapse_web.care.monitoring.ending import JUDGED
from resynapse_web.care.people.models import Details, Patient, Tie, User
from resynapse_web.care.people.roles import Bond, Sex
from resynapse_web.care.plans.models import Plan
from resynapse_web.care.plans.signing import prescribe
from resynapse_web.care.records.keeping import SYSTEM, Actor, keep, sign
from resynapse_web.care.rules.answers import CLINICIAN, PATIENT
from resynapse_web.care.rules.ruleset import shipped
from resynapse_web.care.treatments.flow import DISCHARGED, RELEASED
from resynapse_web.care.treatments.models import (
    AdverseEvent,
    CheckIn,
    Dose,
    Ending,
    Kind,
    Release,
    Stage,
    State,
    ThresholdSet,
    Treatment,
    Vitals,
)
from resynapse_web.care.treatments.thresholds import SET, schedule_of

THRESHOLDS = {  # invented, as everything here; a real clinic's medical director sets its own
    "hold_systolic": 140, "hold_diastolic": 90, "alert_systolic": 160, "alert_diastolic": 100,
    "alert_heart_rate": 120, "emergency_systolic": 180, "emergency_diastolic": 110, "alert_spo2": 94,
    "emergency_spo2": 90, "low_respiratory_rate": 10, "deep_sedation": 2, "near_systolic": 15, "near_diastolic": 10,
    "floor_minutes": 120,
}  # fmt: skip
PLACES = ("ketamine-iv:office", "ketamine-sl:office", "ketamine-sl:home", "esketamine-nasal:office")
HOME = {
    "address": "7 Quay Street, second floor (invented)", "telephone": "555-0107", "line_tested": True,
    "contact_name": "Rosa Demo (sister)", "contact_phone": "555-0108", "services": "112",
}  # fmt: skip
CALM = {"heart_rate": 72, "spo2": 98, "respiratory_rate": 14, "sedation": 5, "dissociation": 0}


def thresholds(director: User) -> None:
    """The invented director signs thresholds and schedules."""
    who = Actor(director, director.role)
    for place in PLACES:
        digest = schedule_of(place.split(":")[0]).digest
        made = ThresholdSet(place=place, schedule=digest, reason="Invented for the demonstration", **THRESHOLDS)
        keep(who, "thresholds.sign", made)
        sign(who, made, SET)


def dana(users: dict[str, User], told: dict[str, Any]) -> None:
    """The patient, the decision, the plan at home, and both sessions.

    Args:
        told: answers of somebody who is well.
    """
    clara = users["clinician"]
    who, now = Actor(clara, clara.role), clock.now()
    patient = Patient(number="DEMO-0004")
    details = Details(
        patient=patient, name=DANA.name, born=date(1979, 5, 30), sex=Sex.FEMALE, telephone="555-0107", email=DANA.email
    )
    team = [Tie(patient=patient, user=users[it], bond=Bond.TEAM) for it in ("clinician", "director")]
    ties = [Tie(patient=patient, user=users["dana"], bond=Bond.SELF), *team]
    keep(SYSTEM, "patient.register", patient, details, *ties, Tie(patient=patient, user=users["peer"], bond=Bond.PEER))
    asked = {it.id: it for it in shipped().questions.values() if it.section not in ("Today", "REMS")}
    for source, user in ((PATIENT, users["dana"]), (CLINICIAN, clara)):
        rows = [
            Answer(patient=patient, question=key, value=told.get(key, False), source=source)
            for key, it in asked.items()
            if it.ask == source
        ]
        keep(Actor(user, user.role), "answers.give", *rows)
    for setting in ("office", "home"):
        consented(clara, users["dana"], "ketamine-sl", setting, now)
    office, home = (_planned(who, patient, setting) for setting in ("office", "home"))
    finished(who, office, now - timedelta(days=7))
    _running(who, patient, home, users["peer"], now)


def _planned(who: Actor, patient: Patient, setting: str) -> Plan:
    found = gate(patient, "ketamine-sl", setting, "evaluation").evaluation.as_data()
    decision = Decision(
        patient=patient, product="ketamine-sl", setting=setting, verdict="accept", note="Depression", evaluation=found
    )
    keep(who, "candidate.decide", decision)
    sign(who, decision, "I have evaluated this candidate and reviewed the basis of every finding")
    plan = Plan(
        patient=patient, product_id="ketamine-sl", setting=setting, indication="Major depressive disorder",
        amount=Decimal(100), unit="mg", per_week=1, weeks=4, weight_kg=Decimal("71.5"), weighed_on=clock.today(),
        height_cm=Decimal(168), programme={"monitoring": ["vitals", "dissociation"]},
    )  # fmt: skip
    keep(who, "plan.draft", plan)
    prescribe(who, plan)
    return plan


def _begun(who: Actor, plan: Plan, given: datetime, **places: Any) -> Treatment:
    patient, before = plan.patient, given - timedelta(minutes=4)
    made = Treatment(patient=patient, plan=plan, planned_for=given.date(), at=before)
    keep(who, "treatment.book", made)
    release = Release(
        treatment=made, patient=patient, evaluation={}, escort_name="Petra Demo", escort_phone="555-0109",
        watcher=who.user, at=before, **places,
    )  # fmt: skip
    keep(who, "treatment.release", release)
    signed(who, release, RELEASED, before)
    boot, ticks = clock.ticks()
    dose = Dose(
        treatment=made, patient=patient, product_id=plan.product_id, lot="DEMO-77",
        amount_mg=plan.regimen.dose_mg.quantize(Decimal("0.001")),
        given_at=given, boot=boot, ticks=ticks - (clock.now() - given).total_seconds(), at=given,
    )  # fmt: skip
    keep(who, "treatment.dose", dose)
    for number, state in enumerate((State.BOOKED, State.RELEASED, State.DOSED), 1):
        keep(who, f"treatment.{state}", Stage(treatment=made, patient=patient, state=state, version=number, at=before))
    return made


def _measured(who: Actor, treatment: Treatment, given: datetime, minute: int, systolic: int, **values: Any) -> None:
    taken = given + timedelta(minutes=minute)
    line = Vitals(
        treatment=treatment, patient=treatment.patient, taken_at=taken, systolic=systolic, diastolic=systolic * 2 // 3,
        at=taken, **{**CALM, **values},
    )  # fmt: skip
    keep(who, "treatment.vitals", line)


def finished(who: Actor, plan: Plan, given: datetime, apart: int = 22, term: str = "nausea") -> Treatment:
    """A session in the office from the release to the signed discharge.

    Args:
        apart: dissociation half an hour after the dose (CADSS).
        term: the adverse event that came and went.
    """
    made, ended = _begun(who, plan, given), given + timedelta(minutes=128)
    seen: dict[str, Any] = {"treatment": made, "patient": plan.patient}
    for minute, systolic, cadss in ((-5, 122, 0), (31, 138, apart), (69, 130, apart // 3), (121, 124, 0)):
        _measured(who, made, given, minute, systolic, dissociation=cadss)
    began = given + timedelta(minutes=50)
    event = AdverseEvent(
        term=term, grade=1, related="probable", action="watched", outcome="resolved", began_at=began, at=began, **seen
    )
    ending = Ending(kind=Kind.ROUTINE, ended_at=ended, criteria=dict.fromkeys(JUDGED, True), at=ended, **seen)
    keep(who, "treatment.event", event)
    keep(who, "treatment.end", ending)
    signed(who, ending, DISCHARGED, ended)
    keep(who, "treatment.ended", Stage(state=State.ENDED, version=4, at=ended, **seen))
    return made


def _running(who: Actor, patient: Patient, plan: Plan, peer: User, now: datetime) -> None:
    given = now - timedelta(minutes=28)
    made = _begun(who, plan, given, peer=peer, **HOME)
    _measured(who, made, given, -6, 118)
    start = CheckIn(treatment=made, patient=patient, which="start", awake=True, breathing=True, calm=True, present=True)
    keep(Actor(peer, peer.role), "checkin.give", start)
