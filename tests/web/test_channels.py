"""Calls leave by every channel: mail, and a gateway that gets a signed message without a word about a patient."""

from __future__ import annotations

import json
import re
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.conf import settings
from django.core import mail
from django.urls import reverse

from resynapse.errors import InputError
from resynapse_web import channels
from resynapse_web.care import worker
from resynapse_web.care.safety import paging, watch
from resynapse_web.care.safety.models import Concern, PageSent
from resynapse_web.channels import Gateway, Message, gateway, signature
from web.moved import later
from web.test_safety import INTENT, ITEM_9, at
from web.test_sessions import dana

SECRET = "of the tests, long enough"
MESSAGE = Message("Subject", "Text", "n-1")


@contextmanager
def listening(status=200, wait=0.0, location=""):
    """A gateway on this machine; yields its address and what arrived."""
    arrived = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            arrived.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            time.sleep(wait)
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.end_headers()

        do_GET = do_POST

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/call", arrived
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def pager(monkeypatch):
    with listening() as (url, arrived):
        monkeypatch.setattr(settings, "PAGER", (url, SECRET))
        yield arrived


def test_the_gateway_gets_a_message_that_it_can_check():
    with listening() as (url, arrived):
        gateway(url, SECRET).send("clara@demo.example", MESSAGE)
    ((head, body),) = arrived
    assert json.loads(body) == {"to": "clara@demo.example", "subject": "Subject", "text": "Text", "number": "n-1"}
    assert head[channels.SIGNATURE] == signature(SECRET, head[channels.TIME], body)
    assert head[channels.SIGNATURE] != signature(SECRET, head[channels.TIME], body + b" ")
    assert head[channels.SIGNATURE] != signature(SECRET, str(int(head[channels.TIME]) + 1), body)


@pytest.mark.parametrize("status", [301, 307, 400, 500])
def test_any_other_answer_is_a_failure_and_nothing_goes_to_another_place(status):
    with listening() as (other, elsewhere), listening(status, location=other) as (url, _):
        with pytest.raises(OSError, match=str(status)):
            gateway(url, SECRET).send("clara@demo.example", MESSAGE)
        assert elsewhere == []


def test_a_gateway_that_hangs_holds_up_nobody():
    with listening(wait=1.0) as (url, _), pytest.raises(OSError, match="timed out"):
        Gateway(url, SECRET, timeout=0.05).send("clara@demo.example", MESSAGE)


@pytest.mark.parametrize(
    ("url", "secret"),
    [
        ("http://pager.example/x", SECRET), ("ftp://pager.example/x", SECRET), ("https:///x", SECRET),
        ("https://p.example/", "short"),
    ],
)  # fmt: skip
def test_a_gateway_in_the_clear_or_without_a_secret_is_refused(url, secret):
    with pytest.raises(InputError) as refused:
        gateway(url, secret)
    assert "/x" not in str(refused.value)
    assert secret not in str(refused.value)


def test_with_the_mail_down_the_pager_calls(clinic, client_of, watched, pager, monkeypatch):
    def fails(*_, **__):
        raise ConnectionRefusedError

    monkeypatch.setattr(channels, "send_mail", fails)
    client_of("alice").post(at("answer", clinic.alice, "c-ssrs"), INTENT)
    sent = PageSent.objects.get()  # one call: nobody else is called because mail is down
    assert (sent.left, sent.problem) == (True, "e-mail: ConnectionRefusedError")
    assert json.loads(pager[0][1])["to"] == "clinician@demo.example"


def test_no_message_says_anything_about_a_patient(clinic, client_of, watched, pager):
    client_of("alice").post(at("answer", clinic.alice, "c-ssrs"), INTENT)
    client_of("alice").post(at("answer", clinic.alice, "phq-9"), ITEM_9)
    assert len(pager) == 2
    text = "".join(body.decode() for _, body in pager) + "".join(it.subject + it.body for it in mail.outbox)
    for word in ("Alice", "DEMO-0001", str(clinic.alice.pk), "PHQ", "C-SSRS", "suicid", "item"):
        assert word.lower() not in text.lower()


def test_a_concern_of_the_day_is_called_about_at_once_and_again_when_nobody_takes_it(clinic, client_of, watched):
    mail.outbox.clear()
    client_of("alice").post(at("answer", clinic.alice, "phq-9"), ITEM_9)
    concern = Concern.objects.get(patient=clinic.alice)
    assert concern.urgency == "same_day"
    assert [it.to for it in mail.outbox] == [["clinician@demo.example"]]
    assert "today" in mail.outbox[0].body
    assert paging.sweep() == 0  # and not every few seconds


def test_each_call_has_a_number_of_its_own(clinic, watched, pager, monkeypatch):
    """A gateway that drops what it has delivered already must not drop the next call."""
    made = dana(clinic)
    later(monkeypatch, minutes=40)
    worker.calls()
    numbers = [json.loads(body)["number"] for _, body in pager]
    assert len(numbers) == made.notices.count() > 1
    assert all(numbers)
    assert len(set(numbers)) == len(numbers)


def test_a_new_channel_is_tested_before_questions_open_again(clinic, client_of, watched, pager):
    assert not watch.watch().watched  # mail was tested; the pager was not
    mail.outbox.clear()
    for name in ("clinician", "clinician2"):
        client, page = client_of(name), reverse("care:duty")
        client.post(page)
        texts = [mail.outbox[-1].body, json.loads(pager[-1][1])["text"]]
        codes = [re.search(r"\d{6}", it)[0] for it in texts]
        assert "Your channel works: pager" in client.post(page, {"code": codes[1]}, follow=True).content.decode()
        assert "not the code" in client.post(page, {"code": "12345"}, follow=True).content.decode()
    assert watch.watch().watched
