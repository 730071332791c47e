"""Two invented weeks of Alice: four sessions, scores, and what the simulator said before each of them.

The scores are written for the demonstration and belong to nobody. The forecasts are not: the simulator is asked, with
the plan and the scores of each day, exactly as the worker asks it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from resynapse_web.care import clock
from resynapse_web.care.demo.past import signed
from resynapse_web.care.demo.sessions import finished
from resynapse_web.care.forecasts import question, queue
from resynapse_web.care.forecasts.models import ForecastAsked, ForecastSwitch, Judgement
from resynapse_web.care.forecasts.queue import SWITCHED
from resynapse_web.care.instruments.catalogue import catalogue
from resynapse_web.care.instruments.scoring import score
from resynapse_web.care.outcomes.models import Response
from resynapse_web.care.people.models import Patient, User
from resynapse_web.care.plans.models import Plan
from resynapse_web.care.records.keeping import SYSTEM, Actor, keep
from resynapse_web.care.rules.answers import CLINICIAN, PATIENT

SIGNED = 15  # days ago; the next dose of the plan is due today
DOSES = ((14, 26, "nausea"), (11, 21, "dizziness"), (7, 17, "dizziness"), (4, 14, "headache"))  # days ago, CADSS, event
ANSWERS = (  # days ago, instrument, its items in order; invented
    (15, "phq-9", "322322220"), (15, "gad-7", "2222121"), (7, "phq-9", "221111210"), (7, "gad-7", "1121111"),
    (1, "phq-9", "211111110"), (1, "gad-7", "1011010"),
)  # fmt: skip
RATED = ((15, "madrs", 31), (10, "madrs", 20), (2, "madrs", 15))  # days ago, instrument, total; invented
ASKED = (15, 10, 7, 1)  # days ago, in the evening, after the scores of that day


def moment(days_ago: int, hour: int = 9) -> datetime:
    """An hour of a day before today, in UTC."""
    return (clock.now() - timedelta(days=days_ago)).replace(hour=hour, minute=0, second=0, microsecond=0)


def alice(users: dict[str, User], plan: Plan) -> None:
    """Live through it day by day."""
    plan = Plan.objects.get(pk=plan.pk)  # with the decimals of the database, as the worker reads it
    clara, herself = (Actor(users[it], users[it].role) for it in ("clinician", "alice"))
    switched(Actor(users["director"], users["director"].role))
    for day in range(SIGNED, 0, -1):
        for given, apart, term in DOSES:
            if given == day:
                finished(clara, plan, moment(day, 10), apart, term)
        for on, key, items in ANSWERS:
            if on == day:
                _answered(herself, plan.patient, key, items, moment(day, 18))
        for on, key, total in RATED:
            if on == day:
                _kept(clara, plan.patient, key, {}, Decimal(total), CLINICIAN, moment(day, 17))
        if day in ASKED:
            _asked(plan, moment(day, 20))
    mine = Judgement(patient=plan.patient, plan=plan, response_percent=65, note="Better since the second dose")
    mine.at = moment(1, 21)
    keep(clara, "forecast.judge", mine)


def switched(director: Actor) -> None:
    """The invented director shows forecasts; a real clinic begins with them off."""
    kept = ForecastSwitch(on=True, needed=100, reason="Invented for the demonstration", at=moment(SIGNED, 8))
    keep(director, "forecast.switch", kept)
    signed(director, kept, SWITCHED, kept.at)


def _answered(who: Actor, patient: Patient, key: str, items: str, at: datetime) -> None:
    answers = {item.id: int(points) for item, points in zip(catalogue()[key].items, items, strict=True)}
    total = score(catalogue()[key], answers).total
    assert total is not None  # every item is answered
    _kept(who, patient, key, answers, total, PATIENT, at)


def _kept(
    who: Actor, patient: Patient, key: str, answers: dict[str, int], total: Decimal, source: str, at: datetime
) -> None:
    made = Response(
        patient=patient, instrument_id=key, instrument_version=catalogue()[key].version, source=source, on=at.date(),
        answers=answers, total=total, at=at,
    )  # fmt: skip
    keep(who, "outcome.answer", made)


def _asked(plan: Plan, at: datetime) -> None:
    found = question.asking(plan.patient, plan)
    assert found is not None  # the indication of the plan is one the simulator knows
    asked = ForecastAsked(
        patient=plan.patient, plan=plan, plan_text=found.plan_text, scores=found.scores, unknown=found.unknown,
        seed=found.seed, digest=found.digest, at=at,
    )  # fmt: skip
    keep(SYSTEM, "forecast.ask", asked)
    answers = (queue.answered(asked, attempt + 1) for attempt in range(queue.ATTEMPTS))
    said = next(it for it in answers if it is not None)  # the last attempt leaves an answer, or what went wrong
    said.at = at
    keep(SYSTEM, "forecast.keep", said)
