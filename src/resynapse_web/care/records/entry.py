"""What every clinical table is made of: rows that are written once.

A correction is a new row: a later `Version` of the same thing, or a `Retraction` ("entered in error") of a row.
Nothing is saved outside `keeping.keep`, which writes the audit in the same transaction.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC
from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from resynapse_web.care import clock

keeping: ContextVar[bool] = ContextVar("keeping", default=False)


class Refused(RuntimeError):
    """An attempt to change, delete or write around the record."""


def _refuse(self: Any, *_: Any, **__: Any) -> NoReturn:
    raise Refused("a clinical record is written once: keep a new version, or mark it as entered in error")


class AppendOnly(models.QuerySet):
    """Rows can be read and nothing else."""

    update = bulk_update = bulk_create = delete = update_or_create = get_or_create = _refuse
    aupdate = abulk_update = abulk_create = adelete = aupdate_or_create = aget_or_create = _refuse
    _raw_delete = _update = _refuse

    def standing(self) -> AppendOnly:
        """Rows that nobody has marked as entered in error."""
        from resynapse_web.care.records.models import Retraction

        return self.exclude(pk__in=Retraction.objects.filter(record_type=self.model._meta.label).values("record_id"))

    def current(self) -> AppendOnly:
        """The latest version of each thing (for models with versions)."""
        subject = self.model.SUBJECT
        later = self.model._base_manager.filter(
            **{subject: models.OuterRef(subject), "version__gt": models.OuterRef("version")}
        )
        return self.filter(~models.Exists(later))


class Entry(models.Model):
    """A row that is written once, by somebody, at a moment."""

    append_only: ClassVar[bool] = True
    LATER: ClassVar[Mapping[str, Any]] = {}  # columns that came later, with what they hold in rows from before
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField("recorded", default=clock.now, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="recorded by",
    )
    objects = AppendOnly.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert, inside `keep` only."""
        if not keeping.get():
            raise Refused(f"{self._meta.label}: saved outside of keep()")
        if not self._state.adding:
            _refuse(self)
        super().save(force_insert=True, using=kwargs.get("using"))

    delete = _refuse

    def content(self) -> dict[str, Any]:
        """Every value of the row, by column."""
        return {field.attname: getattr(self, field.attname) for field in self._meta.concrete_fields}

    def fingerprint(self) -> str:
        """SHA-256 of the content; a signature is bound to it, and outlives columns that came later and say nothing."""
        said = {key: it for key, it in self.content().items() if key not in self.LATER or it != self.LATER[key]}
        return digest({"type": self._meta.label, **said})


class Version(Entry):
    """One version of something that changes; `SUBJECT` names the field that says of what.

    Two people who start from the same version cannot both go on: (subject, version) is unique in the database.
    """

    SUBJECT: ClassVar[str]
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    def successor(self, **changes: Any) -> Any:
        """The next version, not yet kept, with the changes made."""
        same = {
            field.attname: getattr(self, field.attname)
            for field in self._meta.concrete_fields
            if field.name not in ("id", "at", "by", "version", *changes)
        }
        return type(self)(**{**same, **changes, "version": self.version + 1})


def digest(content: Any) -> str:
    """SHA-256 of anything JSON can hold, independent of the order of keys."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, cls=_Exact)
    return hashlib.sha256(text.encode()).hexdigest()


class _Exact(DjangoJSONEncoder):
    """Times in UTC with microseconds, so that a row read back has the hash it was written with."""

    def default(self, o: Any) -> Any:
        if hasattr(o, "astimezone"):
            return o.astimezone(UTC).isoformat(timespec="microseconds")
        return super().default(o)
