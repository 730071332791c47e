"""A session and everything recorded in it. Where it stands is a chain of stages; what was seen are plain entries."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from resynapse_web.care.monitoring.events import words
from resynapse_web.care.monitoring.thresholds import Reading, Thresholds
from resynapse_web.care.people.models import Patient
from resynapse_web.care.people.roles import Named
from resynapse_web.care.plans.models import Plan
from resynapse_web.care.records.entry import Entry, Version


class State(Named):
    """Where a session stands."""

    BOOKED = "booked", "booked"
    RELEASED = "released", "released"
    DOSED = "dosed", "running"
    ENDED = "ended", "ended"


class Kind(Named):
    """How a session ended."""

    ROUTINE = "routine", "Routine discharge"
    TRANSFER = "transfer", "Transfer to another place of care"
    LEFT = "left", "Left against advice"
    EMERGENCY = "emergency", "Ended by an emergency"
    CANCELLED = "cancelled", "Cancelled, nothing given"


def _whole(low: int, high: int, **more: Any) -> Any:
    return models.PositiveSmallIntegerField(validators=[MinValueValidator(low), MaxValueValidator(high)], **more)


class ThresholdSet(Version):
    """Thresholds of a product in a setting, with the schedule they were signed for."""

    SUBJECT = "place"
    LATER = {"oxygen_not_measured": False}
    place = models.CharField(max_length=48, editable=False)  # "product:setting"
    schedule = models.CharField(max_length=16, editable=False)
    hold_systolic = _whole(80, 260, verbose_name="Hold before the dose at systolic [mmHg]")
    hold_diastolic = _whole(40, 160, verbose_name="Hold before the dose at diastolic [mmHg]")
    alert_systolic = _whole(80, 260, verbose_name="Alert at systolic [mmHg]")
    alert_diastolic = _whole(40, 160, verbose_name="Alert at diastolic [mmHg]")
    alert_heart_rate = _whole(60, 220, verbose_name="Alert above heart rate [/min]")
    emergency_systolic = _whole(80, 260, verbose_name="Emergency, twice running, at systolic [mmHg]")
    emergency_diastolic = _whole(40, 160, verbose_name="Emergency, twice running, at diastolic [mmHg]")
    alert_spo2 = _whole(70, 100, verbose_name="Alert below SpO2 [%]")
    emergency_spo2 = _whole(70, 100, verbose_name="Emergency below SpO2 [%]")
    low_respiratory_rate = _whole(4, 20, verbose_name="Emergency below breaths [/min]")
    deep_sedation = _whole(0, 4, verbose_name="Emergency at or below MOAA/S [0 to 5]")
    near_systolic = _whole(0, 60, verbose_name="At the end, systolic at most this much above before [mmHg]")
    near_diastolic = _whole(0, 40, verbose_name="At the end, diastolic at most this much above before [mmHg]")
    floor_minutes = _whole(1, 1440, verbose_name="Shortest stay after the dose [min]")
    oxygen_not_measured = models.BooleanField(
        "Oxygen saturation is not measured before a dose of this product in the office", default=False
    )
    reason = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("place", "version"), name="one_thresholds_version"),)

    @property
    def limits(self) -> Thresholds:
        """As the pure functions take them."""
        return Thresholds(**{key: getattr(self, key) for key in Thresholds.__dataclass_fields__})


class Treatment(Entry):
    """A session of treatment of one patient under one signed plan."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="treatments")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="treatments")
    planned_for = models.DateField("day")

    class Meta:
        indexes = (models.Index(fields=("patient", "planned_for")),)

    @property
    def stage(self) -> Stage:
        """Where it stands now."""
        found: Stage = self.stages.order_by("-version").first()
        return found

    @property
    def at_home(self) -> bool:
        """Whether the patient is at home."""
        return bool(self.plan.setting == "home")


class Seen(Entry):
    """Something recorded in a session."""

    treatment: Any
    patient: Any

    class Meta:
        abstract = True


def _of(name: str) -> Any:
    return models.ForeignKey(Treatment, models.PROTECT, related_name=name, editable=False)


def _patient(name: str = "+") -> Any:
    return models.ForeignKey(Patient, models.PROTECT, related_name=name, editable=False)


def _user(**more: Any) -> Any:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", **more)


class Stage(Version):
    """One stage of a session; two people cannot both take the next step from the same one."""

    SUBJECT = "treatment"
    treatment, patient = _of("stages"), _patient()
    state = models.CharField(max_length=8, choices=State.choices())

    class Meta:
        constraints = (models.UniqueConstraint(fields=("treatment", "version"), name="one_stage_version"),)
        indexes = (models.Index(fields=("state",)),)


class Release(Seen):
    """A clinician lets the session begin; signed. At home: where, who is there, who watches."""

    treatment, patient = _of("releases"), _patient()
    evaluation = models.JSONField(editable=False)
    escort_name = models.CharField("Escort (at home: peer monitor)", max_length=200)
    escort_phone = models.CharField("Their telephone", max_length=40)
    watcher = _user(verbose_name="Clinician on duty who watches")
    peer = _user(null=True, blank=True, verbose_name="Account of the peer monitor")
    address = models.CharField("Address today", max_length=300, blank=True)
    telephone = models.CharField("Telephone of the place today", max_length=40, blank=True)
    line_tested = models.BooleanField("I have called this line just now and was answered", default=False)
    contact_name = models.CharField("Emergency contact", max_length=200, blank=True)
    contact_phone = models.CharField("Telephone of the emergency contact", max_length=40, blank=True)
    services = models.CharField("Number of the emergency services there", max_length=20, blank=True)


