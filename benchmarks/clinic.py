"""A clinic under load: 10,000 patients, 200,000 scores, 50 people at once, on PostgreSQL.

    python benchmarks/clinic.py [--seconds 60] [--patients 10000] [--scores 200000]

A server of its own in a temporary folder, `resynapse web` with its worker, 40 clinicians who read and record and 10
patients who answer. Everybody thinks 5 s between pages. Invented records are put in by the model classes at once; each
score has its line in the audit, chained as always; one patient in ten is under a signed plan. What is timed is a page
as the person waits for it: from the request to the last byte. Needs PostgreSQL's programs; as root also the user
postgres.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))
from web import postgres

THINK, CLINICIANS, PATIENTS = 5.0, 40, 10  # s, people, people
BOUND_MS = 300
CODE = "import sys; from resynapse.cli import main; sys.argv[0] = 'resynapse'; main()"
BATCH = 2000
READ = ("patient", "candidate", "plans", "outcomes", "treatments", "practice")
CLINIC = ("patients", "board", "queue", "duty", "calibration", "waiting")
PLANNED = 10  # one patient in so many is under a signed plan


def kept(model: Any, objects: list[Any]) -> list[Any]:
    """Insert many rows at once, past the classes that write one by one; the database's own rules hold."""
    from django.db.models import QuerySet

    QuerySet(model).bulk_create(objects, batch_size=BATCH)
    return objects


