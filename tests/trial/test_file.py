"""Trial files: what is refused, and with which words; the schema; no nonsense ends in a traceback."""

from __future__ import annotations

import copy
import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from resynapse.errors import InputError
from resynapse.trial.file import plan_of, trial_schema
from resynapse.trial.reading import load_trial
from trial_runs import PLANNED, changed, planned

SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "trial.schema.json"


@pytest.mark.parametrize(
    ("content", "field", "words"),
    [
        (changed(at="-1 h"), "at", "a time from 0 h on"),
        (PLANNED | {"arms": [PLANNED["arms"][0] | {"n": 0}, PLANNED["arms"][1]]}, "arms 1, n", "greater than or equal"),
        (PLANNED | {"arms": []}, "arms", "one entry at least"),
        (PLANNED | {"endpoints": []}, "endpoints", "one entry at least"),
        (changed(scale="mood"), "endpoints 1, scale", "MADRS"),
        (changed(statistic="response", versus=[], value=1.2, source="x"), "value", "a fraction from 0 to 1"),
        (changed(statistic="response", value=1.2, source="x"), "value", "a difference of two fractions, -1 to 1"),
        (changed(statistic="SD", versus=[], value=-3.0, source="x"), "value", "0 or more, because this is a SD"),
        (changed(statistic="odds ratio", value=-2.0, source="x"), "value", "0 or more"),
        (changed(statistic="mean", versus=[], value=70.0, source="x"), "value", "0 to 60 points on MADRS"),
        (changed(value=-80.0, source="x"), "value", "at most 60 points either way on MADRS"),
        (changed(value=-8.0, lo=-7.0, hi=-1.0, source="x"), "lo", "an interval that holds the value, -8"),
        (changed(value=-8.0), "source", "where the published value was read"),
        (changed(arm="placebo"), "endpoints 1, arm", "ketamine, saline"),
        (changed(versus="placebo"), "endpoints 1, versus", "ketamine, saline"),
        (changed(statistic="odds ratio", versus=[]), "versus", "the arm that this odds ratio compares with"),
        (changed(statistic="correlation", versus=[]), "with", "the second quantity"),
        (changed(statistic="response", scale="CADSS"), "scale", "MADRS"),
        (changed(statistic="plasma level"), "scale", "ketamine"),
        (changed(lo=2.0, hi=1.0, source="x"), "hi", "not below lo"),
        (changed(times=3), "times", "up to 1"),
        (changed(statistic="meanchange"), "statistic", "mean change"),
        (changed(use="training"), "use", "calibration"),
        (changed(versus="ketamine"), "versus", "an arm other than ketamine itself"),
        (PLANNED | {"population": {"baseline": {"scale": "MADRS", "mean": 99.0}}}, "baseline, mean", "up to 60 points"),
        (PLANNED | {"population": {"age": {"mean": "5 y"}}}, "age, mean", "18 to 90 years"),
        (PLANNED | {"endpoints": 2 * [changed(id="X1")["endpoints"][0]]}, "endpoints, id", "each id once"),
        (changed(value=-8.0, source="  "), "source", "where the published value was read"),
        (PLANNED | {"dropout": 1.0}, "dropout", "less than 1"),
        (PLANNED | {"visits": ["-2 h"]}, "visits", "times from 0 h on"),
        (PLANNED | {"arms": [PLANNED["arms"][0], PLANNED["arms"][0]]}, "arms, name", "each name once"),
        (PLANNED | {"colour": "blue"}, "trial", "endpoints"),
        (PLANNED | {"schema": 2}, "schema", "1, the only version"),
        ({"name": "x"}, "arms", "this key is required"),
        ({}, "name", "this key is required"),
    ],
)
def test_refused_by_name(content, field, words):
    with pytest.raises(InputError) as refused:
        load_trial(content)
    sentence = str(refused.value)
    assert words in sentence
    assert field in sentence or field == "trial"
    assert "\n" not in sentence


def test_a_broken_file_is_told_what_a_trial_is():
    with pytest.raises(InputError, match=r"^line 2: .* a YAML mapping with the keys name, arms and endpoints"):
        load_trial("name: x\narms: [")
    with pytest.raises(InputError, match="^trial: 'armz'"):
        load_trial(PLANNED | {"armz": []})


def test_a_wrong_dose_is_named_with_its_arm():
    content = copy.deepcopy(PLANNED)
    content["arms"][0]["plan"]["doses"][0]["amount"] = "half a dose"
    with pytest.raises(InputError, match=r"arms 1, plan, doses 1, amount: 'half a dose'"):
        load_trial(content)


@pytest.mark.parametrize("source", ["no_such_trial", "/", "a\nb", "- 1\n- 2\n", "\0"])
def test_a_source_that_is_no_trial(source):
    with pytest.raises(InputError):
        load_trial(source)


def test_the_arm_becomes_a_plan():
    trial = planned()
    plan = plan_of(trial, trial.arms[0])
    assert plan.condition == "depression"
    assert plan.blinding == "blind"
    assert plan.weight_kg == 70.0
    assert plan.until_hours > 168.0


ANYTHING = some.recursive(
    some.none() | some.booleans() | some.floats() | some.integers() | some.text(max_size=8),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(key=some.sampled_from(sorted(PLANNED)), value=ANYTHING)
def test_nonsense_anywhere_is_read_or_refused(key, value):
    with suppress(InputError):
        load_trial(PLANNED | {key: value})


@given(key=some.sampled_from(["scale", "at", "statistic", "value", "lo", "sd", "n", "with", "versus"]), value=ANYTHING)
def test_nonsense_in_an_endpoint_is_read_or_refused(key, value):
    with suppress(InputError):
        load_trial(changed(**{key: value}))


def test_the_schema_in_the_documentation_is_the_one_of_the_model():
    """After a change: python -c "..." as in docs/trials.md."""
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == json.loads(json.dumps(trial_schema()))


def test_a_control_arm_that_gives_something_else_is_refused():
    trial = load_trial("berman_2000").model_dump(by_alias=True)
    next(arm for arm in trial["arms"] if arm["control"] == "saline")["control"] = "midazolam"
    with pytest.raises(InputError, match="control"):
        load_trial(trial)
