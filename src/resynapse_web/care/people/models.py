"""Users, patients, and the ties between them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from resynapse_web.care.people.roles import Bond, Role, Sex
from resynapse_web.care.records.entry import Entry, Version


class Users(BaseUserManager):
    """Makes accounts."""

    def create_user(self, email: str, name: str, role: str, password: str | None = None) -> Any:
        """An account; without a password nobody can sign in until one is set by a link."""
        user = self.model(email=self.normalize_email(email).lower(), name=name, role=role)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """An account of one person. Who leaves is made inactive and never deleted."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=16, choices=Role.choices())
    is_active = models.BooleanField(default=True)
    joined = models.DateTimeField(auto_now_add=True)
    objects = Users()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ("name", "role")

    def __str__(self) -> str:
        return self.name


class Clinic(Version):
    """The clinic itself; its name, and whether its people are invented."""

    SUBJECT = "key"
    key = models.CharField(max_length=8, default="clinic", editable=False)
    name = models.CharField(max_length=200)
    telephone = models.CharField("24-hour telephone", max_length=40, blank=True)
    fictional = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("key", "version"), name="one_clinic_version"),)


class Patient(Entry):
    """A person under care. What is known of them is in rows that point here."""

    number = models.CharField("record number", max_length=32, unique=True)

    def __str__(self) -> str:
        return self.number

    @property
    def details(self) -> Details:
        """The current details."""
        found: Details = self.versions.order_by("-version").first()
        return found


class Details(Version):
    """Who a patient is: the identifiers of the banner, and how to reach them."""

    SUBJECT = "patient"
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="versions", editable=False)
    name = models.CharField(max_length=200)
    born = models.DateField("date of birth")
    sex = models.CharField("sex", max_length=8, choices=Sex.choices())
    telephone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("patient", "version"), name="one_details_version"),)
        indexes = (models.Index(fields=("name",)),)


class Tie(Entry):
    """A user is tied to a patient, or not any more: the latest row of a (patient, user, bond) counts."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="ties")
    user = models.ForeignKey(User, models.PROTECT, related_name="ties")
    bond = models.CharField(max_length=8, choices=Bond.choices())
    holds = models.BooleanField(default=True)

    class Meta:
        indexes = (models.Index(fields=("user", "patient", "bond")),)


class GlassBroken(Entry):
    """A clinician opened a chart that is not theirs, in an emergency, and said why."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    reason = models.TextField()
    until = models.DateTimeField()


class RetentionYears(Version):
    """How many years records are kept after the last line about a patient; counts when the medical director signed."""

    SUBJECT = "key"
    key = models.CharField(max_length=8, default="years", editable=False)
    years = models.PositiveSmallIntegerField(
        "years records are kept", validators=(MinValueValidator(1), MaxValueValidator(100))
    )
    reason = models.TextField("the law of the place, and who has looked it up")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("key", "version"), name="one_years_version"),)


class LegalHold(Version):
    """Whether a record must stay whatever its age."""

    SUBJECT = "patient"
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="holds", editable=False)
    holds = models.BooleanField("Nothing of this record may be purged")
    reason = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("patient", "version"), name="one_hold_version"),)


class Purged(Entry):
    """A tombstone: what is left of a record that was purged. Its lines in the audit stay as they are."""

    patient_key = models.UUIDField(unique=True)
    rows = models.JSONField()  # how many, by kind
    sealed = models.CharField(max_length=64)  # SHA-256 over the fingerprints of all rows
    reason = models.TextField()

    @property
    def patient_id(self) -> Any:
        """Whose record it was, for the line in the audit."""
        return self.patient_key
