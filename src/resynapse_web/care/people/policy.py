"""Who may do what with whose record. The only place where it is decided.

`TABLE` says, for every action, which role may do it and how the person must stand to the patient. What is not in the
table is refused. Nobody is above it: there is no superuser.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q

from resynapse_web.care import clock
from resynapse_web.care.people.models import GlassBroken, Patient, Tie, User
from resynapse_web.care.people.roles import Bond, Role

ANY = "any"  # no tie is needed
GLASS = "glass"  # an open emergency access
C, D, G, F, P, M, A = Role  # clinician, director, guide, front desk, patient, peer monitor, auditor

Table = Mapping[str, Mapping[str, Collection[str]]]
CARE: Mapping[str, Collection[str]] = {C: (Bond.TEAM, GLASS), D: (Bond.TEAM, GLASS)}
TABLE: Table = {
    "home.view": dict.fromkeys(Role, (ANY,)),
    "patients.list": {C: (ANY,), D: (ANY,), G: (ANY,), F: (ANY,)},  # each sees those of `visible` only
    "patient.register": {C: (ANY,), D: (ANY,), F: (ANY,)},
    "patient.view": {**CARE, G: (Bond.TEAM,), F: (ANY,), P: (Bond.SELF,)},
    "patient.correct": {**CARE, F: (ANY,)},
    "team.change": {D: (ANY,), C: (Bond.TEAM,)},
    "glass.break": {C: (ANY,), D: (ANY,)},
    "questionnaire.answer": {P: (Bond.SELF,)},
    "candidate.view": CARE,
    "candidate.record": CARE,
    "candidate.decide": CARE,
    "consent.view": {**CARE, P: (Bond.SELF,)},
    "consent.explain": CARE,
    "consent.agree": {P: (Bond.SELF,)},
    "consent.withdraw": {**CARE, P: (Bond.SELF,)},
    "consent.mistaken": CARE,
    "consent.texts": {C: (ANY,), D: (ANY,)},
    "consent.text": {D: (ANY,)},
    "plan.view": CARE,
    "plan.draft": CARE,
    "plan.sign": CARE,
    "plan.countersign": CARE,
    "outcome.mine": {P: (Bond.SELF,)},
    "outcome.answer": {P: (Bond.SELF,)},
    "outcome.view": CARE,
    "outcome.record": CARE,
    "safety.view": {C: (ANY,), D: (ANY,)},  # whoever is on duty acts, on the team or not
    "safety.act": {C: (ANY,), D: (ANY,)},
    "safety.duty": {C: (ANY,), D: (ANY,)},
    "safety.set": {D: (ANY,)},
    "forecast.view": CARE,
    "forecast.calibration": {C: (ANY,), D: (ANY,)},
    "forecast.switch": {D: (ANY,)},
    "plans.waiting": {C: (ANY,), D: (ANY,)},  # of one's own patients
    "practice.view": {**CARE, G: (Bond.TEAM,), P: (Bond.SELF,)},
    "practice.work": {**CARE, G: (Bond.TEAM,), P: (Bond.SELF,)},
    "practice.breathe": {P: (Bond.SELF,)},
    "practice.coach": {**CARE, G: (Bond.TEAM,)},
    "coachnote.write": {G: (Bond.TEAM,)},  # clinicians see what is handed on
    "handoff.answer": CARE,
    "record.export": CARE,
    "record.import": CARE,
    "plan.print": CARE,
    "registry.export": {D: (ANY,)},
    "tokens.manage": {C: (ANY,), D: (ANY,)},
    "contact.view": dict.fromkeys(Role, (ANY,)),
    "treatment.view": CARE,
    "treatment.pulse": CARE,
    "treatment.release": CARE,
    "treatment.dose": CARE,
    "treatment.observe": CARE,
    "treatment.end": CARE,
    "checkin.give": {M: (Bond.PEER,)},
    "board.view": {C: (ANY,), D: (ANY,)},  # of one's own patients
    "thresholds.view": {C: (ANY,), D: (ANY,)},
    "thresholds.sign": {D: (ANY,)},
    "limits.view": {C: (ANY,), D: (ANY,)},
    "limits.sign": {D: (ANY,)},
    "rules.view": {C: (ANY,), D: (ANY,), A: (ANY,)},
    "rules.confirm": {D: (ANY,)},
    "accounts.manage": {D: (ANY,)},
    "retention.view": {A: (ANY,), D: (ANY,)},
    "retention.set": {D: (ANY,)},
    "audit.view": {A: (ANY,), D: (ANY,)},
}


def decide(action: str, role: str, bonds: Collection[str], table: Table = TABLE) -> bool:
    """Whether a role with these bonds to the patient may do something; pure.

    >>> decide("plan.view", "clinician", {"team"}), decide("plan.view", "clinician", set())
    (True, False)
    """
    enough = table.get(action, {}).get(role, ())
    return ANY in enough or bool(set(enough) & set(bonds))


def holding(user: User) -> Any:
    """The ties of a user that hold: given, and not taken back at the same moment or later."""
    taken_back = Tie.objects.filter(
        user=OuterRef("user"), patient=OuterRef("patient"), bond=OuterRef("bond"), holds=False, at__gte=OuterRef("at")
    )
    return Tie.objects.standing().filter(~Exists(taken_back), user=user, holds=True)


def _glass(user: User) -> Any:
    return GlassBroken.objects.filter(by=user, until__gt=clock.now())


def bonds(user: User, patient: Patient | None) -> set[str]:
    """How a user stands to a patient now: ties that hold, and an open emergency access."""
    if patient is None:
        return set()
    held = set(holding(user).filter(patient=patient).values_list("bond", flat=True))
    return held | ({GLASS} if _glass(user).filter(patient=patient).exists() else set())


def may(user: Any, action: str, patient: Patient | None = None, *, held: set[str] | None = None) -> bool:
    """Whether this user may do this with this patient's record.

    Args:
        held: the bonds, where they have just been asked for; otherwise they are asked for now.
    """
    if not user.is_authenticated or not user.is_active:
        return False
    return decide(action, user.role, bonds(user, patient) if held is None else held)


def visible(user: User) -> Any:
    """The patients whose names a user sees in a list."""
    if user.role == Role.DESK:
        return Patient.objects.all()
    return Patient.objects.filter(Q(pk__in=holding(user).values("patient")) | Q(pk__in=_glass(user).values("patient")))
