"""From answers to a signed plan: who may sign what, and what stops them. Failures 3 and 4."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from django.urls import reverse

from resynapse_web.care import clock
from resynapse_web.care.candidates.gate import gate
from resynapse_web.care.candidates.models import Answer, RulesConfirmed
from resynapse_web.care.demo.accounts import PASSWORD
from resynapse_web.care.people.models import Tie
from resynapse_web.care.people.roles import Bond
from resynapse_web.care.plans.models import LimitSet, Plan
from resynapse_web.care.plans.signing import State, active_plan, countersign, limits_for, prescribe, standing
from resynapse_web.care.records.entry import Refused
from resynapse_web.care.records.keeping import Actor, keep, retract, revise, signatures
from resynapse_web.care.rules.evaluation import Outcome


def actor(clinic, name="clinician"):
    return Actor(clinic.users[name], clinic.users[name].role, "test")


def answer(clinic, patient, source="clinician", **values):
    who = actor(clinic)
    keep(who, "answers.give", *(Answer(patient=patient, question=k, value=v, source=source) for k, v in values.items()))


def changed(clinic, **changes):
    """Alice's plan, changed: a draft again."""
    plan = Plan.objects.current().get(patient=clinic.alice)
    return revise(actor(clinic), "plan.draft", plan, plan.version, **changes)


def test_the_demonstration_stands_as_told(clinic):
    assert standing(active_plan(clinic.alice)).state == State.ACTIVE
    assert gate(clinic.bob, "ketamine-iv", "office", "evaluation").outcome == Outcome.BLOCKED
    assert gate(clinic.charlie, "ketamine-sl", "home", "evaluation").outcome == Outcome.UNDECIDABLE


def test_a_changed_plan_is_signed_again(clinic):
    plan = changed(clinic, amount=D("0.6"))
    assert active_plan(clinic.alice) is None
    assert standing(plan).state == State.DRAFT
    prescribe(actor(clinic), plan)
    assert active_plan(clinic.alice) == plan


def test_above_the_review_limit_a_second_person_signs(clinic):
    plan = changed(clinic, amount=D("0.8"))
    prescribe(actor(clinic), plan)
    assert standing(plan).state == State.WAITING
    with pytest.raises(Refused, match="another one"):
        countersign(actor(clinic), plan, plan.regimen.dose_mg)
    with pytest.raises(Refused, match="differ"):
        countersign(actor(clinic, "director"), plan, D(70))
    with pytest.raises(Refused, match="Only a clinician"):
        countersign(actor(clinic, "guide"), plan, plan.regimen.dose_mg)
    assert active_plan(clinic.alice) is None
    countersign(actor(clinic, "director"), plan, D("54.6"))
    assert active_plan(clinic.alice) == plan


@pytest.mark.parametrize("amount", [D("1.01"), D(5), D(50)])
def test_nobody_signs_above_the_absolute_limit(clinic, amount):
    plan = changed(clinic, amount=amount)
    for who in ("clinician", "director"):
        with pytest.raises(Refused, match="absolute limit"):
            prescribe(actor(clinic, who), plan)
    assert standing(plan).state == State.DRAFT


def test_no_limits_no_signature(clinic):
    plan = changed(clinic, product_id="ketamine-im")
    with pytest.raises(Refused):
        prescribe(actor(clinic), plan)
    assert limits_for(plan.product, "office") is None


def test_unsigned_limits_count_for_nothing(clinic):
    limits = LimitSet.objects.current().get(place="ketamine-iv:office")
    revise(actor(clinic, "director"), "limits.sign", limits, 1, dose_mg_per_kg_absolute=D(3))
    assert limits_for(Plan(product_id="ketamine-iv").product, "office").dose_mg_per_kg.absolute == 1


@pytest.mark.parametrize(
    "news", [{"pregnant": True}, {"aneurysm": None}, {"sedative": True}, {"cssrs_high": True}, {"heart_event": True}]
)
def test_news_close_the_gate(clinic, news):
    """Failure 4: what has changed since the evaluation stops the next step by itself."""
    plan = changed(clinic, note="as before")
    answer(clinic, clinic.alice, **news)
    with pytest.raises(Refused, match="rules do not pass"):
        prescribe(actor(clinic), plan)


def test_an_old_evaluation_closes_the_gate(clinic, monkeypatch):
    today = clock.today()
    monkeypatch.setattr(clock, "today", lambda: today.replace(year=today.year + 1))
    assert gate(clinic.alice, "ketamine-iv", "office", "plan").outcome == Outcome.UNDECIDABLE


def test_an_old_weight_is_taken_again(clinic):
    plan = changed(clinic, weighed_on=clock.today().replace(year=clock.today().year - 1))
    with pytest.raises(Refused, match="weight"):
        prescribe(actor(clinic), plan)


def test_unconfirmed_rules_let_nobody_pass(clinic):
    retract(actor(clinic, "director"), RulesConfirmed.objects.get(), "Read again after a change of the label")
    assert gate(clinic.alice, "ketamine-iv", "office", "plan").outcome == Outcome.UNDECIDABLE


