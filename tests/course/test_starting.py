"""The score before treatment is the one that the plan gives, whatever the scale."""

from __future__ import annotations

import json

import pytest

import resynapse
from resynapse.dose import Plan
from resynapse.symptoms import scales


def planned(condition: str = "depression", **baseline: float) -> Plan:
    return Plan.model_validate(
        {"condition": condition, "patient": {"baseline": baseline}, "doses": [], "observe": {"until": "1 d"}}
    )


@pytest.mark.parametrize("points", [0.0, 12.0, 21.0, 45.0])
def test_it_starts_where_the_plan_says(points: float) -> None:
    found = resynapse.run(planned(MADRS=points))
    assert float(found.symptoms_madrs_latent[0, 0]) == pytest.approx(points, abs=1e-9)
    middle = float(found.symptoms_madrs_band.sel(quantile=0.5)[0])
    assert abs(middle - points) < 4.0  # virtual patients lie around it, none is moved to a trial's threshold


def test_mild_patients_stay_mild() -> None:
    start = resynapse.run(planned(MADRS=10.0), 200).symptoms_madrs_latent[:, 0]
    assert float(start.min()) >= 8.0
    assert float(start.mean()) == pytest.approx(10.0, abs=0.6)


def test_another_scale_of_depression_is_read_on_madrs() -> None:
    found = resynapse.run(planned(**{"PHQ-9": 15.0}))
    start = found.symptoms_madrs_latent[:, 0].values
    assert scales.crosswalk(start, "PHQ-9")[0] == pytest.approx(15.0, abs=0.01)
    assert any(it.startswith("PHQ-9 of 15 before treatment is read as MADRS") for it in json.loads(found.assumed))


def test_a_score_that_changes_nothing_is_named() -> None:
    found = resynapse.run(planned("ptsd", **{"CAPS-5": 40.0, "MADRS": 30.0}))
    said = [it for it in json.loads(found.assumed) if "changes nothing" in it]
    assert [it.split(" of ")[0] for it in said] == ["MADRS", "CAPS-5"]
    said = json.loads(resynapse.run(planned(MADRS=30.0, QIDS=18.0)).assumed)
    assert any(it.startswith("QIDS of 18") and "changes nothing" in it for it in said)


def test_pain_of_nought_is_nought() -> None:
    dose = {"drug": "ketamine", "route": "iv", "amount": "20 mg", "duration": "40 min", "at": "0 h"}
    plan = planned("pain", NRS=0.0).model_dump(by_alias=True) | {"doses": [dose]}
    assert float(resynapse.run(Plan.model_validate(plan)).symptoms_nrs_pain[0, 0]) == 0.0
