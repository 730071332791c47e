"""The API: keys, the same policy as the pages, no leak, no crash."""

from __future__ import annotations

import hashlib
import logging
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from resynapse_web.care import clock
from resynapse_web.care.interchange.models import Exported, Token, TokenWithdrawn
from resynapse_web.care.people.models import Details, Patient, Tie
from resynapse_web.care.people.roles import Bond
from resynapse_web.care.records.keeping import SYSTEM, keep
from resynapse_web.care.records.models import AuditEvent
from resynapse_web.scrubbing import Scrub

API = "/api/v1"


@pytest.fixture
def key_of(clinic):
    """A key of somebody, as the header that carries it."""

    def made(name, days=30):
        secret = f"key of {name} {uuid4()}"
        digest = hashlib.sha256(secret.encode()).hexdigest()
        until = clock.now() + timedelta(days=days)
        token = Token(user=clinic.users[name], name="test", sha256=digest, until=until)
        keep(SYSTEM, "tokens.make", token)
        return {"Authorization": f"Bearer {secret}"}

    return made


def get(path, headers=None):
    return Client().get(f"{API}{path}", headers=headers or {})


PATHS = ("", "/scores", "/plan", "/fhir")


@pytest.mark.parametrize("path", ["/patients", *(f"/patients/{uuid4()}{it}" for it in PATHS)])
def test_nothing_without_a_key(clinic, path):
    assert get(path).status_code == 401
    assert get(path, {"Authorization": "Bearer wrong"}).status_code == 401


def test_a_session_is_no_key(clinic, client_of):
    assert client_of("clinician").get(f"{API}/patients").status_code == 401


@pytest.mark.parametrize("path", PATHS)
def test_the_same_policy_as_the_pages(clinic, key_of, path):
    who = {"": {"clinician", "director", "guide", "desk"}}.get(path, {"clinician", "director"})
    for name in ("clinician", "clinician2", "director", "guide", "desk", "auditor"):
        answer = get(f"/patients/{clinic.alice.pk}{path}", key_of(name))
        assert (answer.status_code == 200) == (name in who), (name, answer.status_code)
        if name not in who:
            assert answer.json() == {"detail": "Not found"}
    assert AuditEvent.objects.filter(action__startswith="api.", allowed=False).exists()


def test_a_list_holds_ones_own_patients(clinic, key_of):
    found = get("/patients", key_of("clinician")).json()
    seen = {it["number"] for it in found}
    assert {"DEMO-0001", "DEMO-0002"} <= seen
    assert "DEMO-0003" not in seen
    assert get("/patients", key_of("auditor")).status_code == 404


@pytest.mark.parametrize("name", ["alice", "peer"])
def test_patients_and_peers_have_no_keys(clinic, key_of, name):
    assert get("/patients", key_of(name)).status_code == 401


def test_keys_end(clinic, key_of):
    assert get("/patients", key_of("clinician", days=-1)).status_code == 401
    key = key_of("clinician")
    assert get("/patients", key).status_code == 200
    keep(SYSTEM, "tokens.withdraw", TokenWithdrawn(token=Token.objects.order_by("-at").first()))
    assert get("/patients", key).status_code == 401
    key = key_of("clinician")
    clinic.users["clinician"].is_active = False
    clinic.users["clinician"].save()
    assert get("/patients", key).status_code == 401


def test_a_key_is_shown_once_and_kept_as_a_hash(clinic, client_of):
    client, page = client_of("clinician"), reverse("care:tokens")
    text = client.post(page, {"name": "our sheet", "days": "30"}).content.decode()
    secret = text.split("<code>")[1].split("</code>")[0]
    assert get("/patients", {"Authorization": f"Bearer {secret}"}).status_code == 200
    assert secret not in client.get(page).content.decode()
    assert not Token.objects.filter(sha256=secret).exists()
    client.post(page, {"withdraw": Token.objects.get().pk})
    assert get("/patients", {"Authorization": f"Bearer {secret}"}).status_code == 401


