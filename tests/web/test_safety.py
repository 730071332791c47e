"""Failure 5: an answer that cannot wait is not seen. At night, with the mail down, with nobody on duty, with a gap."""

from __future__ import annotations

import pytest
from django.core import mail
from django.urls import reverse

from resynapse_web import channels
from resynapse_web.care import clock, worker
from resynapse_web.care.candidates.gate import gate
from resynapse_web.care.outcomes import answering, reminders
from resynapse_web.care.outcomes.models import Reminded, ScreenerOpened
from resynapse_web.care.people.models import User
from resynapse_web.care.records.keeping import SYSTEM, Actor, keep, retract, sign
from resynapse_web.care.records.models import AuditEvent
from resynapse_web.care.rules.evaluation import Outcome
from resynapse_web.care.safety import paging, watch
from resynapse_web.care.safety.models import ChannelConfirmed, Concern, Contacts, Page, PageSent, Roster, Taken
from web.moved import later

ITEM_9 = {str(k): "0" for k in range(1, 9)} | {"9": "1"}
INTENT = {"1": "1", "2": "1", "3": "0", "4": "1", "5": "0", "6": "0"}
CALM = {"1": "0", "2": "0", "6": "0"}


def at(page, patient, *more):
    return reverse(f"care:{page}", args=[patient.pk, *more])


def rostered(clinic, shifts):
    director = clinic.users["director"]
    kept = Roster.objects.order_by("-version").first().successor(shifts=shifts)
    keep(Actor(director, director.role), "roster.set", kept)
    sign(Actor(director, director.role), kept, watch.ROSTERED)


def called():
    return [page.user and page.user.email.split("@")[0] for page in Page.objects.order_by("at")]


@pytest.fixture
def mail_is_down(monkeypatch):
    def fails(*_, **__):
        raise ConnectionRefusedError

    monkeypatch.setattr(channels, "send_mail", fails)


def test_item_nine_shows_help_at_once_and_opens_the_screener(clinic, client_of, watched):
    answer = client_of("alice").post(at("answer", clinic.alice, "phq-9"), ITEM_9, follow=True)
    text = answer.content.decode()
    assert answer.redirect_chain[-1][0] == at("help", clinic.alice)
    for number in ("112", "555-0199", "555-0100"):
        assert number in text
    assert at("answer", clinic.alice, "c-ssrs") in text
    concern = Concern.objects.get(patient=clinic.alice)
    assert concern.urgency == "same_day"
    assert answering.open_screener(clinic.alice) is not None
    assert "DEMO-0001" in client_of("clinician2").get(reverse("care:queue")).content.decode()


def test_item_nine_left_open_is_not_no(clinic, client_of, watched):
    client_of("alice").post(at("answer", clinic.alice, "phq-9"), dict.fromkeys("12345678", "0"))
    assert Concern.objects.get(patient=clinic.alice).cause == "PHQ-9 item 9 not answered"


@pytest.mark.parametrize("answers", [INTENT, {**CALM, "6": "1", "6b": "1"}, {"5": "1"}])
def test_intent_or_recent_behaviour_calls_whoever_is_on_duty(clinic, client_of, watched, answers):
    text = client_of("alice").post(at("answer", clinic.alice, "c-ssrs"), answers, follow=True).content.decode()
    assert "555-0199" in text
    assert called() == ["clinician"]
    assert mail.outbox[-1].to == ["clinician@demo.example"]
    assert "Alice" not in mail.outbox[-1].subject + mail.outbox[-1].body
    assert PageSent.objects.get().left
    assert gate(clinic.alice, "ketamine-sl", "home", "plan").outcome != Outcome.PASS


def test_it_calls_the_next_until_somebody_takes_it(clinic, client_of, watched, monkeypatch):
    client_of("alice").post(at("answer", clinic.alice, "c-ssrs"), INTENT)
    worker.calls()
    assert called() == ["clinician"]  # not again within ten minutes
    for expected in ("clinician2", "clinician"):
        later(monkeypatch, minutes=11)
        worker.calls()
        assert called()[-1] == expected
    concern = Concern.objects.get(patient=clinic.alice)
    client_of("clinician2").post(reverse("care:concern", args=[concern.pk]), {"take": "1"})
    assert Taken.objects.get().by == clinic.users["clinician2"]
    later(monkeypatch, minutes=30)
    worker.calls()
    assert len(called()) == 3
    assert list(paging.waiting()) == [concern]  # it stays in the queue until somebody says what was done
    client_of("clinician2").post(reverse("care:concern", args=[concern.pk]), {"outcome": "Seen at once, safe plan"})
    assert not paging.waiting().exists()


