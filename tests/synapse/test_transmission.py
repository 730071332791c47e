"""One mean transmission: nothing is lost, charge is the integral of current, and an independent solver agrees."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from resynapse import receptor
from resynapse.errors import InputError
from resynapse.synapse import Numbers, SynapseState, milestones, transmit
from resynapse.synapse.after import release, run, synapse
from resynapse.synapse.cleft import MOLECULES, crossing, rings, volume
from resynapse.synapse.flow import AFTER, AROUND, CARRIED, GONE, HELD, Q_FIRST, Q_SECOND, V_SOMA, flow
from resynapse.synapse.permeation import Permeation
from resynapse.synapse.rates import arrays
from resynapse.synapse.receptors import receptors
from resynapse.synapse.transmission import Course, follow, grid, held
from resynapse.synapse.transporter import Transporter, ambient

FREE = SynapseState()


@pytest.fixture(scope="module")
def mean():
    return transmit()


def ketamine(level: float) -> SynapseState:
    return SynapseState(s_ketamine=level / 2.0, r_ketamine=level / 2.0)


def test_every_molecule_is_somewhere():
    made = synapse(FREE, Numbers(), receptors())
    course = follow(made, grid(1000.0))
    y = course.states
    supplied = made.record["transporter_supply"] * course.times
    there = y[:, : AROUND + 1].sum(axis=1) + y[:, HELD] + y[:, CARRIED] + y[:, GONE] + held(course) - supplied
    before = Course(made, np.zeros(1), made.rest[None, :])
    start = made.rest[: AROUND + 1].sum() + made.rest[HELD] + held(before)[0] + Numbers().cleft.vesicle
    assert there == pytest.approx(start, rel=1e-8)


def test_charge_is_the_integral_of_current_and_the_sum_of_its_ions(mean):
    made = synapse(FREE, Numbers(), receptors(), clamp=-66.0)
    fine = np.linspace(0.0, 60.0, 6001)
    course = follow(made, fine)
    from resynapse.synapse.transmission import currents

    a, b = currents(course)
    total = np.trapezoid(a.sum(axis=1) + b.sum(axis=1), fine)
    assert total == pytest.approx(course.states[-1, Q_FIRST] + course.states[-1, Q_SECOND], rel=2e-4)
    ions = float(mean.sodium_charge + mean.potassium_charge + mean.calcium_charge)
    elapsed = float(mean.time[-1]) - float(mean.latency)
    rest = float(mean.ampa_current[0] + mean.nmda_current[0]) * elapsed
    assert ions == pytest.approx(float(mean.ampa_charge + mean.nmda_charge) + rest, rel=1e-6)


def test_an_independent_solver_agrees():
    made = synapse(FREE, Numbers(), receptors(), together=Numbers().spine.volley)
    times = np.array([0.0, 0.05, 0.5, 2.0, 5.0, 8.0, 15.0])
    ours = run(made, release(made, made.rest), times)
    record, one, two = made.record, arrays(made.first), arrays(made.second)

    def right(_: float, y: np.ndarray) -> np.ndarray:
        dy = np.empty_like(y)
        flow(AFTER, y, dy, record, one, two)
        return dy

    theirs = solve_ivp(right, (0.0, 15.0), release(made, made.rest), "BDF", times, rtol=1e-8, atol=1e-10).y.T
    scale = np.abs(theirs).max(axis=0) + 1e-6
    assert np.max(np.abs(ours - theirs) / scale) < 1e-4


def test_a_tenth_of_the_tolerance_moves_no_milestone_by_a_percent(mean):
    finer = milestones.times(transmit(tolerance=1e-8))
    for name, value in milestones.times(mean).items():
        assert finer[name] == pytest.approx(value, rel=0.01), name


def test_the_cleft_empties_as_one_exponential_once_it_is_even():
    """Without receptors and carriers the rim is all: the slowest mode of the disc, near the published decay."""
    quick = replace(Numbers().cleft, diffusion=100.0)
    numbers = Numbers(cleft=quick, transporter=replace(Transporter(), escape=1e-3))
    made = synapse(FREE, numbers, receptors())
    made = made._replace(inputs=made.inputs._replace(first_number=0.0, second_number=0.0))
    y = run(made, release(made, made.rest), np.array([0.0, 1.0, 2.0]))[:, :4].sum(axis=1)
    assert np.log(y[1] / y[2]) == pytest.approx(1.0 / quick.decay, rel=0.01)


def test_geometry_holds_a_vesicle_at_the_published_concentration():
    cleft = Numbers().cleft
    assert cleft.vesicle / (1e3 * MOLECULES * volume(cleft)) == pytest.approx(cleft.peak)
    assert rings(cleft)[0].sum() == pytest.approx(volume(cleft))
    assert crossing(cleft) == pytest.approx(0.0006, rel=0.05)


@pytest.mark.parametrize("level", [0.0, 0.1, 0.3, 1.0, 3.0, 10.0])
def test_blocked_charge_is_the_block_of_the_course(level):
    """At the potential where the course reads its block; 5 % of the charge that is left, or of the block itself."""
    clamp = receptor.Receptors().membranes.voltage
    share = 1.0 - float(transmit(ketamine(level), clamp=clamp).nmda_charge / transmit(clamp=clamp).nmda_charge)
    free = receptor.Free(level / 2.0, level / 2.0, 0.0, 0.0)
    assert share == pytest.approx(float(receptor.block(free, receptor.Receptors()).phasic), rel=0.05, abs=1e-9)


@pytest.mark.parametrize("drug", ["memantine", "lanicemine"])
@pytest.mark.parametrize("level", [1e-9, 1.0, 5.0])
def test_other_drugs_block_as_in_the_course_too(drug, level):
    """Against the synapse without any drug: a trace of a drug changes nothing, least of all magnesium's hold."""
    clamp = receptor.Receptors().membranes.voltage
    drugged, without = transmit(SynapseState(**{drug: level}), clamp=clamp), transmit(clamp=clamp)
    share = 1.0 - float(drugged.nmda_charge / without.nmda_charge)
    free = receptor.Free(0.0, 0.0, 0.0, 0.0)._replace(**{drug: level})
    assert share == pytest.approx(float(receptor.block(free, receptor.Receptors()).phasic), rel=0.05, abs=1e-6)


