"""Preparation, breathwork, integration: content, completion, red flags, coach notes, the pacer's five minutes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from resynapse_web.care import clock
from resynapse_web.care.plans.programme import phases
from resynapse_web.care.practice import content
from resynapse_web.care.practice.models import Breathing, CoachNote, Completion, HandOff
from resynapse_web.care.records.models import AuditEvent

CONTENT = content.shipped()
FINE = dict.fromkeys(CONTENT.avoid_if, "no")


def at(page, patient, *more):
    return reverse(f"care:{page}", args=[patient.pk, *more])


def test_every_module_says_what_it_is_based_on():
    for it in CONTENT.modules.values():
        assert it.source
        assert it.level
        assert it.licence == "project's own"
        assert it.steps
        assert 5 <= it.minutes <= 90


def test_what_a_plan_can_hold_has_content():
    planned = phases()
    assert {*planned["preparation"], *planned["integration"]} == set(CONTENT.modules)
    assert set(planned["breathwork"]) <= set(CONTENT.breaths)


@pytest.mark.parametrize("cycle", [
    [{"do": "in", "s": 1}, {"do": "out", "s": 1}],  # hyperventilation
    [{"do": "in", "s": 8}, {"do": "out", "s": 2}],  # more in than out
])  # fmt: skip
def test_fast_patterns_are_refused(cycle):
    row = {"id": "x", "title": "x", "cycle": cycle, "minutes": {"min": 5, "default": 5, "max": 9}, "note": ""}
    with pytest.raises(ValueError):
        content._breath(row)


def test_short_patterns_are_refused():
    row = {"id": "x", "title": "x", "cycle": [{"do": "in", "s": 5}, {"do": "out", "s": 5}], "note": ""}
    with pytest.raises(ValueError):
        content._breath({**row, "minutes": {"min": 3, "default": 5, "max": 9}})


@pytest.mark.parametrize(("text", "found"), [
    ("Sometimes I think they would be better off dead", ["self-harm"]),
    ("I thought about SUICIDE\nlast night", ["self-harm"]),
    ("I can’t breathe at night", ["heart-brain"]),
    ("there was blood in  my urine", ["bladder"]),
    ("A quiet day. I skilled up and walked.", []),
    ("I do not want to die", ["self-harm"]),  # a negation is read by a person, not by this
])  # fmt: skip
def test_red_flags(text, found):
    assert [it.id for it in CONTENT.flags(text)] == found


def test_a_module_is_complete_by_its_rule(clinic, client_of):
    page, client = at("module", clinic.alice, "intention"), client_of("alice")
    client.post(page, {"steps": ["0"], "text": "too few words"})
    client.post(page, {"steps": ["0"], "text": "to sleep again and to see my sister without being afraid of it"})
    rows = Completion.objects.filter(patient=clinic.alice, module="intention").order_by("at")
    assert [row.complete for row in rows] == [False, True]
    assert client.post(page, {"steps": ["7"], "text": "x"}).status_code == 200  # no such step
    assert rows.count() == 2


def test_who_may_record_a_module(clinic, client_of):
    """A guide's module is recorded by staff, a patient's own by the patient."""
    client_of("alice").post(at("module", clinic.alice, "safety"), {"steps": ["0", "1", "2", "3"]})
    client_of("guide").post(at("module", clinic.alice, "journal"), {"steps": ["0"], "text": "word " * 30})
    assert not Completion.objects.exists()
    client_of("guide").post(at("module", clinic.alice, "safety"), {"steps": ["0", "1", "2", "3"]})
    assert Completion.objects.get().complete


def test_a_red_flag_of_a_patient_shows_whom_to_call_and_reaches_clinicians(clinic, client_of):
    answer = client_of("alice").post(
        at("module", clinic.alice, "journal"), {"steps": ["0"], "text": "I want to die"}, follow=True
    )
    assert "988" in answer.content.decode()
    assert "555-0100" in answer.content.decode()
    handed = HandOff.objects.get()
    assert (handed.contact, handed.flags) == ("now", ["self-harm"])
    page = client_of("clinician").get(at("hand_offs", clinic.alice)).content.decode()
    assert "At once" in page
    client_of("clinician").post(at("hand_offs", clinic.alice), {"hand_off": handed.pk, "done": "Called, seen today"})
    assert "Nothing is open" in client_of("clinician").get(at("hand_offs", clinic.alice)).content.decode()


def test_another_patients_hand_off_is_out_of_reach(clinic, client_of):
    client_of("alice").post(at("module", clinic.alice, "journal"), {"steps": ["0"], "text": "I want to die"})
    handed = HandOff.objects.get()
    client_of("clinician").post(at("hand_offs", clinic.bob), {"hand_off": handed.pk, "done": "Called, seen today"})
    assert not handed.answers.exists()


def test_a_coach_note_with_a_red_flag_is_handed_on_or_not_kept(clinic, client_of):
    client, page = client_of("guide"), at("coach_notes", clinic.alice)
    said = {"text": "She told me that she took extra lozenges"}
    answer = client.post(page, said)
    assert "must be handed to a clinician" in answer.content.decode()
    assert "took extra lozenges" in answer.content.decode()  # what was written is not lost
    assert not CoachNote.objects.exists()
    client.post(page, {**said, "to": clinic.users["clinician2"].pk, "told": "by telephone"})
    assert not CoachNote.objects.exists()  # not of her team
    client.post(page, {**said, "to": clinic.users["clinician"].pk, "told": "by telephone"})
    assert CoachNote.objects.count() == HandOff.objects.count() == 1


def test_clinicians_see_no_coach_note_that_was_not_handed_on(clinic, client_of):
    client_of("guide").post(at("coach_notes", clinic.alice), {"text": "We spoke about her garden"})
    assert CoachNote.objects.count() == 1
    for page in ("hand_offs", "patient", "practice"):
        assert "garden" not in client_of("clinician").get(at(page, clinic.alice)).content.decode()
    assert client_of("clinician").get(at("coach_notes", clinic.alice)).status_code == 404


def test_the_pacer_waits_for_a_coach_and_for_a_quiet_body(clinic, client_of):
    client, page = client_of("alice"), at("breathe", clinic.alice, "slow-6")
    assert "pacer.js" not in client.post(page, FINE).content.decode()
    client_of("guide").post(at("coach", clinic.alice, "slow-6"), {"minutes": "10"})
    assert "pacer.js" in client.post(page, FINE).content.decode()
    for key in FINE:
        answer = client.post(page, {**FINE, key: "yes"}).content.decode()
        assert "Not now" in answer
        assert "pacer.js" not in answer
        left_out = {name: said for name, said in FINE.items() if name != key}
        assert "pacer.js" not in client.post(page, left_out).content.decode()  # unanswered is not "no"


@pytest.mark.parametrize(("minutes", "kept"), [(4, 0), (6, 1)])
def test_five_minutes_by_the_servers_clock(clinic, client_of, monkeypatch, minutes, kept):
    client, page = client_of("alice"), at("breathe", clinic.alice, "slow-6")
    client_of("guide").post(at("coach", clinic.alice, "slow-6"), {"minutes": "10"})
    client.post(page, {"finished": "1"})  # never begun
    client.post(page, FINE)
    later = clock.now() + timedelta(minutes=minutes)
    monkeypatch.setattr(clock, "now", lambda: later)
    client.post(page, {"finished": "1"})
    client.post(page, {"finished": "1"})  # the same minutes do not count twice
    assert Breathing.objects.filter(coached=False).count() == kept


def test_the_pacer_can_stand_still():
    from importlib import resources

    script = (resources.files("resynapse_web.care") / "static/care/pacer.js").read_text()
    assert "prefers-reduced-motion" in script


def test_a_clinic_without_a_telephone_says_so(clinic, client_of):
    from resynapse_web.care.people.models import Clinic
    from resynapse_web.care.records.keeping import SYSTEM, revise

    current = Clinic.objects.order_by("-version").first()
    revise(SYSTEM, "clinic.change", current, current.version, telephone="")
    assert "no telephone that is answered at night" in client_of("alice").get(reverse("care:contact")).content.decode()


def test_nothing_written_is_in_the_audit(clinic, client_of):
    client_of("guide").post(at("coach_notes", clinic.alice), {"text": "We spoke about her garden"})
    assert not AuditEvent.objects.filter(detail__icontains="garden").exists()
