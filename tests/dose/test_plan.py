"""A plan file: what is read, what is refused, and with which sentence."""

import pickle
from pathlib import Path

import pytest
import yaml

from resynapse.dose import Dose, Exposure, Plan, Spell, expand, load_plan, plans, to_yaml
from resynapse.errors import InputError

KETAMINE = "drug: ketamine, route: iv, amount: 35 mg, duration: 40 min"


def refusal(text):
    with pytest.raises(InputError) as caught:
        load_plan(text)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert len(sentence) < 600
    return sentence


def one(dose, more=""):
    return f"doses: [{{{dose}}}]\n{more}"


def test_default_plan_is_six_infusions_on_monday_wednesday_friday():
    plan = load_plan()
    doses = expand(plan).doses
    assert [dose.time / 24 for dose in doses] == [0, 2, 4, 7, 9, 11]
    assert {(d.drug, d.route, d.amount, d.per_kg, d.duration) for d in doses} == {
        ("ketamine", "iv", 0.5, True, 2 / 3)
    }
    assert plan.patient.baseline.get("MADRS") == 31.8
    assert plan.weight_kg == 70
    assert doses[0].milligrams(plan.weight_kg) == 35


@pytest.mark.parametrize("bundled", plans(), ids=lambda bundled: bundled.name)
def test_bundled_plans_load_and_say_what_they_follow(bundled):
    plan = load_plan(bundled.path)
    assert plan == load_plan(bundled.name)
    assert (plan.name, plan.description) == (bundled.name, bundled.description)
    assert plan.description
    assert bundled.path.read_text().startswith("# ")
    assert load_plan(to_yaml(plan)) == plan


def test_bundled_plans_cover_routes_drugs_species_and_conditions():
    loaded = [load_plan(bundled.path) for bundled in plans()]
    doses = [dose for plan in loaded for dose in plan.doses]
    assert {d.route for d in doses} == {"iv", "im", "sc", "nasal", "oral", "sublingual", "ip"}
    assert {d.drug for d in doses} >= {
        "ketamine",
        "esketamine",
        "lanicemine",
        "memantine",
        "midazolam",
        "saline",
    }
    assert {plan.species for plan in loaded} == {"human", "rat", "mouse"}
    assert {plan.condition for plan in loaded} >= {"depression", "anxiety", "ptsd", "ocd", "pain", "healthy"}
    assert plans()[0].name == "murrough_2013_six_infusions"


def test_a_series_with_a_taper_a_gap_and_a_shift():
    text = """
doses:
  - {route: oral, amounts: [100 mg, 50 mg, 25 mg], repeat: {every: 1 d}}
  - {route: oral, amount: 10 mg, after: dose 3, at: 1 week, repeat: {every: 24 h, times: 4, skip: [2]}}
observe: {until: 14 d, at: [1 d], after: dose 3}
"""
    plan = load_plan(text)
    doses = [(d.time, d.amount) for d in expand(plan).doses]
    assert doses == [(0, 100), (24, 50), (48, 25), (216, 10), (264, 10), (288, 10)]
    assert plan.until_hours == 384.0
    assert plan.observed_hours == (72.0,)


def test_the_observation_may_not_end_before_the_last_dose():
    assert "after the end of the last dose" in refusal(one(KETAMINE + ", repeat: {every: 7 d, times: 9}"))


def test_divided_sprays_add_up_and_keep_their_interval():
    doses = expand(
        load_plan(one("drug: esketamine, route: nasal, amount: 84 mg, sprays: {count: 3, every: 5 min}"))
    ).doses
    assert sum(dose.amount for dose in doses) == pytest.approx(84)
    assert [round(dose.time * 60) for dose in doses] == [0, 5, 10]


def test_comedication_and_stress_are_unrolled_in_hours():
    regimen = expand(
        load_plan("comedication: [{drug: rapamycin, from: -2 h, to: 2 d}]\nstress: [{from: -21 d}]\n")
    )
    assert regimen.comedication == (Exposure("rapamycin", -2.0, 48.0),)
    assert regimen.stress == (Spell(-504.0, 0.0, 1.0),)
    assert regimen.doses == ()


def test_without_a_weight_fixed_amounts_are_given_to_a_labelled_70_kg():
    plan = load_plan(one(KETAMINE))
    assert plan.weight_kg == 70
    assert any("70 kg assumed" in sentence for sentence in plan.assumed)
    assert load_plan(one(KETAMINE, "patient: {weight: 60 kg, age: 30 y}")).assumed == ()


def test_an_animal_is_healthy_unless_told_otherwise():
    assert load_plan("species: rat\nname: a\n").condition == "healthy"
    assert load_plan("species: rat\ncondition: depression\n").condition == "depression"
    assert load_plan("species: human\nname: a\n").condition == "depression"


def test_a_plan_is_frozen_hashable_and_travels_to_another_process():
    plan = load_plan()
    with pytest.raises(ValueError, match="frozen"):
        plan.name = "another"
    assert hash(plan) == hash(load_plan())
    assert pickle.loads(pickle.dumps(plan)) == plan
    assert load_plan(plan) is plan


