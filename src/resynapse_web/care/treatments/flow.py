"""The steps of a session: book, release, give, end. Each asks everything again and says in one sentence why not.

Release and dose stand behind the same obstacles. A routine end stands behind all end criteria. Every other end, and
what is done in an emergency, stands behind nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from resynapse_web.care import clock
from resynapse_web.care.candidates.gate import Gate, gate
from resynapse_web.care.consents import signing as consenting
from resynapse_web.care.consents.models import Consent
from resynapse_web.care.consents.signing import against as no_consent
from resynapse_web.care.doses.limits import Past, Severity, objections
from resynapse_web.care.monitoring.ending import Elapsed, unmet
from resynapse_web.care.monitoring.schedule import schedules
from resynapse_web.care.monitoring.thresholds import Reading, Sign, Thresholds, before_dose, known
from resynapse_web.care.people.models import Patient
from resynapse_web.care.plans.models import Plan
from resynapse_web.care.plans.signing import CHECKED, active_plan, given_ever, limits_for
from resynapse_web.care.records.entry import Refused
from resynapse_web.care.records.keeping import Actor, Stale, keep, revise, sign, signatures
from resynapse_web.care.treatments.duty import on_duty
from resynapse_web.care.treatments.models import Dose, Ending, Kind, Release, Stage, State, Treatment
from resynapse_web.care.treatments.thresholds import in_force

RELEASED = "I release this session: I have seen the patient's answers, signs and plan of today"
DISCHARGED = "I have checked every end criterion and discharge this patient"
ROUNDING_MG = Decimal("0.5")
WEEK = 7  # days
LATEST = timedelta(minutes=15)  # so late is a dose recorded as one that is being given


def book(actor: Actor, patient: Patient, day: Any) -> Treatment:
    """A session under the active plan.

    Raises:
        Refused: there is no active plan, or a session is open already.
    """
    plan = active_plan(patient)
    if plan is None:
        raise Refused("There is no signed plan to follow.")
    if any(it.stage.state != State.ENDED for it in patient.treatments.all()):
        raise Refused("A session of this patient is open already; end or cancel it first.")
    made = Treatment(patient=patient, plan=plan, planned_for=day)
    with transaction.atomic():
        keep(actor, "treatment.book", made)
        keep(actor, "treatment.book", Stage(treatment=made, patient=patient, state=State.BOOKED))
    return made


def thresholds(treatment: Treatment) -> Thresholds | None:
    """Those in force for the session's product and setting."""
    return in_force(treatment.plan.product_id, treatment.plan.setting)


def represented(treatment: Treatment) -> Consent | None:
    """The consent a representative gave, when the session stands on it."""
    plan = treatment.plan
    return consenting.represented(treatment.patient, plan.product_id, plan.setting, began(treatment))


def day_gate(treatment: Treatment) -> Gate:
    """All rules, asked now."""
    return gate(treatment.patient, treatment.plan.product_id, treatment.plan.setting, "day")


def readings(treatment: Treatment) -> list[Reading]:
    """What was measured, in order of time."""
    return [it.reading for it in treatment.vitals.standing()]


def obstacles(treatment: Treatment, mg: Decimal | None = None, began: datetime | None = None) -> list[str]:
    """Everything that stands against giving the dose now.

    Args:
        mg: what is given; None: what the plan says.
        began: when the session was released, for the dose: a consent text that is newer does not interrupt it.
    """
    found, plan = [], treatment.plan
    if treatment.planned_for != clock.today():
        found.append("The session is planned for another day.")
    if active_plan(treatment.patient) != plan:
        found.append("The plan it was booked under is not the active one any more.")
    if missing := no_consent(treatment.patient, plan.product_id, plan.setting, began):
        found.append(missing)
    if not (asked := day_gate(treatment)).open:
        reasons = [it.rule.title for it in asked.evaluation.fired if it.outcome != "pass"]
        reasons += [f"not known: {it.text}" for it in asked.evaluation.missing]
        reasons = reasons or ["the decision or its signature is missing"]
        found.append(f"The rules do not pass today. {'; '.join(reasons)}")
    limits = thresholds(treatment)
    if limits is None:
        found.append("The medical director has set and signed no thresholds for this product in this setting.")
    else:
        found += _before(limits, readings(treatment), treatment.at_home)
    return found + too_much(plan, mg)


def _before(limits: Thresholds, taken: list[Reading], at_home: bool) -> list[str]:
    within, now = timedelta(minutes=schedules().baseline_minutes), clock.now()
    if not taken or not timedelta(0) <= now - taken[-1].at <= within:
        return [f"No vital signs from the last {schedules().baseline_minutes} minutes."]
    return [it.text for it in holds(limits, taken, at_home)]


def holds(limits: Thresholds, taken: list[Reading], at_home: bool) -> list[Sign]:
    """What the readings of the last minutes together say against a dose; where none is fresh, the last of all."""
    within, now = timedelta(minutes=schedules().baseline_minutes), clock.now()
    fresh = [it for it in taken if now - it.at <= within]
    return before_dose(limits, known(fresh or taken[-1:]), at_home=at_home)


