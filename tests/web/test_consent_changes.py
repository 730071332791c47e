"""A consent that changes: withdrawn in a session, to an earlier text, by a representative, entered in error."""

from __future__ import annotations

import json
from decimal import Decimal as D

import pytest
from django.core import mail
from django.urls import reverse

from resynapse_web.care import clock, worker
from resynapse_web.care.candidates.gate import gate
from resynapse_web.care.consents import signing
from resynapse_web.care.consents.models import Consent, ConsentText
from resynapse_web.care.consents.signing import Proxy, State, against, agree, explain, state, text_for
from resynapse_web.care.demo.accounts import PASSWORD
from resynapse_web.care.interchange import exporting
from resynapse_web.care.plans.signing import prescribe
from resynapse_web.care.records.entry import Refused, digest
from resynapse_web.care.records.keeping import keep, sign
from resynapse_web.care.records.models import AuditEvent, Retraction
from resynapse_web.care.safety.models import Concern, Page
from resynapse_web.care.treatments import flow
from web.moved import later
from web.test_consent import IV, changed, consent_of, explained, post
from web.test_sessions import dana, given, ready, released, told, who

DAUGHTER = Proxy("Eva Demo", "daughter", "Does not understand the text any more.", "Court order 12/26, binder 2")


def new_text(clinic, renew_days=0):
    made = text_for(*IV).successor(text="The text, made clearer.", renew_days=renew_days)
    keep(who(clinic, "director"), "consent.text", made)
    sign(who(clinic, "director"), made, signing.SET)


@pytest.mark.parametrize("stage", ["released", "running"])
def test_a_withdrawal_in_an_open_session_calls_whoever_is_on_duty(clinic, client_of, stage):
    made = (released if stage == "released" else given)(clinic)
    mail.outbox.clear()
    assert post(client_of("alice"), "withdraw", consent_of(clinic).pk, words="I want to stop").status_code == 302
    concern = Concern.objects.get(patient=clinic.alice)
    assert concern.urgency == "page"
    assert Page.objects.get(concern=concern).user == clinic.users["clinician"]
    assert {it.to[0] for it in mail.outbox} == {"clinician@demo.example", "director@demo.example"}
    assert "stop" not in "".join(it.body + it.subject for it in mail.outbox)
    page = client_of("clinician").get(reverse("care:pulse", args=[made.pk])).content.decode()
    assert "was withdrawn" in page
    assert "Speak with the patient" in page
    assert concern in list(Concern.objects.filter(taken=None))


def test_without_an_open_session_a_withdrawal_calls_nobody(clinic, client_of):
    ready(clinic)  # booked, nothing released
    post(client_of("alice"), "withdraw", consent_of(clinic).pk)
    assert not Concern.objects.exists()


def test_a_withdrawal_that_no_page_has_told_is_told_by_the_worker(clinic):
    """The server died between the withdrawal and the call."""
    made = dana(clinic)
    mine = Consent.objects.get(patient=made.patient, setting="home")
    signing.withdraw(who(clinic), mine)
    worker.calls()
    assert made.notices.filter(key="no-consent").count() == 2
    worker.calls()
    assert made.notices.filter(key="no-consent").count() == 2


def test_a_new_text_asks_for_renewal_at_plan_and_release_and_interrupts_no_session(clinic):
    plan, before = changed(clinic, note="x"), consent_of(clinic)
    new_text(clinic)
    assert state(before) == State.OLD
    with pytest.raises(Refused, match="earlier version of the text and has to be renewed"):
        prescribe(who(clinic), plan)
    agree(who(clinic, "alice"), explained(clinic))
    prescribe(who(clinic), plan)


def test_a_session_released_before_the_new_text_goes_on(clinic):
    made = released(clinic)
    new_text(clinic)
    assert "has to be renewed" in " ".join(flow.obstacles(made))  # another release
    assert flow.obstacles(made, began=flow.began(made)) == []
    assert flow.give(who(clinic), made, 2, "ketamine-iv", "LOT1", D("34.1"), clock.now())
    worker.calls()
    assert not made.notices.filter(key="no-consent").exists()


def test_the_director_may_give_time_for_renewal(clinic, client_of, monkeypatch):
    new_text(clinic, renew_days=14)
    assert against(clinic.alice, *IV) == ""
    later(monkeypatch, days=14, minutes=1)
    assert "has to be renewed" in against(clinic.alice, *IV)
    unsigned = ConsentText(place="ketamine-iv:office", version=3, title="x", text="x")
    keep(who(clinic, "director"), "consent.text", unsigned)  # counts for nothing
    agree(who(clinic, "alice"), explained(clinic))
    assert against(clinic.alice, *IV) == ""


def represented(clinic, proxy=DAUGHTER, paper="Binder 2, sheet 7"):
    return explain(who(clinic), clinic.alice, text_for(*IV), clock.now(), None, paper, proxy)


