"""What breaks around the clinic: a full disk, a killed server, a dead worker, zones. Nothing lost, nothing wrong."""

from __future__ import annotations

import errno
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from datetime import timedelta
from urllib.request import urlopen

import pytest
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone

from resynapse_web import mail, working
from resynapse_web.care import clock
from resynapse_web.care.people.models import Patient
from resynapse_web.care.records import entry, keeping
from resynapse_web.care.records.models import AuditEvent
from resynapse_web.care.treatments import flow
from resynapse_web.care.treatments.models import Vitals

CODE = "import sys; from resynapse.cli import main; sys.argv[0] = 'resynapse'; main()"
CHILD = "from resynapse_web import working; working.end_with_the_pages(); import os, time; print(os.getpid(), flush=True); time.sleep(60)"  # noqa: E501
PARENT = f"import sys, time; from resynapse_web import working\nwith working.beside((sys.executable, '-c', {CHILD!r})): time.sleep(60)"  # noqa: E501


def dana():
    return next(it for it in Patient.objects.get(number="DEMO-0004").treatments.all() if it.stage.state == "dosed")


@pytest.mark.parametrize(
    "fault", [OSError(errno.ENOSPC, "No space left on device"), OperationalError("database or disk is full")]
)
def test_a_full_disk_keeps_nothing_half_and_says_so(clinic, client_of, monkeypatch, fault):
    made, client = dana(), client_of("clinician")
    client.raise_request_exception = False
    page = reverse("care:vitals", args=[made.pk])
    form = {"systolic": "131", "diastolic": "82", "ago": "0", "shown": "DEMO-0004"}
    before, lines = Vitals.objects.count(), AuditEvent.objects.count()

    def full(*_, **__):
        raise fault

    with monkeypatch.context() as patched:
        patched.setattr(keeping, "_insert", full)
        answer = client.post(page, form)
    assert answer.status_code == 500
    assert "not" in answer.content.decode().lower()
    assert (Vitals.objects.count(), AuditEvent.objects.count()) == (before, lines)
    assert client.post(page, form).status_code == 302
    assert Vitals.objects.count() == before + 1
    assert keeping.check_chain().broken_at is None


def test_a_fault_between_the_row_and_its_line_keeps_neither(clinic, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(keeping, "_line", full)
    with pytest.raises(OSError, match="No space"):
        keeping.keep(keeping.SYSTEM, "patient.register", Patient(number="X-9"))
    assert not Patient.objects.filter(number="X-9").exists()
    assert not entry.keeping.get()  # the door is shut again


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles", "Europe/Berlin"])
def test_the_time_since_the_dose_does_not_know_zones(clinic, zone):
    made = dana()
    here = flow.elapsed(made).surely
    with timezone.override(zone):
        assert abs(flow.elapsed(made).surely - here) < timedelta(seconds=5)
    assert flow.dose_of(made).given_at.utcoffset() == timedelta(0)
    assert clock.now().utcoffset() == timedelta(0)


def test_a_worker_that_dies_is_started_again(tmp_path):
    seen = tmp_path / "starts"
    command = (sys.executable, "-c", f"open({str(seen)!r}, 'a').write('x')")
    with working.beside(command, pause=0.05):
        ends = time.monotonic() + 20
        while time.monotonic() < ends and not (seen.exists() and len(seen.read_text()) > 1):
            time.sleep(0.05)
    assert len(seen.read_text()) > 1


def test_a_worker_ends_with_its_pages_however_they_end():
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True)
    child = int(parent.stdout.readline())
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    ends = time.monotonic() + 10
    while time.monotonic() < ends and _runs(child):
        time.sleep(0.1)
    assert not _runs(child)


def _runs(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{process}/stat") as stat:  # one that nobody waits for stays as a zombie
        return stat.read().rsplit(")", 1)[1].split()[0] != "Z"


def test_mail_is_set_by_an_address_and_never_hangs():
    found = mail.read_url("smtp://me:p%40ss@mail.example:2525")
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"], found["EMAIL_HOST_PASSWORD"]) == ("mail.example", 2525, "p@ss")
    assert found["EMAIL_USE_TLS"]
    assert mail.read_url("smtps://mail.example")["EMAIL_USE_SSL"]
    assert {mail.read_url(it)["EMAIL_TIMEOUT"] for it in (None, "smtp://h", "smtps://h")} == {10}
    with pytest.raises(ValueError, match="RESYNAPSE_MAIL") as wrong:
        mail.read_url("http://me:secret@h")
    assert "secret" not in str(wrong.value)


@pytest.mark.slow
def test_a_server_killed_in_the_middle_of_a_session_comes_back_with_it(tmp_path):
    folder = tmp_path / "demo"
    served = _served(folder)
    served.send_signal(signal.SIGKILL)
    served.wait()
    with sqlite3.connect(folder / "clinic.sqlite3") as inside:
        assert inside.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        given = inside.execute("SELECT given_at FROM treatments_dose ORDER BY given_at DESC").fetchone()
    again = _served(folder)
    try:
        with sqlite3.connect(folder / "clinic.sqlite3") as inside:
            assert inside.execute("SELECT given_at FROM treatments_dose ORDER BY given_at DESC").fetchone() == given
    finally:
        again.terminate()
        again.wait(timeout=20)
    checked = subprocess.run(
        [sys.executable, "-c", CODE, "clinic", "check", str(folder)], env=_kept(), capture_output=True, text=True,
        check=False, timeout=60,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stderr


def _kept():
    return {key: value for key, value in os.environ.items() if not key.startswith(("RESYNAPSE", "DJANGO", "DATABASE"))}


def _served(folder):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", CODE, "clinic", "demo", "--folder", str(folder), "--port", str(port)]
    served = subprocess.Popen(command, env=_kept(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(200):
        try:
            urlopen(f"http://127.0.0.1:{port}/accounts/login/", timeout=5).close()
            return served
        except OSError:
            assert served.poll() is None
            time.sleep(0.3)
    raise TimeoutError
