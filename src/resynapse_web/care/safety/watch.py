"""Whether anybody watches the answers: a signed roster for every hour, tested channels, a worker that runs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from django.core.cache import cache
from django.utils import timezone

from resynapse.errors import InputError
from resynapse_web import channels
from resynapse_web.care import clock
from resynapse_web.care.people.models import Clinic, User
from resynapse_web.care.people.roles import Role
from resynapse_web.care.records.keeping import signatures
from resynapse_web.care.safety import roster
from resynapse_web.care.safety.models import ChannelConfirmed, Contacts, Roster

ROSTERED = "I set this roster; everybody on it has agreed"
TEST_DAYS = 90
BEAT, BEAT_MINUTES = "worker-beat", 5
CALLED = (Role.CLINICIAN, Role.DIRECTOR)


class Watch(NamedTuple):
    """Whether patients may answer, whether somebody watches, and what is missing for it."""

    open: bool
    watched: bool
    missing: tuple[str, ...]


def watch() -> Watch:
    """How it stands now."""
    missing = tuple(_missing())
    chosen = contacts()
    return Watch(not missing or (chosen is not None and chosen.unwatched), not missing, missing)


def _missing() -> list[str]:
    shifts = shifts_in_force()
    gaps = len(roster.uncovered(shifts))
    found = [f"{gaps} hours of the week have nobody on duty (signed roster)"] if gaps else []
    reachable, named = tested(), roster.people(shifts)
    known = set(User.objects.filter(is_active=True, role__in=CALLED).values_list("email", flat=True))
    found += [f"{who} has no account of a clinician here" for who in sorted(named - known)]
    found += [f"{who} has not confirmed a test call in {TEST_DAYS} days" for who in sorted(named & known - reachable)]
    if contacts() is None:
        found.append("the crisis contacts are not set")
    if not beating():
        found.append("the worker that calls again does not run")
    return found


def shifts_in_force() -> list[roster.Shift]:
    """The latest signed roster; one without a signature counts for nothing."""
    for it in Roster.objects.standing().order_by("-version"):
        if any((mark.meaning, mark.role) == (ROSTERED, Role.DIRECTOR) for mark in signatures(it)):
            try:
                return roster.parse(it.shifts)
            except InputError:
                return []
    return []


def tested() -> set[str]:
    """Addresses whose owners confirmed a test call lately, by every channel of the clinic."""
    since = clock.now() - timedelta(days=TEST_DAYS)
    rows = ChannelConfirmed.objects.standing().filter(at__gte=since, by__isnull=False)
    known = set(rows.values_list("test__channel", "by__email"))
    emails = {email for _, email in known}
    return {email for email in emails if all((it.name, email) in known for it in channels.configured())}


def contacts() -> Contacts | None:
    """What a patient in a crisis reads."""
    return Contacts.objects.order_by("-version").first()


def on_duty(at: datetime | None = None) -> list[User]:
    """Who is called now, in order; the medical directors when the roster names nobody."""
    emails = roster.on_duty(shifts_in_force(), timezone.localtime(at or clock.now()))
    found = {it.email: it for it in User.objects.filter(email__in=emails, is_active=True, role__in=CALLED)}
    named = [found[email] for email in emails if email in found]
    return named or list(User.objects.filter(role=Role.DIRECTOR, is_active=True).order_by("pk"))


def beat() -> None:
    """The worker runs."""
    cache.set(BEAT, clock.now().isoformat(), timeout=None)


def beating() -> bool:
    """Whether the worker ran in the last minutes."""
    last = cache.get(BEAT)
    return last is not None and clock.now() - datetime.fromisoformat(last) < timedelta(minutes=BEAT_MINUTES)


def help_lines() -> dict[str, str]:
    """The numbers of the page for a crisis; never empty."""
    known, clinic = contacts(), Clinic.objects.order_by("-version").first()
    return {
        "emergency": known.emergency if known else "your local emergency number",
        "crisis_line": known.crisis_line if known else "",
        "clinic": clinic.telephone if clinic else "",
    }
