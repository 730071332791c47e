"""Pages of retention: the years, what is past them, and what must stay. Purging itself is a command."""

from __future__ import annotations

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from resynapse_web.care.people import policy, purging
from resynapse_web.care.people.forms import PasswordForm
from resynapse_web.care.people.guard import accepted, actor, guarded, seen_version
from resynapse_web.care.people.models import LegalHold, Patient, Purged, RetentionYears
from resynapse_web.care.records.keeping import Actor, Stale, keep, sign


class YearsForm(PasswordForm, forms.ModelForm):
    """The years; empty until the medical director fills them."""

    class Meta:
        model = RetentionYears
        fields = ("years", "reason")
        widgets = {"reason": forms.Textarea({"rows": 3})}

    field_order = ("years", "reason", "password")


class HoldForm(PasswordForm):
    """A hold on one record, or its end."""

    number = forms.CharField(label="Record number", max_length=32)
    holds = forms.BooleanField(label="Nothing of this record may be purged", required=False, initial=True)
    reason = forms.CharField(min_length=10, max_length=1000, widget=forms.Textarea({"rows": 2}))
    field_order = ("number", "holds", "reason", "password")

    def clean_number(self) -> Patient:
        """The record itself."""
        found = Patient.objects.filter(number=self.cleaned_data["number"].strip()).first()
        if found is None:
            raise forms.ValidationError("No patient has this record number.")
        return found


@guarded("retention.view")
def retention(request: HttpRequest) -> HttpResponse:
    """How long records are kept, which are past it, which must stay, which are gone."""
    holds = [it for it in LegalHold.objects.current().standing().select_related("patient", "by") if it.holds]
    context = {"years": purging.years(), "due": purging.due(), "holds": holds, "purged": Purged.objects.order_by("-at")}
    return render(request, "care/retention.html", context | {"may_set": policy.may(request.user, "retention.set")})


@guarded("retention.set")
def set_years(request: HttpRequest) -> HttpResponse:
    """The medical director says how long, and signs it."""
    latest = RetentionYears.objects.order_by("-version").first()
    before = latest.version if latest else 0
    form = YearsForm(request.POST or None, user=request.user)
    if form.is_valid():
        if seen_version(request) != before:
            raise Stale
        values = {key: form.cleaned_data[key] for key in ("years", "reason")}
        _signed(actor(request), RetentionYears(version=before + 1, **values), purging.SET)
        return redirect("care:retention")
    lead = "The software knows no number. Whoever sets it has looked it up for this place and for minors."
    context = {"form": form, "title": "Years records are kept", "submit": "Sign", "lead": lead, "version": before}
    return render(request, "care/form.html", context)


def _signed(who: Actor, entry: RetentionYears, meaning: str) -> None:
    with transaction.atomic():
        keep(who, "retention.set", entry)
        sign(who, entry, meaning)


@guarded("retention.set")
def set_hold(request: HttpRequest) -> HttpResponse:
    """A record that must stay, or need not any more."""
    form = HoldForm(request.POST or None, user=request.user)
    if form.is_valid():
        patient = form.cleaned_data["number"]
        last = LegalHold.objects.filter(patient=patient).order_by("-version").first()
        values = {key: form.cleaned_data[key] for key in ("holds", "reason")}
        made = LegalHold(patient=patient, version=last.version + 1 if last else 1, **values)
        if accepted(form, lambda: keep(actor(request), "retention.hold", made)):
            return redirect("care:retention")
    return render(request, "care/form.html", {"form": form, "title": "Hold on a record", "submit": "Sign"})