def test_mail_that_fails_goes_to_the_next_and_the_queue_stays(clinic, client_of, watched, mail_is_down, monkeypatch):
    answer = client_of("alice").post(at("answer", clinic.alice, "c-ssrs"), INTENT)
    assert answer["Location"] == at("help", clinic.alice)  # the patient is helped whatever the mail does
    assert called() == ["clinician", "clinician2"]
    assert {(it.left, it.problem) for it in PageSent.objects.all()} == {(False, "e-mail: ConnectionRefusedError")}
    assert Concern.objects.get(patient=clinic.alice) in paging.waiting()
    page = client_of("clinician2").get(reverse("care:queue")).content.decode()
    assert "DEMO-0001" in page
    later(monkeypatch, minutes=11)
    worker.calls()
    assert len(called()) == 4


def test_nobody_on_duty_is_no_crash(clinic, client_of, watched):
    User.objects.filter(role__in=("clinician", "director")).update(is_active=False)
    answer = client_of("alice").post(at("answer", clinic.alice, "c-ssrs"), INTENT)
    assert answer["Location"] == at("help", clinic.alice)
    assert called() == [None]
    assert PageSent.objects.get().problem == "nobody is on duty"


def test_a_call_that_breaks_takes_no_help_away(clinic, client_of, watched, monkeypatch):
    def broken(concern, duty):
        raise RuntimeError

    monkeypatch.setattr(paging, "_call", broken)
    answer = client_of("alice").post(at("answer", clinic.alice, "c-ssrs"), INTENT)
    assert answer["Location"] == at("help", clinic.alice)
    assert Concern.objects.filter(patient=clinic.alice).exists()


def test_hours_without_a_roster_fall_to_the_medical_director(clinic, client_of, watched):
    hour = clock.now().hour
    rostered(clinic, f"Mon-Sun {(hour + 1) % 24 or 1:02d}-24 clinician@demo.example" if hour < 23 else
             "Mon-Sun 00-23 clinician@demo.example")  # fmt: skip
    client_of("alice").post(at("answer", clinic.alice, "c-ssrs"), INTENT)
    assert called() == ["director"]


def test_an_abandoned_screener_counts_as_unanswered(clinic, client_of, watched, monkeypatch):
    client_of("alice").post(at("answer", clinic.alice, "phq-9"), ITEM_9)
    assert answering.abandoned() == 0
    later(monkeypatch, minutes=31)
    worker.calls()
    worker.calls()  # once
    urgent = Concern.objects.get(patient=clinic.alice, urgency="page")
    assert urgent.cause == answering.UNFINISHED
    assert called() == ["clinician"] * 2  # about item 9 at once, and now about the screener
    assert Page.objects.filter(concern=urgent).count() == 1
    assert gate(clinic.alice, "ketamine-iv", "office", "plan").outcome != Outcome.PASS
    client_of("alice").post(at("answer", clinic.alice, "c-ssrs"), {"1": "0"})  # begun and not finished
    assert Concern.objects.filter(patient=clinic.alice, urgency="page").count() == 2


def test_a_finished_screener_is_closed(clinic, client_of, watched, monkeypatch):
    client_of("alice").post(at("answer", clinic.alice, "phq-9"), ITEM_9)
    client_of("alice").post(at("answer", clinic.alice, "c-ssrs"), CALM)
    later(monkeypatch, minutes=31)
    assert answering.abandoned() == 0
    assert ScreenerOpened.objects.count() == 1


def test_a_same_day_concern_nobody_takes_is_called_about(clinic, client_of, watched, monkeypatch):
    client_of("alice").post(at("answer", clinic.alice, "phq-9"), dict.fromkeys("12345678", "0"))
    worker.calls()
    assert called() == ["clinician"]  # at once, by the page
    later(monkeypatch, hours=5)
    worker.calls()
    assert called() == ["clinician", "clinician2"]


