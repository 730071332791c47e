"""A session in the office, driven through its pages by one person."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from resynapse_web.care import clock
from resynapse_web.care.demo.accounts import PASSWORD
from resynapse_web.care.monitoring.ending import JUDGED
from resynapse_web.care.treatments.models import State, Treatment

TODAY = {"fasted": "yes", "escort": "yes", "new_medicine": "no", "intoxicated": "no", "cssrs_today": "no"}
CALM = {"systolic": 118, "diastolic": 76, "heart_rate": 70, "spo2": 98, "respiratory_rate": 14, "sedation": 5, "ago": 0}
GIVEN = {"number": "DEMO-0001", "product": "ketamine-iv", "lot": "L-1", "amount": "34.1", "ago": 0}
AFFIRMED = dict.fromkeys(JUDGED, "on") | {"password": PASSWORD}


class Session:
    """Alice's session in the office, driven through its pages by one person."""

    def __init__(self, clinic, client):
        self.clinic = clinic
        client.post(reverse("care:treatments", args=[clinic.alice.pk]), {"planned_for": clock.today().isoformat()})
        self.treatment = Treatment.objects.filter(patient=clinic.alice).latest("at")

    def post(self, page, **values):
        client = Client()  # a fresh one: the clock may have moved past the log-off
        client.force_login(self.clinic.users["clinician"])
        shown = {"shown": self.treatment.patient.number, "version": self.treatment.stage.version}
        return client.post(reverse(f"care:{page}", args=[self.treatment.pk]), {**shown, **values})

    def vitals(self, **values):
        return self.post("vitals", **{k: v for k, v in {**CALM, **values}.items() if v is not None})

    def release(self, **values):
        who = {"escort_name": "Eve", "escort_phone": "5", "watcher": self.clinic.users["clinician"].pk}
        return self.post("release", **{**who, "password": PASSWORD, **values})

    def page(self, address):
        client = Client()
        client.force_login(self.clinic.users["clinician"])
        return client.get(address).content.decode()

    def dose(self, **values):
        return self.post("dose", **{**GIVEN, **values})

    @property
    def state(self):
        return self.treatment.stage.state

    def to(self, state):
        self.post("today", **TODAY)
        self.vitals()
        self.release()
        if state == State.DOSED:
            self.dose()
        assert self.state == state
        return self