def test_yaml_text_is_stable_and_complete():
    text = to_yaml(load_plan())
    assert text == to_yaml(load_plan(text))
    assert yaml.safe_load(text)["patient"]["weight"] == "70 kg"


REFUSED = {
    "negative dose": (
        one("amount: -35 mg, duration: 40 min"),
        ["doses 1, amount", "'-35 mg'", "not negative"],
    ),
    "wrong unit": (one("amount: 35 ml, duration: 40 min"), ["doses 1, amount", "'35 ml'", "mg"]),
    "time for a dose": (one("amount: 35 min, duration: 40 min"), ["'35 min'"]),
    "rate for a dose": (one("amount: 35 mg/h, duration: 40 min"), ["'35 mg/h'"]),
    "length for a time": (one("amount: 35 mg, duration: 40 m"), ["doses 1, duration", "'40 m'", "40 min"]),
    "a bare number": (one("amount: 35, duration: 40 min"), ["doses 1, amount", "35"]),
    "unknown drug": (
        one("drug: aspirin, amount: 35 mg"),
        ["doses 1, drug", "'aspirin'", "esketamine", "saline"],
    ),
    "unknown route": (one("route: rectal, amount: 35 mg"), ["doses 1, route", "'rectal'", "sublingual"]),
    "rat route in a human": (one("route: ip, amount: 35 mg"), ["'ip'", "human", "iv, im"]),
    "a drug without a rat": (
        one("drug: lanicemine, amount: 1 mg/kg, duration: 1 h", "species: rat\npatient: {weight: 300 g}"),
        ["doses 1, drug", "'lanicemine'", "ketamine, esketamine, arketamine, saline in a rat"],
    ),
    "a tablet for a mouse": (
        one("route: oral, amount: 10 mg/kg", "species: mouse\npatient: {weight: 25 g}"),
        ["doses 1, route", "'oral'", "iv, im, sc, ip for ketamine in a mouse"],
    ),
    "midazolam wafer": (
        one("drug: midazolam, route: sublingual, amount: 5 mg"),
        ["'sublingual'", "midazolam"],
    ),
    "memantine drip": (one("drug: memantine, amount: 5 mg, duration: 1 h"), ["'iv'", "oral for memantine"]),
    "mg/kg without weight": (
        one("amount: 0.5 mg/kg, duration: 40 min"),
        ["patient, weight", "70 kg", "0.5 mg/kg"],
    ),
    "overlap": (one(KETAMINE + ", repeat: {every: 30 min, times: 2}"), ["0 h", "0.5 h", "do not overlap"]),
    "NaN dose": (one("amount: nan mg, duration: 40 min"), ["'nan mg'"]),
    "NaN score": ("patient: {baseline: {MADRS: .nan}}", ["MADRS", "nan"]),
    "infinite time": (one("amount: 35 mg, duration: 1e999 h"), ["1e999 h"]),
    "10,000 kg": ("patient: {weight: 10000 kg}", ["patient, weight", "'10000 kg'", "1 to 400 kg"]),
    "a rat of 70 kg": ("species: rat\npatient: {weight: 70 kg}", ["1.2 kg for a rat"]),
    "not born": ("patient: {age: 0 y}", ["patient, age", "'0 y'", "above 0"]),
    "300 years": ("patient: {age: 300 y}", ["patient, age", "120 y"]),
    "above every published dose": (
        one("amount: 500 mg, duration: 40 min"),
        ["500 mg", "429.8 mg", "KetalarLabel"],
    ),
    "above it in two injections": (
        one("route: im, amount: 10 mg/kg, repeat: {every: 1 min, times: 2}", "patient: {weight: 70 kg}"),
        ["1400 mg", "910 mg"],
    ),
    "above it in a mouse": (
        one("route: ip, amount: 500 mg/kg", "species: mouse\npatient: {weight: 25 g}"),
        ["200 mg/kg"],
    ),
    "truncated": ("doses: [{drug: ketamine, route: iv", ["line 1"]),
    "truncated string": ('name: "six inf', ["line 1"]),
    "empty": ("\n", ["mapping"]),
    "a list": ("- 1\n- 2\n", ["mapping"]),
    "a number": ("12\n", ["mapping"]),
    "bomb": ("a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n", ["line 1", "anchors"]),
    "merge": ("patient: {<<: {weight: 70 kg}}\n", ["'<<'"]),
    "tag": ("name: !!python/object/apply:os.system [ls]\n", ["tags"]),
    "duplicate": ("name: a\nname: b\n", ["line 2", "'name'", "once"]),
    "deep": ("a: " + "[" * 5000, ["plan"]),
    "control character": ("name: a\x00b\n", ["plan"]),
    "two documents": ("name: a\n---\nname: b\n", ["line 2"]),
    "huge integer": ("schema: " + "9" * 6000 + "\n", []),
    "long": ("name: " + "a" * 300_000 + "\n", ["characters"]),
    "version": ("schema: 2", ["schema", "2", "1"]),
    "version as a switch": ("schema: true", ["True"]),
    "unknown key": (one(KETAMINE + ", dose: 3"), ["doses 1", "'dose'", "amount", "duration"]),
    "unknown patient key": ("patient: {mass: 70 kg}", ["patient", "'mass'", "weight"]),
    "a key that is a number": ("3: 4\n", ["3"]),
    "a mapping as a key": ("? {a: 1}\n: 2\n", ["keys"]),
    "amount and amounts": (one(KETAMINE + ", amounts: [1 mg]"), ["either"]),
    "no amount": (one("route: oral"), ["doses 1, amount"]),
    "no duration": (one("route: iv, amount: 35 mg"), ["doses 1, duration", "bolus"]),
    "slow tablet": (one("route: oral, amount: 35 mg, duration: 40 min"), ["no duration by this route"]),
    "oral spray": (one("route: oral, amount: 35 mg, sprays: {count: 2}"), ["nasal"]),
    "late start": (one(KETAMINE + ", at: 2 h"), ["0 h"]),
    "before the start": (one(KETAMINE + ", at: -2 h"), ["-2 h"]),
    "after nothing": (one(KETAMINE + ", after: dose 1"), ["after", "'dose 1'"]),
    "after what": (one(KETAMINE + ", after: lunch"), ["'lunch'", "dose 6"]),
    "too many": (
        one("route: oral, amount: 1 mg, repeat: {every: 1 h, times: 1000}, sprays: {count: 1}"),
        ["nasal"],
    ),
    "years of hours": (
        "doses: [" + "{route: oral, amount: 0 mg, repeat: {every: 1 min, times: 1000}}," * 3 + "]\n",
        ["at most 2000"],
    ),
    "never ends": ("observe: {until: 900 y}", ["5 years"]),
    "backwards": (
        "comedication: [{drug: opioid, from: 2 h, to: 1 h}]",
        ["comedication 1, to", "after 'from'"],
    ),
    "unknown comedication": ("comedication: [{drug: tea, from: 0 h, to: 1 h}]", ["'tea'", "rapamycin"]),
    "too stressed": ("stress: [{from: -1 d, level: 7}]", ["stress 1, level", "7"]),
    "twice stressed": ("stress: [{from: -3 d}, {from: -1 d}]", ["overlap"]),
    "a date": ("observe: {until: 2020-01-01}", ["observe, until", "'2020-01-01'"]),
    "base 60": ("observe: {until: 40:30}", ["'40:30'"]),
    "score out of range": ("patient: {baseline: {MADRS: 61}}", ["MADRS", "61", "60"]),
    "score as text": ("patient: {baseline: {MADRS: '30'}}", ["MADRS"]),
    "unknown scale": ("patient: {baseline: {BDI: 30}}", ["'BDI'", "MADRS", "PHQ-9"]),
    "unknown genotype": ("patient: {cyp2b6: '*9/*9'}", ["cyp2b6", "*1/*6"]),
    "two lines in a name": ('name: "a\\nb"\n', ["name", "one line"]),
    "no such file": ("no_such_plan.yaml", ["no_such_plan.yaml", "resynapse plans"]),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED.keys())
