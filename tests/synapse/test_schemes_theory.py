"""Kinetic schemes: what holds for any of them, whatever the rates."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.linalg import expm

from resynapse.errors import InputError
from resynapse.receptor.blockers import Ketamine, Lanicemine, Memantine
from resynapse.synapse import schemes
from resynapse.synapse.blocked import magnesium_site, with_drugs
from resynapse.synapse.pore import occupied
from resynapse.synapse.protocol import Step, follow, settle
from resynapse.synapse.scheme import affinity, at_rest, equilibrium, generator, propagate

ALL = [build() for build in schemes.SCHEMES]
NMDA = [scheme for scheme in ALL if scheme.mg != "none"]
DRUGGED = [with_drugs(scheme, "GluN2A", (Ketamine(), Memantine())) for scheme in NMDA]
INPUTS = {"transmitter": 0.7, "blocker": 2.0, "voltage": -50.0, "magnesium": 1.2, "second": 0.5}
named = pytest.mark.parametrize("scheme", [*ALL, *DRUGGED], ids=lambda s: s.name)


@named
def test_probability_is_conserved(scheme):
    q = generator(scheme, **INPUTS)
    assert q.sum(axis=1) == pytest.approx(0.0, abs=1e-12 * np.abs(q).max())
    assert (q - np.diag(np.diag(q)) >= 0).all()
    assert scheme.start.sum() == pytest.approx(1.0)
    for duration in (1e-3, 1.0, 1e3, 1e6):
        p = propagate(scheme.start, q, duration)
        assert p.sum() == pytest.approx(1.0, abs=1e-12 + 1e-15 * duration * np.abs(q).max())  # rounding of the powers
        assert p.min() > -1e-9


@named
def test_exact_steps_agree_with_an_independent_solver(scheme):
    q = generator(scheme, **INPUTS)
    solved = solve_ivp(lambda _, p: p @ q, (0.0, 20.0), scheme.start, "LSODA", rtol=1e-10, atol=1e-12).y[:, -1]
    assert propagate(scheme.start, q, 20.0) == pytest.approx(solved, abs=1e-7)
    assert scheme.start @ np.linalg.matrix_power(expm(q * 0.5), 40) == pytest.approx(solved, abs=1e-7)


@named
def test_equilibrium_is_where_time_leads(scheme):
    q = generator(scheme, **INPUTS)
    settled = equilibrium(scheme, q)
    assert settled @ q == pytest.approx(0.0, abs=1e-9)
    assert propagate(scheme.start, q, 1e7) == pytest.approx(settled, abs=1e-6)


@named
def test_without_transmitter_no_channel_opens(scheme):
    quiet = settle(scheme, [Step(1000.0, 0.0, 2.0, -50.0, 1.2, 0.5)])
    assert quiet @ scheme.open < 1e-12


@pytest.mark.parametrize("scheme", [*ALL, *DRUGGED], ids=lambda s: s.name)
def test_microscopic_reversibility(scheme):
    """Every loop balances; of the published schemes only that of Kampa does not, and its page says so."""
    found = affinity(scheme, generator(scheme, **INPUTS))
    if "kampa" in scheme.name:
        assert found > 0.1
    else:
        assert found < 1e-9


def test_imbalance_is_seen():
    broken = with_drugs(schemes.find("nmda-destexhe-1998"), "GluN2A")
    rate = broken.rate.copy()
    rate[[broken.states[k] for k in broken.target].index("C1+Mg")] *= np.e
    worse = broken._replace(rate=rate)
    assert affinity(worse, generator(worse, 1.0, 1.0)) == pytest.approx(1.0)


@pytest.mark.parametrize("drug", [Ketamine(), Memantine(), Lanicemine()], ids=lambda d: type(d).__name__)
def test_endless_blocker_leaves_no_current(drug):
    receptor = with_drugs(schemes.find("nmda-destexhe-1998"), "GluN2A", (drug,))
    left = equilibrium(receptor, generator(receptor, 1.0, 1e9)) @ receptor.open
    assert left < 1e-6


@pytest.mark.parametrize("voltage", [-70.0, -30.0, 20.0])
def test_magnesium_as_a_site_is_the_instantaneous_factor(voltage):
    """Two ways to write the same curve: the site with the strength of Jahr and Stevens, and the factor."""
    base = schemes.find("nmda-destexhe-1998")
    made = at_rest(occupied(base, (magnesium_site(),)), voltage)
    steps = [Step(1.0, 1.0, 0.0, voltage), Step(100.0, 0.0, 0.0, voltage)]
    factor, site = follow(base, steps).conductance, follow(made, steps).conductance
    assert site == pytest.approx(factor, rel=1e-6, abs=1e-9)


def test_the_reading_interval_changes_nothing():
    """Halving it moves no value: constant inputs are followed exactly."""
    receptor = with_drugs(schemes.find("nmda-destexhe-1998"), "GluN2A")
    steps = [Step(1.0, 1.0, 5.0, -40.0), Step(99.0, 0.0, 5.0, -40.0), Step(200.0, 0.01, 0.0, -66.0)]
    coarse, fine = follow(receptor, steps, 1.0), follow(receptor, steps, 0.5)
    shared = np.isin(fine.time.round(9), coarse.time.round(9))
    assert fine.conductance[shared] == pytest.approx(coarse.conductance, abs=1e-10)
    assert fine.occupancy[-1] == pytest.approx(settle(receptor, steps), abs=1e-10)


def test_nonsense_is_refused():
    with pytest.raises(InputError, match="nmda-kampa-2004"):
        schemes.find("nmda-kampa")
    with pytest.raises(InputError, match="GluN2A"):
        with_drugs(schemes.find("nmda-destexhe-1998"), "GluN3")
    with pytest.raises(InputError, match="NMDA"):
        with_drugs(schemes.find("ampa-destexhe-1998"), "GluN2A")
    with pytest.raises(InputError, match="one or two"):
        with_drugs(schemes.find("nmda-destexhe-1998"), "GluN2A", (Ketamine(), Memantine(), Lanicemine()))
    for wrong in (Step(-1.0), Step(1.0, transmitter=-0.1), Step(1.0, blocker=float("nan"))):
        with pytest.raises(InputError):
            settle(ALL[0], [wrong])
