"""No plan is signed and no dose given without a consent that stands, to this product in this setting."""

from __future__ import annotations

import json
from decimal import Decimal as D

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from resynapse_web.care import clock
from resynapse_web.care.consents import signing
from resynapse_web.care.consents.models import Consent, ConsentText, ConsentWithdrawn
from resynapse_web.care.consents.signing import State, against, agree, explain, state, text_for, withdraw
from resynapse_web.care.demo.accounts import PASSWORD
from resynapse_web.care.interchange import exporting
from resynapse_web.care.plans.models import Plan
from resynapse_web.care.plans.signing import countersign, prescribe
from resynapse_web.care.records import triggers
from resynapse_web.care.records.entry import Refused
from resynapse_web.care.records.keeping import keep, retract, revise, sign
from resynapse_web.care.records.models import AuditEvent
from resynapse_web.care.treatments import flow
from resynapse_web.care.treatments.models import EmergencyAction, Ending
from web.moved import later
from web.test_sessions import ready, released, who

IV = ("ketamine-iv", "office")


def consent_of(clinic, patient="alice"):
    return Consent.objects.get(patient=getattr(clinic, patient))


def explained(clinic, expires=None, paper="", place=IV):
    return explain(who(clinic), clinic.alice, text_for(*place), clock.now(), expires, paper)


def changed(clinic, **changes):
    plan = Plan.objects.current().get(patient=clinic.alice)
    return revise(who(clinic), "plan.draft", plan, plan.version, **changes)


def post(client, page, key, **values):
    return client.post(reverse(f"care:{page}", args=[key]), values)


def test_a_plan_is_signed_only_with_a_consent(clinic):
    plan = changed(clinic, amount=D("0.6"))
    withdraw(who(clinic), consent_of(clinic))
    with pytest.raises(Refused, match="Ketamine.*in the office: was withdrawn"):
        prescribe(who(clinic), plan)
    made = explained(clinic)
    with pytest.raises(Refused, match="waits for the patient's own signature"):
        prescribe(who(clinic), plan)
    agree(who(clinic, "alice"), made)
    prescribe(who(clinic), plan)


def test_a_second_person_signs_only_with_a_consent(clinic):
    plan = changed(clinic, amount=D("0.8"))
    prescribe(who(clinic), plan)
    withdraw(who(clinic, "alice"), consent_of(clinic))
    with pytest.raises(Refused, match="was withdrawn"):
        countersign(who(clinic, "director"), plan, plan.regimen.dose_mg)


def test_no_session_is_released_without_a_consent(clinic):
    made = ready(clinic)
    assert flow.obstacles(made) == []
    withdraw(who(clinic, "alice"), consent_of(clinic))
    values = {"escort_name": "Eve", "escort_phone": "555-0110", "watcher": clinic.users["clinician"]}
    with pytest.raises(Refused) as refused:
        flow.release(who(clinic), made, 1, values)
    (sentence,) = flow.obstacles(made)  # one sentence
    assert sentence == str(refused.value)
    assert sentence.startswith("The consent to ")
    assert sentence.endswith("was withdrawn.")


@pytest.mark.parametrize("person", ["alice", "clinician"])
def test_withdrawn_between_release_and_dose(clinic, client_of, person):
    made = released(clinic)
    assert post(client_of(person), "withdraw", consent_of(clinic).pk).status_code == 302  # no password, no reason
    client, key, number = client_of("clinician"), made.pk, clinic.alice.number
    assert "was withdrawn" in client.get(reverse("care:dose", args=[key])).content.decode()
    assert "was withdrawn" in client.get(reverse("care:pulse", args=[key])).content.decode()
    said = {"shown": number, "version": 2, "product": "ketamine-iv", "lot": "LOT1", "amount": "34.1", "number": number}
    said |= {"ago": 0, "paper": ""}
    assert post(client, "dose", key, **said).status_code == 200
    assert not made.doses.exists()
    with pytest.raises(Refused, match="was withdrawn"):
        flow.give(who(clinic), made, 2, "ketamine-iv", "LOT1", D("34.1"), clock.now())
    said = {"what": "Oxygen given, airway held.", "told": "Dr Colin Demo", "ago": 1}
    assert post(client, "emergency", key, **said).status_code == 302
    assert EmergencyAction.objects.filter(treatment=made).exists()
    flow.leave(who(clinic), made, "emergency", "Taken to hospital", "The sister")
    assert Ending.objects.get(treatment=made).kind == "emergency"


