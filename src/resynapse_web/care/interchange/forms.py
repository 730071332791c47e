"""Forms of what leaves and what comes in."""

from __future__ import annotations

from typing import Any

from django import forms

REASON = forms.CharField(min_length=10, max_length=2000, widget=forms.Textarea({"rows": 2}), label="Why, and for whom")


class ExportForm(forms.Form):
    """A patient's record leaves."""

    kind = forms.ChoiceField(label="As", choices=(("fhir", "FHIR R4 (JSON)"), ("csv", "Table (CSV)")))
    audit = forms.BooleanField(required=False, label="With the audit (FHIR)")
    part_2 = forms.BooleanField(
        required=False,
        label="With substance use records (42 CFR Part 2)",
        help_text="Only with the patient's written consent for this recipient. Left out otherwise.",
    )
    consent = forms.CharField(required=False, max_length=200, label="That consent: date and recipient")
    reason = REASON

    def clean(self) -> dict[str, Any]:
        """Part 2 data leave with a consent only."""
        known: dict[str, Any] = super().clean() or {}
        if known.get("part_2") and not known.get("consent"):
            self.add_error("consent", "Name the consent, or leave these records out.")
        return known


class RegistryForm(forms.Form):
    """The registry leaves."""

    reason = REASON


class ImportForm(forms.Form):
    """A bundle from elsewhere."""

    file = forms.FileField(label="FHIR R4 Bundle (JSON)")


class TokenForm(forms.Form):
    """A key of the API."""

    name = forms.CharField(max_length=100, label="What it is for")
    days = forms.IntegerField(min_value=1, max_value=90, initial=30, label="Days it holds")
