"""Failure 8: records altered or lost without trace, and the ways around the audit."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from resynapse.errors import InputError
from resynapse_web.care import clock
from resynapse_web.care.people.models import Details, Patient
from resynapse_web.care.people.roles import Sex
from resynapse_web.care.records import chain, retention, triggers
from resynapse_web.care.records.entry import Entry, Refused, Version
from resynapse_web.care.records.keeping import (
    Actor,
    Stale,
    check_chain,
    columns,
    keep,
    note,
    retract,
    revise,
    sign,
    signatures,
)
from resynapse_web.care.records.models import AuditEvent, Signature

CLINICAL = [model for model in apps.get_models() if model.__module__.startswith("resynapse_web.care")]
KEPT = [model for model in CLINICAL if model.__name__ != "User"]


def actor(clinic, name="clinician"):
    return Actor(clinic.users[name], clinic.users[name].role, "test")


@pytest.mark.parametrize("model", KEPT, ids=lambda model: model._meta.label)
def test_every_clinical_model_is_append_only(model: type[Model], clinic):
    assert model.append_only
    rows = model.objects.all()
    for forbidden in ("update", "delete", "bulk_update", "bulk_create", "update_or_create", "get_or_create"):
        with pytest.raises(Refused):
            getattr(rows, forbidden)()
    first = rows.first()
    if isinstance(first, Entry):
        with pytest.raises(Refused):
            first.save()
        with pytest.raises(Refused):
            first.delete()


@pytest.mark.parametrize("model", KEPT, ids=lambda model: model._meta.label)
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET {} = NULL"])
def test_the_database_refuses_what_goes_around(model, statement, clinic):
    if not model._base_manager.exists():
        pytest.skip("no row to attack")
    column = model._meta.get_field("by").column if hasattr(model, "by") else "role"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(f'"{model._meta.db_table}"', f'"{column}"'))


def test_no_table_is_without_its_triggers(clinic):
    assert triggers.missing(connection) == []
    assert len(triggers.tables()) == len(KEPT)


def test_nothing_is_saved_outside_of_keep(clinic):
    with pytest.raises(Refused):
        Patient(number="X-1").save()


def test_every_write_and_reading_has_its_line(clinic):
    before = AuditEvent.objects.count()
    keep(actor(clinic), "patient.register", Patient(number="X-1"))
    note(actor(clinic), "chart.view", patient=clinic.alice.pk)
    lines = AuditEvent.objects.filter(number__gt=before)
    assert [line.action for line in lines] == ["patient.register", "chart.view"]
    assert lines[1].patient == clinic.alice.pk
    assert check_chain() == chain.Checked(before + 2, lines[1].hash, None)


@pytest.mark.parametrize("damage", ["change", "remove", "swap", "insert"])
def test_a_tampered_line_is_found(clinic, damage):
    lines = [columns(line) for line in AuditEvent.objects.order_by("number")]
    if damage == "change":
        lines[5]["user"] = "somebody else"
    elif damage == "remove":
        del lines[5]
    elif damage == "swap":
        lines[5], lines[6] = lines[6], lines[5]
    else:
        lines.insert(5, dict(lines[5]))
    found = chain.check(lines)
    assert found.broken_at in (6, 7)
    assert found.lines == found.broken_at - 1


def test_two_people_on_one_record(clinic):
    seen = clinic.alice.details
    following = revise(actor(clinic), "patient.correct", seen, 1, telephone="555-0199")
    assert (following.version, clinic.alice.details.telephone) == (2, "555-0199")
    with pytest.raises(Stale):
        revise(actor(clinic), "patient.correct", seen, 1, telephone="555-0123")  # both started from version 1
    with pytest.raises(Stale):
        revise(actor(clinic), "patient.correct", clinic.alice.details, 1)
    assert clinic.alice.details.telephone == "555-0199"
    assert clinic.alice.versions.count() == 2
    assert Details.objects.current().get(patient=clinic.alice).version == 2


def test_all_or_nothing(clinic):
    lines = AuditEvent.objects.count()
    patient = Patient(number="X-2")
    twin = Patient(number="DEMO-0001")  # exists
    with pytest.raises(DatabaseError), transaction.atomic():
        keep(actor(clinic), "patient.register", patient, twin)
    assert not Patient.objects.filter(number="X-2").exists()
    assert AuditEvent.objects.count() == lines


def test_a_signature_belongs_to_its_content(clinic):
    details = clinic.alice.details
    mark = sign(actor(clinic), details, "I have checked the identity")
    assert [it.pk for it in signatures(details)] == [mark.pk]
    with connection.cursor() as cursor:  # somebody removes the trigger and changes the row
        cursor.execute("DROP TRIGGER people_details_no_update" if connection.vendor == "sqlite" else
                       'DROP TRIGGER no_change ON "people_details"')  # fmt: skip
        cursor.execute("UPDATE people_details SET name = 'Mallory'")
    assert signatures(details) == []
    assert triggers.missing(connection) == ["people_details"]


def test_entered_in_error_keeps_the_row(clinic):
    answer = clinic.alice.answers.first()
    with pytest.raises(Refused):
        retract(actor(clinic), answer, " ")
    retract(actor(clinic), answer, "It was about another patient")
    assert clinic.alice.answers.filter(pk=answer.pk).exists()
    assert not clinic.alice.answers.standing().filter(pk=answer.pk).exists()


def test_versions_are_unique_in_the_database():
    for model in CLINICAL:
        if issubclass(model, Version):
            unique = [set(it.fields) for it in model._meta.constraints]
            assert {model.SUBJECT, "version"} in unique, model


def test_a_version_keeps_what_it_does_not_change():
    first = Details(name="A", born="2000-01-01", sex=Sex.OTHER, telephone="1", email="a@example.org")
    assert first.successor(name="B").telephone == "1"


def test_signing_names_the_meaning(clinic):
    assert {it.meaning for it in Signature.objects.all()} >= {
        "I prescribe this plan",
        "I set these limits for this clinic",
    }


def test_retention_lists_and_deletes_nothing(clinic, monkeypatch):
    assert retention.past(clock.now(), 6) == []
    rows = Patient.objects.count()
    in_seven_years = clock.now() + timedelta(days=7 * 366)
    found = retention.past(in_seven_years, 6)
    assert {it.patient for it in found} >= {clinic.alice.pk, clinic.bob.pk}
    assert retention.past(in_seven_years, 10) == []
    assert Patient.objects.count() == rows
    with pytest.raises(InputError, match="1 to 100"):
        retention.past(clock.now(), 0)
    assert [it.years for it in retention.schedule().values()] == [None, None]  # no remembered number is a default
