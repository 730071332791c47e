"""The API: read-only, for programmes of the staff. The same policy, the same audit, no other way in.

Authorization: Bearer <key made under "Keys">
"""

from __future__ import annotations

import hashlib
import uuid
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Query, Schema
from ninja.security import HttpBearer

from resynapse_web.care.interchange import exporting, gathering
from resynapse_web.care.interchange.models import Exported, Token
from resynapse_web.care.people import policy
from resynapse_web.care.people.models import Details, Patient
from resynapse_web.care.people.roles import STAFF
from resynapse_web.care.plans.signing import active_plan
from resynapse_web.care.records.entry import digest
from resynapse_web.care.records.keeping import Actor, keep, note

PER_PAGE = 100


class Key(HttpBearer):
    """A key of a member of the staff that holds now."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """The user behind a key; None refuses."""
        found = Token.objects.filter(sha256=hashlib.sha256(token.encode()).hexdigest()).select_related("user").first()
        return found.user if found is not None and found.holds and found.user.role in STAFF else None


class PersonOut(Schema):
    """A patient."""

    id: uuid.UUID
    number: str
    name: str
    born: date
    sex: str


class ScoreOut(Schema):
    """A total of an instrument."""

    id: uuid.UUID
    instrument: str
    total: float
    at: datetime
    loinc: str


class PlanOut(Schema):
    """The plan that is followed now."""

    id: uuid.UUID
    version: int
    product: str
    setting: str
    dose_mg: str
    per_week: int
    weeks: int


class Refusal(Schema):
    """Why there is no answer."""

    detail: str


api = NinjaAPI(
    title="Resynapse clinic",
    version="1",
    description="Read-only. Every answer is in the audit. What a person may not see does not exist for them.",
    auth=Key(),
    docs_url=None,
    urls_namespace="api",
)
REFUSED = {401: Refusal, 404: Refusal}


def _asked(request: HttpRequest, action: str, key: uuid.UUID) -> Patient:
    """The patient, when the owner of the key may do this; as if there were none otherwise."""
    patient = Patient.objects.filter(pk=key).first()
    allowed = patient is not None and policy.may(request.auth, action, patient)
    if patient is not None:
        note(_actor(request), f"api.{action}", patient=patient.pk, entry=patient, allowed=allowed)
    if patient is None or not allowed:
        raise Http404
    return patient


def _actor(request: HttpRequest) -> Actor:
    return Actor(request.auth, request.auth.role, request.number)


@api.get("/patients", response={200: list[PersonOut], **REFUSED}, summary="Patients one sees")
def patients(request: HttpRequest, page: int = Query(1, ge=1, le=100_000)) -> Any:
    """A hundred on a page, by record number."""
    allowed = policy.may(request.auth, "patients.list")
    note(_actor(request), "api.patients.list", allowed=allowed)
    if not allowed:
        raise Http404
    found = Details.objects.current().filter(patient__in=policy.visible(request.auth)).select_related("patient")
    begin = PER_PAGE * (page - 1)
    return [_person(it) for it in found.order_by("patient__number")[begin : begin + PER_PAGE]]


def _person(it: Details) -> dict[str, Any]:
    return {"id": it.patient_id, "number": it.patient.number, "name": it.name, "born": it.born, "sex": it.sex}


@api.get("/patients/{uuid:patient}", response={200: PersonOut, **REFUSED}, summary="One patient")
def patient(request: HttpRequest, patient: uuid.UUID) -> Any:
    """Who it is."""
    return _person(_asked(request, "patient.view", patient).details)


@api.get("/patients/{uuid:patient}/scores", response={200: list[ScoreOut], **REFUSED}, summary="Scores")
def scores(request: HttpRequest, patient: uuid.UUID) -> Any:
    """Totals of the instruments, oldest first; substance use instruments are not among them."""
    found = gathering.scores(_asked(request, "candidate.view", patient))
    return [it._asdict() for it in found if not it.part_2]


@api.get("/patients/{uuid:patient}/plan", response={200: PlanOut, **REFUSED}, summary="Active plan")
def plan(request: HttpRequest, patient: uuid.UUID) -> Any:
    """The plan that is followed now; 404 when there is none."""
    found = active_plan(_asked(request, "plan.view", patient))
    if found is None:
        raise Http404
    return {
        "id": found.pk,
        "version": found.version,
        "product": found.product_id,
        "setting": found.setting,
        "dose_mg": f"{found.regimen.dose_mg.normalize():f}",
        "per_week": found.per_week,
        "weeks": found.weeks,
    }


@api.get("/patients/{uuid:patient}/fhir", response={200: dict[str, Any], **REFUSED}, summary="Export, FHIR R4")
def fhir(request: HttpRequest, patient: uuid.UUID) -> Any:
    """A bundle without records under 42 CFR Part 2; an export as any other."""
    found = _asked(request, "record.export", patient)
    made = exporting.as_fhir(found)
    mark = Exported(patient=found, kind="fhir", reason="by the API", sha256=digest(made), things=len(made["entry"]))
    keep(_actor(request), "record.export", mark, kind="fhir", part_2=False)
    return made


@api.exception_handler(Http404)
def nothing(request: HttpRequest, _: Http404) -> HttpResponse:
    """The same words for what is not there and what is not theirs."""
    return api.create_response(request, {"detail": "Not found"}, status=404)
