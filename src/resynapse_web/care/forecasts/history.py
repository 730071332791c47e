"""Forecasts made before against what happened after: from stored rows to pairs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Max

from resynapse_web.care.forecasts import question
from resynapse_web.care.forecasts.calibration import Pair
from resynapse_web.care.forecasts.models import Forecast, ForecastAsked
from resynapse_web.care.outcomes.course import first_day
from resynapse_web.care.outcomes.models import Response
from resynapse_web.care.people.models import Patient
from resynapse_web.care.records.models import Retraction
from resynapse_web.care.treatments.models import Dose

OWN, BASE = "with the scores", "before any score"
RESPONSE = 0.5
Stamp = tuple[Any, ...]
Score = tuple[float, str, float]  # hours, scale, points


class Told(NamedTuple):
    """One forecast and the first score after it; `pair` is None while there is none."""

    forecast: Forecast
    score: Score | None
    pair: Pair | None


def told(patient: Patient) -> list[Told]:
    """Every stored forecast of a patient, oldest first."""
    rows = Forecast.objects.standing().filter(asked__patient=patient, problem="").select_related("asked__plan")
    found, by_plan = [], {}
    for it in rows.order_by("asked__at"):
        if it.asked.plan_id not in by_plan:  # asked once: most forecasts are of the same plan
            by_plan[it.asked.plan_id] = question.scores(patient, first_day(it.asked.plan))
        score = following(it.asked.scores, by_plan[it.asked.plan_id])
        pair = paired(it.result, it.asked.scores, score, it.asked.plan.product_id) if score and it.inside else None
        found.append(Told(it, score, pair))
    return found


def all_pairs() -> list[Pair]:
    """Those of the whole clinic, one for each score; worked out anew only for patients of whom something is new."""
    return [pair for patient, stamp in _stamps() for pair in _pairs_of(patient, stamp)]


def _stamps() -> Iterator[tuple[UUID, Stamp]]:
    """What the pairs of a patient hang on: forecasts, scores, doses and marks of error, by number and last moment."""
    labels = [model._meta.label for model in (Forecast, Response, Dose)]
    wrong = Retraction.objects.filter(record_type__in=labels).count()
    kept = Forecast.objects.values_list("asked__patient").annotate(Count("pk"), Max("at"))
    patients = {patient: (number, last) for patient, number, last in kept.order_by("asked__patient")}
    inside = ForecastAsked.objects.filter(forecast__isnull=False).values("patient")
    others = [
        {patient: (number, last) for patient, number, last in rows.order_by("patient")}
        for rows in (model.objects.filter(patient__in=inside).values_list("patient").annotate(Count("pk"), Max("at"))
                     for model in (Response, Dose))
    ]  # fmt: skip
    for patient, forecasts in patients.items():
        yield patient, (wrong, forecasts, *(it.get(patient) for it in others))


@lru_cache(maxsize=20_000)  # patients
def _pairs_of(patient: UUID, stamp: Stamp) -> tuple[Pair, ...]:
    return tuple(_last_for_each_score(told(Patient.objects.get(pk=patient))))


def _last_for_each_score(rows: Sequence[Told]) -> list[Pair]:
    last = {tuple(it.score): it.pair for it in rows if it.score and it.pair}
    return list(last.values())


def following(used: Sequence[Score], known: Sequence[Score]) -> Score | None:
    """The first score later than all that were used, on a scale with a score before the first dose."""
    last = max((hours for hours, *_ in used), default=0.0)
    started = {scale for hours, scale, _ in used if hours <= 0}
    return next((it for it in sorted(known) if it[0] > last and it[1] in started), None)


def paired(result: Mapping[str, Any], used: Sequence[Score], score: Score, product: str) -> Pair | None:
    """What was said of that day, beside what was seen; None past the end of the forecast."""
    hours, scale, points = score
    times = result["time_h"]
    if hours > times[-1]:
        return None
    place = min(range(len(times)), key=lambda k: abs(times[k] - hours))
    arms = {arm["arm"]: arm for arm in result["arms"]}
    start = next(it[2] for it in sorted(used) if it[1] == scale and it[0] <= 0)
    last = next(it[2] for it in sorted(used, reverse=True) if it[1] == scale)
    band = arms[OWN]["madrs"]
    covered = band["0.1"][place] <= points <= band["0.9"][place] if scale == "MADRS" else None
    return Pair(
        arms[OWN]["response"][place], arms[BASE]["response"][place], last <= RESPONSE * start,
        points <= RESPONSE * start, covered, product,
    )  # fmt: skip
