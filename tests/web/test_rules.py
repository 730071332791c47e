"""Failure 1: a missing or unknown answer taken for "no contraindication". Failure 10: rules past their date."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resynapse.errors import InputError
from resynapse_web.care.rules import logic, ruleset
from resynapse_web.care.rules.answers import CLINICIAN, PATIENT, Given, Question, parse, resolve
from resynapse_web.care.rules.evaluation import Outcome, evaluate
from resynapse_web.care.rules.ruleset import HOME, OFFICE, STAGES, Kind, shipped

TODAY = date(2026, 11, 24)
RULES = shipped()
WELL = {  # a person no rule objects to, in any setting, on any day
    "age": 40.0, "contraception": True, "liver": "none", "capacity": True, "indication": True, "adequate_trials": 3.0,
    "peer_monitor": True, "telephone_works": True, "cuff": True, "seen_in_person": True, "rems_site": True,
    "rems_enrolled": True, "rems_supervised": True, "systolic": 120.0, "diastolic": 75.0, "fasted": True,
    "escort": True,
}  # fmt: skip


def answers(**changed):
    values = {key: WELL.get(key, False) for key in RULES.questions} | changed
    return {key: [Given(value, TODAY, CLINICIAN)] for key, value in values.items() if value is not None}


def ask(product="ketamine-iv", setting=OFFICE, stage="day", today=TODAY, rules=RULES, **changed):
    return evaluate(rules, product, setting, stage, answers(**changed), today)


@pytest.mark.parametrize("setting", [OFFICE, HOME])
@pytest.mark.parametrize("stage", STAGES)
def test_a_well_person_passes(setting, stage):
    assert ask(setting=setting, stage=stage).outcome == Outcome.PASS


@pytest.mark.parametrize("rule", RULES.rules, ids=lambda rule: rule.id)
def test_every_rule_is_undecidable_when_nothing_is_known(rule):
    """Scenario per rule: no answer at all never passes."""
    product = rule.products[0] if rule.products else "ketamine-iv"
    setting = rule.settings[0] if rule.settings else OFFICE
    found = evaluate(RULES, product, setting, "day", {}, TODAY)
    mine = next(it for it in found.findings if it.rule == rule)
    assert mine.outcome == Outcome.UNDECIDABLE
    assert found.outcome == Outcome.UNDECIDABLE


def firing(condition, facts):
    """Answers that make a condition hold."""
    if isinstance(condition, logic.Ask):
        value = {"is": condition.bound, "at_least": condition.bound, "within_days": TODAY}.get(condition.how)
        facts[condition.question] = value if value is not None else condition.bound - 1
    elif condition.how == "not":
        facts[condition.parts[0].question] = False
    else:
        for part in condition.parts:
            firing(part, facts)
    return {key: float(value) if type(value) is int else value for key, value in facts.items()}


@pytest.mark.parametrize("rule", RULES.rules, ids=lambda rule: rule.id)
def test_every_rule_fires_and_says_why(rule):
    product = rule.products[0] if rule.products else "ketamine-iv"
    setting = rule.settings[0] if rule.settings else OFFICE
    found = ask(product, setting, "day", **firing(rule.when, {}))
    mine = next(it for it in found.fired if it.rule == rule)
    assert mine.inputs
    assert mine.rule.change
    assert mine.rule.basis
    assert (found.outcome == Outcome.BLOCKED) == (rule.kind != Kind.INFO)


VALUES = {
    "yes_no": st.booleans(),
    "number": st.floats(0, 300),
    "choice": st.sampled_from(["none", "mild", "moderate", "severe"]),
    "date": st.dates(),
}


@given(st.data())
@settings(max_examples=150)
def test_removing_an_answer_never_makes_a_candidate_more_eligible(data):
    asked = sorted(RULES.questions)
    stranger = {key: WELL.get(key, False) for key in asked}
    for key in data.draw(st.sets(st.sampled_from(asked), max_size=6)):
        stranger[key] = data.draw(VALUES[RULES.questions[key].kind])
    product = data.draw(st.sampled_from(["ketamine-iv", "esketamine-nasal"]))
    setting = data.draw(st.sampled_from([OFFICE, HOME]))
    stage = data.draw(st.sampled_from(STAGES))
    everything = answers(**stranger)
    first = evaluate(RULES, product, setting, stage, everything, TODAY)
    reasons = {it.fingerprint: "considered" for it in first.findings if data.draw(st.booleans())}
    whole = evaluate(RULES, product, setting, stage, everything, TODAY, reasons=reasons)
    for lost in data.draw(st.sets(st.sampled_from(asked), min_size=1, max_size=3)):
        everything = {key: value for key, value in everything.items() if key != lost}
        less = evaluate(RULES, product, setting, stage, everything, TODAY, reasons=reasons)
        assert less.openness <= whole.openness
        whole = less


def test_not_sure_counts_as_unknown():
    assert ask(aneurysm=None).outcome == Outcome.UNDECIDABLE
    sure = {**answers(), "aneurysm": [Given(False, TODAY, CLINICIAN), Given(None, TODAY, PATIENT)]}
    assert evaluate(RULES, "ketamine-iv", OFFICE, "day", sure, TODAY).outcome == Outcome.UNDECIDABLE


def test_an_answer_grows_old():
    """Failure 4: what was true at the evaluation is asked again."""
    later = TODAY + timedelta(days=1)
    found = ask(today=later)
    assert found.outcome == Outcome.UNDECIDABLE
    assert {"systolic", "fasted", "escort"} <= {it.question for it in found.missing}


def test_a_patient_cannot_silently_overrule_the_clinician():
    question = RULES.questions["aneurysm"]
    said = [Given(True, TODAY, CLINICIAN), Given(False, TODAY, PATIENT)]
    assert resolve(question, said, TODAY).value is None
    assert resolve(question, [*said, Given(False, TODAY, CLINICIAN)], TODAY).value is False


def test_home_is_stricter_than_the_office():
    assert ask(setting=HOME, opioid=True).outcome == Outcome.BLOCKED
    assert not ask(setting=HOME, opioid=True).fired[0].needs_reason
    assert ask(setting=OFFICE, opioid=True).fired[0].needs_reason


def test_a_reason_opens_a_relative_rule_for_these_inputs_only():
    blocked = ask(sedative=True)
    reasons = {it.fingerprint: "tapered by the prescriber" for it in blocked.fired}
    again = evaluate(RULES, "ketamine-iv", OFFICE, "day", answers(sedative=True), TODAY, reasons=reasons)
    assert again.outcome == Outcome.PASS
    worse = evaluate(RULES, "ketamine-iv", OFFICE, "day", answers(sedative=True, opioid=True), TODAY, reasons=reasons)
    assert worse.outcome == Outcome.BLOCKED


def test_a_reason_never_opens_an_absolute_rule():
    reasons = {it.fingerprint: "really" for it in ask(aneurysm=True).findings}
    found = evaluate(RULES, "ketamine-iv", OFFICE, "day", answers(aneurysm=True), TODAY, reasons=reasons)
    assert found.outcome == Outcome.BLOCKED


def test_the_director_may_relax_only_what_allows_it():
    def said(rule, **answer):
        eased = [rule]
        return evaluate(RULES, "ketamine-iv", OFFICE, "day", answers(**answer), TODAY, relaxed=eased).openness

    assert said("psychosis-past", psychosis_past=True) == 1
    assert said("aneurysm", aneurysm=True) == 0


def test_rules_expire_first_with_a_warning_then_blocking():
    home = {"setting": HOME, "stage": "evaluation"}
    assert [it.id for it in ask(**home).expiring] == ["telemedicine"]
    after = date(2027, 1, 1)
    given = {key: [Given(it[0].value, after, CLINICIAN)] for key, it in answers().items()}
    found = evaluate(RULES, "ketamine-iv", HOME, "evaluation", given, after)
    assert [it.rule.id for it in found.expired] == ["telemedicine"]
    assert found.outcome == Outcome.UNDECIDABLE


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("yes_no", "maybe"),
        ("number", "nan"),
        ("number", "1e9"),
        ("date", "31.12.2026"),
        ("choice", "E"),
        ("number", ""),
    ],
)
def test_answers_that_do_not_fit_are_refused(kind, text):
    question = Question(
        id="q", section="s", text="?", ask="patient", kind=kind, low=0, high=10, choices=("A",), valid_days=1
    )
    with pytest.raises(InputError):
        parse(question, text)


@pytest.mark.parametrize(
    ("old", "new"),
    [("when: aneurysm", "when: aneurism"), ("status: V", "status: X"), ("id: brain-bleed", "id: aneurysm"),
     ("sources: [label-copy, label-mdsi]", "sources: [nowhere]"), ("when: aneurysm", "when: {maybe: aneurysm}")],
)  # fmt: skip
def test_a_rule_file_with_a_mistake_is_refused(old, new):
    folder = ruleset.resources.files("resynapse_web.care.rules") / "data"
    files = {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()}
    assert old in files["candidate.yaml"]
    files["candidate.yaml"] = files["candidate.yaml"].replace(old, new)
    with pytest.raises(ValueError, match=r".+"):
        ruleset.read(files)