def too_much(plan: Plan, mg: Decimal | None = None) -> list[str]:
    """A dose today beside those given before, by the plan and by the limits in force."""
    dose = plan.regimen.dose_mg if mg is None else mg
    today = replace(plan.regimen, per_week=1, weeks=1, amount=dose, unit="mg")
    past = given_ever(plan.patient, plan.product)
    found = objections(plan.product, plan.setting, today, limits_for(plan.product, plan.setting), past)
    second = any(mark.meaning == CHECKED for mark in signatures(plan))
    return [it.text for it in found if it.severity == Severity.REFUSED or not second] + _more_than_signed(plan, past)


def _more_than_signed(plan: Plan, past: list[Past]) -> list[str]:
    """The signatures are for so many doses a week and so many in all, each on its own day.

    Days of the calendar and not 24 hours: a plan counts in days, as the published schedules do, none of which names
    hours between two doses; with 24 hours a dose at nine could never be followed by one at half past eight.
    """
    found, regimen = [], plan.regimen
    if any(it.days_ago <= 0 for it in past):
        found.append("A dose was given today already.")
    if sum(it.days_ago < WEEK for it in past) >= regimen.per_week:
        found.append(f"The plan says {regimen.per_week} in {WEEK} days; so many were given.")
    if Dose.objects.current().standing().filter(treatment__plan=plan).count() >= len(regimen.days):
        found.append(f"All {len(regimen.days)} doses of this plan are given; a new version is signed first.")
    return found


def _next(actor: Actor, treatment: Treatment, seen: int, before: tuple[State, ...], state: State) -> Stage:
    """The next stage, unless somebody else has moved the session on."""
    now = treatment.stage
    if now.version == seen and now.state not in before:
        raise Refused(f"The session is {now.get_state_display()}.")
    return revise(actor, f"treatment.{state}", now, seen, state=state)


def release(actor: Actor, treatment: Treatment, seen: int, values: Mapping[str, Any]) -> Release:
    """Let it begin; the caller has just asked for the password.

    Raises:
        Refused: something stands in the way.
        Stale: somebody else was faster.
    """
    if found := obstacles(treatment):
        raise Refused(" ".join(found))
    said = day_gate(treatment).evaluation.as_data()
    made = Release(treatment=treatment, patient=treatment.patient, evaluation=said, **values)
    with transaction.atomic():
        _next(actor, treatment, seen, (State.BOOKED, State.RELEASED), State.RELEASED)
        keep(actor, "treatment.release", made)
        sign(actor, made, RELEASED)
    return made


def standing_release(treatment: Treatment) -> Release | None:
    """The latest release; it counts for a while and only signed."""
    made: Release | None = treatment.releases.standing().order_by("-at").first()
    within = timedelta(minutes=schedules().release_minutes)
    if made is None or not timedelta(0) <= clock.now() - made.at <= within or not signatures(made):
        return None
    return made


def give(actor: Actor, treatment: Treatment, seen: int, product: str, lot: str, mg: Decimal, at: datetime) -> Dose:
    """Record the dose.

    Raises:
        Refused: something stands in the way, or it is not what was signed.
        Stale: somebody else was faster.
    """
    plan, now, released = treatment.plan, clock.now(), standing_release(treatment)
    found = obstacles(treatment, mg, released and released.at)
    if released is None:
        found.append(f"No signed release from the last {schedules().release_minutes} minutes.")
    elif at < released.at:
        found.append("The dose is not given before its release.")
    if treatment.at_home and released and not on_duty(released.watcher):
        found.append(f"{released.watcher.name}, who watches, is not at a screen; release with somebody who is.")
    if not _signs_before(treatment, at):
        found.append(f"No vital signs from the {schedules().baseline_minutes} minutes before the dose.")
    if product != plan.product_id:
        found.append(f"The plan says {plan.product.name}.")
    if mg > plan.regimen.dose_mg + ROUNDING_MG or mg <= 0:
        found.append(f"The plan says {plan.regimen.dose_mg:.1f} mg.")
    if plan.product.step_mg and mg % plan.product.step_mg:
        found.append(f"{plan.product.name} comes in steps of {plan.product.step_mg} mg.")
    if not timedelta(minutes=-1) <= now - at <= LATEST:
        found.append("The time of the dose is within the last 15 minutes.")
    if found:
        raise Refused(" ".join(found))
    boot, ticks = clock.ticks()
    made = Dose(
        treatment=treatment, patient=treatment.patient, product_id=product, lot=lot, amount_mg=mg, given_at=at,
        boot=boot, ticks=ticks - (now - at).total_seconds(), version=next_dose(treatment),
    )  # fmt: skip
    with transaction.atomic():
        _next(actor, treatment, seen, (State.RELEASED,), State.DOSED)
        keep(actor, "treatment.dose", made)
    return made


def _signs_before(treatment: Treatment, at: datetime) -> list[Reading]:
    """Readings that count as those before a dose at a moment."""
    within = timedelta(minutes=schedules().baseline_minutes)
    return [it for it in readings(treatment) if timedelta(0) <= at - it.at <= within]


