"""FHIR R4, CSV and registry: valid, complete, labelled; nothing leaves without permission and a line in the audit."""

from __future__ import annotations

import copy
import csv
import gzip
import io
import json
import subprocess
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from resynapse.errors import InputError
from resynapse_web.care.fhir import clinical, parts, reading, record, rows
from resynapse_web.care.forecasts.history import OWN
from resynapse_web.care.forecasts.models import Forecast, ForecastAsked
from resynapse_web.care.instruments.catalogue import catalogue
from resynapse_web.care.interchange import exporting, gathering
from resynapse_web.care.interchange.models import Exported, Received
from resynapse_web.care.outcomes import answering
from resynapse_web.care.people.models import Details, Patient
from resynapse_web.care.plans.models import Plan
from resynapse_web.care.records.keeping import SYSTEM, Actor, keep
from resynapse_web.care.records.models import AuditEvent
from resynapse_web.care.rules.ruleset import shipped

HERE = Path(__file__).parent / "fhir"
NODE = Path(__file__).parents[2] / ".venv-fhir"
AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
WHY = "Second opinion at the invented university clinic"


def key(number):
    return f"00000000-0000-4000-8000-{number:012d}"


def resources():
    """One of everything the mapper knows."""
    one = key(1)
    scores = [
        clinical.score(rows.Score(key(4), one, "phq-9", "PHQ-9", 17.0, AT, "44261-6")),
        clinical.score(rows.Score(key(5), one, "madrs", "MADRS", 31.0, AT)),
        clinical.score(rows.Score(key(6), one, "audit-c", "AUDIT-C", 2.0, AT, "75626-2", part_2=True)),
    ]
    signs = {"systolic": 128.0, "diastolic": 82.0, "heart_rate": 71.0, "respiratory_rate": 14.0, "spo2": 98.0}
    form = rows.Form("candidate", "Before treatment", "1", (
        rows.Question("aneurysm", "Aneurysm?", "yes-no"), rows.Question("trials", "Trials", "number"),
        rows.Question("due", "When?", "date"), rows.Question("liver", "Liver", "choice"),
    ))  # fmt: skip
    values = (("aneurysm", "Aneurysm?", False), ("trials", "Trials", 3.0), ("due", "When?", date(2026, 4, 1)),
              ("liver", "Liver", "none"), ("other", "Other?", None))  # fmt: skip
    session = rows.Session(key(10), one, "completed", AT, AT + timedelta(hours=2))
    basis = (("Observation", key(4)),)
    forecast = rows.Forecast(key(13), one, AT, "Resynapse 1, parameters abc", (("response", 0.6),), 28, basis)
    signed = rows.Signed(key(14), "CarePlan", key(8), AT, "Dr C", "clinician", "I prescribe this plan", "ab" * 32)
    alice = rows.Person(one, "DEMO-1", "Alice Demo", date(1984, 3, 14), "female", "555-0101", "a@demo.example")
    apart = (("opioid", "Opioids?", False),)
    plan = rows.Planned(key(8), one, "active", "Depression", 2, AT, "Ketamine, 34 mg", ("Intention",), "note")
    return [
        clinical.patient(alice),
        clinical.questionnaire(form),
        clinical.response(rows.Answers(key(2), one, "candidate", AT, True, values)),
        clinical.response(rows.Answers(key(3), one, "candidate", AT, False, apart, part_2=True)),
        *scores,
        *clinical.vitals(rows.Vital(key(7), one, AT, signs)),
        clinical.care_plan(plan),
        clinical.administration(rows.Given(key(9), one, "Ketamine, intravenous", "intravenous", 34.1, AT, "L1")),
        clinical.procedure(session),
        clinical.adverse_event(rows.Event(key(11), one, "Nausea", 2, False, "resolved", AT)),
        record.consent(rows.Agreed(key(12), one, "Consent to ketamine, version 3", AT, "active")),
        record.consent(rows.Agreed(key(16), one, "Consent to ketamine, version 3", AT, "entered-in-error", "Eve")),
        clinical.risk_assessment(forecast),
        record.provenance(signed),
        record.provenance(rows.Signed(key(17), "Consent", key(16), AT, "Dr C", "clinician", "Entered in error: x", "")),
        record.audit_event(rows.Line(key(15), AT, "7", "clinician", "chart.view", True, one, "cd" * 32)),
    ]  # fmt: skip


BUNDLE = parts.bundle(key(99), AT, resources())


