"""Build the demonstration: the same people every time."""

from __future__ import annotations

from datetime import date

from resynapse_web.care.demo.accounts import EVERYBODY, PASSWORD
from resynapse_web.care.people.models import Clinic, Details, Patient, Tie, User
from resynapse_web.care.people.roles import Bond, Sex
from resynapse_web.care.records.keeping import SYSTEM, keep


def once() -> None:
    """Build it, unless it was built before."""
    if not Clinic.objects.exists():
        people()


def people() -> dict[str, User]:
    """The clinic, its accounts, its patients and who cares for whom; accounts by the first part of the address."""
    keep(SYSTEM, "clinic.open", Clinic(name="Harbour Clinic (invented)", telephone="555-0100", fictional=True))
    users = {it.email.split("@")[0]: User.objects.create_user(it.email, it.name, it.role, PASSWORD) for it in EVERYBODY}
    clara = users["clinician"]
    _patient("DEMO-0001", "Alice Demo", date(1984, 3, 14), Sex.FEMALE, users["alice"], clara, users["guide"])
    _patient("DEMO-0002", "Bob Demo", date(1961, 11, 2), Sex.MALE, users["bob"], clara)
    charlie = _patient("DEMO-0003", "Charlie Demo", date(1992, 7, 21), Sex.MALE, users["charlie"], users["clinician2"])
    keep(SYSTEM, "team.change", Tie(patient=charlie, user=users["peer"], bond=Bond.PEER))
    return users


def _patient(number: str, name: str, born: date, sex: Sex, account: User, *team: User) -> Patient:
    patient = Patient(number=number)
    details = Details(patient=patient, name=name, born=born, sex=sex, telephone="555-0101", email=account.email)
    ties = [Tie(patient=patient, user=user, bond=Bond.TEAM) for user in team]
    keep(SYSTEM, "patient.register", patient, details, Tie(patient=patient, user=account, bond=Bond.SELF), *ties)
    return patient
