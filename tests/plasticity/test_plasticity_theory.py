"""What has to hold whatever the numbers: nothing moves without a cause, and what moves comes back."""

import numpy as np
import pytest

from mechanism_runs import DAY, HOURS, INFUSION, changed, dose, given, rat, rodent, simulate, typical
from resynapse import course
from resynapse.dose import Dose
from resynapse.plasticity import stress

SILENT = changed(typical(), expectation={"size": 0.0})
ZERO = Dose(0.0, "ketamine", "iv", 0.0, True, 40 / 60)
SALINE = Dose(0.0, "saline", "iv", 1.0, False, 40 / 60)


@pytest.mark.parametrize("background", [0.0, 1.0])
@pytest.mark.parametrize("doses", [(), (SALINE,), (ZERO,)], ids=["nothing", "saline", "0 mg"])
def test_with_no_drug_nothing_moves(background, doses):
    """Zero dose, constant stress, no expectation: every state and output keeps its first value for three weeks."""
    run = simulate(doses, species="human", background=background, patient=SILENT)
    for name, values in run.items():
        assert values == pytest.approx(values[0], abs=1e-8), name


def test_rest_is_rest():
    run = simulate([], species="human", background=1.0, patient=SILENT)
    for name in (
        "rate_pyramidal",
        "rate_PV",
        "rate_SST",
        "rate_VIP",
        "glutamate",
        "bdnf_pool",
        "bdnf",
        "ei_balance",
        "gamma",
    ):
        assert run[name] == pytest.approx(1.0, abs=1e-9), name
    for name in ("mtorc1", "proteins", "potentiation", "new_spines", "kept_spines", "cadss", "systolic"):
        assert run[name] == pytest.approx(0.0, abs=1e-9), name


def test_everything_comes_back_after_a_dose():
    """Fast states within a day and a half, to 2 % of their peak; glutamate to 1 %.

    The brake is not among them: grown spines keep the column a little fast until scaling has answered them.
    """
    run = rat()
    late = HOURS > 36.0
    for name in ("mtorc1", "block_interneuron", "block_pyramidal"):
        assert np.abs(run[name][late]).max() < 0.02 * np.abs(run[name]).max(), name
    assert run["glutamate"][late] == pytest.approx(1.0, abs=0.01)
    assert run["eef2k"][late] == pytest.approx(1.0, abs=0.001)


def test_the_order_of_the_story():
    """Each link peaks no earlier than the one before it."""
    run = simulate([INFUSION], species="human", background=1.0)
    chain = ("block_interneuron", "mtorc1", "proteins", "new_spines", "kept_spines")
    peaks = [float(HOURS[int(np.argmax(run[name]))]) for name in chain]
    assert peaks == sorted(peaks)


def test_homeostasis_brings_the_rate_back():
    """Synapses are lost under stress; with scaling pyramids fire at rest again, without it they stay low."""
    days = np.array([-60.0, -53.0, -30.0, 0.0]) * DAY
    spell = [(-60 * DAY, 1.0, 1.0)]
    scaled = simulate([], stress=spell, hours=days)
    fixed = simulate([], stress=spell, hours=days, patient=changed(rodent(), homeostasis={"hours": 1e9}))
    assert fixed["rate_pyramidal"][-1] < 0.97
    assert abs(scaled["rate_pyramidal"][-1] - 1) < 0.2 * abs(fixed["rate_pyramidal"][-1] - 1)
    assert abs(scaled["rate_pyramidal"][-1] - 1) < abs(scaled["rate_pyramidal"][1] - 1)
    assert scaled["scaling"][-1] > 0


def test_homeostasis_scales_grown_spines_away_and_spares_an_hour_of_drug():
    run = rat()
    assert abs(run["scaling"][HOURS <= 2.0]).max() < 0.01
    assert run["scaling"][-1] < 0
    assert run["rate_pyramidal"][-1] == pytest.approx(1.0, abs=0.01)


def test_the_stress_axis_keeps_its_feedback():
    """Feedback holds cortisol below what the drive alone would give; wear lets it creep up; it settles."""
    s = stress.Stress()
    settled, sensitivity = stress.settled(1.0, s)
    at_once = float(stress.cortisol(1.0, 1.0, s))
    assert 1.0 < at_once < float(settled) < 1.0 + s.drive
    assert 0 < float(sensitivity) < 1
    left = stress.cortisol(1.0, sensitivity, s) * (1 + s.feedback * sensitivity * stress.cortisol(1.0, sensitivity, s))
    assert float(left) == pytest.approx((1 + s.drive) * (1 + s.feedback), rel=1e-12)
    assert float(stress.cortisol(0.0, 1.0, s)) == pytest.approx(1.0, abs=1e-12)


def test_lasting_stress_is_the_rest_of_a_stressed_patient():
    """`rest` is where a simulated endless stress ends: to 1 % after 120 days."""
    _, reference = course.rest(1.0, typical())
    run = simulate([], stress=[(-120 * DAY, 1.0, 1.0)], hours=np.array([-120.0, 0.0]) * DAY)
    assert run["synapses"][-1] == pytest.approx(float(reference.synapses), rel=0.01)


def test_spines_are_bounded():
    """Daily doses for a week do not grow spines beyond the room a dendrite has."""
    run = simulate([dose(10.0, at=DAY * day) for day in range(6)])
    assert (run["new_spines"] + run["kept_spines"]).max() < rodent().spines.room


def surge(drug: str) -> float:
    """Largest glutamate within the first hour of an infusion, with another drug on board."""
    probes = given(drug, start=-2.0, stop=12.0) if drug else ()
    run = simulate([INFUSION], species="human", background=1.0, probes=probes)
    return float(run["glutamate"][HOURS < 1.0].max())


def test_lamotrigine_takes_from_the_surge():
    assert surge("lamotrigine") < surge("") - 0.01


def test_a_benzodiazepine_dampens_the_surge():
    assert surge("benzodiazepine") < surge("")
