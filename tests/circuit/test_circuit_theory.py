"""The column of the mean field: it solves its own equations, in every limit where they can be solved by hand."""

import dataclasses

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from mechanism_runs import changed, free, simulate, typical
from resynapse import circuit
from resynapse.circuit import Anchors, Balance, Column, Modulators, Release, Tone, activity, gain, glutamate, surplus
from resynapse.fit import robustness
from resynapse.receptor import Block, Receptors, block

C, M = Column(), Modulators()
B = typical().balance
RNG = np.random.default_rng(3)


def blocked(phasic, interneuron, resting=0.0):
    return Block(*(jnp.asarray(x, jnp.float64) for x in (phasic, interneuron, resting, 0.0)))


def unfloored(rate):
    """What a rate was before its smooth floor at zero."""
    scaled = np.asarray(rate) * (1.0 + np.sqrt(1.0 + C.floor**2))
    return (scaled**2 - C.floor**2) / (2.0 * scaled)


def residuals(found, b, tone, balance, column=C, modulators=M):
    """Left minus right side of the four published equations."""
    e, p, s, v = (unfloored(rate) for rate in found.rates)
    q, g, j, c = tone.ampa, tone.gaba, tone.synapses, column
    a_e, a_p, a_s, a_v = ((1 - nu) * (1 - q) + nu * (1 - b.phasic) for nu in (c.nu_e, c.nu_p, c.nu_s, c.nu_v))
    lost = balance.interneuron * b.interneuron
    q_e, q_p, q_s, q_v = (  # afferent drive lost: what the column's own cells do not carry at rest
        afferent * (1 - nu) * q
        for afferent, nu in (
            (1 + c.w_ep + c.w_es - c.w_ee, c.nu_e),
            (1 + c.w_pp + c.w_ps - c.w_pe, c.nu_p),
            (1 + c.w_sv - c.w_se, c.nu_s),
            (1 + c.w_vs - c.w_ve, c.nu_v),
        )
    )

    def kept(share):
        return 1 - share + c.bend * share**2

    pyramids = 1 + c.w_ee * (j * a_e * e - 1) - balance.pyramidal * b.phasic - q_e
    pyramids = gain(modulators) * (pyramids - c.w_ep * (g * p - 1) - c.w_es * (g * s - 1))
    pv = kept(c.drive_p * lost) * (1 + (c.w_pe * (a_p * e - 1) - c.w_ps * (g * s - 1) - q_p) / (1 + c.w_pp))
    sst = kept(lost) * (1 + c.w_se * (a_s * e - 1) - c.w_sv * (g * v - 1) - q_s)
    vip = kept(c.drive_v * lost) * (1 + c.w_ve * (a_v * e - 1) - c.w_vs * (g * s - 1) - q_v)
    return np.array([e - pyramids, p - pv, s - sst, v - vip])


def test_the_column_solves_its_equations():
    """To 1e-11, for 400 random blocks, tones, balances and modulators: rounding of the inverted floor."""
    n = 400
    b = blocked(RNG.uniform(0, 0.6, n), RNG.uniform(0, 0.9, n))
    tone = Tone(RNG.uniform(0.8, 1.2, n), RNG.uniform(0, 0.3, n), RNG.uniform(0.8, 1.2, n))
    balance = Balance(RNG.uniform(0, 0.9, n), RNG.uniform(0, 1.0, n))
    modulators = Modulators(dopamine=1.6, serotonin=0.7)
    found = activity(b, tone, balance, C, modulators)
    firing = (np.asarray(found.rates) > 0.05).all(axis=0)  # below the floor its inverse loses digits
    assert firing.mean() > 0.7
    left = np.abs(residuals(found, b, tone, balance, modulators=modulators))[:, firing]
    assert left.max() < 1e-11
    assert unfloored(found.rates[0])[firing] - 1 == pytest.approx(np.asarray(found.excess)[firing], abs=1e-11)


def test_at_rest_everything_is_exactly_one():
    found = activity(blocked(0.0, 0.0), Tone(), B, C, M)
    assert np.asarray(found.rates) == pytest.approx(1.0, abs=1e-15)
    assert float(found.excess) == 0.0
    for name in ("inhibition", "balance", "gamma"):
        assert float(getattr(found, name)) == pytest.approx(1.0, abs=1e-15)


def test_without_coupling_each_class_follows_its_own_drive():
    """All weights off: interneurons lose their tonic drive, pyramids theirs, and nobody hears of it."""
    alone = dataclasses.replace(C, **{f.name: 0.0 for f in dataclasses.fields(C) if f.name.startswith(("w_", "bend"))})
    found = activity(blocked(0.2, 0.5), Tone(), Balance(0.6, 1.5), alone, M)
    expected = [1 - 1.5 * 0.2, 1 - C.drive_p * 0.3, 1 - 0.3, 1 - C.drive_v * 0.3]
    assert unfloored(found.rates) == pytest.approx(expected, abs=1e-12)


def test_block_of_interneurons_only_excites_and_of_pyramids_only_silences():
    """Disinhibition is a consequence of where the block lands."""
    assert float(activity(blocked(0.0, 0.4), Tone(), B, C, M).excess) > 0
    assert float(activity(blocked(0.4, 0.0), Tone(), B, C, M).excess) < 0
    lost = activity(blocked(0.0, 0.4), Tone(), B, C, M)
    assert float(lost.rates[2]) < min(1.0, float(lost.rates[1]))
    assert float(lost.inhibition) < 1.0
    assert float(lost.balance) > 1.0


