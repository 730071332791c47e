"""A record goes only past its time, without a hold, signed by the director; and the audit stays whole."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from resynapse.errors import InputError
from resynapse_web.care.consents.models import Consent
from resynapse_web.care.demo.accounts import PASSWORD
from resynapse_web.care.people import purge_desk, purging
from resynapse_web.care.people.models import Details, LegalHold, Patient, Purged, RetentionYears
from resynapse_web.care.records import triggers
from resynapse_web.care.records.entry import Refused
from resynapse_web.care.records.keeping import Actor, check_chain, keep, sign, signatures
from resynapse_web.care.records.models import AuditEvent, Signature
from web.moved import later

WHY = "The time set by the law of the place is over"


def director(clinic):
    return Actor(clinic.users["director"], "director", "test")


def set_years(clinic, years=10):
    made = RetentionYears(years=years, reason="Looked up by counsel")
    keep(director(clinic), "retention.set", made)
    sign(director(clinic), made, purging.SET)


@pytest.fixture
def past(clinic, monkeypatch):
    """Eleven years later, in a clinic that keeps records ten."""
    set_years(clinic)
    later(monkeypatch, days=11 * 366)
    return clinic


def dana():
    return Patient.objects.get(number="DEMO-0004")


def test_nothing_is_due_before_the_director_has_set_the_years(clinic, monkeypatch):
    keep(director(clinic), "retention.set", RetentionYears(years=1, reason="not signed"))
    later(monkeypatch, days=99 * 366)
    assert purging.years() is None
    assert purging.due() == []
    with pytest.raises(Refused, match="years are not set"):
        purging.purge(director(clinic), clinic.alice, WHY)
    assert "has not set" in "".join(purge_desk.listed())


def test_a_purge_takes_everything_of_one_patient_and_nothing_of_another(past):
    patient, others = dana(), purging.rows_of(past.alice)
    rows = purging.rows_of(patient)
    kinds = {model._meta.label for model in rows}
    assert {"people.Details", "treatments.Vitals", "treatments.Dose", "consents.Consent", "records.Signature"} <= kinds
    lines, head = AuditEvent.objects.filter(patient=patient.pk).count(), check_chain()
    made = purging.purge(director(past), patient, WHY)
    for model, keys in rows.items():
        assert not model._base_manager.filter(pk__in=keys).exists(), model
    for model, keys in others.items():
        assert model._base_manager.filter(pk__in=keys).count() == len(keys), model
    assert AuditEvent.objects.filter(patient=patient.pk).count() == lines + 1  # those before, and that of the purge
    now = check_chain()
    assert now.broken_at is None
    assert now.lines > head.lines
    assert made.rows["people.Patient"] == 1
    assert signatures(made)[0].meaning == purging.PURGED
    assert triggers.missing(connection) == []
    for table in ("people_details", "people_purged"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")
    past.users["dana"].refresh_from_db()
    assert (past.users["dana"].name, past.users["dana"].is_active) == ("purged", False)
    assert patient.pk not in {it.patient.pk for it in purging.due()}


def test_no_name_of_a_purged_patient_is_left_in_any_table(past):
    purging.purge(director(past), dana(), WHY)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            assert not any("Dana Demo" in str(row) or "7 Quay Street" in str(row) for row in cursor.fetchall()), table


def test_a_hold_keeps_a_record_and_only_the_director_purges(past, client_of, monkeypatch):
    with pytest.raises(Refused, match="Only the medical director"):
        purging.purge(Actor(past.users["clinician"], "clinician"), dana(), WHY)
    keep(director(past), "retention.hold", LegalHold(patient=dana(), holds=True, reason="A court has asked for it"))
    with pytest.raises(Refused, match="hold"):
        purging.purge(director(past), dana(), WHY)
    assert any("HELD" in it for it in purge_desk.listed())
    lifted = LegalHold(patient=dana(), holds=False, reason="The court has closed it", version=2)
    keep(director(past), "retention.hold", lifted)
    later(monkeypatch, minutes=1)
    assert purging.purge(director(past), dana(), WHY).rows


def test_a_record_that_was_opened_lately_is_not_past_its_time(past):
    keep(director(past), "patient.correct", past.bob.details.successor(telephone="555-0103"))
    with pytest.raises(Refused, match="not over"):
        purging.purge(director(past), past.bob, WHY)


def test_what_goes_wrong_in_the_middle_leaves_everything(past, monkeypatch):
    def fails(*_):
        raise OSError("no space left on device")

    monkeypatch.setattr(purging, "sign", fails)
    before, chain = Details.objects.count(), check_chain()
    with pytest.raises(OSError, match="no space"):
        purging.purge(director(past), dana(), WHY)
    assert (Details.objects.count(), check_chain()) == (before, chain)
    assert not Purged.objects.exists()
    assert Signature.objects.filter(record_id__in=Consent.objects.values("pk")).exists()
    assert triggers.missing(connection) == []


def test_the_command_wants_record_password_and_reason(past, monkeypatch):
    monkeypatch.setattr(purge_desk, "_swept", lambda: None)  # a test runs inside of a transaction
    said = ("DEMO-0004", "director@demo.example", PASSWORD, WHY)
    for place, wrong in enumerate(("DEMO-9", "clinician@demo.example", "wrong", "short")):
        with pytest.raises(InputError):
            purge_desk.signed(*(wrong if k == place else it for k, it in enumerate(said)))
    assert AuditEvent.objects.filter(action="record.purge", allowed=False).count() == 2
    assert "rows purged" in purge_desk.signed(*said)
    assert not Patient.objects.filter(number="DEMO-0004").exists()


def test_the_pages_of_the_director(clinic, client_of):
    client = client_of("director")
    assert "Nobody has set" in client.get(reverse("care:retention")).content.decode()
    said = {"years": "12", "reason": "Looked up by counsel", "password": PASSWORD}
    assert client.post(reverse("care:set_years"), said | {"password": "wrong"}).status_code == 200
    assert client.post(reverse("care:set_years"), said).status_code == 302
    assert client.post(reverse("care:set_years"), said | {"years": "1"}).status_code == 409  # from an old page
    assert purging.years() == 12
    hold = {"number": "DEMO-0001", "holds": "on", "reason": "A court has asked for it", "password": PASSWORD}
    assert client.post(reverse("care:set_hold"), hold | {"number": "DEMO-9"}).status_code == 200
    assert client.post(reverse("care:set_hold"), hold).status_code == 302
    assert purging.held(clinic.alice)
    page = client_of("auditor").get(reverse("care:retention")).content.decode()
    assert "A court has asked for it" in page