def test_an_export_by_the_api_is_an_export(clinic, key_of):
    found = get(f"/patients/{clinic.alice.pk}/fhir", key_of("clinician")).json()
    assert found["resourceType"] == "Bundle"
    assert Exported.objects.get().part_2 is False
    assert "42CFRPart2" not in str(found)


def test_the_api_only_reads(clinic, key_of):
    for method in ("post", "put", "patch", "delete"):
        answer = getattr(Client(), method)(f"{API}/patients", headers=key_of("clinician"))
        assert answer.status_code == 405


def test_a_canary_is_in_no_log_no_address_and_no_mail(clinic, client_of, key_of, capsys):
    """A patient with a name like no other; everything is asked for, and some of it fails."""
    canary = "Zyxwvut Canarybird"
    patient = Patient(number="CANARY-77")
    details = Details(patient=patient, name=canary, born="1971-02-03", sex="female", email="canarybird@example.org")
    keep(SYSTEM, "patient.register", patient, details)
    keep(SYSTEM, "team.change", Tie(patient=patient, user=clinic.users["clinician"], bond=Bond.TEAM))
    kept: list[str] = []

    class Listening(logging.Handler):
        def emit(self, record):
            Scrub().filter(record)
            kept.append(self.format(record))

    listening = Listening(level=0)
    loggers = [logging.getLogger(name) for name in ("", "django", "django.server")]  # these hand nothing on
    before = [it.level for it in loggers]
    for logger in loggers:
        logger.addHandler(listening)
        logger.setLevel(1)
    try:
        clinician, key = client_of("clinician"), key_of("clinician")
        clinician.raise_request_exception = False
        addresses = set()
        for page in ("patient", "candidate", "plans", "practice", "export", "receive", "hand_offs", "correct"):
            answer = clinician.get(reverse(f"care:{page}", args=[patient.pk]))
            assert canary in answer.content.decode()
            addresses |= {part.split('"')[0] for part in answer.content.decode().split('href="')[1:]}
            addresses.add(answer.headers.get("Location", ""))
        clinician.post(reverse("care:patients"), {"words": canary})
        clinician.post(reverse("care:export", args=[patient.pk]), {"kind": "fhir", "reason": f"for {canary}"})
        get(f"/patients/{patient.pk}/fhir", key)
        get(f"/patients/{patient.pk}?name={canary}", key_of("clinician2"))
        client_of("bob").get(reverse("care:patient", args=[patient.pk]), {"q": canary})
        Client().post("/accounts/password/reset/", {"email": "canarybird@example.org"})
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.removeHandler(listening)
            logger.setLevel(level)
    assert any("[removed]" in line for line in kept)  # something was there to scrub
    seen = "\n".join([*kept, *addresses, *(f"{it.subject} {it.body}" for it in mail.outbox), capsys.readouterr().err])
    for secret in ("Canarybird", "canarybird", "CANARY-77", "1971-02-03", key["Authorization"].split(" ", 1)[1]):
        assert secret not in seen
    assert str(patient.pk) not in "\n".join(kept)


@pytest.mark.slow
def test_schemathesis_finds_no_crash(clinic, key_of):
    """Requests made from the OpenAPI document, valid and not: no 500, and answers as documented."""
    schemathesis = pytest.importorskip("schemathesis")
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import strategies as st

    from resynapse_web.care.interchange.api import api
    from resynapse_web.wsgi import application

    schema = schemathesis.openapi.from_dict(dict(api.get_openapi_schema(path_prefix=f"{API}/")))
    known = [str(clinic.alice.pk), str(clinic.bob.pk), str(clinic.charlie.pk)]
    key = key_of("clinician")
    for operation in (it.ok() for it in schema.get_all_operations()):

        @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
        @given(case=operation.as_strategy(), real=st.sampled_from([*known, None]))
        def run(case, real):
            if real and case.path_parameters:
                case.path_parameters = dict.fromkeys(case.path_parameters, real)
            answer = case.call(app=application, headers=key)
            assert answer.status_code < 500, (case.method, case.path, answer.status_code)

        run()
