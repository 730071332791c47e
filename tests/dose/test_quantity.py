"""Quantities as people write them."""

import math

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from resynapse.dose import quantity
from resynapse.errors import InputError

READERS = (quantity.hours, quantity.kilograms, quantity.years, quantity.amount)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("40 min", 2 / 3),
        ("0 h", 0),
        ("-21 d", -504),
        ("1.5e1h", 15),
        ("2 weeks", 336),
        ("90s", 0.025),
        (" 1 y ", 8766),
    ],
)
def test_times(text, expected):
    assert quantity.hours(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.5 mg/kg", (0.5, True)),
        ("35 mg", (35.0, False)),
        ("500 ug/kg", (0.5, True)),
        ("500 mcg/kg", (0.5, True)),
        ("500 µg/kg", (0.5, True)),
        ("0.1 g", (100.0, False)),
        ("0.0005 g/kg", (0.5, True)),
        ("0.5 mg/g", (500.0, True)),
        ("1 milligram", (1.0, False)),
    ],
)
def test_amounts(text, expected):
    assert quantity.amount(text) == expected


def test_weights():
    assert quantity.kilograms("300 g") == 0.3
    assert quantity.kilograms("154 lb") == pytest.approx(69.853, abs=1e-3)


@pytest.mark.parametrize("unit", sorted(quantity._COMMON))
def test_the_table_of_common_units_agrees_with_pint(unit):
    import pint

    name = {"y": "year"}.get(unit, unit)
    dimension, size = quantity._COMMON[unit]
    base = {"time": "hour", "mass": "kilogram"}[dimension]
    assert pint.UnitRegistry().Quantity(1.0, name).to(base).magnitude == pytest.approx(size, rel=1e-12)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "mg",
        "5",
        "5 mg/kg/h",
        "5 mg kg",
        "5 mg per kg",
        "0,5 mg",
        "nan mg",
        "inf mg",
        "1e400 mg",
        "-1 mg",
        "5 lambda",
    ]
    + [
        "5 mg/h",
        "5 m",
        "5 mol",
        "5 degC",
        "5 %",
        "5 IU",
        "1_0 mg",
        "٣ mg",
        "5 mg\n5 mg",
        "5 mg/mgs",
        "0x5 mg",
        "½ mg",
    ],
)
def test_what_is_not_an_amount(text):
    with pytest.raises(InputError, match="0.5 mg/kg"):
        quantity.amount(text)


@pytest.mark.parametrize("value", [None, 5, 5.0, True, b"5 mg", ["5 mg"], float("nan")])
@pytest.mark.parametrize("reader", READERS)
def test_a_bare_value_is_not_a_quantity(reader, value):
    with pytest.raises(InputError):
        reader(value)


@settings(max_examples=1500, deadline=None)
@given(st.text(max_size=70) | st.from_regex(quantity.PATTERN, fullmatch=True))
@example("1 None")
@example("1 kilodelta_degC")
@example("1" * 59 + "h")
def test_any_text_is_a_finite_number_or_one_sentence(text):
    for reader in READERS:
        try:
            value = reader(text)
        except InputError as error:
            value, said = 0.0, str(error)
        else:
            said = ""
        number = value[0] if isinstance(value, tuple) else value
        assert "\n" not in said
        assert math.isfinite(number)
        assert number >= 0 or reader is quantity.hours


@settings(max_examples=500, deadline=None)
@given(st.floats(0, 1e6, allow_subnormal=False), st.sampled_from(["mg", "mg/kg"]))
def test_an_amount_written_out_is_read_back_exactly(number, unit):
    assert quantity.amount(f"{number!r} {unit}") == (number, unit == "mg/kg")