def less(actor: Actor, treatment: Treatment, seen: int, mg: Decimal, reason: str) -> Dose:
    """Less than planned went in: the dose was stopped.

    Raises:
        Refused: it would be more than recorded.
    """
    made = dose_of(treatment)
    if made is None or not 0 <= mg < made.amount_mg:
        raise Refused("Only a smaller amount than the one recorded.")
    return revise(actor, "treatment.dose", made, seen, amount_mg=mg, reason=reason)


def dose_of(treatment: Treatment) -> Dose | None:
    """The dose as last recorded; one that was entered in error is none."""
    found: Dose | None = treatment.doses.standing().order_by("-version").first()
    return found


def next_dose(treatment: Treatment) -> int:
    """The version of the next dose; those entered in error keep theirs."""
    return (treatment.doses.aggregate(last=Max("version"))["last"] or 0) + 1


def began(treatment: Treatment) -> datetime | None:
    """When an open session was released; None before that."""
    if treatment.stage.state not in (State.RELEASED, State.DOSED):
        return None
    last: Release | None = treatment.releases.standing().order_by("-at").first()
    return last and last.at


def something_given(treatment: Treatment) -> bool:
    """Whether a dose is recorded, and not corrected to nothing."""
    dose = dose_of(treatment)
    return dose is not None and dose.amount_mg > 0


def elapsed(treatment: Treatment) -> Elapsed | None:
    """Time since the dose; None before it."""
    dose = dose_of(treatment)
    if dose is None:
        return None
    boot, ticks = clock.ticks()
    same = bool(boot) and boot == dose.boot
    return Elapsed(clock.now() - dose.given_at, timedelta(seconds=ticks - dose.ticks) if same else None)


def against_end(treatment: Treatment, judged: set[str], pressure_reviewed: bool) -> list[str]:
    """What still stands against a routine end."""
    limits = thresholds(treatment)
    if limits is None:
        return ["The thresholds were taken back; end it another way."]
    return unmet(
        limits, elapsed(treatment), _from_the_dose(treatment), clock.now(), judged,
        pressure_reviewed=pressure_reviewed, at_home=treatment.at_home, peer_at_end=_peer_at_end(treatment),
    )  # fmt: skip


def _from_the_dose(treatment: Treatment) -> list[Reading]:
    """The last pressure that was recorded before the dose, then everything taken after the dose."""
    dose, taken = treatment.doses.standing().order_by("version").first(), treatment.vitals.standing()
    if dose is None:
        return []
    before = taken.filter(taken_at__lte=dose.given_at, at__lte=dose.at, systolic__isnull=False).last()
    after = [it.reading for it in taken.filter(taken_at__gt=dose.given_at)]
    return [before.reading if before else Reading(dose.given_at), *after]


def _peer_at_end(treatment: Treatment) -> bool:
    """Whether the check-in at the end was given, and the last one of all is fresh and worries nobody."""
    given = treatment.checkins.standing().order_by("at")
    last, within = given.last(), timedelta(minutes=schedules().last_minutes)
    fresh = last is not None and timedelta(0) <= clock.now() - last.at <= within
    return bool(fresh and last.fine and given.filter(which="end").exists())


def discharge(actor: Actor, treatment: Treatment, seen: int, judged: set[str], reviewed: bool) -> Ending:
    """The routine end, signed; the caller has just asked for the password.

    Raises:
        Refused: a criterion is not true.
        Stale: somebody else was faster.
    """
    if found := against_end(treatment, judged, reviewed):
        raise Refused(" ".join(found))
    criteria = {**dict.fromkeys(judged, True), "pressure_reviewed": reviewed}
    made = _ending(treatment, Kind.ROUTINE, criteria=criteria)
    with transaction.atomic():
        _next(actor, treatment, seen, (State.DOSED,), State.ENDED)
        keep(actor, "treatment.end", made)
        sign(actor, made, DISCHARGED)
    return made


def leave(actor: Actor, treatment: Treatment, kind: str, reason: str, told: str) -> Ending:
    """Any other end: at once, whatever stands, whoever else works on the record.

    Raises:
        Refused: the session has ended already, or "nothing given" is said of a dose.
    """
    if kind == Kind.CANCELLED and (dose := dose_of(treatment)) is not None and dose.amount_mg > 0:
        at = timezone.localtime(dose.given_at)
        raise Refused(
            f"A dose is recorded at {at:%H:%M}; choose another ending, or first mark the dose as entered in error."
        )
    not_met = against_end(treatment, set(), pressure_reviewed=False)
    made = _ending(treatment, kind, reason=reason, told=told, criteria={"not_met": not_met})
    with transaction.atomic():
        keep(actor, "treatment.end", made)
        for _ in range(5):
            now = treatment.stage
            if now.state == State.ENDED:
                raise Refused("The session has ended already.")
            try:
                revise(actor, "treatment.ended", now, now.version, state=State.ENDED)
            except Stale:
                continue
            return made
        raise Stale


def _ending(treatment: Treatment, kind: str, **values: Any) -> Ending:
    return Ending(treatment=treatment, patient=treatment.patient, kind=kind, ended_at=clock.now(), **values)
