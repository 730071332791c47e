"""Consent texts of the clinic, consents to one version of a text, and withdrawals."""

from __future__ import annotations

import hashlib

from django.db import models

from resynapse_web.care.candidates.models import SETTINGS
from resynapse_web.care.doses.products import product
from resynapse_web.care.people.models import Patient
from resynapse_web.care.records.entry import Entry, Version


class ConsentText(Version):
    """The clinic's own consent text for a product in a setting, kept as it was given."""

    SUBJECT = "place"
    LATER = {"renew_days": 0}
    place = models.CharField(max_length=48, editable=False)  # "product:setting"
    title = models.CharField(max_length=200)
    text = models.TextField()
    renew_days = models.PositiveSmallIntegerField(
        "days until consents to earlier versions have to be renewed", default=0
    )

    class Meta:
        constraints = (models.UniqueConstraint(fields=("place", "version"), name="one_consent_text_version"),)

    @property
    def sha256(self) -> str:
        """SHA-256 of the text: that of the file it came from."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def where(self) -> str:
        """Product and setting in words."""
        key, setting = self.place.split(":")
        return place_in_words(key, setting)


class Consent(Entry):
    """A clinician (`by`) has explained one version of a text; it counts when both have signed this row."""

    LATER = dict.fromkeys(("proxy_name", "proxy_relation", "proxy_reason", "proxy_document"), "")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="consents")
    product = models.CharField(max_length=32)
    setting = models.CharField(max_length=8, choices=SETTINGS)
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="+")
    text_hash = models.CharField(max_length=64)
    explained_at = models.DateTimeField("explained")
    expires = models.DateField("last day", null=True, blank=True)
    paper = models.CharField("where the signed paper lies", max_length=200, blank=True)
    proxy_name = models.CharField("representative", max_length=200, blank=True)
    proxy_relation = models.CharField("relation to the patient", max_length=100, blank=True)
    proxy_reason = models.CharField("why the patient does not sign", max_length=300, blank=True)
    proxy_document = models.CharField("document that gives the authority", max_length=200, blank=True)

    class Meta:
        indexes = (models.Index(fields=("patient", "product", "setting", "at")),)

    @property
    def where(self) -> str:
        """Product and setting in words."""
        return place_in_words(self.product, self.setting)

    @property
    def representative(self) -> str:
        """Who has signed for the patient; empty when the patient has."""
        return f"{self.proxy_name} ({self.proxy_relation})" if self.proxy_name else ""


class ConsentWithdrawn(Entry):
    """A consent is taken back, by the patient or by a clinician who was told. Nothing undoes it: one consents anew."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    consent = models.ForeignKey(Consent, models.PROTECT, related_name="withdrawals")
    words = models.TextField("what was said", blank=True)


def place_in_words(key: str, setting: str) -> str:
    """A product in a setting.

    >>> place_in_words("ketamine-iv", "office").endswith("in the office")
    True
    """
    return f"{product(key).name}, {dict(SETTINGS)[setting]}"
