"""Django for the tests: a database of its own, and every test undone afterwards.

clinic      the invented clinic, its users by the first part of their address
watched     the same, and the worker runs
client_of   a signed-in browser: client_of("alice")
clock_at    moves the clinic's clock: clock_at(40), minutes from now
session     Alice's session in the office, booked
"""

from __future__ import annotations

import os
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

FOLDER = Path(tempfile.mkdtemp(prefix="resynapse-clinic-"))
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "resynapse_web.settings",
    "RESYNAPSE_CLINIC": str(FOLDER),
    "RESYNAPSE_LOOPBACK": "1",  # plain HTTP; the second factor is asked for, as no folder is marked as demo
    "RESYNAPSE_SECRET_KEY": "of the tests only",
}

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment, teardown_test_environment  # noqa: E402

settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick; Argon2 has its own test


@pytest.fixture(scope="session")
def database():
    """One database with the invented clinic in it."""
    from resynapse_web.care.demo import build

    setup_test_environment()
    before = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, serialize=False)
    call_command("createcachetable", verbosity=0)
    build.once()
    yield
    connection.creation.destroy_test_db(before, verbosity=0)
    teardown_test_environment()


@pytest.fixture
def clinic(database):
    """The invented clinic; what a test does to it is undone."""
    from resynapse_web.care.people.models import Patient, User

    with transaction.atomic():
        users = {user.email.split("@")[0]: user for user in User.objects.all()}
        number = {"alice": "DEMO-0001", "bob": "DEMO-0002", "charlie": "DEMO-0003"}
        patients = {name: Patient.objects.get(number=it) for name, it in number.items()}
        yield SimpleNamespace(users=users, **patients)
        transaction.set_rollback(True)


@pytest.fixture
def watched(clinic):
    """The worker that calls again runs; the demonstration has a roster and tested channels."""
    from resynapse_web.care.safety import watch

    watch.beat()


@pytest.fixture
def client_of(clinic, monkeypatch):
    """A browser signed in as somebody; the second factor counts as shown."""
    monkeypatch.setattr(settings, "DEMO", True)

    def made(name):
        client = Client()
        client.force_login(clinic.users[name])
        return client

    return made


@pytest.fixture
def clock_at(monkeypatch):
    """Moves the clock of the clinic by some minutes from now, and the machine's own ticks with it unless told."""
    from resynapse_web.care import clock

    boot, ticks = clock.ticks()
    before_midnight = datetime.now(UTC).hour >= 21  # a session is one day's: begin after midnight then
    base = timedelta(hours=4) if before_midnight else timedelta(0)

    def moved(minutes, by_ticks=None):
        class Moved(datetime):
            @classmethod
            def now(cls, tz=None):
                return datetime.now(tz) + base + timedelta(minutes=minutes)

        monkeypatch.setattr(clock, "datetime", Moved)
        passed = 60 * (minutes if by_ticks is None else by_ticks)
        monkeypatch.setattr(clock, "ticks", lambda: (boot, ticks + passed))

    moved(0)
    return moved


@pytest.fixture
def session(clinic, client_of, clock_at):
    from web.office import Session

    return Session(clinic, client_of("clinician"))
