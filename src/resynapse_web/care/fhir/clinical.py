"""Rows of care as resources: person, answers, scores, vital signs, plan, dose, session, events, forecast."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from resynapse_web.care.fhir import rows
from resynapse_web.care.fhir.parts import (
    LOINC,
    OWN,
    TERMS,
    Resource,
    answer,
    coded,
    instant,
    own,
    quantity,
    ref,
    resource,
)

CATEGORY = f"{TERMS}observation-category"
ITEM_TYPES = {"yes-no": "boolean", "number": "decimal", "date": "date", "choice": "string"}
SEVERITY = {1: "mild", 2: "moderate"}  # of the R4 code system; CTCAE 3 to 5 are severe, the grade is in the text
VITALS = {  # name: LOINC, text, unit, UCUM; codes of the vital-signs profiles of R4
    "heart_rate": ("8867-4", "Heart rate", "/min", "/min"),
    "respiratory_rate": ("9279-1", "Respiratory rate", "/min", "/min"),
    "spo2": ("2708-6", "Oxygen saturation in arterial blood", "%", "%"),
}
PRESSURES = {"systolic": ("8480-6", "Systolic blood pressure"), "diastolic": ("8462-4", "Diastolic blood pressure")}


def patient(row: rows.Person) -> Resource:
    """Patient."""
    reach = [{"system": "phone", "value": row.telephone}, {"system": "email", "value": row.email}]
    return resource(
        "Patient",
        row.id,
        identifier=[{"system": f"{OWN}record-number", "value": row.number}],
        active=True,
        name=[{"text": row.name}],
        telecom=[it for it in reach if it["value"]],
        gender=row.sex,
        birthDate=row.born.isoformat(),
    )


def questionnaire(row: rows.Form) -> Resource:
    """Questionnaire."""
    items = [{"linkId": it.id, "text": it.text, "type": ITEM_TYPES[it.kind]} for it in row.items]
    url = f"{OWN}questionnaire:{row.id}"
    return resource("Questionnaire", row.id, url=url, version=row.version, title=row.title, status="active", item=items)


def response(row: rows.Answers) -> Resource:
    """QuestionnaireResponse; a "not sure" is an item without answer."""
    items = [
        {"linkId": key, "text": text, **({} if value is None else {"answer": [answer(value)]})}
        for key, text, value in row.values
    ]
    return resource(
        "QuestionnaireResponse",
        row.id,
        part_2=row.part_2,
        questionnaire=f"{OWN}questionnaire:{row.form}",
        status="completed",
        subject=ref("Patient", row.patient),
        authored=instant(row.at),
        source=ref("Patient", row.patient) if row.by_patient else None,
        item=items,
    )


def score(row: rows.Score) -> Resource:
    """Observation, survey; LOINC only where the code is confirmed."""
    code = coded(LOINC, row.loinc, row.title) if row.loinc else own("instruments", row.instrument, row.title)
    return resource(
        "Observation",
        row.id,
        part_2=row.part_2,
        status="final",
        category=[coded(CATEGORY, "survey", "Survey")],
        code=code,
        subject=ref("Patient", row.patient),
        effectiveDateTime=instant(row.at),
        valueQuantity=quantity(row.total, "points", "{score}"),
        derivedFrom=[ref("QuestionnaireResponse", row.answers)] if row.answers else None,
    )


def vitals(row: rows.Vital) -> list[Resource]:
    """Observations, one for each sign; the pressure is one with two components."""
    shared: dict[str, Any] = {
        "status": "final",
        "category": [coded(CATEGORY, "vital-signs", "Vital Signs")],
        "subject": ref("Patient", row.patient),
        "effectiveDateTime": instant(row.at),
    }
    found = [
        resource(
            "Observation",
            str(uuid5(UUID(row.id), name)),
            **shared,
            code=coded(LOINC, code, text),
            valueQuantity=quantity(row.values[name], unit, ucum),
        )
        for name, (code, text, unit, ucum) in VITALS.items()
        if name in row.values
    ]
    pressures = [
        {"code": coded(LOINC, code, text), "valueQuantity": quantity(row.values[name], "mmHg", "mm[Hg]")}
        for name, (code, text) in PRESSURES.items()
        if name in row.values
    ]
    if pressures:
        code = coded(LOINC, "85354-9", "Blood pressure panel with all children optional")
        found.append(
            resource("Observation", str(uuid5(UUID(row.id), "pressure")), **shared, code=code, component=pressures)
        )
    return found


def care_plan(row: rows.Planned) -> Resource:
    """CarePlan; a plan is an order when it is signed."""
    details = [{"detail": {"status": "not-started", "description": it}} for it in (row.dose, *row.activities)]
    return resource(
        "CarePlan",
        row.id,
        identifier=[{"system": f"{OWN}plan-version", "value": str(row.version)}],
        status=row.status,
        intent="proposal" if row.status == "draft" else "order",
        title=row.title,
        subject=ref("Patient", row.patient),
        created=instant(row.at),
        activity=details,
        note=[{"text": row.note}] if row.note else None,
    )


def administration(row: rows.Given) -> Resource:
    """MedicationAdministration."""
    return resource(
        "MedicationAdministration",
        row.id,
        status=row.status,
        medicationCodeableConcept={"text": row.product},
        subject=ref("Patient", row.patient),
        effectiveDateTime=instant(row.at),
        dosage={"route": {"text": row.route}, "dose": quantity(row.amount_mg, "mg", "mg")},
        note=[{"text": f"Lot {row.lot}"}] if row.lot else None,
    )


def procedure(row: rows.Session) -> Resource:
    """Procedure: a session of treatment."""
    times = {"start": row.began and instant(row.began), "end": row.ended and instant(row.ended)}
    return resource(
        "Procedure",
        row.id,
        status=row.status,
        code=own("procedures", "ketamine-session", "Session of ketamine treatment"),
        subject=ref("Patient", row.patient),
        performedPeriod={name: at for name, at in times.items() if at},
    )


def adverse_event(row: rows.Event) -> Resource:
    """AdverseEvent, as R4 has it (R5 reshaped it)."""
    severity = coded(f"{TERMS}adverse-event-severity", SEVERITY.get(row.grade, "severe"), f"CTCAE grade {row.grade}")
    serious = ("Serious", "Serious") if row.serious else ("Non-serious", "Non-serious")
    severity["coding"][0].pop("display")
    return resource(
        "AdverseEvent",
        row.id,
        actuality="actual",
        event={"text": row.term},
        subject=ref("Patient", row.patient),
        date=instant(row.at),
        seriousness=coded(f"{TERMS}adverse-event-seriousness", *serious),
        severity=severity,
        outcome={"coding": [{"system": f"{TERMS}adverse-event-outcome", "code": row.outcome}]},
    )


def risk_assessment(row: rows.Forecast) -> Resource:
    """RiskAssessment; R4 takes a probability in percent, so 0.6 leaves as 60."""
    end = instant(row.at + timedelta(days=row.days))
    predictions = [
        {
            "outcome": {"text": text},
            "probabilityDecimal": round(100 * share, 4),
            "whenPeriod": {"start": instant(row.at), "end": end},
        }
        for text, share in row.shares
    ]
    return resource(
        "RiskAssessment",
        row.id,
        status="final",
        method={"text": row.model},
        subject=ref("Patient", row.patient),
        occurrenceDateTime=instant(row.at),
        basis=[ref(kind, key) for kind, key in row.basis],
        prediction=predictions,
        note=[{"text": "Simulated; not validated on individual patients. A clinician decides."}],
    )
