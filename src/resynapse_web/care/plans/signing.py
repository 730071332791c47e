"""When a plan counts: the rules pass, no limit is broken, and the right people have signed this very version.

standing(plan).state     draft, waiting (for a second person), active, replaced or stopped
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from resynapse_web.care import clock
from resynapse_web.care.candidates.gate import Gate, gate
from resynapse_web.care.consents.signing import against as no_consent
from resynapse_web.care.doses.limits import Limits, Objection, Past, Severity, at_home, objections, shipped
from resynapse_web.care.doses.products import Product, products
from resynapse_web.care.doses.regimen import units_mixed
from resynapse_web.care.people.models import Patient
from resynapse_web.care.people.roles import Role
from resynapse_web.care.plans.models import LimitSet, Plan, PlanStopped
from resynapse_web.care.records.entry import Refused
from resynapse_web.care.records.keeping import Actor, sign, signatures
from resynapse_web.care.records.models import Signature
from resynapse_web.care.rules.ruleset import HOME, OFFICE

PRESCRIBED = "I prescribe this plan"
CHECKED = "I have checked this plan independently and agree"
LIMITED = "I set these limits for this clinic"
WEIGHT_DAYS = 30
PRESCRIBERS = (Role.CLINICIAN, Role.DIRECTOR)


class State(StrEnum):
    """Where a version of a plan stands."""

    DRAFT = "draft"
    WAITING = "waiting"
    ACTIVE = "active"
    REPLACED = "replaced"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Standing:
    """A plan, what stands against it, and who has signed it."""

    plan: Plan
    state: State
    objections: list[Objection]
    signatures: list[Signature]

    @property
    def refused(self) -> bool:
        """Whether no signature can help."""
        return any(it.severity == Severity.REFUSED for it in self.objections)


def limits_for(product: Product, setting: str) -> Limits | None:
    """The limits in force: signed ones, else those of the label, else none.

    A version that is written but not signed counts for nothing; the signed one before it stays in force. Those at home
    are never above those of the office, also when the office was lowered later.
    """
    found = _set_for(product, setting)
    return at_home(found, _set_for(product, OFFICE)) if found is not None and setting == HOME else found


def _set_for(product: Product, setting: str) -> Limits | None:
    for it in LimitSet.objects.standing().filter(place=f"{product.id}:{setting}").order_by("-version"):
        if any((mark.meaning, mark.role) == (LIMITED, Role.DIRECTOR) for mark in signatures(it)):
            return it.limits
    return shipped(product, setting)


def against(plan: Plan, past: Sequence[Past] = ()) -> list[Objection]:
    """Everything that stands against a plan today, by the limits in force today."""
    found = _by_limits(plan, past)
    if not 0 <= (clock.today() - plan.weighed_on).days <= WEIGHT_DAYS:
        found.append(Objection(Severity.REFUSED, f"The weight is not from the last {WEIGHT_DAYS} days."))
    return found


def standing(plan: Plan) -> Standing:
    """Where a version of a plan stands now; the age of the weight matters when it is signed, not afterwards."""
    marks = signatures(plan)
    signed = next((mark.at for mark in marks if mark.meaning == PRESCRIBED), None)
    past = given_before(plan.patient, plan.product, signed or clock.now())
    found = _by_limits(plan, past) if signed is not None else against(plan, past)
    return Standing(plan, _state(plan, marks, found), found, marks)


def given_before(patient: Patient, product: Product, moment: datetime) -> list[Past]:
    """Doses recorded as given before a moment; a version signed later counts more of them."""
    return _past(patient.doses.current().standing().filter(given_at__lt=moment), product, moment)


def given_ever(patient: Patient, product: Product) -> list[Past]:
    """Every dose recorded, those too that a clock set back has left in the future."""
    return _past(patient.doses.current().standing(), product, clock.now())


def _past(doses: Iterable[Any], product: Product, moment: datetime) -> list[Past]:
    """Milligrams of ketamine and esketamine are not added up; how often something was given is."""
    day = timezone.localdate(moment)
    return [
        Past(
            (day - timezone.localdate(it.given_at)).days,
            it.amount_mg if products()[it.product_id].drug == product.drug else Decimal(0),
        )
        for it in doses
    ]


def _by_limits(plan: Plan, past: Sequence[Past]) -> list[Objection]:
    found = objections(plan.product, plan.setting, plan.regimen, limits_for(plan.product, plan.setting), past)
    before = _weight_before(plan)
    if before is not None and units_mixed(plan.weight_kg, before):
        text = f"The plan before had {before} kg, this one has {plan.weight_kg} kg: were kg and lb mixed up?"
        found.append(Objection(Severity.REVIEW, text))
    return found


def _weight_before(plan: Plan) -> Decimal | None:
    """That of the last signed plan; the same weight again is no evidence unless a second person has checked it."""
    for it in Plan.objects.standing().filter(patient=plan.patient, at__lt=plan.at).order_by("-at"):
        said = {mark.meaning for mark in signatures(it)}
        if CHECKED in said or (PRESCRIBED in said and it.weight_kg != plan.weight_kg):
            return it.weight_kg
    return None


def _state(plan: Plan, marks: list[Signature], found: list[Objection]) -> State:
    if PlanStopped.objects.standing().filter(thread=plan.thread).exists():
        return State.STOPPED
    if Plan.objects.filter(thread=plan.thread, version__gt=plan.version).exists():
        return State.REPLACED
    prescribed = [mark for mark in marks if mark.meaning == PRESCRIBED]
    if not prescribed or any(it.severity == Severity.REFUSED for it in found):
        return State.DRAFT
    independent = [mark for mark in marks if mark.meaning == CHECKED and mark.by_id != prescribed[-1].by_id]
    return State.ACTIVE if independent or not found else State.WAITING


def prescribed() -> Any:
    """Plans that may wait for a second person: the latest versions, signed by a first and not stopped."""
    signed = Signature.objects.filter(record_type=Plan._meta.label, record_id=OuterRef("pk"), meaning=PRESCRIBED)
    stopped = PlanStopped.objects.standing().filter(thread=OuterRef("thread"))
    return Plan.objects.current().filter(Exists(signed), ~Exists(stopped))


def plan_gate(plan: Plan) -> Gate:
    """The rules, asked for this plan."""
    return gate(plan.patient, plan.product_id, plan.setting, "plan")


def prescribe(actor: Actor, plan: Plan) -> Signature:
    """Sign a plan.

    Raises:
        Refused: something stands against it; one sentence says what.
    """
    may_prescribe(actor, plan)
    return sign(actor, plan, PRESCRIBED)


def may_prescribe(actor: Actor, plan: Plan) -> None:
    """Whether a plan can be signed now.

    Raises:
        Refused: the rules do not pass, nobody has decided, a limit is broken, no consent stands; one sentence says so.
    """
    now = standing(plan)
    if actor.role not in PRESCRIBERS:
        raise Refused("Only a clinician prescribes.")
    if now.state != State.DRAFT:
        raise Refused(f"This version is {now.state}; make a new one.")
    if not plan_gate(plan).open:
        raise Refused("The rules do not pass, or no clinician has signed the decision to go on.")
    if now.refused:
        raise Refused(" ".join(it.text for it in now.objections if it.severity == Severity.REFUSED))
    _agreed(plan)


def countersign(actor: Actor, plan: Plan, own_dose_mg: Decimal) -> Signature:
    """The second, independent signature.

    Args:
        own_dose_mg: the dose the second person has worked out; it must agree with the plan's.
    Raises:
        Refused: it is the same person, nothing waits for a second one, the doses differ, or no consent stands.
    """
    now = standing(plan)
    if actor.role not in PRESCRIBERS:
        raise Refused("Only a clinician checks a prescription.")
    if now.state != State.WAITING:
        raise Refused(f"This version is {now.state}; nothing waits for a second signature.")
    if actor.user.pk in {plan.by_id, *(mark.by_id for mark in now.signatures)}:
        raise Refused("The second person is another one than who wrote or prescribed the plan.")
    if not plan_gate(plan).open:
        raise Refused("The rules do not pass any more.")
    if abs(own_dose_mg - plan.regimen.dose_mg) > Decimal("0.5"):
        raise Refused("Your dose and that of the plan differ; nothing was signed.")
    _agreed(plan)
    return sign(actor, plan, CHECKED)


def _agreed(plan: Plan) -> None:
    if missing := no_consent(plan.patient, plan.product_id, plan.setting):
        raise Refused(missing)


def active_plan(patient: Patient) -> Plan | None:
    """The plan that is followed now, if there is one."""
    for plan in Plan.objects.current().standing().filter(patient=patient).order_by("-at"):
        if standing(plan).state == State.ACTIVE:
            return plan
    return None
