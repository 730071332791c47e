"""Retention: what is past its time, for a person to decide about. Nothing is deleted here: see `people/purging.py`."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from importlib import resources
from typing import Literal, NamedTuple
from uuid import UUID

import yaml
from django.db.models import Max
from pydantic import BaseModel, ConfigDict, Field

from resynapse.errors import InputError
from resynapse_web.care.records.models import AuditEvent

ABOUT_RETENTION = ("retention.hold", "record.purge")  # such a line does not begin the years anew


class Kind(BaseModel):
    """How long one kind of record is kept at least [years]; None: the clinic says."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    what: str
    years: int | None = Field(ge=1, le=100)
    source: str
    status: Literal["V", "R", "design"]


@lru_cache(maxsize=1)
def schedule() -> dict[str, Kind]:
    """As shipped."""
    text = (resources.files(__package__) / "data/retention.yaml").read_text("utf-8")
    return {row["id"]: Kind(**row) for row in yaml.safe_load(text)["kinds"]}


class Past(NamedTuple):
    """A patient about whom nothing was written or read for longer than the records are kept."""

    patient: UUID
    last: datetime


def past(now: datetime, years: int) -> list[Past]:
    """Patients past their time, the oldest first.

    Args:
        years: since the last line of the audit about a patient.
    Raises:
        InputError: no number of years that can be meant.
    """
    if not 1 <= years <= 100:
        raise InputError("--years", years, "1 to 100 years")
    limit = now.replace(year=now.year - years, day=min(now.day, 28))
    lines = AuditEvent.objects.filter(patient__isnull=False).exclude(action__in=ABOUT_RETENTION)
    rows = lines.values("patient").annotate(last=Max("at"))
    return [Past(it["patient"], it["last"]) for it in rows.filter(last__lt=limit).order_by("last")]