class Dose(Version):
    """What was given; a later version can only say that less of it went in."""

    SUBJECT = "treatment"
    treatment, patient = _of("doses"), _patient("doses")
    product_id = models.CharField(max_length=32)
    lot = models.CharField("Lot", max_length=60)
    amount_mg = models.DecimalField("Amount given [mg]", max_digits=9, decimal_places=3)
    given_at = models.DateTimeField("Given at")
    reason = models.TextField(blank=True)
    boot = models.CharField(max_length=40, blank=True, editable=False)
    ticks = models.FloatField(default=0, editable=False)  # of the machine at `given_at`; see clock.ticks

    class Meta:
        constraints = (models.UniqueConstraint(fields=("treatment", "version"), name="one_dose_version"),)
        indexes = (models.Index(fields=("patient", "given_at")),)


class Vitals(Seen):
    """One line of the flowsheet."""

    treatment, patient = _of("vitals"), _patient()
    taken_at = models.DateTimeField("Taken at")
    systolic = _whole(50, 280, null=True, blank=True, verbose_name="Systolic [mmHg]")
    diastolic = _whole(20, 180, null=True, blank=True, verbose_name="Diastolic [mmHg]")
    heart_rate = _whole(20, 250, null=True, blank=True, verbose_name="Heart rate [/min]")
    spo2 = _whole(50, 100, null=True, blank=True, verbose_name="SpO2 [%]")
    respiratory_rate = _whole(2, 60, null=True, blank=True, verbose_name="Breaths [/min]")
    sedation = _whole(0, 5, null=True, blank=True, verbose_name="MOAA/S [5 awake to 0]")
    dissociation = _whole(0, 92, null=True, blank=True, verbose_name="CADSS, total [0 to 92]")
    symptoms = models.BooleanField("Chest pain or a neurological sign", default=False)

    class Meta:
        ordering = ("taken_at",)

    @property
    def reading(self) -> Reading:
        """As the pure functions take it."""
        values = {key: getattr(self, key) for key in Reading._fields if key != "at"}
        return Reading(at=self.taken_at, **values)


class AdverseEvent(Seen):
    """An adverse event: grade and seriousness are two things."""

    treatment, patient = _of("adverse_events"), _patient("adverse_events")
    term = models.CharField("Event", max_length=40, choices=[(it, it) for it in words().terms()])
    description = models.CharField("In words", max_length=300, blank=True)
    grade = models.PositiveSmallIntegerField("Grade (CTCAE)", choices=list(words().grades.items()))
    serious = models.JSONField("Serious because of", default=list, blank=True)
    related = models.CharField("Related to the drug", max_length=12, choices=list(words().related.items()))
    action = models.CharField("Action", max_length=12, choices=list(words().action.items()))
    outcome = models.CharField("Outcome", max_length=12, choices=list(words().outcome.items()))
    began_at = models.DateTimeField("Began at")

    class Meta:
        ordering = ("began_at",)


class EmergencyAction(Seen):
    """What was done in an emergency, recorded afterwards; nothing stands before it."""

    treatment, patient = _of("emergency_actions"), _patient()
    done_at = models.DateTimeField("When")
    what = models.TextField("What was done")
    told = models.CharField("Who was told", max_length=300)

    class Meta:
        ordering = ("done_at",)


class CheckIn(Seen):
    """The peer monitor says how it goes; or a clinician who has called."""

    treatment, patient = _of("checkins"), _patient()
    which = models.CharField(max_length=8, editable=False)
    awake = models.BooleanField("Awake or wakes at once when spoken to")
    breathing = models.BooleanField("Breathes calmly, good colour")
    calm = models.BooleanField("No fear, no pain, no vomiting that worries me")
    present = models.BooleanField("I am in the same room, adult and sober")

    class Meta:
        ordering = ("at",)

    @property
    def fine(self) -> bool:
        """Whether nothing worries."""
        return bool(self.awake and self.breathing and self.calm and self.present)


class Rung(Seen):
    """A step of the ladder that somebody took."""

    treatment, patient = _of("rungs"), _patient()
    which = models.CharField("Step", max_length=12)
    reached = models.BooleanField("Somebody answered", default=False)
    words = models.CharField("What was said or done", max_length=300, blank=True)

    class Meta:
        ordering = ("at",)


class Ending(Seen):
    """How a session ended. A routine end is signed; any other has a reason and names who was told."""

    treatment, patient = _of("endings"), _patient()
    kind = models.CharField(max_length=10, choices=Kind.choices())
    ended_at = models.DateTimeField()
    criteria = models.JSONField(default=dict, blank=True)
    reason = models.TextField(blank=True)
    told = models.CharField("Who was told", max_length=300, blank=True)


class Notice(Seen):
    """Somebody was told of something; the key says of what, so that nobody is told the same twice."""

    treatment, patient = _of("notices"), _patient()
    user = _user()
    key = models.CharField(max_length=40)
    text = models.CharField(max_length=300)
    mailed = models.BooleanField(default=False)

    class Meta:
        ordering = ("at",)
        constraints = (models.UniqueConstraint(fields=("treatment", "user", "key"), name="told_once"),)


class NoticeSeen(Entry):
    """The person has seen it."""

    notice = models.OneToOneField(Notice, models.PROTECT, related_name="seen")
    patient = _patient()


class RemsSent(Seen):
    """The monitoring form of nasal esketamine has gone to the REMS."""

    treatment, patient = _of("rems_sent"), _patient()
    words = models.CharField("How, and the confirmation", max_length=300)
