"""The warnings about breathing: present when they must be, never fewer because of another medicine."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resynapse.dose.names import COMEDICINES
from resynapse.dose.regimen import Dose, Exposure, Regimen
from resynapse.symptoms.breathing import nausea, warning

ADULT = {"weight": 70.0, "sleep_apnoea": False}
USUAL = Dose(0.0, "ketamine", "iv", 0.5, per_kg=True, duration=40 / 60)
REASSURING = ("safe", "normal", "preserved", "maintained", "no risk", "unaffected", "protect")


def codes(*doses, medicines=(), covariates=ADULT):
    regimen = Regimen(doses, tuple(Exposure(drug, -2.0, 6.0) for drug in medicines))
    return {caution.code for caution in warning(regimen, covariates)}


def test_the_usual_infusion_still_says_that_breathing_is_not_modelled():
    assert codes(USUAL) == {"not_modelled"}


def test_without_a_ketamine_nothing_is_said():
    assert codes(Dose(0.0, "saline", "iv", 0.0)) == set()


@pytest.mark.parametrize(
    ("dose", "expected"),
    [
        (Dose(0.0, "ketamine", "iv", 0.5, per_kg=True), {"fast_bolus"}),
        (Dose(0.0, "ketamine", "iv", 0.5, per_kg=True, duration=59 / 3600), {"fast_bolus"}),
        (Dose(0.0, "ketamine", "iv", 2.0, per_kg=True, duration=0.05), {"overdose", "fast_bolus"}),
        (Dose(0.0, "ketamine", "iv", 2.0, per_kg=True, duration=40 / 60), {"overdose"}),
        (Dose(0.0, "esketamine", "iv", 0.5, per_kg=True, duration=40 / 60), {"overdose"}),
        (Dose(0.0, "ketamine", "im", 4.0, per_kg=True), {"overdose"}),
        (Dose(0.0, "ketamine", "im", 1.0, per_kg=True), set()),
        (Dose(0.0, "esketamine", "nasal", 84.0), set()),
        (Dose(0.0, "esketamine", "nasal", 300.0), {"overdose"}),
        (Dose(0.0, "ketamine", "oral", 500.0), {"overdose"}),
    ],
)
def test_large_and_fast_doses_are_warned_about(dose, expected):
    assert codes(dose) == {"not_modelled"} | expected


def test_doses_close_together_count_as_one():
    half = [Dose(time, "ketamine", "iv", 0.6, per_kg=True, duration=0.3) for time in (0.0, 0.5)]
    assert "overdose" in codes(*half)
    apart = [Dose(time, "ketamine", "iv", 0.6, per_kg=True, duration=0.3) for time in (0.0, 48.0)]
    assert "overdose" not in codes(*apart)


def test_a_long_infusion_is_told_as_what_it_is():
    """22 mg/h for 100 h is far from anaesthesia at any moment, and far above it if it ran in at once."""
    long = Dose(0.0, "esketamine", "iv", 2200.0, duration=100.0)
    told = next(it.text for it in warning(Regimen((long,)), {"weight": 70.0}) if it.code == "overdose")
    assert "100 h" in told
    assert "times where anaesthesia begins" not in told
    fast = replace(long, amount=22000.0)
    told = next(it.text for it in warning(Regimen((fast,)), {"weight": 70.0}) if it.code == "overdose")
    assert "6.3 times where anaesthesia begins" in told


def test_missing_answers_are_reasons():
    assert codes(USUAL, covariates={}) >= {"sleep_apnoea_unknown"}
    assert "sleep_apnoea" in codes(USUAL, covariates={"weight": 70.0, "sleep_apnoea": True})
    assert "weight_unknown" in codes(Dose(0.0, "ketamine", "iv", 35.0, duration=0.7), covariates={})


@pytest.mark.parametrize("drug", ["opioid", "benzodiazepine", "alcohol"])
def test_each_sedative_has_its_own_warning(drug):
    assert drug in codes(USUAL, medicines=[drug])
    far = Regimen((USUAL,), (Exposure(drug, 400.0, 500.0),))
    assert drug not in {caution.code for caution in warning(far, ADULT)}


def test_midazolam_in_the_plan_is_a_benzodiazepine():
    assert "benzodiazepine" in codes(USUAL, Dose(0.0, "midazolam", "iv", 2.0))


def test_midazolam_alone_is_warned_about_and_an_opioid_beside_it_too():
    alone = Dose(0.0, "midazolam", "iv", 3.0, False, 40 / 60)
    assert codes(alone) == {"not_modelled", "benzodiazepine"}
    assert codes(alone, medicines=["opioid"]) == {"not_modelled", "benzodiazepine", "opioid"}


def test_no_comedication_ever_lowers_a_displayed_risk():
    """A larger set of co-medications shows every warning of a smaller one, word for word."""
    shown = {}
    for size in range(len(COMEDICINES) + 1):
        for subset in itertools.combinations(COMEDICINES, size):
            regimen = Regimen((USUAL,), tuple(Exposure(drug, -2.0, 6.0) for drug in subset))
            shown[frozenset(subset)] = set(warning(regimen, ADULT))
    for subset, warnings in shown.items():
        for drug in subset:
            assert shown[subset - {drug}] <= warnings


@given(
    amount=st.floats(0.01, 20),
    more=st.floats(1.0, 5.0),
    duration=st.floats(0, 4),
    drug=st.sampled_from(["ketamine", "esketamine", "arketamine"]),
    route=st.sampled_from(["iv", "im", "sc", "nasal", "oral", "sublingual"]),
)
def test_a_larger_dose_keeps_every_warning(amount, more, duration, drug, route):
    smaller = codes(Dose(0.0, drug, route, amount, per_kg=True, duration=duration))
    assert smaller <= codes(Dose(0.0, drug, route, amount * more, per_kg=True, duration=duration))


def test_no_line_reassures():
    loud = Regimen(
        (Dose(0.0, "ketamine", "iv", 2.0, per_kg=True),), tuple(Exposure(drug, -2, 6) for drug in COMEDICINES)
    )
    for caution in warning(loud, {"weight": 70.0, "sleep_apnoea": True}):
        assert not any(word in caution.text.lower() for word in REASSURING)
        assert caution.source


def test_nausea_is_a_published_frequency_not_a_curve():
    assert "not modelled" in nausea()
    assert "28 %" in nausea()
    assert "26.9 %" in nausea()
