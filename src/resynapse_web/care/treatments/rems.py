"""The monitoring form of nasal esketamine, from the record; due seven days after the session.

The fields are those that public pages of the programme name; the clinic compares them with the form in force.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from resynapse_web.care import clock
from resynapse_web.care.monitoring.events import words
from resynapse_web.care.people.models import Patient
from resynapse_web.care.treatments import flow, paging
from resynapse_web.care.treatments.models import Ending, Kind, Treatment

PRODUCT = "esketamine-nasal"
DAYS = 7
MEDICINES = {  # what the form asks for, by our questions
    "sedative": "Benzodiazepines",
    "other_depressant": "Hypnotics and other sedating medicines",
    "opioid": "Opioids",
    "stimulant": "Psychostimulants",
    "maoi": "MAO inhibitors",
}


class Waiting(NamedTuple):
    """A form that has not gone."""

    treatment: Treatment
    due: datetime
    left: timedelta

    @property
    def overdue(self) -> bool:
        """Whether the seven days are over."""
        return self.left < timedelta(0)


def waiting(patients: Any) -> list[Waiting]:
    """Ended sessions of nasal esketamine whose form has not gone, the most urgent first."""
    ended = Ending.objects.standing().filter(treatment__plan__product_id=PRODUCT, patient__in=patients)
    missing = ended.filter(treatment__rems_sent=None).select_related("treatment__patient").order_by("ended_at")
    forms = [it for it in missing if it.kind != Kind.CANCELLED or flow.something_given(it.treatment)]
    rows = [(it.treatment, it.ended_at + timedelta(days=DAYS)) for it in forms]
    return [Waiting(treatment, due, due - clock.now()) for treatment, due in rows]


def filled(treatment: Treatment) -> dict[str, Any]:
    """The fields, in order, with what the record says; empty where it says nothing."""
    dose, taken = flow.dose_of(treatment), list(treatment.vitals.standing())
    ending = treatment.endings.standing().order_by("ended_at").first()
    events = list(treatment.adverse_events.standing())
    release = paging.release_of(treatment)
    before = [it for it in taken if dose is None or it.taken_at <= dose.given_at]
    after = [it for it in taken if dose is not None and it.taken_at > dose.given_at]
    middle = min(after, key=lambda it: abs(_minutes(dose, it.taken_at) - 40), default=None)
    rows = [
        ("Patient", f"{treatment.patient.details.name}, born {treatment.patient.details.born:%d %b %Y}"),
        ("Record number", treatment.patient.number),
        ("Date of treatment", f"{dose.given_at:%d %b %Y %H:%M} UTC" if dose else ""),
        ("Dose and lot", f"{dose.amount_mg.normalize():f} mg, lot {dose.lot}" if dose else ""),
        ("Released by", release.by.name if release and release.by else ""),
        ("Medicines at the time", _medicines(treatment.patient)),
        ("Vital signs before the dose", _vitals(before[-1] if before else None)),
        ("Vital signs at about 40 min", _vitals(middle)),
        ("Vital signs before completion", _vitals(after[-1] if after else None)),
        ("Sedation (lowest MOAA/S)", _least(after, "sedation")),
        ("Dissociation (highest CADSS total)", _most(after, "dissociation")),
        ("Oxygen saturation (lowest)", _least(after, "spo2")),
        ("Minutes from dose to end", str(int(_minutes(dose, ending.ended_at))) if dose and ending else ""),
        ("How it ended", ending.get_kind_display() if ending else ""),
        ("Serious adverse events", "; ".join(_event(it) for it in events if it.serious) or "none recorded"),
        ("Other adverse events", "; ".join(_event(it) for it in events if not it.serious) or "none recorded"),
    ]
    due = ending.ended_at + timedelta(days=DAYS) if ending else None
    sent = treatment.rems_sent.standing().order_by("at").first()
    return {"rows": rows, "due": due, "sent": sent, "overdue": due is not None and sent is None and clock.now() > due}


def _minutes(dose: Any, at: datetime) -> float:
    return float((at - dose.given_at).total_seconds()) / 60


def _vitals(line: Any) -> str:
    if line is None:
        return ""
    pressure = f"{line.systolic}/{line.diastolic} mmHg" if line.systolic else ""
    told = [pressure, f"SpO2 {line.spo2} %" if line.spo2 else ""]
    return f"{', '.join(it for it in told if it)} at {line.taken_at:%H:%M} UTC"


def _least(lines: list[Any], name: str) -> str:
    return str(min((it for line in lines if (it := getattr(line, name)) is not None), default=""))


def _most(lines: list[Any], name: str) -> str:
    return str(max((it for line in lines if (it := getattr(line, name)) is not None), default=""))


def _event(it: Any) -> str:
    because = f", serious: {', '.join(words().serious[key] for key in it.serious)}" if it.serious else ""
    return f"{it.term}, grade {it.grade}{because}, {words().outcome[it.outcome]}"


def _medicines(patient: Patient) -> str:
    told = []
    for key, name in MEDICINES.items():
        last = patient.answers.standing().filter(question=key).order_by("-at").first()
        told.append(f"{name}: {'not known' if last is None or last.value is None else 'yes' if last.value else 'no'}")
    return "; ".join(told)
