"""Pages of consent, for the patient and the clinicians."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from resynapse_web.care import clock
from resynapse_web.care.consents import signing
from resynapse_web.care.consents.forms import AgreeForm, ExplainForm, TextForm
from resynapse_web.care.consents.models import Consent, ConsentText, place_in_words
from resynapse_web.care.consents.signing import State
from resynapse_web.care.doses.products import products
from resynapse_web.care.people import policy
from resynapse_web.care.people.guard import accepted, actor, guarded, seen_version
from resynapse_web.care.people.models import Patient
from resynapse_web.care.records.keeping import Stale, keep, retracted, sign


@guarded("consent.view", Patient)
def consents(request: HttpRequest, patient: Patient) -> HttpResponse:
    """All consents of a patient, the latest first, with their texts."""
    kept = list(Consent.objects.filter(patient=patient).order_by("-at").select_related("text", "by"))
    wrong = {it.pk: mark for it, mark in retracted(kept)}
    rows = [(it, _state(it, wrong), it.withdrawals.order_by("at").select_related("by").first(), wrong.get(it.pk))
            for it in kept]  # fmt: skip
    return render(request, "care/consents.html", {"rows": rows, "waiting": State.WAITING.value})


def _state(consent: Consent, wrong: Mapping[Any, Any]) -> str:
    return "entered in error" if consent.pk in wrong else signing.state(consent)


@guarded("consent.explain", Patient)
def explain(request: HttpRequest, patient: Patient) -> HttpResponse:
    """A clinician has explained a text, and signs that."""
    form = ExplainForm(request.POST or None, user=request.user, initial={"explained_at": clock.now()})
    if form.is_valid():
        it = form.cleaned_data
        what = (patient, it["text"], it["explained_at"], it["expires"], it["paper"], form.proxy)
        if accepted(form, lambda: signing.explain(actor(request), *what)):
            return redirect("care:consents", patient=patient.pk)
    lead = "You sign that you have explained the text. The patient signs with an own account, or has signed on paper."
    context = {"form": form, "title": "Consent explained", "submit": "Sign", "lead": lead}
    return render(request, "care/form.html", context)


@guarded("consent.agree", Consent)
def agree(request: HttpRequest, consent: Consent) -> HttpResponse:
    """The patient reads the text and signs, or does not."""
    form = AgreeForm(request.POST or None, user=request.user)
    if form.is_valid() and accepted(form, lambda: signing.agree(actor(request), consent)):
        messages.success(request, "Thank you. You can withdraw at any time, on this page.")
        return redirect("care:consents", patient=consent.patient_id)
    return render(request, "care/consent_agree.html", {"form": form, "it": consent})


@guarded("consent.texts")
def consent_texts(request: HttpRequest) -> HttpResponse:
    """The texts in force, and where there is none."""
    places = [(it, setting) for it in products().values() for setting in it.settings]
    rows = [(it, setting, signing.text_for(it.id, setting)) for it, setting in places]
    context = {"rows": rows, "may_set": policy.may(request.user, "consent.text")}
    return render(request, "care/consent_texts.html", context)


@guarded("consent.text")
def set_consent_text(request: HttpRequest, product: str, setting: str) -> HttpResponse:
    """The medical director puts the clinic's own text in force."""
    found = products().get(product)
    if found is None or setting not in found.settings:
        raise Http404
    place = f"{product}:{setting}"
    current = ConsentText.objects.filter(place=place).order_by("-version").first()
    before = current.version if current else 0
    form = TextForm(request.POST or None, request.FILES or None, user=request.user)
    if form.is_valid():
        if seen_version(request) != before:
            raise Stale
        it = form.cleaned_data
        values = {"title": it["title"], "text": it["file"], "renew_days": it["renew_days"]}
        made = ConsentText(place=place, version=before + 1, **values)
        with transaction.atomic():
            keep(actor(request), "consent.text", made)
            sign(actor(request), made, signing.SET)
        return redirect("care:consent_texts")
    context = {"form": form, "where": place_in_words(product, setting), "version": before}
    return render(request, "care/consent_text_form.html", context)
