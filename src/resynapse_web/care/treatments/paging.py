"""Who is told what, once each, by a row in the record and a mail without a name in it.

Not an alarm: mail may be late and screens may be off. The clinician watches the patient; this helps to notice.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from resynapse_web import channels
from resynapse_web.care import clock
from resynapse_web.care.consents.signing import against as no_consent
from resynapse_web.care.monitoring.checkins import CheckIn, State, checkins, ladder, missed_running
from resynapse_web.care.monitoring.schedule import Due, Mark, flowsheet
from resynapse_web.care.people import policy
from resynapse_web.care.people.models import User
from resynapse_web.care.people.roles import Bond, Role
from resynapse_web.care.records.keeping import SYSTEM, keep
from resynapse_web.care.treatments import flow
from resynapse_web.care.treatments.duty import on_duty
from resynapse_web.care.treatments.models import Notice, Release, Stage, Treatment
from resynapse_web.care.treatments.models import State as Stands
from resynapse_web.care.treatments.thresholds import schedule_of
from resynapse_web.channels import Message

log = logging.getLogger(__name__)
MESSAGE = Message(
    "Resynapse clinic",
    "A session needs you now: sign in and open the board. This message is no alarm and may come late.",
    "",
)


def running() -> list[Treatment]:
    """Sessions in which a dose acts."""
    stages = Stage.objects.current().filter(state=Stands.DOSED).select_related("treatment__plan", "treatment__patient")
    return [it.treatment for it in stages]


def due_vitals(treatment: Treatment) -> list[Due]:
    """The flowsheet until now, or until the end."""
    dose = flow.dose_of(treatment)
    if dose is None:
        return []
    taken = [it.at for it in flow.readings(treatment)]
    return flowsheet(schedule_of(treatment.plan.product_id), dose.given_at, taken, _until(treatment))


def due_checkins(treatment: Treatment) -> list[CheckIn]:
    """Check-ins at home until now, or until the end."""
    dose, limits = flow.dose_of(treatment), flow.thresholds(treatment)
    if dose is None or not treatment.at_home:
        return []
    given = set(treatment.checkins.standing().values_list("which", flat=True))
    return checkins(dose.given_at, limits.floor_minutes if limits else 0, given, _until(treatment))


def _until(treatment: Treatment) -> datetime:
    ending = treatment.endings.order_by("ended_at").first()
    return ending.ended_at if ending else clock.now()


def release_of(treatment: Treatment) -> Release | None:
    """The release the session runs under."""
    found: Release | None = treatment.releases.order_by("-at").select_related("watcher").first()
    return found


def clinicians(treatment: Treatment) -> list[User]:
    """The clinicians and directors on the patient's team, the watcher first."""
    release = release_of(treatment)
    first = [release.watcher] if release else []
    users = User.objects.filter(is_active=True, role__in=(Role.CLINICIAN, Role.DIRECTOR))
    users = users.filter(ties__patient=treatment.patient)
    team = [it for it in users.distinct() if Bond.TEAM in policy.bonds(it, treatment.patient)]
    return list(dict.fromkeys([*first, *sorted(team, key=lambda it: it.role)]))


def tell(treatment: Treatment, users: Iterable[User], key: str, text: str) -> list[Notice]:
    """Tell people, each once; a mail that fails is noted and stops nothing."""
    made = []
    for user in users:
        if treatment.notices.filter(user=user, key=key).exists():
            continue
        notice = Notice(treatment=treatment, patient=treatment.patient, user=user, key=key, text=text)
        notice.mailed = _sent(notice)
        try:
            with transaction.atomic():
                keep(SYSTEM, "notice.send", notice)
        except IntegrityError:  # another process was faster
            continue
        made.append(notice)
    return made


def _sent(notice: Notice) -> bool:
    sent = channels.send(notice.user.email, MESSAGE._replace(number=str(notice.pk)))
    if sent.problem:
        log.error("a notice did not leave: %s", sent.problem)
    return sent.left


def sweep(of: Iterable[Treatment] | None = None) -> int:
    """Look at running sessions and tell who must know; again and again without harm.

    Args:
        of: those that a page shows, which may have ended; None: every one that runs.
    Returns:
        Notices made.
    """
    known = running() if of is None else [it for it in of if it.stage.state == Stands.DOSED]
    return sum(len(made) for treatment in known for made in _look(treatment))


def _look(treatment: Treatment) -> Iterable[list[Notice]]:
    people = clinicians(treatment)
    watcher, others = people[:1], people[1:] or _directors(people)
    for it in due_vitals(treatment):
        if it.mark == Mark.MISSING:
            yield tell(treatment, watcher, f"vitals-{it.minute}", f"Vital signs of minute {it.minute} are missing.")
    found = due_checkins(treatment)
    for one in found:
        if one.state == State.MISSED:
            yield tell(treatment, watcher, f"checkin-{one.id}", f"Check-in “{one.text}” was missed.")
    if missed_running(found) >= ladder().missed_to_start:
        last = [it.id for it in found if it.state == State.MISSED][-1]
        yield tell(treatment, [*watcher, *others], f"ladder-{last}", "Two check-ins were missed: climb the ladder now.")
    if not treatment.notices.filter(key__startswith="consent-").exists():  # the page that ended it has told everybody
        plan = treatment.plan
        if missing := no_consent(treatment.patient, plan.product_id, plan.setting, flow.began(treatment)):
            yield tell(treatment, [*watcher, *others], "no-consent", missing)
    if watcher and not on_duty(watcher[0]):
        period = int(clock.now().timestamp()) // (60 * ladder().again_minutes)
        yield tell(treatment, others, f"unwatched-{period}", f"{watcher[0].name} is not at a screen: take over.")
    yield from _again(treatment, others)


def _directors(besides: list[User]) -> list[User]:
    """The medical directors: whom a team of one falls back on."""
    found = User.objects.filter(is_active=True, role=Role.DIRECTOR).order_by("pk")
    return [it for it in found if it not in besides]


def _again(treatment: Treatment, others: list[User]) -> Iterable[list[Notice]]:
    """What nobody has seen goes to the others."""
    old = clock.now() - timedelta(minutes=ladder().again_minutes)
    waiting: Any = treatment.notices.filter(seen=None, at__lt=old).exclude(key__endswith="-again")
    for it in waiting.exclude(key__startswith="unwatched"):
        if not treatment.notices.filter(key=it.key).exclude(seen=None).exists():
            yield tell(treatment, others, f"{it.key}-again"[:40], f"Not seen by {it.user.name}: {it.text}")
