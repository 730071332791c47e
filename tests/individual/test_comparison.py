"""Plans side by side on the same people, with their spread, and no winner."""

import numpy as np

from resynapse.dose import load_plan
from resynapse.individual.comparison import compare, side_by_side


def test_every_plan_shows_exposure_effect_and_safety_or_says_why_not() -> None:
    found = compare(("murrough_2013_ketamine", "murrough_2013_midazolam"), patients=16)
    by_plan = {line.plan for line in found}
    assert len(by_plan) == 2
    drug = [line for line in found if line.plan == "murrough_2013_ketamine"]
    shown = {line.quantity for line in drug if np.isfinite(line.middle)}
    assert {"highest plasma level", "MADRS change, day 1", "highest CADSS", "highest systolic rise"} <= shown
    assert all(line.low <= line.middle <= line.high for line in drug if np.isfinite(line.middle))
    assert any(line.quantity == "long-term flag" and line.note for line in drug)


def test_the_order_is_the_callers_and_the_numbers_do_not_depend_on_it() -> None:
    pair = ("murrough_2013_ketamine", "berman_2000_saline")
    one, other = compare(pair, patients=8), compare(pair[::-1], patients=8)
    assert one[0].plan == pair[0]
    assert other[0].plan == pair[1]
    assert {repr(line) for line in one} == {repr(line) for line in other}


def test_outside_of_what_was_studied_there_is_exposure_but_no_effect() -> None:
    plan = {"patient": {"weight": "70 kg"}, "doses": [{"amount": "2 mg/kg", "duration": "40 min"}]}
    found = compare((load_plan(plan),), patients=8)
    assert not [line for line in found if line.quantity.startswith("MADRS")]
    assert any("2 mg/kg" in line.note for line in found if line.quantity == "effect")
    assert any(line.quantity == "highest plasma level" for line in found)


def test_side_by_side_has_a_cell_for_every_plan_and_loses_nothing() -> None:
    pair = ("murrough_2013_ketamine", "murrough_2013_midazolam")
    found = compare(pair, patients=8)
    plans, numbers, words = side_by_side(found)
    assert tuple(plans) == pair
    assert all(len(row) == 3 for row in numbers)
    cells = [cell for row in numbers for cell in row[1:]]
    assert len([cell for cell in cells if cell != "not told"]) + len(words) == len(found)
    assert next(row for row in numbers if row[0] == "MADRS change, day 1 [points]")[2] != "not told"


def test_plans_of_one_name_stand_apart() -> None:
    plan = load_plan("murrough_2013_ketamine")
    other = plan.model_copy(update={"doses": (plan.doses[0].model_copy(update={"amount": "0.4 mg/kg"}),)})
    plans, numbers, _ = side_by_side(compare((plan, other), patients=8))
    assert plans == ["murrough_2013_ketamine (1)", "murrough_2013_ketamine (2)"]
    assert numbers[0][1] != numbers[0][2]