def test_with_a_consent_the_same_dose_goes(clinic):
    made = released(clinic)
    assert flow.give(who(clinic), made, 2, "ketamine-iv", "LOT1", D("34.1"), clock.now()).amount_mg == D("34.1")


def test_a_withdrawal_takes_back_every_consent_of_the_place_and_stays(clinic):
    agree(who(clinic, "alice"), explained(clinic))
    withdraw(who(clinic, "alice"), consent_of_first(clinic))
    assert against(clinic.alice, *IV).endswith("was withdrawn.")
    assert ConsentWithdrawn.objects.filter(patient=clinic.alice).count() == 2
    retract(who(clinic), ConsentWithdrawn.objects.filter(patient=clinic.alice).first(), "pressed in error")
    assert against(clinic.alice, *IV)  # one consents anew instead
    with pytest.raises(Refused, match="already"):
        withdraw(who(clinic, "alice"), consent_of_first(clinic))


def consent_of_first(clinic):
    return Consent.objects.filter(patient=clinic.alice).order_by("at").first()


def test_another_product_or_setting_is_no_consent(clinic):
    assert against(clinic.alice, *IV) == ""
    assert against(clinic.alice, "ketamine-sl", "office").startswith("There is no consent to ")
    agree(who(clinic, "alice"), explained(clinic, place=("ketamine-sl", "office")))
    assert against(clinic.alice, "ketamine-sl", "office") == ""
    assert against(clinic.alice, "ketamine-sl", "home").startswith("There is no consent to ")
    withdraw(who(clinic), consent_of_first(clinic))
    assert against(clinic.alice, *IV)
    assert against(clinic.alice, "ketamine-sl", "office") == ""  # that one goes on


def test_another_patients_consent_counts_for_nobody_else(clinic, client_of):
    assert against(clinic.bob, *IV) == ""  # Bob's own
    withdraw(who(clinic), consent_of(clinic))
    assert against(clinic.alice, *IV)
    assert against(clinic.bob, *IV) == ""
    made = explained(clinic)
    for name in ("bob", "clinician", "director"):
        with pytest.raises(Refused, match="Only the patient"):
            agree(who(clinic, name), made)
        said = {"agree": "on", "password": PASSWORD}
        assert post(client_of(name), "agree", made.pk, **said).status_code == 404
    assert post(client_of("bob"), "withdraw", made.pk).status_code == 404
    assert post(client_of("clinician2"), "withdraw", made.pk).status_code == 404
    sign(who(clinic, "bob"), made, signing.AGREED)  # around the door
    assert state(made) == State.WAITING


def test_it_ends_on_its_last_day(clinic, monkeypatch):
    withdraw(who(clinic), consent_of(clinic))
    agree(who(clinic, "alice"), explained(clinic, expires=clock.today()))
    assert against(clinic.alice, *IV) == ""
    later(monkeypatch, days=1)
    assert against(clinic.alice, *IV).endswith("has expired.")


def test_on_paper_a_clinician_signs_that_it_was_seen(clinic):
    withdraw(who(clinic), consent_of(clinic))
    made = explained(clinic, paper="Binder 4, sheet 12")
    assert state(made) == State.STANDING
    keep(who(clinic), "consent.explain", unsigned := again(made))
    assert state(unsigned) == State.UNSIGNED  # a row without a signature counts for nothing
    with pytest.raises(Refused, match="Only a clinician"):
        explain(who(clinic, "guide"), clinic.alice, text_for(*IV), clock.now(), None, "Binder 4")


def again(consent):
    names = ("patient", "product", "setting", "text", "text_hash", "explained_at", "paper")
    return Consent(**{name: getattr(consent, name) for name in names})


def test_a_consent_is_to_the_very_text(clinic):
    made = consent_of(clinic)
    assert made.text_hash == made.text.sha256
    other = again(made)
    other.text_hash, other.paper = "0" * 64, "Binder"
    keep(who(clinic), "consent.explain", other)
    sign(who(clinic), other, signing.ON_PAPER)
    assert state(other) == State.UNSIGNED