@pytest.fixture(scope="module")
def schema():
    jsonschema_rs = pytest.importorskip("jsonschema_rs")
    return jsonschema_rs.validator_for(json.loads(gzip.decompress((HERE / "schema.json.gz").read_bytes())))


def test_the_mapper_gives_what_it_gave(request):
    """Golden file: a change of the mapping is a change one sees. Delete the file to write it anew."""
    golden = HERE / "golden.json"
    if not golden.exists():
        golden.write_text(json.dumps(BUNDLE, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert json.loads(golden.read_text(encoding="utf-8")) == BUNDLE


def test_everything_fits_the_schema_of_r4(schema):
    for it in resources():
        assert schema.is_valid(it), (it["resourceType"], [error.message for error in schema.iter_errors(it)][:3])
    assert schema.is_valid(BUNDLE)


@pytest.mark.parametrize(("number", "path", "wrong"), [
    (4, "status", "done"), (4, "code", None), (0, "gender", "f"), (12, "subject", None),
])  # fmt: skip
def test_the_schema_would_notice(schema, number, path, wrong):
    it = copy.deepcopy(resources()[number])
    it[path] = wrong
    if wrong is None:
        del it[path]
    assert not schema.is_valid(it), (it["resourceType"], path)


def node_says(bundle):
    done = subprocess.run(
        ["node", str(HERE / "validate.mjs"), str(NODE)],
        input=json.dumps(bundle), capture_output=True, text=True, check=True, timeout=300,
    )  # fmt: skip
    return json.loads(done.stdout)


@pytest.mark.slow
@pytest.mark.skipif(not (NODE / "node_modules").exists(), reason="`make fhir` (Node) was not run")
def test_two_more_validators_agree():
    assert node_says(BUNDLE) == []
    wrong = copy.deepcopy(BUNDLE)
    by_type = {it["resource"]["resourceType"]: it["resource"] for it in wrong["entry"]}
    by_type["RiskAssessment"]["prediction"][0]["probabilityDecimal"] = 600  # more than 100 %
    by_type["Procedure"]["status"] = "done"
    said = {(who, name.split("/")[0]) for who, name, *_ in node_says(wrong)}
    assert {("medplum", "RiskAssessment"), ("fhir.js", "Procedure")} <= said


@pytest.mark.slow
@pytest.mark.skipif(not (NODE / "node_modules").exists(), reason="`make fhir` (Node) was not run")
def test_whole_records_satisfy_them(clinic):
    answered(clinic)
    for number in ("DEMO-0001", "DEMO-0004"):
        assert node_says(exporting.as_fhir(Patient.objects.get(number=number), part_2=True, audit=True)) == []


def answered(clinic):
    alice = Actor(clinic.users["alice"], "patient")
    given = {str(k): 1 for k in range(1, 9)} | {"9": None}
    answering.answered(alice, clinic.alice, catalogue()["gad-7"], {str(k): 2 for k in range(1, 8)}, "patient")
    answering.answered(alice, clinic.alice, catalogue()["phq-9"], given, "patient")


def test_a_score_is_derived_from_its_answers_and_what_was_left_open_stays_open(clinic, schema):
    answered(clinic)
    bundle = exporting.as_fhir(clinic.alice)
    assert schema.is_valid(bundle)
    found = {it["resource"]["id"]: it["resource"] for it in bundle["entry"]}
    (score,) = [it for it in found.values() if it["resourceType"] == "Observation"]
    source = found[score["derivedFrom"][0]["reference"].removeprefix("urn:uuid:")]
    assert (source["questionnaire"], len(source["item"])) == ("urn:resynapse:questionnaire:gad-7", 7)
    assert score["valueQuantity"]["value"] == sum(it["answer"][0]["valueDecimal"] for it in source["item"]) == 14
    (phq,) = [it for it in found.values() if it.get("questionnaire") == "urn:resynapse:questionnaire:phq-9"]
    assert [it["linkId"] for it in phq["item"] if "answer" not in it] == ["9"]


def test_a_probability_leaves_as_a_percentage():
    it = next(it for it in resources() if it["resourceType"] == "RiskAssessment")
    assert it["prediction"][0]["probabilityDecimal"] == 60


def test_alices_record_is_valid_and_whole(clinic, schema):
    found = exporting.as_fhir(clinic.alice, audit=True)
    kinds = [it["resource"]["resourceType"] for it in found["entry"]]
    assert {"Patient", "Questionnaire", "QuestionnaireResponse", "CarePlan", "Provenance", "AuditEvent"} <= set(kinds)
    for it in found["entry"]:
        assert schema.is_valid(it["resource"]), it["resource"]["resourceType"]
    names = [it["fullUrl"] for it in found["entry"]]
    assert len(names) == len(set(names))


def test_a_forecast_leaves_with_its_model_and_basis(clinic, schema):
    plan = Plan.objects.current().get(patient=clinic.alice)
    asked = ForecastAsked(patient=clinic.alice, plan=plan, plan_text="{}", seed=1, digest="d")
    arm = {"arm": OWN, "response": [0.2, 0.6], "remission": [0.1, 0.3]}
    result = {"inside": True, "arms": [arm], "time_h": [0.0, 672.0]}
    kept = Forecast(asked=asked, version="1", parameter_hash="abc", result=result)
    keep(SYSTEM, "forecast.keep", asked, kept)
    found = [it["resource"] for it in exporting.as_fhir(clinic.alice)["entry"]]
    (risk,) = [it for it in found if it["resourceType"] == "RiskAssessment"]
    assert schema.is_valid(risk)
    assert [it["probabilityDecimal"] for it in risk["prediction"]] == [60, 30]
    assert risk["basis"] == [{"reference": f"urn:uuid:{plan.pk}", "type": "CarePlan"}]
    assert "parameters abc" in risk["method"]["text"]
    assert "not validated on individual patients" in risk["note"][0]["text"]


def test_part_2_stays_unless_asked(clinic):
    assert {it for it in gathering.PART_2_QUESTIONS if it not in shipped().questions} == set()
    plain = exporting.as_fhir(clinic.alice)["entry"]
    answered = json.dumps([it for it in plain if it["resource"]["resourceType"] != "Questionnaire"])
    assert not any(f'"{it}"' in answered for it in gathering.PART_2_QUESTIONS)
    whole = exporting.as_fhir(clinic.alice, part_2=True)
    for it in (it["resource"] for it in whole["entry"] if it["resource"]["resourceType"] == "QuestionnaireResponse"):
        held = {item["linkId"] for item in it["item"]} & gathering.PART_2_QUESTIONS
        assert bool(held) == parts.labelled(it)
    assert "opioid" not in exporting.as_table(clinic.alice)
    assert "opioid" in exporting.as_table(clinic.alice, part_2=True)


def export(client, patient, **said):
    page = reverse("care:export", args=[patient.pk])
    return client.post(page, {"kind": "fhir", "reason": WHY, **said})


def test_an_export_has_a_reason_and_a_line(clinic, client_of):
    client = client_of("clinician")
    assert export(client, clinic.alice, reason="").headers["Content-Type"].startswith("text/html")
    assert not Exported.objects.exists()
    answer = export(client, clinic.alice)
    assert answer.headers["Content-Type"] == "application/fhir+json"
    assert "Alice" not in answer.headers["Content-Disposition"]
    mark = Exported.objects.get()
    assert mark.reason == WHY
    assert AuditEvent.objects.filter(action="record.export", object_id=str(mark.pk), patient=clinic.alice.pk).exists()


def test_part_2_leaves_with_a_named_consent_only(clinic, client_of):
    client = client_of("clinician")
    assert "Name the consent" in export(client, clinic.alice, part_2="on").content.decode()
    answer = export(client, clinic.alice, part_2="on", consent="1 March 2026, university clinic")
    assert "42CFRPart2" in answer.content.decode()
    assert "university clinic" in Exported.objects.get().reason


@pytest.mark.parametrize("person", ["clinician2", "guide", "desk", "auditor", "alice", "bob", "peer"])
def test_nobody_else_exports(clinic, client_of, person):
    before = AuditEvent.objects.filter(action="record.export", allowed=False).count()
    assert export(client_of(person), clinic.alice).status_code == 404
    assert not Exported.objects.exists()
    assert AuditEvent.objects.filter(action="record.export", allowed=False).count() == before + 1


def test_printing_is_in_the_audit(clinic, client_of):
    plan = clinic.alice.plans.get()
    page = client_of("clinician").get(reverse("care:print_plan", args=[plan.pk])).content.decode()
    assert "Alice Demo" in page
    assert plan.fingerprint() in page
    assert AuditEvent.objects.filter(action="plan.print", object_id=str(plan.pk)).exists()


def test_a_table_is_no_program():
    assert exporting.written(("a",), [("=HYPERLINK(1)",), ("@x",), (-3,)]) == "a\n'=HYPERLINK(1)\n'@x\n-3\n"


def upload(client, patient, bundle):
    text = bundle if isinstance(bundle, bytes) else json.dumps(bundle).encode()
    page = reverse("care:receive", args=[patient.pk])
    return client.post(page, {"file": SimpleUploadedFile("b.json", text, "application/json")}, follow=True)


def test_what_leaves_can_come_in_again(clinic, client_of):
    client, made = client_of("clinician"), exporting.as_fhir(clinic.alice, part_2=True)
    assert "resources kept" in upload(client, clinic.alice, made).content.decode()
    sent = [it["resource"] for it in made["entry"] if it["resource"]["resourceType"] in reading.SUBJECTS]
    kept = list(Received.objects.filter(patient=clinic.alice))
    assert sorted(json.dumps(it.content) for it in kept) == sorted(json.dumps(it) for it in sent)
    assert any(it.part_2 for it in kept)
    upload(client, clinic.alice, made)  # the same file again
    assert Received.objects.count() == len(kept)


def test_an_import_moves_no_gate(clinic, client_of):
    from resynapse_web.care.candidates.gate import given

    before = given(clinic.alice)
    upload(client_of("clinician"), clinic.alice, BUNDLE)
    assert Received.objects.exists()
    assert given(clinic.alice) == before


def test_the_wrong_patient_is_refused(clinic, client_of):
    answer = upload(client_of("clinician"), clinic.bob, exporting.as_fhir(clinic.alice))
    assert "another person" in answer.content.decode()
    assert not Received.objects.exists()


def changed(change):
    found = copy.deepcopy(BUNDLE)
    change(found)
    return json.dumps(found).encode()


@pytest.mark.parametrize("text", [
    b"", b"x", b"[]", b"{}", b'{"resourceType": "Bundle"}', b'{"resourceType": "Bundle", "entry": [1]}',
    b'{"resourceType": "Bundle", "entry": []}', b"\xff\xfe", b"[" * 100_000,
    b'{"resourceType":"Bundle","entry":[],"x":' + b"[" * 40 + b"]" * 40 + b"}",
    changed(lambda it: it["entry"].append(it["entry"][0])),  # two patients
    changed(lambda it: it["entry"][4]["resource"]["subject"].update(reference="urn:uuid:other")),
    changed(lambda it: it["entry"][4]["resource"].update(subject=[])),
    changed(lambda it: it["entry"][0]["resource"].update(birthDate="1984")),
    changed(lambda it: it["entry"][0]["resource"].update(name=[])),
    changed(lambda it: it["entry"][0]["resource"].update(resourceType="Practitioner")),
])  # fmt: skip
def test_nonsense_is_refused_with_a_sentence(text):
    with pytest.raises(InputError):
        reading.read(text)


def many(count, sex="female"):
    """Invented people of one age band."""
    found = []
    for number in range(count):
        patient = Patient(number=f"REG-{sex}-{number}")
        details = Details(patient=patient, name=f"Canary {number}", born=date(1950, 1, 1 + number), sex=sex)
        keep(SYSTEM, "patient.register", patient, details)
        found.append(patient)
    return found


def test_the_registry_has_no_names_and_no_small_cells(clinic):
    people = [*many(5), *many(4, "male")]
    text = exporting.registry(people, "one")
    found = list(csv.DictReader(io.StringIO(text)))
    assert len(found) == 5
    assert {it["sex"] for it in found} == {"female"}
    for secret in ("Canary", "REG", "1950", *(str(it.pk) for it in people)):
        assert secret not in text
    again = exporting.registry(people, "two")
    assert not {it["person"] for it in found} & {it["person"] for it in csv.DictReader(io.StringIO(again))}


def test_dates_move_and_their_distances_do_not():
    moved = [date.fromisoformat(exporting.shifted(day, -77)) for day in (date(2026, 3, 1), date(2026, 3, 8))]
    assert moved[0] != date(2026, 3, 1)
    assert (moved[1] - moved[0]).days == 7


def test_only_the_director_exports_the_registry(clinic, client_of):
    answer = client_of("director").post(reverse("care:registry"), {"reason": WHY})
    assert answer.content.decode().startswith("person,age_band")
    assert Exported.objects.get().kind == "registry"
