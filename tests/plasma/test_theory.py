"""Plasma against what must hold for any linear kinetics."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.linalg import expm

from plasma_runs import LONG, everything, exposure, one, sampled
from resynapse import plasma
from resynapse.dose.regimen import Dose, Exposure, Regimen
from resynapse.plasma.linear import Inflow, System, propagate, rate_matrix, readouts

ALL = (*plasma.MODELS, *plasma.COMPARATORS)
HOURS = np.linspace(0.0, 60.0, 241)


def with_losses(system):
    """The same system without its effect site, and with a compartment that collects what leaves."""
    keep = [i for i, name in enumerate(system.names) if name != "effect"]
    rates = system.rates[:, keep][:, :, keep]
    n = len(keep)
    whole = np.zeros((rates.shape[0], n + 1, n + 1))
    whole[:, :n, :n] = rates
    whole[:, n, :n] = -rates.sum(axis=1)
    return System((*(system.names[i] for i in keep), "lost"), whole, {}), {i: k for k, i in enumerate(keep)}


@pytest.mark.parametrize("model", ALL, ids=lambda model: model.name)
def test_what_entered_is_in_the_body_or_has_left(model):
    subjects = sampled(model, 5)
    for part in plasma.parts(everything(model), subjects, model):
        system, place = with_losses(part.stretches[0].system)
        inflows = [Inflow(place[i.compartment], i.start, i.duration, i.amount) for i in part.inflows]
        total = propagate(system, inflows, HOURS).sum(axis=2)
        entered = np.zeros_like(total)
        for i in inflows:
            share = (i.start <= HOURS) if i.duration == 0 else np.clip((HOURS - i.start) / i.duration, 0, 1)
            entered += np.outer(share, i.amount)
        assert np.abs(total - entered).max() < 1e-9 * entered.max()


@pytest.mark.parametrize("model", ALL, ids=lambda model: model.name)
def test_no_concentration_is_negative(model):
    levels = plasma.levels(everything(model), sampled(model, 5), HOURS, model)
    for name, found in levels.values.items():
        assert found.min() >= -1e-12 * max(found.max(), 1e-9), name


def test_exposure_is_dose_over_clearance_and_scales_with_bioavailability():
    intravenous = exposure(one("esketamine", "iv", 50.0, LONG), "s_ketamine")
    assert intravenous == pytest.approx(1000 * 50.0 / 81.3, rel=1e-3)
    oral = exposure(one("esketamine", "oral", 50.0, LONG), "s_ketamine")
    assert oral / intravenous == pytest.approx(0.15, rel=2e-3)
    muscle = exposure(one("esketamine", "im", 50.0, LONG), "s_ketamine")
    assert muscle / intravenous == pytest.approx(0.93, rel=2e-3)


def test_a_short_infusion_becomes_a_bolus():
    after = np.linspace(0.2, 5.0, 30)
    bolus = one("ketamine", "iv", 35.0, after)["s_ketamine"]
    error = [
        np.abs(one("ketamine", "iv", 35.0, after, minutes)["s_ketamine"] / bolus - 1).max()
        for minutes in (0.6, 0.06)
    ]
    assert error[0] < 0.02
    assert error[1] == pytest.approx(error[0] / 10, rel=0.1)  # first order in the duration


def test_doses_superpose_and_scale():
    subjects = sampled(plasma.DEFAULT, 3)
    first = Dose(0.0, "ketamine", "iv", 0.5, True, 40 / 60)
    second = Dose(30.0, "ketamine", "oral", 100.0)
    both = plasma.levels(Regimen((first, second)), subjects, HOURS)
    alone = [plasma.levels(Regimen((dose,)), subjects, HOURS) for dose in (first, second)]
    for name in both.values:
        np.testing.assert_allclose(both[name], alone[0][name] + alone[1][name], rtol=1e-9, atol=1e-14)


def test_a_long_infusion_ends_at_rate_over_clearance():
    levels = one("esketamine", "iv", 2000.0, [199.9], 200 * 60.0)
    assert levels["s_ketamine"][0, 0] == pytest.approx(10.0 / 81.3, rel=1e-6)


def test_a_bolus_is_seen_at_its_own_instant_and_not_before():
    levels = one("ketamine", "iv", 35.0, [-1e-9, 0.0])
    assert levels["s_ketamine"][0, 0] == 0.0
    assert levels["s_ketamine"][1, 0] > 0.1


def test_equal_rates_in_a_chain_are_exact():
    for gap in (0.0, 1e-12, 1e-7, 1e-3):  # defective, nearly so, and not
        rates = rate_matrix(("a", "b"), 1, [("a", "b", 2.0), ("b", None, 2.0 * (1 + gap))])
        system = System(("a", "b"), rates, {})
        times = np.linspace(0.0, 5.0, 51)
        found = propagate(system, [Inflow(0, 0.0, 0.0, np.ones(1))], times)[:, 0, 1]
        expected = 2 * times * np.exp(-2 * times)
        if gap > 1e-7:
            expected = (np.exp(-2 * times) - np.exp(-2 * (1 + gap) * times)) / gap
        np.testing.assert_allclose(found, expected, atol=3e-8 if gap == 1e-7 else 1e-9)


def test_asking_in_another_order_or_for_fewer_times_changes_nothing():
    regimen, subjects = everything(plasma.DEFAULT), sampled(plasma.DEFAULT, 2)
    ordered = plasma.levels(regimen, subjects, HOURS)
    shuffle = np.random.default_rng(3).permutation(HOURS.size)
    mixed = plasma.levels(regimen, subjects, HOURS[shuffle])
    for name in ordered.values:
        np.testing.assert_array_equal(mixed[name], ordered[name][shuffle])


def test_edges_hold_every_change_of_inflow_and_of_rates():
    doses = (Dose(0.0, "ketamine", "iv", 0.5, True, 40 / 60), Dose(48.0, "esketamine", "nasal", 56.0))
    regimen = Regimen(doses, (Exposure("cyp3a4_inhibitor", 20.0, 60.0), Exposure("lamotrigine", 5.0, 6.0)))
    edges = plasma.edges(regimen)
    assert edges == sorted(set(edges))
    assert {0.0, 40 / 60, 20.0, 48.0, 48.53, 60.0} <= {
        round(hour, 12) if hour != 40 / 60 else hour for hour in edges
    }
    assert not {5.0, 6.0} & set(edges)  # lamotrigine does not touch these kinetics


@given(
    st.lists(st.floats(0.01, 50.0), min_size=6, max_size=6),
    st.floats(0.0, 5.0),
    st.floats(0.0, 3.0),
    st.floats(0.1, 20.0),
)
def test_any_tree_of_compartments_agrees_with_the_matrix_exponential(speeds, start, duration, after):
    names = ("gut", "central", "slow", "other")
    flows = [("gut", "central", speeds[0]), ("central", "slow", speeds[1]), ("slow", "central", speeds[2])]
    flows += [("central", "other", speeds[3]), ("central", None, speeds[4]), ("other", None, speeds[5])]
    system = System(names, rate_matrix(names, 1, flows), {})
    found = propagate(system, [Inflow(0, start, duration, np.ones(1))], [start + duration + after])[0, 0]
    augmented = np.zeros((5, 5))
    augmented[:4, :4] = system.rates[0]
    state = np.array([1.0, 0, 0, 0])
    if duration > 0:
        augmented[0, 4] = 1.0 / duration
        state = (expm(augmented * duration) @ np.array([0, 0, 0, 0, 1.0]))[:4]
    expected = expm(system.rates[0] * after) @ state
    np.testing.assert_allclose(found, expected, atol=1e-8)


def test_a_state_handed_on_is_the_same_course():
    subjects = sampled(plasma.DEFAULT, 3)
    (part, _) = plasma.parts(Regimen((Dose(0.0, "ketamine", "iv", 0.5, True, 2.0),)), subjects)
    system, names = part.stretches[0].system, ["s_ketamine", "s_norketamine"]
    whole = readouts(system, part.inflows, HOURS, names)
    half = [Inflow(i.compartment, 0.0, 1.0, i.amount / 2) for i in part.inflows]
    state = propagate(system, half, [1.0])[0]
    rest = [Inflow(i.compartment, 1.0, 1.0, i.amount / 2) for i in part.inflows]
    later = HOURS[HOURS >= 1.0]
    again = readouts(system, rest, later, names, state, 1.0)
    for name in names:
        np.testing.assert_allclose(again[name], whole[name][HOURS >= 1.0], rtol=1e-9, atol=1e-15)
