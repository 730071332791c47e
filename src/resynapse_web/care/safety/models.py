"""Concerns, who was called, who took them; the roster and the channels behind it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from resynapse_web.care.people.models import Patient
from resynapse_web.care.records.entry import Entry, Version

PAGE, SAME_DAY = "page", "same_day"
URGENCY = ((PAGE, "call somebody now"), (SAME_DAY, "speak with the patient today"))


class Roster(Version):
    """Who is on duty, hour by hour of the week; counts when signed by the medical director."""

    SUBJECT = "key"
    key = models.CharField(max_length=8, default="duty", editable=False)
    shifts = models.TextField(help_text="A line for each: Mon-Fri 08-20 one@example.org two@example.org")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("key", "version"), name="one_roster_version"),)


class Contacts(Version):
    """What a patient in a crisis reads first, and whether questions are open while nobody watches."""

    SUBJECT = "key"
    key = models.CharField(max_length=8, default="crisis", editable=False)
    emergency = models.CharField("emergency number", max_length=60)
    crisis_line = models.CharField("crisis line, by telephone", max_length=120)
    unwatched = models.BooleanField(
        "Open the questionnaires although nobody watches; each page then says so", default=False
    )

    class Meta:
        constraints = (models.UniqueConstraint(fields=("key", "version"), name="one_contacts_version"),)


class ChannelTested(Entry):
    """A code was sent to somebody on duty, by one channel."""

    channel = models.CharField(max_length=20, default="e-mail")
    digest = models.CharField(max_length=64)


class ChannelConfirmed(Entry):
    """The code arrived: the person typed it in."""

    test = models.ForeignKey(ChannelTested, models.PROTECT, related_name="confirmed")


class Concern(Entry):
    """An answer that cannot wait. It predicts nothing; it asks for a conversation."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="concerns")
    cause = models.CharField(max_length=120)
    urgency = models.CharField(max_length=8, choices=URGENCY)
    source = models.UUIDField(null=True, blank=True, db_index=True)  # the response or the opened screener behind it

    class Meta:
        ordering = ("at",)
        indexes = (models.Index(fields=("patient", "at")),)


class Page(Entry):
    """Somebody was called; `user` is empty when nobody could be. (concern, number) is unique: nobody calls twice."""

    concern = models.ForeignKey(Concern, models.PROTECT, related_name="pages")
    number = models.PositiveIntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("concern", "number"), name="one_page_number"),)


class PageSent(Entry):
    """What became of a call: it left, or why not."""

    page = models.OneToOneField(Page, models.PROTECT, related_name="sent")
    left = models.BooleanField()
    problem = models.CharField(max_length=80, blank=True)


class Taken(Entry):
    """A person has seen a concern and takes it; the first is its owner."""

    concern = models.ForeignKey(Concern, models.PROTECT, related_name="taken")

    class Meta:
        ordering = ("at",)


class Settled(Entry):
    """What was done; the concern leaves the queue."""

    concern = models.ForeignKey(Concern, models.PROTECT, related_name="settled")
    outcome = models.TextField()