def test_bad_input_gets_one_sentence_with_field_value_and_what_is_allowed(case):
    text, parts = case
    sentence = refusal(text)
    for part in parts:
        assert part in sentence


def test_infusions_that_touch_do_not_overlap():
    assert len(expand(load_plan(one(KETAMINE + ", repeat: {every: 40 min, times: 3}"))).doses) == 3


def test_zero_dose_is_a_dose():
    assert expand(load_plan(one("amount: 0 mg, duration: 40 min"))).doses == (
        Dose(0.0, "ketamine", "iv", 0.0, False, 2 / 3),
    )


def test_words_of_yaml_are_words_here():
    assert load_plan("name: no\n").name == "no"
    assert load_plan("name: 2020-01-01\n").name == "2020-01-01"


@pytest.mark.parametrize("content", [b"\xff\xfe\x00bad", b"name: \x80\n"])
def test_a_file_that_is_not_text_is_refused(tmp_path, content):
    path = tmp_path / "plan.yaml"
    path.write_bytes(content)
    with pytest.raises(InputError, match="UTF-8"):
        load_plan(path)


@pytest.mark.parametrize("path", [Path("/"), Path("nowhere/plan.yaml"), Path("a\x00b"), Path("x" * 5000)])
def test_a_path_that_cannot_be_read_is_refused(path):
    with pytest.raises(InputError):
        load_plan(path)


@pytest.mark.parametrize("source", [3, 2.5, ["a"], b"name: a", object()])
def test_a_plan_is_not_a_number_or_a_list(source):
    with pytest.raises(InputError):
        load_plan(source)


def test_a_mapping_is_as_good_as_a_file():
    assert load_plan({"name": "a", "patient": {"weight": "154 lb"}}).weight_kg == pytest.approx(
        69.85, abs=0.01
    )
    assert isinstance(load_plan({}), Plan)
