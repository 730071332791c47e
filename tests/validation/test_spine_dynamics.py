"""How spines change: formation goes up, elimination does not. Phoumthipphavong 2016, Pryazhnikov 2018, Moda-Sava 2019.

Fixed beforehand: unchanged means within 3 % of density, elimination within 10 % of its rate.
"""

import pytest

from mechanism_runs import DAY, HOURS, at, changed, dose, rat, rodent, row, simulate, spines, value
from resynapse.validation.growth import elimination


def test_raised_for_two_weeks():
    assert value("M348") == 14
    assert (spines(rat())[(HOURS >= 2 * DAY) & (HOURS <= 14 * DAY)] > 1.03).all()


@pytest.mark.parametrize("amount", ["10 mg/kg", "80 mg/kg"])
def test_elimination_is_not_touched_by_the_drug(amount):
    """Spines lost per new spine and hour, from the simulated pools: within 10 % of its drug-free value all along."""
    assert elimination(amount) == pytest.approx(1.0, abs=0.10)


def test_formation_drives_it():
    """Without formation the drug moves no spine: old ones are neither made nor lost by it."""
    run = simulate([dose(10.0)], patient=changed(rodent(), spines={"formation": 0.0}))
    assert "formation rate up, elimination unchanged" in row("M349")["value"]
    assert spines(run) == pytest.approx(1.0, abs=1e-9)


def test_onset_from_half_a_day():
    """Moda-Sava (remembered): spines form from 12 h on, not within 6 h."""
    assert value("M356") == 12
    assert at(rat(), "spines", 6.0) - 1 < 0.03
    assert at(rat(), "spines", 18.0) - 1 > 0.03


def test_a_fraction_persists():
    """Some new spines stay for weeks, most do not (M349)."""
    run = rat()
    left = at(run, "spines", 21 * DAY) - 1
    assert 0.0 < left < 0.7 * (spines(run).max() - 1)
    assert run["kept_spines"][-1] > 0
