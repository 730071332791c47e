"""After 10 mg/kg in the rat, Li 2010: signalling within the hour, proteins for days, spines after that; and 80 mg/kg.

One threshold for "there" and "over", fixed beforehand: a fifth of the largest value, which is about the error of a
blot (0.2 to 0.3 of control) against a rise to 1.5 to 3.5 times control (M330). Spines at 3 h: 0 +- 3 %.
Most of these times are remembered, not read; the causal signs are read.
"""

import numpy as np
import pytest

from mechanism_runs import DAY, HOURS, at, dose, given, rat, row, simulate, spines, value

SEEN = 0.2


def share(run, name: str, hour: float) -> float:
    return at(run, name, hour) / float(run[name].max())


def test_signalling_peaks_within_the_hour():
    """0.5 to 1 h after the dose (M329: 0.5, range 0.25 to 1)."""
    peak = float(HOURS[int(np.argmax(rat()["mtorc1"]))])
    assert value("M329") - 0.05 <= peak <= float(row("M329")["high"])


def test_signalling_is_over_by_two_hours():
    assert share(rat(), "mtorc1", value("E052")) < SEEN
    assert abs(rat()["mtorc1"][HOURS >= 3.0]).max() / rat()["mtorc1"].max() < SEEN


@pytest.mark.parametrize(
    "hour",
    [
        2.0,
        6.0,
        24.0,
        pytest.param(
            72.0,
            marks=pytest.mark.xfail(strict=True, reason="9 % of the peak is left: time constant 30 h"),
        ),
    ],
)
def test_proteins_are_raised_from_2_to_72_hours(hour):
    assert value("E053") <= hour <= value("E054")
    assert share(rat(), "proteins", hour) > SEEN


def test_proteins_come_after_signalling():
    run = rat()
    assert share(run, "proteins", 0.5) < SEEN
    assert np.argmax(run["proteins"]) > np.argmax(run["mtorc1"])


def test_spines_unchanged_at_3_hours_and_raised_from_a_day_to_two_weeks():
    """0 +- 3 % at 3 h (M352), not before 12 h (M356), more than the 3 % at 24 h and at 14 d (M326, M348)."""
    run = rat()
    assert abs(at(run, "spines", 3.0) - 1 - value("M352") / 100) < 0.03
    assert at(run, "spines", 6.0) - 1 < 0.03
    assert at(run, "spines", DAY) - 1 > 0.03
    assert at(run, "spines", value("M348") * DAY) - 1 > 0.03


def test_potentiation_is_there_when_spines_are_not():
    """At 3 h theta-burst potentiation is up and spine density is not."""
    run = rat()
    assert share(run, "potentiation", 3.0) > 0.5
    assert abs(at(run, "spines", 3.0) - 1) < 0.03


def test_rapamycin_blocks_synaptogenesis_and_potentiation():
    """ "Completely": what is left is less than a tenth (the blocker spares a twentieth of its target)."""
    assert row("M327")["value"].startswith("completely blocks")
    with_it, without = rat(10.0, given("rapamycin")), rat()
    assert at(with_it, "spines", DAY) - 1 < 0.1 * (at(without, "spines", DAY) - 1)
    assert with_it["potentiation"].max() < 0.1 * without["potentiation"].max()
    assert with_it["bdnf"][:61] == pytest.approx(
        without["bdnf"][:61], abs=1e-3
    )  # upstream of its arrow nothing changes


def test_ampa_blocker_blocks_signalling():
    assert row("M336")["value"].startswith("NBQX blocks")
    run = rat(10.0, given("ampa_blocker", stop=6.0))
    assert run["mtorc1"].max() < 0.1 * rat()["mtorc1"].max()
    assert at(run, "spines", DAY) - 1 < 0.1 * (at(rat(), "spines", DAY) - 1)
    assert run["block_resting"] == pytest.approx(rat()["block_resting"], abs=1e-12)


@pytest.mark.xfail(
    strict=True,
    reason="as much as after 10 mg/kg: the clearing drug passes through the window that stimulates",
)
@pytest.mark.parametrize("name", ["proteins", "spines"])
def test_80_mg_per_kg_does_nothing(name):
    """Remembered: no effect on signalling or proteins; none means below a fifth of the effect of 10 mg/kg."""
    assert row("E059")["value"] == "no effect"
    high, low = (spines(r) - 1 if name == "spines" else r[name] for r in (rat(80.0), rat()))
    assert high.max() < SEEN * low.max()


def test_stressed_rats_recover_within_a_day_and_the_untreated_also_recover():
    """Li 2011 (remembered): one dose normalises spines within 24 h, to 5 points, and it lasts for about 7 d.

    Beside it the arm that Li 2011 needs: as long stressed, untreated, stress stopped at the same time.
    """
    stress = [(-21 * DAY, 0.0, 1.0)]
    hours = np.array([-21 * DAY, 0.0, DAY, 3 * DAY, 7 * DAY, 10 * DAY, 14 * DAY])
    treated, alone = (simulate(doses, stress=stress, hours=hours) for doses in ([dose(10.0)], []))
    drug, rest = spines(treated), spines(alone)
    assert drug[1] == pytest.approx(rest[1], abs=1e-9)
    assert drug[2] == pytest.approx(1.0, abs=0.05)
    assert rest[2] < 0.9
    gap = drug - rest
    assert gap[2] > 0.03
    assert gap[4] > 0.03
    # what a trial without that arm would call the drug's doing
    spontaneous = (rest[4] - rest[1]) / (drug[4] - drug[1])
    assert 0.2 < spontaneous < 0.9