def test_an_ampa_blocker_silences_every_class():
    """Without the drive that AMPA carries nobody fires more, drug or no drug."""
    for b in (blocked(0.0, 0.0), blocked(0.05, 0.4)):
        found = activity(b, Tone(ampa=0.95), B, C, M)
        assert (np.asarray(found.rates) < 0.9).all()


def test_a_benzodiazepine_calms_at_rest_and_takes_from_the_surge():
    quiet, surge = (activity(blocked(0.05, lost), Tone(gaba=1.05), B, C, M) for lost in (0.0, 0.4))
    without = activity(blocked(0.05, 0.4), Tone(), B, C, M)
    assert float(quiet.excess) < 0.0
    assert float(surge.excess) < float(without.excess)


def test_rates_stay_positive():
    found = activity(blocked(0.99, 0.99), Tone(synapses=0.3, ampa=0.9), Balance(0.9, 5.0), C, M)
    assert (np.asarray(found.rates) > 0).all()


def test_modulators_do_nothing_at_rest_and_oppose_each_other():
    """D1 and 5-HT2A raise the gain, D2 and 5-HT1A lower it, and the firing with it."""
    assert float(gain(Modulators())) == 1.0
    off = {"d1": 0.0, "d2": 0.0, "ht1a": 0.0, "ht2a": 0.0}
    effects = (("d1", "dopamine", 1), ("d2", "dopamine", -1), ("ht2a", "serotonin", 1), ("ht1a", "serotonin", -1))
    for name, level, sign in effects:
        numbers = {**off, name: getattr(M, name)}
        more, less = (Modulators(**numbers, **{level: amount}) for amount in (3.0, 0.3))
        assert sign * (float(gain(more)) - 1) > 0 > sign * (float(gain(less)) - 1), name
        assert sign * float(activity(blocked(0, 0), Tone(), B, C, more).excess) > 0, name


def test_release_without_surplus_is_the_rate_and_lamotrigine_takes_from_the_surplus():
    r = Release()
    low = jnp.array([-0.5, -0.3])
    fall = glutamate(low, surplus(low, 0.0, r), jnp.zeros(2), r)
    assert np.asarray(fall) == pytest.approx(1 + np.asarray(low), abs=1e-12)
    high = jnp.array([0.3])
    full, less = (float(surplus(high, x, r)[0]) for x in (0.0, 1.0))
    assert less == pytest.approx((1 - r.lamotrigine) * full)
    assert full == pytest.approx(0.3, abs=r.corner)
    assert float(surplus(jnp.zeros(1), 0.0, r)[0]) == 0.0


def test_both_anchors_are_met():
    """To 1e-6, and the two numbers are solved, not shipped: other wiring, another balance, the same anchors."""
    seen = robustness.experiments()
    for column in (C, dataclasses.replace(C, w_ep=1.1, w_es=1.4, nu_s=0.2)):
        balance, left = circuit.solve_balance(seen.anchors, Anchors(), column, Release(), Receptors())
        assert float(left) < 1e-6
        assert 0 < float(balance.interneuron) < 1
        found = robustness.outcome(balance, column, Release(), Receptors(), seen)
        assert float(found.human) == pytest.approx(Anchors().human, abs=1e-6)
        assert float(found.rat[robustness.RAT.index(50.0)]) == pytest.approx(Anchors().rat, abs=1e-6)
        if column is not C:
            assert abs(float(balance.interneuron) - float(B.interneuron)) > 1e-3


def test_the_start_does_not_decide_the_balance():
    """Bounded least squares from five other starts finds the same two numbers."""
    balance, left = robustness.nearest(Receptors(), robustness.experiments(), C, Release())
    assert left < 1e-6
    assert float(balance.interneuron) == pytest.approx(float(B.interneuron), abs=1e-4)
    assert float(balance.pyramidal) == pytest.approx(float(B.pyramidal), abs=1e-4)


def test_the_course_and_the_anchor_agree():
    """The brake of the balance (exact steps) and of the course (collocation) give the same release, to 1e-3."""
    seen = robustness.experiments()
    hours = np.linspace(0.0, 100 / 60, 51)
    run = simulate([robustness.Dose(0.0, "ketamine", "ip", 10.0, True, 0.0)], hours=hours)
    level = jax.tree.map(lambda x: x[0], seen.rat)
    alone = circuit.response(level, seen.rat_step, B, C, Release(), Receptors())
    assert run["glutamate"] == pytest.approx(np.asarray(alone), abs=1e-3)


def test_sensitive_and_disinhibited_patients():
    """Traits act: a more sensitive receptor is blocked more, a readier column releases more."""
    hours = np.linspace(0.0, 2.0, 21)
    dose = [robustness.Dose(0.0, "ketamine", "iv", 0.5, True, 40 / 60)]
    plain, sensitive, ready = (
        simulate(dose, species="human", patient=changed(typical(), traits=t), hours=hours)
        for t in ({}, {"sensitivity": 1.5}, {"disinhibition": 1.5})
    )
    assert (sensitive["block_interneuron"][1:] > plain["block_interneuron"][1:]).all()
    assert ready["glutamate"].max() > plain["glutamate"].max()
    assert block(free(1.0), Receptors()).interneuron < 1