def test_a_representative_signs_only_for_who_cannot_decide_and_never_as_the_patient(clinic):
    signing.withdraw(who(clinic), consent_of(clinic))
    with pytest.raises(Refused, match="the record says that the patient cannot decide"):
        represented(clinic)
    told(clinic, clinic.alice, capacity=None)  # not known is not "cannot"
    with pytest.raises(Refused, match="cannot decide"):
        represented(clinic)
    told(clinic, clinic.alice, capacity=False)
    with pytest.raises(Refused, match="on paper"):
        represented(clinic, paper="")
    made = represented(clinic)
    assert state(made) == State.STANDING
    assert signing.represented(clinic.alice, *IV) == made
    assert gate(clinic.alice, "ketamine-iv", "office", "plan").evaluation.fired  # the rules ask for a reason besides
    told(clinic, clinic.alice, capacity=True)  # better again: the patient's own word counts
    assert state(made) == State.REPRESENTED
    assert against(clinic.alice, *IV)


def test_at_home_nobody_signs_for_the_patient(clinic):
    told(clinic, clinic.charlie, capacity=False)
    with pytest.raises(Refused, match="At home the patient consents"):
        explain(who(clinic), clinic.charlie, text_for("ketamine-sl", "home"), clock.now(), None, "Binder", DAUGHTER)


def test_every_page_says_that_it_is_not_the_patients_own(clinic, client_of):
    made = ready(clinic)
    signing.withdraw(who(clinic), consent_of(clinic))
    told(clinic, clinic.alice, capacity=False)
    represented(clinic)
    client = client_of("clinician")
    for page, key in (("treatment", made.pk), ("release", made.pk), ("plan", made.plan.pk)):
        text = client.get(reverse(f"care:{page}", args=[key])).content.decode()
        assert "Not the patient's own consent." in text.replace("&#x27;", "'"), page
        assert "Eva Demo (daughter)" in text, page


def test_name_relation_reason_and_document_belong_together(clinic, client_of):
    told(clinic, clinic.alice, capacity=False)
    said = {"text": str(text_for(*IV).pk), "explained_at": f"{clock.now():%Y-%m-%dT%H:%M}", "password": PASSWORD}
    said |= {"paper": "Binder 2", **{f"proxy_{key}": it for key, it in DAUGHTER._asdict().items()}}
    page = ("explain_consent", clinic.alice.pk)
    for field in DAUGHTER._fields:
        assert post(client_of("clinician"), *page, **said | {f"proxy_{field}": ""}).status_code == 200
    assert post(client_of("clinician"), *page, **said).status_code == 302
    assert Consent.objects.filter(patient=clinic.alice).latest("at").representative == "Eva Demo (daughter)"


def test_a_consent_entered_in_error_stays_readable_and_counts_for_nothing(clinic, client_of):
    made, session = consent_of(clinic), released(clinic)
    said = {"reason": "Explained to another Alice", "password": PASSWORD}
    assert post(client_of("alice"), "mistaken_consent", made.pk, **said).status_code == 404
    assert post(client_of("clinician"), "mistaken_consent", made.pk, **said | {"password": "x"}).status_code == 200
    assert post(client_of("clinician"), "mistaken_consent", made.pk, **said).status_code == 302
    assert against(clinic.alice, *IV).startswith("There is no consent to ")
    assert Concern.objects.get(patient=clinic.alice).urgency == "page"  # a session is open
    assert session.notices.filter(key__startswith="consent-").exists()
    page = client_of("alice").get(reverse("care:consents", args=[clinic.alice.pk])).content.decode()
    assert "Explained to another Alice" in page
    assert reverse("care:withdraw", args=[made.pk]) not in page
    assert post(client_of("clinician"), "mistaken_consent", made.pk, **said).status_code == 200  # once
    assert Retraction.objects.filter(record_id=made.pk).count() == 1
    assert AuditEvent.objects.filter(action="record.retract", object_id=str(made.pk)).exists()


def test_error_and_representative_leave_as_fhir(clinic):
    signing.mistaken(who(clinic), consent_of(clinic), "Explained to another Alice")
    told(clinic, clinic.alice, capacity=False)
    represented(clinic)
    found = [it["resource"] for it in exporting.as_fhir(clinic.alice)["entry"]]
    consents = {it["status"]: it for it in found if it["resourceType"] == "Consent"}
    assert set(consents) == {"entered-in-error", "active"}
    assert consents["active"]["performer"] == [{"display": "Eva Demo (daughter)"}]
    assert "performer" not in consents["entered-in-error"]
    signed = [it for it in found if it["resourceType"] == "Provenance"]
    assert "Entered in error: Explained to another Alice" in json.dumps(signed)


def test_booking_without_a_consent_says_so(clinic, client_of):
    page = reverse("care:treatments", args=[clinic.alice.pk])
    assert "not released without one" not in client_of("clinician").get(page).content.decode()
    signing.withdraw(who(clinic), consent_of(clinic))
    assert "not released without one" in client_of("clinician").get(page).content.decode()


def test_old_signatures_outlive_columns_that_came_later(clinic):
    made = consent_of(clinic)
    said = {key: it for key, it in made.content().items() if not key.startswith("proxy_")}
    assert made.fingerprint() == digest({"type": "consents.Consent", **said})
    made.proxy_name = "Eva Demo"
    assert made.fingerprint() != digest({"type": "consents.Consent", **said})
