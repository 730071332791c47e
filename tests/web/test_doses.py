"""Failure 3: a dose error between mg and mg/kg, enantiomers, lb and kg, decimals, routes."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resynapse.errors import InputError
from resynapse_web.care.doses.limits import QUANTITIES, Bounds, Limits, Past, Severity, acceptable, objections, shipped
from resynapse_web.care.doses.products import product, products
from resynapse_web.care.doses.regimen import Regimen, exact, most_within, weight_kg

USUAL = Regimen(D("0.5"), "mg/kg", 2, 3, D(70), D(175))
OFFICE = Limits(Bounds(D(60), D(100)), Bounds(D("0.75"), D(1)), Bounds(D(2), D(3)), Bounds(D(400), D(700)))
ORAL = Limits(Bounds(D(150), D(300)), Bounds(D(2), D(3)), Bounds(D(2), D(3)), Bounds(D(1500), D(3000)))


def said(key="ketamine-iv", setting="office", limits=OFFICE, past=(), **changed):
    return objections(product(key), setting, replace(USUAL, **changed), limits, past)


def test_a_usual_dose_needs_one_signature():
    assert said() == []
    nasal = shipped(product("esketamine-nasal"), "office")
    assert said("esketamine-nasal", limits=nasal, amount=D(56), unit="mg", weeks=4) == []


@pytest.mark.parametrize(
    ("slip", "case"),
    [
        ("mg meant, mg/kg written", {"amount": D(35)}),
        ("decimal point lost", {"amount": D(5)}),
        ("decimal point moved", {"amount": D("50")}),
        ("oral dose by vein", {"amount": D(200), "unit": "mg"}),
        ("racemic dose as esketamine", {"key": "esketamine-nasal", "amount": D(35), "unit": "mg"}),
        ("esketamine per kg", {"key": "esketamine-nasal", "amount": D("0.5")}),
        ("esketamine, four devices", {"key": "esketamine-nasal", "amount": D(112), "unit": "mg"}),
        ("esketamine at home", {"key": "esketamine-nasal", "setting": "home", "amount": D(56), "unit": "mg"}),
        ("esketamine daily", {"key": "esketamine-nasal", "amount": D(56), "unit": "mg", "per_week": 7}),
        ("infusion at home", {"setting": "home"}),
        ("micrograms", {"unit": "ug"}),
        ("pounds per kilogram", {"weight_kg": D(400)}),
        ("a child's weight", {"weight_kg": D(7)}),
        ("height in metres", {"height_cm": D("1.75")}),
        ("nothing", {"amount": D(0)}),
        ("less than nothing", {"amount": D("-0.5")}),
        ("not a number", {"amount": D("NaN")}),
        ("infinite", {"amount": D("Infinity")}),
        ("eight a week", {"per_week": 8}),
        ("every day", {"per_week": 7}),
        ("a year", {"weeks": 52}),
        ("too much in four weeks", {"amount": D("0.95"), "per_week": 3, "weeks": 4}),
        ("no limits", {"limits": None}),
    ],
    ids=lambda it: it if isinstance(it, str) else "",
)
def test_impossible_doses_are_refused(slip, case):
    if case.get("key") == "esketamine-nasal":
        case = {**case, "limits": shipped(product("esketamine-nasal"), "office")}
    assert Severity.REFUSED in {it.severity for it in said(**case)}, slip


@pytest.mark.parametrize(
    "case",
    [
        {"amount": D("0.8")},
        {"per_week": 3, "weeks": 2},
        {"amount": D("0.5"), "unit": "mg"},  # mg/kg meant, mg written
        {"weight_kg": D(154)},  # pounds taken for kilograms
    ],
)
def test_unusual_doses_need_a_second_person(case):
    assert {it.severity for it in said(**case)} == {Severity.REVIEW}


def test_doses_already_given_count():
    yesterday = [Past(1, D(35)), Past(3, D(35))]
    assert said(past=yesterday)[0].severity == Severity.REFUSED
    assert said(past=[Past(40, D(35))]) == []


def test_unlabelled_products_ship_without_limits():
    assert {key for key, it in products().items() if it.limits} == {"esketamine-nasal"}


@given(st.sampled_from(QUANTITIES), st.sampled_from((0, 1)), st.decimals("0.01", 50, places=2))
def test_limits_at_home_are_never_above_the_office(quantity, which, more):
    office = ORAL
    pair = list(getattr(office, quantity))
    pair[which] += more
    with pytest.raises(InputError):
        acceptable(product("ketamine-oral"), "home", replace(office, **{quantity: Bounds(*pair)}), office)


def test_limits_that_cannot_be_meant_are_refused():
    iv = product("ketamine-iv")
    acceptable(iv, "office", OFFICE, None)
    for wrong in (
        replace(OFFICE, dose_mg_per_kg=Bounds(D(5), D(50))),
        replace(OFFICE, dose_mg=Bounds(D(200), D(100))),
        replace(OFFICE, per_week=Bounds(D(3), D(14))),
    ):
        with pytest.raises(InputError):
            acceptable(iv, "office", wrong, None)
    with pytest.raises(InputError):
        acceptable(product("ketamine-oral"), "home", ORAL, None)  # the office first


@pytest.mark.parametrize("text", ["0,5", "1e2", "NaN", "inf", "", "0.0005", "½", "1 000", "--5", "0x10"])
def test_numbers_are_written_plainly(text):
    with pytest.raises(InputError):
        exact("amount", text, D(0), D(1000))


def test_pounds_become_kilograms():
    assert weight_kg("154", "lb") == D("69.853")
    with pytest.raises(InputError):
        weight_kg("70", "stone")
    with pytest.raises(InputError):
        weight_kg("700", "kg")


@given(st.lists(st.integers(0, 60), min_size=1, max_size=12))
def test_a_longer_window_never_holds_less(days):
    days = tuple(sorted(days))
    ones = (D(1),) * len(days)
    assert most_within(days, ones, 7) <= most_within(days, ones, 28) <= len(days)
