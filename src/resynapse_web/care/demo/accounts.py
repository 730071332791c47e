"""The invented people of the demonstration."""

from __future__ import annotations

from typing import NamedTuple

from resynapse_web.care.people.roles import Role

PASSWORD = "ketamine-demo-only"


class Person(NamedTuple):
    """An account of the demonstration."""

    email: str
    name: str
    role: Role


STAFF = (
    Person("clinician@demo.example", "Dr Clara Demo", Role.CLINICIAN),
    Person("clinician2@demo.example", "Dr Colin Demo", Role.CLINICIAN),
    Person("director@demo.example", "Dr Dora Demo", Role.DIRECTOR),
    Person("guide@demo.example", "Gus Demo", Role.GUIDE),
    Person("desk@demo.example", "Fay Demo", Role.DESK),
    Person("auditor@demo.example", "Ada Demo", Role.AUDITOR),
)
PATIENTS = (
    Person("alice@demo.example", "Alice Demo", Role.PATIENT),
    Person("bob@demo.example", "Bob Demo", Role.PATIENT),
    Person("charlie@demo.example", "Charlie Demo", Role.PATIENT),
)
DANA = Person("dana@demo.example", "Dana Demo", Role.PATIENT)
PEER = Person("peer@demo.example", "Petra Demo", Role.PEER)
EVERYBODY = (*STAFF, *PATIENTS, DANA, PEER)


def sheet(port: int) -> str:
    """What is printed at the start."""
    lines = [f"  {it.email:26} {it.role.label:17} {it.name}" for it in EVERYBODY]
    head = f"Demonstration clinic, invented records: http://127.0.0.1:{port}/"
    return "\n".join((head, f"Password of everybody: {PASSWORD}", *lines))
