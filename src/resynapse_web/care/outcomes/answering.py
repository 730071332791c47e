"""Keep an answer, and act on it in the same transaction. Somebody is called right after, whatever the mail does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction

from resynapse_web.care import clock
from resynapse_web.care.candidates.models import Answer
from resynapse_web.care.instruments import screener
from resynapse_web.care.instruments.catalogue import Instrument
from resynapse_web.care.instruments.scoring import Scored, score
from resynapse_web.care.instruments.screener import Ask
from resynapse_web.care.outcomes.models import Response, ScreenerOpened
from resynapse_web.care.people.models import Patient
from resynapse_web.care.records.keeping import SYSTEM, Actor, keep
from resynapse_web.care.rules.answers import PATIENT
from resynapse_web.care.safety import paging
from resynapse_web.care.safety.models import PAGE, SAME_DAY, Concern

ABANDONED_MINUTES = 30
UNFINISHED = "C-SSRS screener not finished after PHQ-9 item 9; counts as not answered"


class Answered(NamedTuple):
    """What was kept, and what it asks for."""

    response: Response
    screener: ScreenerOpened | None
    concern: Concern | None


def answered(
    actor: Actor,
    patient: Patient,
    instrument: Instrument,
    answers: Mapping[str, int | None],
    source: str,
    opened: ScreenerOpened | None = None,
) -> Answered:
    """Keep answers item by item; missing ones stay missing and leave the scale unscored."""
    with transaction.atomic():
        response = _kept(actor, patient, instrument, answers, score(instrument, answers), source, opened)
        found = _consequences(actor, response, opened)
    if found.concern is not None:
        paging.call_now(found.concern)
    return found


def entered(
    actor: Actor, patient: Patient, instrument: Instrument, total: Decimal, source: str, on: date | None = None
) -> Response:
    """Keep a total from a licensed copy."""
    return _kept(actor, patient, instrument, {}, Scored(total, ()), source, None, on)


def _kept(
    actor: Actor, patient: Patient, instrument: Instrument, answers: Any, scored: Scored, source: str,
    opened: ScreenerOpened | None, on: date | None = None,
) -> Response:  # fmt: skip
    response = Response(
        patient=patient,
        instrument_id=instrument.id,
        instrument_version=instrument.version,
        language=instrument.language,
        source=source,
        on=on or clock.today(),
        answers=dict(answers),
        total=scored.total,
        missing=list(scored.missing),
        screener=opened,
    )
    keep(actor, "outcome.answer", response)
    return response


def _consequences(actor: Actor, response: Response, opened: ScreenerOpened | None) -> Answered:
    if response.instrument_id == "phq-9":
        return _after_phq_nine(actor, response)
    if response.instrument_id == "c-ssrs":
        return _after_screener(actor, response, opened)
    return Answered(response, None, None)


def _after_phq_nine(actor: Actor, response: Response) -> Answered:
    ask = screener.item_nine(response.answers)
    if ask == Ask.NOTHING:
        return Answered(response, None, None)
    cause = "PHQ-9 item 9 above 0" if ask == Ask.SAME_DAY else "PHQ-9 item 9 not answered"
    opened = None
    if ask == Ask.SAME_DAY and response.source == PATIENT:
        opened = ScreenerOpened(patient=response.patient, response=response.pk)
        keep(actor, "screener.open", opened)
    return Answered(response, opened, paging.raised(actor, response.patient, cause, SAME_DAY, response.pk))


def _after_screener(actor: Actor, response: Response, opened: ScreenerOpened | None) -> Answered:
    ask = screener.screened(response.answers)
    if ask == Ask.NOTHING:
        return Answered(response, None, None)
    cause, urgency = {
        Ask.PAGE: ("C-SSRS: intent, plan or recent behaviour (items 4, 5, 6)", PAGE),
        Ask.UNKNOWN: (UNFINISHED, PAGE) if opened else ("C-SSRS screener not finished", SAME_DAY),
        Ask.SAME_DAY: ("C-SSRS screener: at least one yes", SAME_DAY),
    }[ask]
    if ask in (Ask.PAGE, Ask.UNKNOWN):  # the gates ask again: high, or not known any more
        value = True if ask == Ask.PAGE else None
        keep(actor, "answers.give",
             Answer(patient=response.patient, question="cssrs_high", value=value, source=PATIENT))  # fmt: skip
    source = opened.pk if opened else response.pk
    return Answered(response, None, paging.raised(actor, response.patient, cause, urgency, source))


def open_screener(patient: Patient) -> ScreenerOpened | None:
    """The screener that waits for answers of this patient."""
    return _unanswered().filter(patient=patient).order_by("-at").first()


def _unanswered() -> Any:
    return ScreenerOpened.objects.standing().exclude(pk__in=Response.objects.filter(screener__isnull=False)
                                                     .values("screener"))  # fmt: skip


def abandoned() -> int:
    """Screeners nobody answered in time become concerns, and somebody is called; the worker does it."""
    late = clock.now() - timedelta(minutes=ABANDONED_MINUTES)
    known = Concern.objects.filter(source__isnull=False).values("source")
    rows = list(_unanswered().filter(at__lte=late).exclude(pk__in=known).select_related("patient"))
    for it in rows:
        with transaction.atomic():
            concern = paging.raised(SYSTEM, it.patient, UNFINISHED, PAGE, it.pk)
            keep(SYSTEM, "answers.give",
                 Answer(patient=it.patient, question="cssrs_high", value=None, source=PATIENT))  # fmt: skip
        paging.call_next(concern)
    return len(rows)
