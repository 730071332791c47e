"""Rapamycin before ketamine in people, Abdallah 2020: the 24-h effect is unchanged, the two-week response is higher.

Run with the rodent gate (mTORC1 carries early potentiation) and without it, probes on. That people lack the gate was
chosen because of the 24-h row, so that row tests the gate, not the default. Fixed beforehand: unchanged means within
4 points, the 95 % interval of a paired difference in 20 patients with a standard deviation of 9 points.
"""

from functools import cache

import numpy as np
import pytest

import resynapse
from mechanism_runs import row

ALIKE = 4.0  # points
FORTNIGHT = 336.0


@cache
def scores(plan: str, probes: bool, gate: bool):
    return resynapse.run(plan, probes=probes, rodent_gate=gate)


def difference(hour: float, gate: bool, probes: bool = True) -> float:
    """Score after rapamycin minus score after placebo [points]; the typical patient, no rating noise."""
    found = [scores(f"abdallah_2020_{arm}", probes, gate).symptoms_madrs_latent for arm in ("rapamycin", "placebo")]
    drug, placebo = (float(score.isel(patient=0).sel(time=hour, method="nearest")) for score in found)
    return drug - placebo


@pytest.mark.xfail(strict=True, reason="4.2 points where 4 count as unchanged: spines carry more of a day's effect")
def test_unchanged_at_a_day_without_the_gate():
    assert row("E439")["value"] == "no"
    assert abs(difference(24.0, gate=False)) < ALIKE


def test_the_rodent_gate_contradicts_the_trial():
    """With it rapamycin costs more at 24 h than without: people are not rats here, or it did not reach the brain."""
    assert difference(24.0, gate=True) > difference(24.0, gate=False) + 1.0


@pytest.mark.xfail(strict=True, reason="41 against 13 % responded; here spines need mTORC1, so rapamycin costs points")
@pytest.mark.parametrize("gate", [False, True])
def test_more_respond_after_rapamycin_at_two_weeks(gate):
    assert float(row("E435")["value"]) > float(row("E436")["value"])
    assert difference(FORTNIGHT, gate) < 0.0


def test_probes_stay_out_of_a_forecast():
    """Without asking, rapamycin moves no human number and the result says so."""
    found = scores("abdallah_2020_rapamycin", False, False)
    assert "rapamycin is a probe" in found.attrs["assumed"]
    assert abs(difference(24.0, gate=False, probes=False)) < 1e-6
    assert abs(difference(FORTNIGHT, gate=False, probes=False)) < 1e-6
    assert np.isfinite(found.symptoms_madrs_latent).all()
