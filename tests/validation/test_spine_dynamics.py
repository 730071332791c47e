"""How spines change: formation goes up, elimination does not. Phoumthipphavong 2016, Pryazhnikov 2018, Moda-Sava 2019.

Fixed beforehand: unchanged means within 3 % of density, elimination within 10 % of its rate.
"""

from functools import cache

import numpy as np
import pytest

from mechanism_runs import DAY, HOURS, at, changed, dose, rat, rodent, row, simulate, spines, value

SPINES = rodent().spines


@cache
def daily():
    """A mouse, 10 mg/kg on five days."""
    return simulate([dose(10.0, at=DAY * day) for day in range(5)], species="mouse")


def test_raised_for_two_weeks():
    assert value("M348") == 14
    assert (spines(rat())[(HOURS >= 2 * DAY) & (HOURS <= 14 * DAY)] > 1.03).all()


def test_formation_drives_it():
    """Without formation the drug moves no spine: old ones are neither made nor lost by it."""
    run = simulate([dose(10.0)], patient=changed(rodent(), spines={"formation": 0.0}))
    assert "formation rate up, elimination unchanged" in row("M349")["value"]
    assert spines(run) == pytest.approx(1.0, abs=1e-9)


@pytest.mark.parametrize("amount", [10.0, 80.0])
def test_elimination_is_not_touched_by_the_drug(amount):
    """Spines lost per new spine and hour, from the simulated pools: within 10 % of its drug-free value all along."""
    fine = np.arange(12.0, 100.0, 0.25)
    run = simulate([dose(amount)], hours=fine)
    new, kept = run["new_spines"], run["kept_spines"]
    formed = SPINES.formation * run["delay_2"] * (1.0 - (new + kept) / SPINES.room)
    rate = (formed - np.gradient(new, fine, edge_order=2)) / new
    free = 1.0 / SPINES.new_hours + SPINES.consolidation
    assert rate[2:-2] == pytest.approx(free, rel=0.10)
    assert run["density"] == pytest.approx(1.0, abs=1e-9)


def test_onset_from_half_a_day():
    """Moda-Sava (remembered): spines form from 12 h on, not within 6 h."""
    assert value("M356") == 12
    assert at(rat(), "spines", 6.0) - 1 < 0.03
    assert at(rat(), "spines", 18.0) - 1 > 0.03


@pytest.mark.xfail(strict=True, reason="+2.9 %, 3 % was asked: new spines of the posterior live 198 h")
def test_repeated_doses_raise_formation_on_days_four_and_five():
    assert row("M351")["value"].startswith("72-132 h up")
    run = daily()
    assert at(run, "spines", 132.0) - at(run, "spines", 72.0) > 0.03


@pytest.mark.xfail(strict=True, reason="about +10 %: the delay follows the laboratories that see an onset at 12 h")
def test_no_formation_within_the_first_day():
    """Pryazhnikov: not between 6 and 24 h, in somatosensory cortex of awake mice."""
    assert row("M351")["value"].endswith("6-24 h not")
    run = daily()
    assert at(run, "spines", DAY) - at(run, "spines", 6.0) < 0.03


def test_a_fraction_persists():
    """Some new spines stay for weeks, most do not (M349)."""
    run = rat()
    left = at(run, "spines", 21 * DAY) - 1
    assert 0.0 < left < 0.7 * (spines(run).max() - 1)
    assert run["kept_spines"][-1] > 0
