"""Pages of export, import, the printed plan, and keys of the API. What leaves is in the audit with its reason."""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from resynapse.errors import InputError
from resynapse_web.care import clock
from resynapse_web.care.fhir.parts import labelled
from resynapse_web.care.fhir.reading import Arrived, read
from resynapse_web.care.interchange import exporting
from resynapse_web.care.interchange.forms import ExportForm, ImportForm, RegistryForm, TokenForm
from resynapse_web.care.interchange.models import Exported, Received, Token, TokenWithdrawn
from resynapse_web.care.people.guard import actor, guarded
from resynapse_web.care.people.models import Patient
from resynapse_web.care.plans.models import Plan
from resynapse_web.care.plans.programme import texts
from resynapse_web.care.plans.signing import standing
from resynapse_web.care.records.keeping import keep

TYPES = {"fhir": ("application/fhir+json", "json"), "csv": ("text/csv; charset=utf-8", "csv")}
DE_IDENTIFIED = (
    "No names, ages in bands of ten years, every date moved, no substance use records; people who share age band and "
    "sex with fewer than {others} others are left out. This lowers the risk of recognition and does not remove it."
)


@guarded("record.export", Patient)
def export(request: HttpRequest, patient: Patient) -> HttpResponse:
    """A patient's record as a file."""
    form = ExportForm(request.POST or None)
    if not form.is_valid():
        context = {
            "form": form,
            "exports": patient.exports.order_by("-at").select_related("by"),
            "received": patient.received.order_by("-at").values_list("at", "resource_type", "part_2"),
        }
        return render(request, "care/export.html", context)
    said = form.cleaned_data
    if said["kind"] == "fhir":
        found = exporting.as_fhir(patient, said["part_2"], said["audit"])
        text, things = json.dumps(found, indent=1, ensure_ascii=False), len(found["entry"])
    else:
        text = exporting.as_table(patient, said["part_2"])
        things = text.count("\n") - 1
    reason = "; ".join(it for it in (said["reason"], said["part_2"] and f"consent: {said['consent']}") if it)
    return _leave(
        request, text, patient=patient, kind=said["kind"], part_2=said["part_2"], reason=reason, things=things
    )


@guarded("registry.export")
def registry(request: HttpRequest) -> HttpResponse:
    """All patients, de-identified; small cells stay here."""
    form = RegistryForm(request.POST or None)
    if not form.is_valid():
        lead = DE_IDENTIFIED.format(others=exporting.FEWEST - 1)
        context = {"form": form, "title": "Registry, de-identified", "submit": "Export", "lead": lead}
        return render(request, "care/form.html", context)
    text = exporting.registry(Patient.objects.all(), str(uuid4()))
    return _leave(request, text, kind="registry", things=text.count("\n") - 1, **form.cleaned_data)


def _leave(request: HttpRequest, text: str, **known: Any) -> HttpResponse:
    """The file, after its line is written; the name of the file names nobody."""
    mark = Exported(sha256=hashlib.sha256(text.encode()).hexdigest(), **known)
    keep(actor(request), "record.export", mark, kind=mark.kind, part_2=mark.part_2)
    content_type, ending = TYPES.get(mark.kind, TYPES["csv"])
    name = f"export-{mark.sha256[:8]}.{ending}"
    return HttpResponse(
        text, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@guarded("record.import", Patient)
def receive(request: HttpRequest, patient: Patient) -> HttpResponse:
    """A bundle about this patient: identifiers must agree, and nothing in it counts as an answer."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        text = form.cleaned_data["file"].read()
        try:
            arrived = _about(patient, read(text))
        except InputError as error:
            form.add_error("file", str(error))
        else:
            count = _received(request, patient, arrived, hashlib.sha256(text).hexdigest())
            messages.success(
                request, f"{count} resources kept, {arrived.left_out} left out. None of them answers a question."
            )
            return redirect("care:export", patient=patient.pk)
    return render(request, "care/import.html", {"form": form})


def _about(patient: Patient, arrived: Arrived) -> Arrived:
    known, person = patient.details, arrived.person
    same = person.born == known.born and person.name.casefold().split() == known.name.casefold().split()
    if not same:
        raise InputError("Patient", "another person", "name and date of birth of this patient")
    return arrived


def _received(request: HttpRequest, patient: Patient, arrived: Arrived, source: str) -> int:
    if Received.objects.filter(patient=patient, source=source).exists():
        return 0
    new = [
        Received(patient=patient, resource_type=it["resourceType"], part_2=labelled(it), source=source, content=it)
        for it in arrived.resources
    ]
    keep(actor(request), "record.import", *new)
    return len(new)


@guarded("plan.print", Plan)
def print_plan(request: HttpRequest, plan: Plan) -> HttpResponse:
    """A plan for paper; printing it is in the audit, with the hash of what was printed."""
    context = {"now": standing(plan), "regimen": plan.regimen, "programme": texts(plan.programme)}
    context["hash"] = Plan.objects.get(pk=plan.pk).fingerprint()
    return render(request, "care/plan_print.html", {**context, "printed": clock.now()})


@guarded("tokens.manage")
def tokens(request: HttpRequest) -> HttpResponse:
    """One's own keys of the API; a key is shown once and never again."""
    form = TokenForm(request.POST if "name" in request.POST else None)
    mine, shown = Token.objects.filter(user=request.user).order_by("-at"), ""
    if withdrawn := request.POST.get("withdraw"):
        token = next((it for it in mine if str(it.pk) == withdrawn and it.holds), None)
        if token is not None:
            keep(actor(request), "tokens.withdraw", TokenWithdrawn(token=token))
        return redirect("care:tokens")
    if form.is_valid():
        shown = secrets.token_urlsafe(32)
        until = clock.now() + timedelta(days=form.cleaned_data["days"])
        digest = hashlib.sha256(shown.encode()).hexdigest()
        token = Token(user=request.user, name=form.cleaned_data["name"], sha256=digest, until=until)
        with transaction.atomic():
            keep(actor(request), "tokens.make", token)
        form = TokenForm()
    return render(request, "care/tokens.html", {"form": form, "tokens": mine, "shown": shown})
