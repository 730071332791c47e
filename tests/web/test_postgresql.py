"""Everything about records again on PostgreSQL, and the drill of a restore there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from web import postgres

HERE = Path(__file__).parent
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not postgres.available(), reason="no PostgreSQL server here")]


@pytest.fixture(scope="module")
def address():
    with postgres.server() as found:
        yield found


def done(address, *command, check=True):
    path = f"{postgres.SERVERS[0]}:{os.environ['PATH']}"
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("RESYNAPSE", "DJANGO"))}
    return subprocess.run(
        [sys.executable, *command],
        env={**kept, "DATABASE_URL": address, "PATH": path}, capture_output=True, text=True, check=check, timeout=900,
    )  # fmt: skip


WORKS_ON = """
import sys
from pathlib import Path
from resynapse_web import folders
folders.make(Path(sys.argv[1]), demo=True)
folders.enter(Path(sys.argv[1]), loopback=True)
from resynapse_web.care.demo import build
build.once()
from django.db import close_old_connections
from django.test import Client
from resynapse_web.care.people.models import Patient, User
from resynapse_web.care.records.keeping import check_chain
from resynapse_web.care.treatments.models import Vitals
made = Patient.objects.get(number="DEMO-0004").treatments.order_by("-at").first()
client = Client()
client.force_login(User.objects.get(email="clinician@demo.example"))
form = {"systolic": "131", "diastolic": "82", "ago": "0", "shown": "DEMO-0004"}
page = f"/care/sessions/{made.pk}/vitals/"
head = {"HTTP_HOST": "localhost"}
before = Vitals.objects.count()
assert client.post(page, form, **head).status_code == 302
print("recorded", flush=True)
sys.stdin.readline()
close_old_connections()  # as at the start of every request and every round of the worker
assert Vitals.objects.count() == before + 1
assert client.post(page, form, **head).status_code == 302
assert check_chain().broken_at is None
print("whole", Vitals.objects.count() - before, flush=True)
"""


def test_a_database_that_starts_again_loses_nothing(tmp_path):
    """The server goes in the middle, as in a power cut; the same process works on, and what it recorded is there."""
    with postgres.server() as address:
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("RESYNAPSE", "DJANGO"))}
        with subprocess.Popen(
            [sys.executable, "-c", WORKS_ON, str(tmp_path / "clinic")], env={**kept, "DATABASE_URL": address},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        ) as working:  # fmt: skip
            assert working.stdout.readline() == "recorded\n"
            postgres.start_again(address)
            said, _ = working.communicate("\n", timeout=120)
        assert said == "whole 2\n"


@pytest.mark.parametrize("name", ["records", "plan", "access", "sessions", "safety", "consent_changes", "purge"])
def test_the_same_tests_pass(address, name):
    file = HERE / f"test_{name}.py"
    found = done(address, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(file), check=False)
    assert found.returncode == 0, found.stdout[-3000:]
    asked = "from resynapse_web.database import read_url; import os; print(read_url(os.environ['DATABASE_URL'], None))"
    assert "postgresql" in done(address, "-c", asked).stdout


def test_a_restore_drill(address, tmp_path):
    code = "import sys; from resynapse.cli import main; sys.argv[0] = 'resynapse'; main()"
    resynapse = ("-c", code, "clinic")
    done(address, *resynapse, "demo", "--no-serve", "--folder", str(tmp_path / "demo"))
    head = done(address, *resynapse, "check", str(tmp_path / "demo")).stdout
    copy = tmp_path / "clinic.backup"
    done(address, *resynapse, "backup", str(tmp_path / "demo"), "--to", str(copy))
    assert copy.stat().st_size > 10_000
    again = done(address, *resynapse, "restore", str(tmp_path / "new"), "--from", str(copy), check=False)
    assert again.returncode == 2  # never over records
    with postgres.server() as empty:
        restored = done(empty, *resynapse, "restore", str(tmp_path / "new"), "--from", str(copy))
        assert head.split("head ")[1] in restored.stdout
        assert done(empty, *resynapse, "check", str(tmp_path / "new")).stdout == head
