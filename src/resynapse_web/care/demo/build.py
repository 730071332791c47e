"""Build the demonstration: the same people every time.

Alice is well and has a plan, and in a living clinic four sessions, scores and forecasts behind her; Bob has a
benzodiazepine and pressure that is not controlled; Charlie wants treatment at home and has not answered everything;
Dana has had a session in the office, and one runs at home.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from resynapse_web.care import clock
from resynapse_web.care.candidates.gate import gate
from resynapse_web.care.candidates.models import Answer, Decision, RulesConfirmed
from resynapse_web.care.demo import consenting, history, sessions, watching
from resynapse_web.care.demo.accounts import EVERYBODY, PASSWORD
from resynapse_web.care.demo.past import signed
from resynapse_web.care.people.models import Clinic, Details, Patient, Tie, User
from resynapse_web.care.people.roles import Bond, Sex
from resynapse_web.care.plans.models import LimitSet, Plan
from resynapse_web.care.plans.signing import LIMITED, PRESCRIBED, may_prescribe
from resynapse_web.care.records.keeping import SYSTEM, Actor, keep, sign
from resynapse_web.care.rules.answers import CLINICIAN, PATIENT
from resynapse_web.care.rules.ruleset import shipped

LIMITS = {  # invented, as everything here; a real clinic's medical director sets its own
    "ketamine-iv:office": "60 100 0.75 1 2 3 400 700",
    "ketamine-sl:office": "300 400 4 6 2 3 2400 3200",
    "ketamine-sl:home": "200 300 3 4.5 2 2 1600 2400",
}
WELL = {
    "contraception": True, "liver": "none", "capacity": True, "indication": True, "adequate_trials": 3.0,
    "peer_monitor": True, "telephone_works": True, "cuff": True, "seen_in_person": True,
}  # fmt: skip

CONSENTS = (
    ("alice", "clinician", "ketamine-iv", "office"), ("bob", "clinician", "ketamine-iv", "office"),
    ("charlie", "clinician2", "ketamine-sl", "home"),
)  # fmt: skip


def once(*, living: bool = False) -> None:
    """Build it, unless it was built before.

    Args:
        living: two weeks of treatment lie behind Alice, and the invented director shows forecasts; takes some seconds.
    """
    if Clinic.objects.exists():
        return
    begun = history.moment(history.SIGNED) if living else clock.now()
    with transaction.atomic():
        users = people()
        rules_and_limits(users["director"])
        answers(users)
        consenting.texts(users["director"])
        for name, clinician, product, setting in CONSENTS:
            consenting.consented(users[clinician], users[name], product, setting, begun)
        plan = plan_for_alice(users["clinician"], begun)
        sessions.thresholds(users["director"])
        sessions.dana(users, WELL)
        watching.roster(users)
        if living:
            history.alice(users, plan)


def people() -> dict[str, User]:
    """The clinic, its accounts, its patients and who cares for whom; accounts by the first part of the address."""
    keep(SYSTEM, "clinic.open", Clinic(name="Harbour Clinic (invented)", telephone="555-0100", fictional=True))
    users: dict[str, User] = {}
    secret = make_password(PASSWORD)  # once: Argon2 is slow on purpose
    for it in EVERYBODY:
        user = users[it.email.split("@")[0]] = User(email=it.email, name=it.name, role=it.role, password=secret)
        user.save()
    clara, colin, dora = users["clinician"], users["clinician2"], users["director"]
    _patient("DEMO-0001", date(1984, 3, 14), Sex.FEMALE, users["alice"], clara, dora, users["guide"])
    _patient("DEMO-0002", date(1961, 11, 2), Sex.MALE, users["bob"], clara)
    charlie = _patient("DEMO-0003", date(1992, 7, 21), Sex.MALE, users["charlie"], colin)
    keep(SYSTEM, "team.change", Tie(patient=charlie, user=users["peer"], bond=Bond.PEER))
    return users


def _patient(number: str, born: date, sex: Sex, account: User, *team: User) -> Patient:
    patient = Patient(number=number)
    details = Details(patient=patient, name=account.name, born=born, sex=sex, telephone="555-0101", email=account.email)
    ties = [Tie(patient=patient, user=user, bond=Bond.TEAM) for user in team]
    keep(SYSTEM, "patient.register", patient, details, Tie(patient=patient, user=account, bond=Bond.SELF), *ties)
    return patient


def rules_and_limits(director: User) -> None:
    """The invented director confirms the rules and sets limits."""
    who = Actor(director, director.role)
    mark = RulesConfirmed(ruleset=shipped().hash)
    keep(who, "rules.confirm", mark)
    sign(who, mark, "I have read these rules and their sources; this clinic uses them")
    names = [field.name for field in LimitSet._meta.concrete_fields if field.name.endswith(("_review", "_absolute"))]
    for place, text in LIMITS.items():
        limits = LimitSet(
            place=place, reason="Invented for the demonstration", **dict(zip(names, _exact(text), strict=True))
        )
        keep(who, "limits.sign", limits)
        sign(who, limits, LIMITED)


def _exact(text: str) -> list[Decimal]:
    return [Decimal(word) for word in text.split()]


def answers(users: dict[str, User]) -> None:
    """What the patients answered and the clinicians recorded."""
    stories: dict[str, dict[str, Any]] = {
        "alice": {"can_be_pregnant": True},
        "bob": {"sedative": True, "uncontrolled_pressure": True, "heart_disease": True},
        "charlie": {"aneurysm": None, "lives_alone": True, "opioid": None},
    }
    by_clinician = {"alice": "clinician", "bob": "clinician", "charlie": "clinician2"}
    for name, story in stories.items():
        patient = Patient.objects.get(ties__user=users[name])
        for source, user in ((PATIENT, users[name]), (CLINICIAN, users[by_clinician[name]])):
            asked = [
                it.id for it in shipped().questions.values() if it.ask == source and it.section not in ("Today", "REMS")
            ]
            told = {key: story.get(key, WELL.get(key, False)) for key in asked}
            rows = [Answer(patient=patient, question=key, value=it, source=source) for key, it in told.items()]
            keep(Actor(user, user.role), "answers.give", *rows)


def plan_for_alice(clinician: User, at: datetime) -> Plan:
    """A decision and a signed plan, of this moment or of an invented past."""
    who, patient = Actor(clinician, clinician.role), Patient.objects.get(number="DEMO-0001")
    found = gate(patient, "ketamine-iv", "office", "evaluation").evaluation.as_data()
    decision = Decision(
        patient=patient,
        product="ketamine-iv",
        setting="office",
        verdict="accept",
        note="Depression, three adequate trials",
        evaluation=found,
        at=at,
    )
    keep(who, "candidate.decide", decision)
    signed(who, decision, "I have evaluated this candidate and reviewed the basis of every finding", at)
    plan = Plan(
        patient=patient,
        product_id="ketamine-iv",
        setting="office",
        indication="Major depressive disorder, treatment resistant",
        amount=Decimal("0.5"),
        unit="mg/kg",
        minutes=40,
        per_week=2,
        weeks=3,
        weight_kg=Decimal("68.2"),
        weighed_on=timezone.localdate(at),
        height_cm=Decimal(171),
        programme={
            "preparation": ["knowledge", "safety", "intention"],
            "guidance": ["guide-present", "music"],
            "breathwork": ["slow-6"],
            "integration": ["contact-24h", "coaching"],
            "outcomes": ["phq9-weekly", "cssrs-sessions", "bladder-monthly"],
            "monitoring": ["vitals", "dissociation"],
        },
        at=at,
    )
    keep(who, "plan.draft", plan)
    may_prescribe(who, plan)
    signed(who, plan, PRESCRIBED, at)
    return plan