def test_esketamine_needs_its_rems_gate(clinic):
    def outcome():
        return gate(clinic.alice, "esketamine-nasal", "office", "plan").outcome

    assert outcome() == Outcome.UNDECIDABLE
    answer(clinic, clinic.alice, rems_site=True, rems_enrolled=True, rems_supervised=True)
    assert outcome() == Outcome.PASS
    answer(clinic, clinic.alice, rems_enrolled=False)
    assert outcome() == Outcome.BLOCKED
    assert gate(clinic.alice, "esketamine-nasal", "home", "plan").outcome == Outcome.BLOCKED


def decision(**values):
    return {"verdict": "accept", "note": "", "password": PASSWORD, **values}


def test_a_relative_rule_needs_a_reason_and_a_password(clinic, client_of):
    answer(clinic, clinic.alice, sedative=True)
    client = client_of("clinician")
    address = reverse("care:decide", args=[clinic.alice.pk]) + "?product=ketamine-iv&setting=office"
    count = clinic.alice.decisions.count()
    finding = gate(clinic.alice, "ketamine-iv", "office", "evaluation").evaluation.fired[0]
    assert client.post(address, decision()).status_code == 200  # no reason
    reason = {finding.fingerprint: "Taper agreed with the psychiatrist"}
    assert client.post(address, decision(**reason, password="wrong")).status_code == 200
    assert clinic.alice.decisions.count() == count
    assert client.post(address, decision(**reason)).status_code == 302
    kept = clinic.alice.decisions.order_by("-at").first()
    assert kept.reasons == reason
    assert signatures(kept)[0].name == "Dr Clara Demo"
    assert gate(clinic.alice, "ketamine-iv", "office", "plan").open


def test_the_clinician_may_always_say_no(clinic, client_of):
    address = reverse("care:decide", args=[clinic.alice.pk]) + "?product=ketamine-iv&setting=office"
    client_of("clinician").post(address, decision(verdict="decline", note="Wishes psychotherapy first"))
    assert not gate(clinic.alice, "ketamine-iv", "office", "plan").open


def test_a_plan_through_its_pages(clinic, client_of):
    client = client_of("clinician")
    form = {
        "product_id": "ketamine-iv", "setting": "office", "indication": "Depression", "amount": "0.8", "unit": "mg/kg",
        "minutes": "40", "per_week": "2", "weeks": "2", "weight": "150", "weight_unit": "lb", "height_cm": "171",
        "weighed_on": clock.today().isoformat(), "preparation": ["safety"],
    }  # fmt: skip
    answer_ = client.post(reverse("care:draft", args=[clinic.alice.pk]), {**form, "amount": "0,8"})
    assert "at most three decimals" in answer_.content.decode()
    assert client.post(reverse("care:draft", args=[clinic.alice.pk]), {**form, "weight_unit": ""}).status_code == 200
    page = client.post(reverse("care:draft", args=[clinic.alice.pk]), form)["Location"]
    plan = Plan.objects.get(pk=page.rstrip("/").rsplit("/", 1)[1])
    assert plan.weight_kg == D("68.039")
    client.post(page + "sign/", {"password": PASSWORD})
    second = client_of("director")
    assert "DEMO-0001" in second.get(reverse("care:waiting")).content.decode()
    second.post(page + "countersign/", {"password": PASSWORD, "dose_mg": "54.4"})
    assert standing(plan).state == State.ACTIVE
    stale = client.post(page + "change/", {**form, "version": "7"})
    assert stale.status_code == 409
    client.post(page + "stop/", {"reason": "No benefit after induction"})
    assert standing(plan).state == State.STOPPED


def test_the_director_sets_limits_and_home_stays_below(clinic, client_of):
    keep(Actor(), "team.change", Tie(patient=clinic.alice, user=clinic.users["clinician2"], bond=Bond.TEAM))
    names = [it.name for it in LimitSet._meta.concrete_fields if it.name.endswith(("_review", "_absolute"))]
    values = dict(zip(names, ["100", "150", "1.5", "2", "2", "2", "800", "1200"], strict=True))
    client = client_of("director")
    home = reverse("care:set_limits", args=["ketamine-oral", "home"])
    post = {**values, "reason": "As agreed", "password": PASSWORD}
    assert "the office first" in client.post(home, post).content.decode()
    assert client.post(reverse("care:set_limits", args=["ketamine-oral", "office"]), post).status_code == 302
    assert "never above the office" in client.post(home, {**post, "dose_mg_absolute": "151"}).content.decode()
    assert client.post(home, post).status_code == 302
    assert client.get(reverse("care:set_limits", args=["ketamine-iv", "home"])).status_code == 404


def test_a_patient_answers_and_is_thanked(clinic, client_of):
    page = reverse("care:questionnaire", args=[clinic.charlie.pk])
    client_of("charlie").post(page, {"aneurysm": "no", "opioid": "unsure", "mania_now": ""})
    rows = {it.question: it for it in clinic.charlie.answers.filter(source="patient").order_by("at")}
    assert rows["aneurysm"].value is False
    assert rows["opioid"].value is None
    assert rows["aneurysm"].by == clinic.users["charlie"]
    assert client_of("charlie").post(page, {"liver": "none"}).status_code == 302
    assert not clinic.charlie.answers.filter(question="liver", source="patient").exists()
