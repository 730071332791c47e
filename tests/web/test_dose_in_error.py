"""What is recorded as given and what is not: no contradiction, and a slip of the record stays with its reason."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from resynapse_web.care.demo.accounts import PASSWORD
from resynapse_web.care.interchange import exporting
from resynapse_web.care.records.models import AuditEvent
from resynapse_web.care.treatments import flow
from resynapse_web.care.treatments.models import Dose, Ending, Notice, State


def test_nothing_given_is_not_said_of_a_dose(client_of, session):
    """The page does not offer it, and what is sent all the same is refused in one sentence; an emergency never is."""
    session.to(State.DOSED)
    page = reverse("care:leave", args=[session.treatment.pk])
    assert "cancelled" not in client_of("clinician").get(page).content.decode()
    answer = session.post("leave", kind="cancelled", reason="a mistake", told="nobody", version="nonsense")
    given_at = timezone.localtime(flow.dose_of(session.treatment).given_at)
    assert f"A dose is recorded at {given_at:%H:%M}; choose another ending" in answer.content.decode()
    assert session.state == State.DOSED
    session.post("leave", kind="emergency", reason="arrest team", told="ward")
    assert session.state == State.ENDED


def test_a_dose_entered_in_error_stays_with_its_reason_and_the_right_one_is_recorded(session, clock_at):
    """Append-only, signed, told; then nothing counts as given, until the right dose is recorded."""
    session.to(State.DOSED)
    first = flow.dose_of(session.treatment)
    said = {"reason": "Typed into the wrong session", "password": PASSWORD}
    assert session.post("dose_in_error", **said | {"password": "wrong"}).status_code == 200
    assert session.post("dose_in_error", **said, version=1).status_code == 200  # somebody has gone on since
    assert session.state == State.DOSED
    assert session.post("dose_in_error", **said).status_code == 302
    assert session.state == State.RELEASED
    assert flow.dose_of(session.treatment) is None
    page = session.post("seen").url
    assert "Typed into the wrong session" in session.page(page)
    assert Dose.objects.filter(pk=first.pk).exists()
    assert AuditEvent.objects.filter(action="record.retract", object_id=str(first.pk)).exists()
    assert Notice.objects.filter(treatment=session.treatment, key__startswith="error").count() == 2
    session.dose(amount="30")
    assert (session.state, flow.dose_of(session.treatment).version) == (State.DOSED, 2)
    found = [it["resource"] for it in exporting.as_fhir(session.treatment.patient)["entry"]]
    given = [it for it in found if it["resourceType"] == "MedicationAdministration"]
    assert [(it["status"], it["dosage"]["dose"]["value"]) for it in given] == [
        ("completed", 30.0), ("entered-in-error", 34.1),
    ]  # fmt: skip
    assert session.post("dose_in_error", **said).status_code == 302
    session.post("leave", kind="cancelled", reason="Nothing was given", told="Dr Dora")
    assert Ending.objects.get(treatment=session.treatment).kind == "cancelled"
