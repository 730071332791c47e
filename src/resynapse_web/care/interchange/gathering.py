"""From the tables to the plain rows of the mapper."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from uuid import UUID, uuid5

from resynapse_web.care.candidates.models import Answer
from resynapse_web.care.consents.models import Consent
from resynapse_web.care.consents.signing import State as Agreement
from resynapse_web.care.consents.signing import state
from resynapse_web.care.doses.products import products
from resynapse_web.care.fhir import rows
from resynapse_web.care.forecasts.history import OWN
from resynapse_web.care.forecasts.models import Forecast
from resynapse_web.care.instruments.catalogue import catalogue
from resynapse_web.care.outcomes.models import Response
from resynapse_web.care.people.models import Patient
from resynapse_web.care.plans.models import Plan
from resynapse_web.care.plans.programme import texts
from resynapse_web.care.plans.signing import State, standing
from resynapse_web.care.records.keeping import retracted
from resynapse_web.care.records.models import AuditEvent, Retraction, Signature
from resynapse_web.care.rules.answers import PATIENT, RECORD
from resynapse_web.care.rules.ruleset import shipped
from resynapse_web.care.treatments.models import Dose, Kind, Treatment, Vitals

FORM = "candidate"
PART_2_QUESTIONS = {  # what tells of substance use or its treatment
    "substance_now", "ketamine_misuse", "opioid", "other_depressant", "naltrexone", "intoxicated",
}  # fmt: skip
PART_2_INSTRUMENTS = {"audit-c", "dast-10"}
STATUS = {State.ACTIVE: "active", State.DRAFT: "draft", State.WAITING: "draft"}
KIND = {"yes_no": "yes-no", "number": "number", "date": "date", "choice": "choice"}
SESSION = {Kind.ROUTINE: "completed", Kind.CANCELLED: "not-done"}
AGREED: dict[str, str] = {  # status of a FHIR Consent; what nobody has agreed to does not leave
    Agreement.STANDING: "active", Agreement.EXPIRED: "inactive", Agreement.WITHDRAWN: "inactive",
    Agreement.OLD: "inactive", Agreement.REPRESENTED: "inactive", "entered-in-error": "entered-in-error",
}  # fmt: skip
SIGNS = ("systolic", "diastolic", "heart_rate", "respiratory_rate", "spo2")


def person(patient: Patient) -> rows.Person:
    """Who it is."""
    known = patient.details
    return rows.Person(str(patient.pk), patient.number, known.name, known.born, known.sex, known.telephone, known.email)


def form() -> rows.Form:
    """The questionnaire of the candidate, as it is in force."""
    asked = [it for it in shipped().questions.values() if it.ask != RECORD]
    questions = tuple(rows.Question(it.id, it.text, KIND[it.kind]) for it in asked)
    return rows.Form(FORM, "Before treatment", shipped().hash[:12], questions)


def answers(patient: Patient) -> Iterator[rows.Answers]:
    """Answers that were given together; those of substance use apart, so that they can stay here."""
    known = shipped().questions
    found = Answer.objects.standing().filter(patient=patient, question__in=known).order_by("at", "pk")
    groups = groupby(found, key=lambda it: (it.at.replace(microsecond=0), it.source))
    for (at, source), given in groups:
        together = list(given)
        for part_2 in (False, True):
            mine = [it for it in together if (it.question in PART_2_QUESTIONS) == part_2]
            values = tuple((it.question, known[it.question].text, it.value) for it in mine)
            if values:
                key = str(uuid5(UUID(str(together[0].pk)), f"answers-{part_2}"))
                yield rows.Answers(key, str(patient.pk), FORM, at, source == PATIENT, values, part_2)


def filled(patient: Patient) -> Iterator[rows.Answers]:
    """Questionnaires whose items were answered here; an item that was left open stays without an answer."""
    for it in _responses(patient):
        values = tuple((item.id, item.text, it.answers.get(item.id)) for item in it.instrument.items)
        by_patient, part_2 = it.source == PATIENT, it.instrument_id in PART_2_INSTRUMENTS
        yield rows.Answers(_items(it), str(patient.pk), it.instrument_id, it.at, by_patient, values, part_2)


def instruments(patient: Patient) -> Iterator[rows.Form]:
    """The questionnaires behind them."""
    for known in {it.instrument_id: it.instrument for it in _responses(patient)}.values():
        questions = tuple(rows.Question(it.id, it.text, "number") for it in known.items)
        yield rows.Form(known.id, known.title, known.version, questions)


def _responses(patient: Patient) -> list[Response]:
    found = Response.objects.standing().filter(patient=patient, instrument_id__in=catalogue()).order_by("on", "at")
    return [it for it in found if it.answers and it.instrument.items]


def _items(response: Response) -> str:
    return str(uuid5(response.pk, "items"))


def scores(patient: Patient) -> Iterator[rows.Score]:
    """Totals of the instruments; a screener without a total is not one."""
    for it in Response.objects.standing().filter(patient=patient, total__isnull=False).order_by("on", "at"):
        known = catalogue().get(it.instrument_id)
        title, loinc = (known.name, known.loinc.total) if known and known.loinc else (it.instrument_id, "")
        yield rows.Score(
            str(it.pk), str(patient.pk), it.instrument_id, title, float(it.total), it.at, loinc,
            it.instrument_id in PART_2_INSTRUMENTS, _items(it) if it.answers and known and known.items else "",
        )  # fmt: skip


def consents(patient: Patient) -> Iterator[rows.Agreed]:
    """What stands, has ended, was withdrawn or entered in error; one for each version of a text that was explained."""
    kept = Consent.objects.filter(patient=patient).order_by("at").select_related("text")
    wrong = {it.pk for it, _ in retracted(kept)}
    for it in kept:
        now = AGREED.get("entered-in-error" if it.pk in wrong else state(it))
        if now:
            document = f"{it.where}: {it.text.title}, version {it.text.version}, SHA-256 {it.text_hash}"
            yield rows.Agreed(str(it.pk), str(patient.pk), document, it.at, now, it.representative)


def plans(patient: Patient) -> Iterator[rows.Planned]:
    """The latest version of each plan."""
    for plan in Plan.objects.current().standing().filter(patient=patient).order_by("at"):
        regimen = plan.regimen
        dose = f"{plan.product.name}, {regimen.dose_mg.normalize():f} mg, {plan.per_week} a week for {plan.weeks} weeks"
        work = tuple(text for phase in texts(plan.programme).values() for text in phase)
        status = STATUS.get(standing(plan).state, "revoked")
        yield rows.Planned(
            str(plan.pk), str(patient.pk), status, plan.indication, plan.version, plan.at, dose, work, plan.note
        )


def doses(patient: Patient) -> Iterator[rows.Given]:
    """What was given; the latest version of each."""
    for dose in Dose.objects.current().standing().filter(patient=patient).order_by("given_at"):
        yield _given(dose, "completed")


def doses_in_error(patient: Patient) -> Iterator[rows.Given]:
    """What was recorded as given, and marked as entered in error."""
    for dose, _ in retracted(Dose.objects.filter(patient=patient).order_by("given_at", "version")):
        yield _given(dose, "entered-in-error")


def _given(dose: Dose, status: str) -> rows.Given:
    known = products()[dose.product_id]
    key, patient, mg = str(dose.pk), str(dose.patient_id), float(dose.amount_mg)
    return rows.Given(key, patient, known.name, known.route, mg, dose.given_at, dose.lot, status)


def sessions(patient: Patient) -> Iterator[rows.Session]:
    """Sessions that began."""
    for it in Treatment.objects.standing().filter(patient=patient, doses__isnull=False).distinct().order_by("at"):
        ending = it.endings.order_by("-at").first()
        status = SESSION.get(ending.kind, "stopped") if ending else "in-progress"
        given = it.doses.standing().order_by("-version").first()
        if given is None and not ending:
            status = "preparation"
        yield rows.Session(str(it.pk), str(patient.pk), status, given and given.given_at, ending and ending.ended_at)


def vitals(patient: Patient) -> Iterator[rows.Vital]:
    """The flowsheets."""
    for it in Vitals.objects.standing().filter(patient=patient).order_by("taken_at"):
        values = {name: float(getattr(it, name)) for name in SIGNS if getattr(it, name) is not None}
        yield rows.Vital(str(it.pk), str(patient.pk), it.taken_at, values)


def events(patient: Patient) -> Iterator[rows.Event]:
    """Adverse events."""
    for it in patient.adverse_events.standing().order_by("began_at"):
        outcome = {"recovered": "resolved"}.get(it.outcome, it.outcome)
        known = ("resolved", "recovering", "ongoing", "resolvedWithSequelae", "fatal", "unknown")
        outcome = outcome if outcome in known else "unknown"
        yield rows.Event(str(it.pk), str(patient.pk), it.term, it.grade, bool(it.serious), outcome, it.began_at)


def forecasts(patient: Patient) -> Iterator[rows.Forecast]:
    """What the simulator said of this patient, with its basis; one without probabilities does not leave."""
    kept = Forecast.objects.standing().filter(asked__patient=patient, problem="").select_related("asked")
    for it in kept.order_by("at"):
        if not it.inside:
            continue
        own = next(arm for arm in it.result["arms"] if arm["arm"] == OWN)
        shares = tuple((f"{it} at the end of the forecast", float(own[it][-1])) for it in ("response", "remission"))
        yield rows.Forecast(
            str(it.pk), str(patient.pk), it.at, f"Resynapse {it.version}, parameters {it.parameter_hash}", shares,
            round(it.result["time_h"][-1] / 24), (("CarePlan", str(it.asked.plan_id)),),
        )  # fmt: skip


def signed(targets: dict[str, str]) -> Iterator[rows.Signed]:
    """Signatures under what is exported, and marks of error on it; `targets` is the resource type by id."""
    for wrong in Retraction.objects.filter(record_id__in=targets).order_by("at").select_related("by"):
        key, name = str(wrong.record_id), wrong.by.name if wrong.by else "system"
        role, meaning = wrong.by.role if wrong.by else "system", f"Entered in error: {wrong.reason}"
        yield rows.Signed(str(wrong.pk), targets[key], key, wrong.at, name, role, meaning, "")
    for it in Signature.objects.filter(record_id__in=targets).order_by("at"):
        key = str(it.record_id)
        yield rows.Signed(str(it.pk), targets[key], key, it.at, it.name, it.role, it.meaning, it.record_hash)


def lines(patient: Patient) -> Iterator[rows.Line]:
    """The audit of one patient."""
    for it in AuditEvent.objects.filter(patient=patient.pk).order_by("number").iterator(chunk_size=2000):
        key = str(uuid5(UUID(str(patient.pk)), f"line-{it.number}"))
        yield rows.Line(key, it.at, it.user, it.role, it.action, it.allowed, str(patient.pk), it.hash)
