"""Call somebody about a concern, and the next one until somebody takes it.

A call is kept before it leaves, so that nothing is lost when the machine stops in between, and two workers never call
about the same concern at the same time. No message carries a name or an answer.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from resynapse_web import channels
from resynapse_web.care import clock
from resynapse_web.care.people.models import Patient, User
from resynapse_web.care.records.keeping import SYSTEM, Actor, keep
from resynapse_web.care.safety import watch
from resynapse_web.care.safety.models import PAGE, Concern, Page, PageSent, Settled, Taken
from resynapse_web.channels import Message

_log = logging.getLogger("django.safety")
AGAIN_MINUTES = 10
SAME_DAY_HOURS = 4  # after which one that nobody took is called about again, as often as an urgent one
NOW = Message(
    "A concern waits for you", "Somebody needs you now. Sign in, open Safety and take the first concern.\n", ""
)
TODAY = Message(
    "A concern of today waits for you",
    "Somebody should be spoken with today. Sign in, open Safety and take the concern.\n",
    "",
)


def raised(actor: Actor, patient: Patient, cause: str, urgency: str, source: Any = None) -> Concern:
    """Keep a concern; the caller calls `call_now` after its transaction."""
    concern = Concern(patient=patient, cause=cause, urgency=urgency, source=source)
    keep(actor, "concern.raise", concern)
    return concern


def call_now(concern: Concern) -> None:
    """Call from a page. Whatever goes wrong, the page goes on, and the worker calls again within seconds."""
    if (error := _called(concern)) is not None:
        _log.error("a call failed: %s", type(error).__name__)


def _called(concern: Concern) -> Exception | None:
    try:
        call_next(concern)
    except Exception as error:
        return error
    return None


def call_next(concern: Concern) -> bool:
    """Call the next person on duty; when the message does not leave, the one after, once around.

    Returns:
        Whether a message left.
    """
    duty = watch.on_duty()
    return any(_call(concern, duty) for _ in range(max(1, len(duty))))


def _call(concern: Concern, duty: list[User]) -> bool:
    number = (concern.pages.aggregate(last=Max("number"))["last"] or 0) + 1
    user = duty[(number - 1) % len(duty)] if duty else None
    page = Page(concern=concern, number=number, user=user)
    try:
        with transaction.atomic():
            keep(SYSTEM, "concern.page", page)
    except IntegrityError:
        return True  # another worker is calling right now
    message = (NOW if concern.urgency == PAGE else TODAY)._replace(number=str(page.pk))
    sent = channels.send(user.email, message) if user else channels.Sent(False, "nobody is on duty")
    keep(SYSTEM, "concern.paged", PageSent(page=page, left=sent.left, problem=sent.problem))
    return sent.left


def waiting() -> Any:
    """Concerns nobody has settled, the urgent and the oldest first."""
    rows = Concern.objects.standing().exclude(pk__in=Settled.objects.standing().values("concern"))
    return rows.order_by("urgency", "at")  # "page" sorts before "same_day"


def untaken() -> Any:
    """Those of them nobody has taken."""
    return waiting().exclude(pk__in=Taken.objects.standing().values("concern"))


def overdue(concern: Concern, now: datetime) -> bool:
    """Whether somebody has to be called about a concern that nobody took."""
    if concern.urgency != PAGE and now - concern.at < timedelta(hours=SAME_DAY_HOURS):
        return False
    last = concern.pages.aggregate(last=Max("at"))["last"]
    return last is None or now - last >= timedelta(minutes=AGAIN_MINUTES)


def sweep() -> int:
    """Call about everything that is overdue; the worker does it every few seconds."""
    due = [it for it in untaken() if overdue(it, clock.now())]
    failed = [error for error in map(_called, due) if error is not None]
    if failed:
        raise failed[0]  # after everybody was tried
    return len(due)