def test_the_pages_of_clinician_and_patient(clinic, client_of):
    withdraw(who(clinic), consent_of(clinic))
    text, clinician, alice = text_for(*IV), client_of("clinician"), client_of("alice")
    said = {"text": str(text.pk), "explained_at": f"{clock.now():%Y-%m-%dT%H:%M}", "password": PASSWORD}
    page = ("explain_consent", clinic.alice.pk)
    assert post(clinician, *page, **said | {"password": "wrong"}).status_code == 200
    assert post(clinician, *page, **said | {"explained_at": "2999-01-01T10:00"}).status_code == 200
    assert post(clinician, *page, **said | {"expires": "2020-01-01"}).status_code == 200
    assert Consent.objects.filter(patient=clinic.alice).count() == 1
    assert post(clinician, *page, **said).status_code == 302
    made = Consent.objects.filter(patient=clinic.alice).latest("at")
    link = reverse("care:agree", args=[made.pk])
    assert link in alice.get(reverse("care:consents", args=[clinic.alice.pk])).content.decode()
    assert link not in clinician.get(reverse("care:consents", args=[clinic.alice.pk])).content.decode()
    assert text.text in alice.get(reverse("care:agree", args=[made.pk])).content.decode().replace("&#x27;", "'")
    assert post(alice, "agree", made.pk, agree="on", password="wrong").status_code == 200
    assert post(alice, "agree", made.pk, password=PASSWORD).status_code == 200
    assert against(clinic.alice, *IV)
    assert post(alice, "agree", made.pk, agree="on", password=PASSWORD).status_code == 302
    assert against(clinic.alice, *IV) == ""
    assert "stands" in alice.get(reverse("care:consents", args=[clinic.alice.pk])).content.decode()
    lines = AuditEvent.objects.filter(patient=clinic.alice.pk, object_id=str(made.pk))
    assert {"consent.explain", "consent.agree"} <= set(lines.values_list("action", flat=True))


def test_the_director_puts_the_clinics_own_text_in_force(clinic, client_of):
    page, raw = reverse("care:set_consent_text", args=IV), "Der Text der Klinik.\r\nZeile zwei, ä.".encode()

    def sent(version, data=raw, password=PASSWORD):
        said = {
            "title": "Own",
            "version": version,
            "password": password,
            "renew_days": 3,
            "file": SimpleUploadedFile("c.txt", data),
        }
        return client_of("director").post(page, said).status_code

    assert (sent(1, b"\xff\xfe"), sent(1, b" \n"), sent(1, b"a\0b"), sent(1, b"a" * 200_001)) == (200,) * 4
    assert (sent(1, password="wrong"), sent(0)) == (200, 409)
    before = consent_of(clinic)
    assert sent(1) == 302
    assert (text_for(*IV).version, text_for(*IV).text.encode()) == (2, raw)
    assert state(before) == State.STANDING  # a consent to the version before goes on for three days
    with pytest.raises(Refused, match="not the one in force"):
        explain(who(clinic), clinic.alice, before.text, clock.now(), None, "")
    unsigned = ConsentText(place="ketamine-iv:office", version=3, title="x", text="x")
    keep(who(clinic, "director"), "consent.text", unsigned)
    assert text_for(*IV).version == 2  # not signed: counts for nothing


def test_a_consent_leaves_as_fhir(clinic):
    found = [it["resource"] for it in exporting.as_fhir(clinic.alice)["entry"]]
    (made,) = [it for it in found if it["resourceType"] == "Consent"]
    assert made["status"] == "active"
    assert consent_of(clinic).text_hash in made["policyRule"]["text"]
    assert f"urn:uuid:{made['id']}" in json.dumps([it for it in found if it["resourceType"] == "Provenance"])
    withdraw(who(clinic), consent_of(clinic))
    found = [it["resource"] for it in exporting.as_fhir(clinic.alice)["entry"]]
    assert [it["status"] for it in found if it["resourceType"] == "Consent"] == ["inactive"]


def test_the_database_keeps_it(clinic):
    assert {"consents_consent", "consents_consenttext", "consents_consentwithdrawn"} <= set(triggers.tables())
    withdraw(who(clinic), consent_of(clinic))
    for table in ("consents_consent", "consents_consenttext", "consents_consentwithdrawn"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")


def test_a_clock_set_back_brings_nothing_back(clinic, monkeypatch):
    withdraw(who(clinic), consent_of(clinic))
    later(monkeypatch, days=-1)
    assert against(clinic.alice, *IV).endswith("was withdrawn.")