def filled(patients: int, scores: int) -> tuple[list[str], dict[str, list[str]]]:
    """Put the records in; returns the accounts that work and the patients of each."""
    from resynapse_web.care import clock
    from resynapse_web.care.demo import build
    from resynapse_web.care.outcomes.models import Response
    from resynapse_web.care.people.models import Details, Patient, Tie, User
    from resynapse_web.care.people.roles import Bond, Role

    build.once()
    users = [User(email=f"c{k}@load.example", name=f"Clinician {k}", role=Role.CLINICIAN) for k in range(CLINICIANS)]
    users += [User(email=f"p{k}@load.example", name=f"Person {k}", role=Role.PATIENT) for k in range(PATIENTS)]
    for it in users:
        it.set_unusable_password()
    User.objects.bulk_create(users)
    people = kept(Patient, [Patient(number=f"L-{k:06d}") for k in range(patients)])
    kept(Details, [Details(patient=it, name=f"Invented {k}", born="1980-01-01", sex="female")
                   for k, it in enumerate(people)])  # fmt: skip
    ties = [Tie(patient=it, user=users[k % CLINICIANS], bond=Bond.TEAM) for k, it in enumerate(people)]
    ties += [Tie(patient=people[k], user=users[CLINICIANS + k], bond=Bond.SELF) for k in range(PATIENTS)]
    kept(Tie, ties)
    planned([it for k, it in enumerate(people) if k // CLINICIANS % PLANNED == 0], users)
    each, today = scores // patients, clock.today()
    draw = random.Random(1)
    answers: list[Any] = []
    for it in people:
        for k in range(each):
            items = {str(q): draw.randint(0, 3) if q < 9 else 0 for q in range(1, 10)}
            day = today - timedelta(days=7 * k)
            answers.append(Response(patient=it, instrument_id="phq-9", instrument_version="1999", language="en",
                                    source="patient", on=day, answers=items, total=sum(items.values())))  # fmt: skip
    kept(Response, answers)
    audited(answers)
    mine = {it.email: [str(one.pk) for one in people[k::CLINICIANS]] for k, it in enumerate(users[:CLINICIANS])}
    mine |= {users[CLINICIANS + k].email: [str(people[k].pk)] for k in range(PATIENTS)}
    return [it.email for it in users], mine


def planned(people: list[Any], users: list[Any]) -> None:
    """A plan for each, prescribed by one of the clinicians."""
    from resynapse_web.care import clock
    from resynapse_web.care.plans.models import Plan
    from resynapse_web.care.plans.signing import PRESCRIBED
    from resynapse_web.care.records.models import Signature

    shared = {"product_id": "ketamine-iv", "setting": "office", "indication": "Depression", "unit": "mg/kg",
              "minutes": 40, "per_week": 2, "weeks": 3, "weighed_on": clock.today()}  # fmt: skip
    exact = {"amount": Decimal("0.500"), "weight_kg": Decimal("70.000"), "height_cm": Decimal("170.000")}
    plans = kept(Plan, [Plan(patient=it, by=users[k % CLINICIANS], **shared, **exact) for k, it in enumerate(people)])
    marks = [
        Signature(record_type=Plan._meta.label, record_id=it.pk, record_hash=it.fingerprint(), meaning=PRESCRIBED,
                  name=it.by.name, role=it.by.role, by=it.by) for it in plans
    ]  # fmt: skip
    kept(Signature, marks)


def audited(rows: list[Any]) -> None:
    """A line of the audit for each row, chained."""
    from resynapse_web.care import clock
    from resynapse_web.care.records import chain, keeping
    from resynapse_web.care.records.models import AuditEvent

    last = AuditEvent.objects.order_by("-number").first()
    number, before, lines = last.number, last.hash, []
    for it in rows:
        number += 1
        line = AuditEvent(number=number, at=clock.now(), user="", role="system", action="outcome.answer", allowed=True,
                          patient=it.patient_id, object_type="outcomes.Response", object_id=str(it.pk), request="",
                          detail={}, previous=before)  # fmt: skip
        line.hash = before = chain.link(before, keeping.columns(line))
        lines.append(line)
    kept(AuditEvent, lines)


def session_of(email: str) -> str:
    """The cookie of somebody signed in."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from resynapse_web.care.people.models import User

    user, store = User.objects.get(email=email), SessionStore()
    store[SESSION_KEY], store[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    store.save()
    return str(store.session_key)


class Person(threading.Thread):
    """Somebody who opens a page, thinks, and opens the next."""

    def __init__(self, port: int, cookie: str, patients: list[str], seed: int, until: float) -> None:
        super().__init__(daemon=True)
        self.port, self.cookie, self.patients, self.until = port, cookie, patients, until
        self.draw, self.times, self.bad = random.Random(seed), [], []  # type: ignore[var-annotated]

    def run(self) -> None:
        """Until the time is over."""
        time.sleep(self.draw.uniform(0, THINK))
        while time.monotonic() < self.until:
            method, path, body = self.next()
            begin = time.perf_counter()
            status = self.asked(method, path, body)
            self.times.append(time.perf_counter() - begin)
            if status not in (200, 302):
                self.bad.append((status, path))
            time.sleep(THINK)

    def next(self) -> tuple[str, str, dict[str, str]]:
        """What this person does now."""
        who = self.draw.choice(self.patients)
        if len(self.patients) == 1:
            page = f"/care/patients/{who}/questions/"
            if self.draw.random() < 0.5:
                return "GET", page, {}
            return "POST", f"{page}phq-9/", {str(k): "1" for k in range(1, 9)} | {"9": "0"}
        if self.draw.random() < 0.4:
            name = self.draw.choice(CLINIC)
            path = {"queue": "safety", "duty": "safety/duty", "calibration": "forecasts", "waiting": "plans/waiting"}
            return "GET", f"/care/{path.get(name, name)}/", {}
        name = self.draw.choice(READ)
        tail = {"patient": "", "treatments": "sessions/"}.get(name, f"{name}/")
        return "GET", f"/care/patients/{who}/{tail}", {}

    def asked(self, method: str, path: str, body: dict[str, str]) -> int:
        """One request, to the last byte."""
        token = "a" * 32
        head = {"Cookie": f"sessionid={self.cookie}; csrftoken={token}", "Referer": f"http://127.0.0.1:{self.port}/"}
        text = urlencode(body | {"csrfmiddlewaretoken": token}) if method == "POST" else None
        if text is not None:
            head["Content-Type"] = "application/x-www-form-urlencoded"
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            link.request(method, path, text, head)
            answer = link.getresponse()
            answer.read()
            return answer.status
        finally:
            link.close()


def served(folder: Path, port: int) -> subprocess.Popen[bytes]:
    """The clinic as people start it."""
    command = [sys.executable, "-c", CODE, "web", str(folder), "--loopback", "--port", str(port)]
    found = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return found
        except OSError:
            time.sleep(0.3)
    raise TimeoutError("the server did not start")


def cpu_seconds(process: int) -> float:
    """What a process has computed so far, without its children."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def run(patients: int = 10_000, scores: int = 200_000, seconds: float = 60.0) -> dict[str, Any]:
    """Fill, serve, load; milliseconds."""
    if not postgres.available():
        return {"skipped": "no PostgreSQL server here"}
    with postgres.server() as address, tempfile.TemporaryDirectory() as temporary:
        os.environ["DATABASE_URL"] = address
        from resynapse_web import folders

        folder = Path(temporary) / "clinic"
        folders.make(folder, demo=True)
        folders.enter(folder, loopback=True)
        begin = time.perf_counter()
        users, mine = filled(patients, scores)
        filling = time.perf_counter() - begin
        cookies = [session_of(it) for it in users]
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = served(folder, port)
        try:
            until = time.monotonic() + seconds
            crowd = [Person(port, cookie, mine[user], k, until)
                     for k, (user, cookie) in enumerate(zip(users, cookies, strict=True))]  # fmt: skip
            for it in crowd:
                it.start()
            for it in crowd:
                it.join()
        finally:
            load = os.getloadavg()[0]
            spent = cpu_seconds(server.pid)
            server.terminate()
            server.wait(timeout=20)
            connection.close()
    times = sorted(1000 * it for person in crowd for it in person.times)
    bad = [it for person in crowd for it in person.bad]
    middle, late = statistics.median(times), times[int(0.95 * len(times))]
    return {
        "patients": patients, "scores": scores, "people": len(crowd), "think_s": THINK, "seconds": seconds,
        "pages": len(times), "median_ms": round(middle), "p95_ms": round(late),
        "server_cpu_ms_per_page": round(1000 * spent / len(times)), "load": load, "cores": os.cpu_count(),
        "most_ms": round(times[-1]), "not_answered": bad[:5], "filling_s": round(filling),
        "met": middle < BOUND_MS and not bad,
    }  # fmt: skip


def main() -> None:
    """Print the result as JSON; exit code 1 when the median is over the bound."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--patients", type=int, default=10_000)
    parser.add_argument("--scores", type=int, default=200_000)
    found = run(**vars(parser.parse_args()))
    print(json.dumps(found))
    raise SystemExit(0 if found.get("met", True) else 1)


if __name__ == "__main__":
    main()
