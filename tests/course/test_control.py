"""The control arm that a plan names: the same patients at the same visits, without the drug."""

from __future__ import annotations

import numpy as np
import pytest

import resynapse
from resynapse import dose
from resynapse.dose import Plan


@pytest.mark.parametrize(
    ("name", "alone"),
    [
        ("singh_2016_twice_weekly", "singh_2016_twice_weekly_saline"),
        ("murrough_2013_ketamine", "murrough_2013_midazolam"),
    ],
)
def test_it_is_the_course_of_the_control_plan_in_the_same_patients(name: str, alone: str) -> None:
    plan = dose.load_plan(name)
    other = dose.load_plan(alone).model_copy(update={"patient": plan.patient, "observe": plan.observe})
    both, control = resynapse.run(plan, 3, seed=7), resynapse.run(other, 3, seed=7)
    for column in ("", "_latent"):
        mine = both[f"symptoms_madrs_control{column}"].sel(time=control.time, method="nearest", tolerance=1e-3)
        np.testing.assert_allclose(mine, control[f"symptoms_madrs{column}"], atol=1e-3)
    assert float((both.symptoms_madrs_latent - both.symptoms_madrs_control_latent).min()) < -5.0
    assert both.symptoms_madrs_control.attrs["given"] == plan.control
    assert "symptoms_madrs_control" not in control  # a control arm is not held against itself


def test_the_course_itself_does_not_change() -> None:
    plan = dose.load_plan("murrough_2013_ketamine")
    with_it, without = (resynapse.run(it) for it in (plan, plan.model_copy(update={"control": "none"})))
    np.testing.assert_array_equal(with_it.symptoms_madrs, without.symptoms_madrs)
    assert "symptoms_madrs_control" not in without


@pytest.mark.parametrize("change", [{"condition": "ptsd"}, {"species": "rat", "condition": "healthy"}])
def test_no_control_where_no_score_of_depression_is(change: dict[str, str]) -> None:
    plan = Plan.model_validate(
        {
            "patient": {"weight": "70 kg" if "species" not in change else "0.3 kg"},
            "doses": [{"drug": "ketamine", "route": "iv", "amount": "0.5 mg/kg", "duration": "40 min", "at": "0 h"}],
            "control": "saline",
            "observe": {"until": "2 d"},
        }
        | change
    )
    found = resynapse.run(plan)
    assert "symptoms_madrs_control" not in found
    assert "the control arm (saline)" in found.attrs["assumed"]


@pytest.mark.parametrize("patient", [{"liver": "moderate"}, {"cyp2b6": "*6/*6"}])
@pytest.mark.parametrize("control", ["midazolam", "saline"])
def test_a_sick_liver_does_not_stop_a_plan_with_a_control(patient: dict[str, str], control: str) -> None:
    plan = dose.load_plan("murrough_2013_ketamine")
    sick = plan.patient.model_copy(update=patient)
    found = resynapse.run(plan.model_copy(update={"patient": sick, "control": control}))
    usual = resynapse.run(plan.model_copy(update={"control": control}))
    np.testing.assert_array_equal(found.symptoms_madrs_control, usual.symptoms_madrs_control)
    assert ("usual liver" in found.attrs["assumed"]) == (control == "midazolam")
