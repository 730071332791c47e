"""Who watches the demonstration: an invented roster for every hour, crisis contacts, tested channels."""

from __future__ import annotations

from resynapse_web.care.demo.accounts import STAFF
from resynapse_web.care.people.models import User
from resynapse_web.care.people.roles import Role
from resynapse_web.care.records.keeping import Actor, keep, sign
from resynapse_web.care.safety.models import ChannelConfirmed, ChannelTested, Contacts, Roster
from resynapse_web.care.safety.watch import ROSTERED

CONTACTS = {"emergency": "112 (invented clinic)", "crisis_line": "555-0199 (invented)"}


def roster(users: dict[str, User]) -> None:
    """The invented director signs a roster; everybody on it has typed in a test code."""
    director = users["director"]
    who = Actor(director, director.role)
    called = [it.email for it in STAFF if it.role == Role.CLINICIAN]
    kept = Roster(shifts=f"Mon-Sun 00-24 {' '.join(called)}")
    keep(who, "roster.set", kept)
    sign(who, kept, ROSTERED)
    keep(who, "contacts.set", Contacts(**CONTACTS))
    for email in called:
        user = users[email.split("@")[0]]
        test = ChannelTested(digest="invented")
        keep(Actor(user, user.role), "channel.test", test)
        keep(Actor(user, user.role), "channel.confirm", ChannelConfirmed(test=test))
