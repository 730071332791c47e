"""The roles of a clinic, and how people stand to a patient. A person has one role."""

from __future__ import annotations

from enum import StrEnum


class Named(StrEnum):
    """A word of the database with the words a person reads."""

    label: str

    def __new__(cls, value: str, label: str) -> Named:
        """Take the pair apart."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Pairs as a form field takes them."""
        return [(member.value, member.label) for member in cls]


class Role(Named):
    """What a person is in this clinic."""

    CLINICIAN = "clinician", "Clinician"
    DIRECTOR = "director", "Medical director"
    GUIDE = "guide", "Guide"
    DESK = "desk", "Front desk"
    PATIENT = "patient", "Patient"
    PEER = "peer", "Peer monitor"
    AUDITOR = "auditor", "Auditor"


STAFF = frozenset((Role.CLINICIAN, Role.DIRECTOR, Role.GUIDE, Role.DESK, Role.AUDITOR))


class Bond(Named):
    """How a user is tied to a patient."""

    SELF = "self", "is the patient"
    TEAM = "team", "is on the care team"
    PEER = "peer", "is the peer monitor"


class Sex(Named):
    """Recorded because pregnancy questions and AUDIT-C bounds depend on it."""

    FEMALE = "female", "Female"
    MALE = "male", "Male"
    OTHER = "other", "Other"