def test_the_drug_leaves_the_ampa_signal_alone(mean):
    drugged = transmit(ketamine(1.0))
    assert float(drugged.ampa_open.max()) == pytest.approx(float(mean.ampa_open.max()), rel=1e-3)
    assert abs(float(drugged.nmda_charge)) < 0.95 * abs(float(mean.nmda_charge))
    assert abs(float(drugged.tonic_nmda_current)) < abs(float(mean.tonic_nmda_current))


def test_an_ampa_blocker_takes_the_signal(mean):
    none = transmit(SynapseState(ampa_blocked=1.0))
    assert float(none.ampa_charge) == 0.0
    found = milestones.times(none)
    assert np.isnan(found["soma_spike"])
    assert np.isnan(found["relay"])
    assert "not passed on" in milestones.sentence(milestones.table(none))


def test_strength_and_gaba_scale_and_release_is_a_probability():
    held_at = {"clamp": -66.0}
    once, twice = (float(transmit(SynapseState(strength=s), **held_at).ampa_charge) for s in (1.0, 2.0))
    assert twice == pytest.approx(2.0 * once, rel=0.02)  # a little glutamate more is held
    one, more = (float(transmit(SynapseState(gaba=g), inhibitory=True, clamp=-60.0).gaba_a_charge) for g in (1.0, 1.5))
    assert more == pytest.approx(1.5 * one, rel=0.02)
    assert one > 0.0  # chloride flows in: outward current
    assert float(transmit(SynapseState(release=1.3)).release_probability) == pytest.approx(0.65)


def test_calcium_is_a_tenth_of_the_nmda_current():
    """What the permeability was derived from: fractional calcium current near -60 mV."""
    nmda = transmit(SynapseState(ampa_blocked=1.0), clamp=-60.0)
    share = float((nmda.calcium_influx / nmda.nmda_current)[-100])
    assert 0.08 < share < 0.19
    assert Permeation().nmda_calcium > Permeation().ampa_calcium


def test_ambient_glutamate_climbs_as_carriers_fail():
    levels = [ambient(Transporter(), share) for share in (1.0, 0.5, 0.1, 0.03, 0.02)]
    assert levels[0] == pytest.approx(Transporter().ambient)
    assert all(a < b for a, b in zip(levels, levels[1:], strict=False))
    assert levels[-1] == float("inf")


def test_rest_is_rest():
    made = synapse(FREE, Numbers(), receptors())
    after = run(made, made.rest, np.array([0.0, 500.0]))[-1]
    assert after[V_SOMA] == pytest.approx(made.rest[V_SOMA], abs=0.2)
    assert after[: HELD + 1] == pytest.approx(made.rest[: HELD + 1], rel=1e-6)


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: transmit(until=-1.0), "until"),
        (lambda: transmit(scheme="nmda-nobody-1900"), "scheme"),
        (lambda: transmit(SynapseState(s_ketamine=-1.0)), "s_ketamine"),
        (lambda: transmit(SynapseState(ampa_blocked=1.5)), "ampa_blocked"),
        (lambda: transmit(SynapseState(magnesium=float("nan"))), "magnesium"),
        (lambda: transmit(working=0.0), "working"),
        (lambda: transmit(scheme=3), "scheme"),
        (lambda: transmit(SynapseState(release="much")), "release"),
        (lambda: transmit((1.0, 2.0)), "state"),
        (lambda: transmit(until="soon"), "until"),
        (lambda: transmit(SynapseState(s_ketamine=1.0, memantine=1.0, lanicemine=1.0)), "drugs"),
    ],
)
def test_nonsense_is_refused_in_one_sentence(call, named):
    with pytest.raises(InputError) as caught:
        call()
    assert named in str(caught.value)
    assert "\n" not in str(caught.value)