@pytest.mark.parametrize("lack", ["a roster", "an hour", "a tested channel", "an old test", "contacts", "the worker"])
def test_no_questionnaire_opens_without_tested_channel_and_full_roster(clinic, client_of, watched, monkeypatch, lack):
    page = at("answer", clinic.alice, "phq-9")
    if lack == "a roster":
        director = Actor(clinic.users["director"], "director")
        retract(director, Roster.objects.get(), "Somebody on it has left")
    elif lack == "an hour":
        rostered(clinic, "Mon-Sat 00-24 clinician@demo.example\nSun 00-23 clinician@demo.example")
    elif lack == "a tested channel":
        rostered(clinic, "Mon-Sun 00-24 director@demo.example")
    elif lack == "an old test":
        later(monkeypatch, days=watch.TEST_DAYS + 1)
        watch.beat()
    elif lack == "contacts":
        monkeypatch.setattr(watch, "contacts", lambda: None)
    else:
        later(monkeypatch, minutes=watch.BEAT_MINUTES + 1)
    assert "Little interest" not in client_of("alice").get(page).content.decode()
    assert reminders.remind() == 0
    assert not watch.watch().open


def test_a_clinic_may_open_unwatched_and_every_page_says_so(clinic, client_of):
    assert not watch.watch().open  # no worker runs
    keep(SYSTEM, "contacts.set", watch.contacts().successor(unwatched=True))
    text = client_of("alice").get(at("answer", clinic.alice, "phq-9")).content.decode()
    assert "Little interest" in text
    assert "not watched" in text.lower() or "nobody watches" in text.lower()


def test_an_unsigned_roster_counts_for_nothing(clinic):
    kept = Roster.objects.order_by("-version").first().successor(shifts="Mon-Sun 00-24 clinician2@demo.example")
    keep(SYSTEM, "roster.set", kept)
    assert [it.email for it in watch.on_duty()] == ["clinician@demo.example", "clinician2@demo.example"]


def test_a_channel_is_tested_by_typing_the_code_that_arrived(clinic, client_of):
    before = ChannelConfirmed.objects.count()
    client, page = client_of("director"), reverse("care:duty")
    client.post(page, {})
    code = mail.outbox[-1].body.split(": ")[1].strip()
    client.post(page, {"code": "000000" if code != "000000" else "000001"})
    assert ChannelConfirmed.objects.count() == before
    client.post(page, {"code": code})
    assert "director@demo.example" in watch.tested()


def test_words_in_the_journal_call_somebody(clinic, client_of, watched):
    page = at("module", clinic.alice, "journal")
    client_of("alice").post(page, {"steps": ["0"], "text": "I want to die"})
    assert called() == ["clinician"]
    concern = Concern.objects.get(patient=clinic.alice)
    client_of("clinician").post(at("hand_offs", clinic.alice), {"hand_off": concern.source, "done": "Called and seen"})
    assert not paging.waiting().exists()


def test_two_workers_call_once(clinic, client_of, watched):
    concern = paging.raised(SYSTEM, clinic.alice, "x", "page")
    keep(SYSTEM, "concern.page", Page(concern=concern, number=1, user=clinic.users["clinician"]))
    assert not paging.overdue(concern, clock.now())  # the other worker is calling
    with pytest.raises(Exception, match="(?i)unique"):
        keep(SYSTEM, "concern.page", Page(concern=concern, number=1, user=clinic.users["clinician2"]))


def test_reminders_go_once_and_say_nothing(clinic, watched, monkeypatch):
    reminders.remind()
    reminders.remind()
    mine = [it for it in mail.outbox if it.to == ["alice@demo.example"]]
    assert len(mine) == 1
    assert Reminded.objects.filter(patient=clinic.alice).count() == 1
    for word in ("alice", "ketamine", "depress", "phq", "dose", "treatment"):
        assert word not in (mine[0].subject + mine[0].body).lower()


def test_nothing_of_it_predicts(clinic, client_of, watched):
    client_of("alice").post(at("answer", clinic.alice, "c-ssrs"), INTENT)
    concern = Concern.objects.get(patient=clinic.alice)
    for page in (reverse("care:queue"), reverse("care:concern", args=[concern.pk])):
        text = client_of("clinician").get(page).content.decode().lower()
        assert not any(word in text for word in ("risk score", "probability", "% risk", "low risk"))
    assert AuditEvent.objects.filter(action="concern.raise", patient=clinic.alice.pk).exists()
    assert Contacts.objects.exists()
