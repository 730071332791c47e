"""The simulation against published trials in patients.

Tolerances were fixed before any comparison: the simulated value lies inside the 95 % interval that the paper prints,
or that its spread and size give, widened only by the disagreement between trials of the same arm (2 points of MADRS,
7 % of responders). What fails is an expected failure with its reason, and an error the day it is mended.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from resynapse.validation import arms, misses, page, printed, reading
from resynapse.validation.comparison import verdict, widened
from resynapse.validation.printed import Printed
from test_provenance import CALIBRATION, PARTS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "validation.md"
EVERY = page.comparisons()


def of(use):
    """Every comparison of this use that has something to be held against; known misses are expected to fail."""
    found = []
    for one in EVERY:
        held = one.read is not None and one.observed.low is not None
        if printed.rows()[one.row]["use"] == use and held:
            why = misses.reason(one.row, one.statistic)
            marks = [pytest.mark.xfail(reason=why)] if why else []
            found.append(pytest.param((one.row, one.statistic), id=f"{one.row}: {one.statistic}", marks=marks))
    return found


@pytest.mark.parametrize("key", of("validation"))
def test_what_was_not_fitted(lines, key):
    line = lines[key]
    assert line.observed_lo <= line.simulated <= line.observed_hi


@pytest.mark.parametrize("key", of("calibration"))
def test_what_was_fitted(lines, key):
    line = lines[key]
    assert line.observed_lo <= line.simulated <= line.observed_hi


def test_all_twenty_targets_are_shown(lines):
    shown = {line.id for line in lines.values() if line.use == "calibration"}
    assert shown >= CALIBRATION.keys()
    assert shown <= CALIBRATION.keys() | PARTS.keys()


def test_nulls_and_conflicts_are_shown(lines):
    nulls = {
        "E466",  # eight infusions, no difference from midazolam
        "E483",  # eight subcutaneous doses, none
        "E447",  # lanicemine, the largest trial
        "E457",  # PTSD, the largest trial
        "E439",  # rapamycin did not change the first day
        "E021",  # pressure does not go with benefit
        "E492",  # nor does dissociation on nasal esketamine
        "E527",  # pressure at a fixed time
        "E297",  # hydroxynorketamine goes with less benefit
    }
    assert nulls <= {line.id for line in lines.values()}


def test_what_is_remembered_is_never_a_test():
    assert [
        row["id"] for row in printed.rows().values() if row["status"] != "verified" and row["use"] != "context"
    ] == []


def test_every_row_is_compared_or_explained():
    assert printed.rows().keys() - {one.row for one in EVERY} <= {"E028", "E313", "E314", "E324", "E420"} | PAIRED
    assert all(one.note for one in EVERY if one.observed.low is None)


# rows that are read together with another one: the second arm, the second end of a range, the same result again
PAIRED = {"E018", "E438", "E445", "E446", "E484", "E485", "E525", "E529", "E541"}


def test_every_known_miss_is_a_comparison():
    keys = [(one.row, one.statistic) for one in EVERY]
    assert [
        known for known in misses.MISSES if not any(r == known[0] and s.startswith(known[1]) for r, s in keys)
    ] == []


def test_the_page_is_current(lines):
    """After a change of the model: python -m resynapse.validation."""
    shown = [row.split(" | ") for row in PAGE.read_text(encoding="utf-8").splitlines() if row.startswith("| E")]
    said = {(row[0].strip("| "), row[1], row[7]) for row in shown}
    assert said == {(line.id, page.cell(page.what(line)), line.verdict) for line in lines.values()}


def test_the_page_keeps_its_prose(lines):
    found = page.fill(f"# Before\n{page.BEGIN}\nwritten by hand\n{page.FINISH}\nafter\n", list(lines.values()))
    assert found.startswith("# Before\n")
    assert found.endswith("after\n")
    assert "written by hand" not in found
    assert page.fill(found, list(lines.values())) == found
    with pytest.raises(ValueError, match="has no lines"):
        page.fill("# A page without marks", [])


def test_intervals_that_papers_do_not_print():
    low, high = printed.share("E011")[1:]  # 17 of 24, Wilson
    assert (round(low, 3), round(high, 3)) == (0.508, 0.851)
    r, low, high = printed.correlation(-0.35, 108)
    assert (r, round(low, 2), round(high, 2)) == (-0.35, -0.51, -0.17)
    assert 55 < printed.pairs(-0.35, 0.007) < 60  # not the 108 of the abstract
    assert printed.from_p(-5.5, 0.05).high == pytest.approx(0.0, abs=1e-3)


def test_verdicts():
    assert verdict(Printed(1.0, 0.5, 1.5), 1.2, effect=True) == "consistent"
    assert verdict(Printed(1.0, 0.5, 1.5), 1.6, effect=True) == "too high"
    assert verdict(Printed(1.0, 0.5, 1.5), 0.4, effect=True) == "too low"
    assert verdict(Printed(0.4, -0.2, 1.0), 0.0, effect=True) == "uninformative"
    assert verdict(Printed(0.4, -0.2, 1.0), 1.1, effect=True) == "too high"
    assert verdict(Printed(0.4), 0.4, effect=True) == "uninformative"
    wide = widened(Printed(0.0, -3.0, 4.0), 2.0)
    assert (round(wide.low, 2), round(wide.high, 2)) == (-4.94, 5.6)


def test_a_small_trial_scatters_more(trial):
    rng = np.random.default_rng(0)

    def scatter(size):
        drawn = [arms.draw(trial, {"single": size}, paired=False, rng=rng) for _ in range(100)]
        return np.std([reading.change(one, "single", 24.0).mean() for one in drawn])

    assert scatter(8) / scatter(128) == pytest.approx(4.0, rel=0.35)


def test_a_crossover_draws_the_same_patients(trial):
    drawn = arms.draw(trial, {"single": 9, "saline": 9}, paired=True, rng=np.random.default_rng(0))
    first = drawn.values["saline"]["latent"][0]
    assert np.array_equal(drawn.values["single"]["latent"][0], first)


def test_levels_are_held(trial):
    """The arm that steps plasma through 50, 100, 150 and 200 ng/mL does so."""
    from resynapse import plasma

    regimen = arms.all_arms()["steps"].regimen
    levels = plasma.levels(regimen, plasma.typical(70.0), np.array([0.25, 0.5, 1.0, 1.5, 2.0]), plasma.DEFAULT)
    found = 1000.0 * (levels["s_ketamine"] + levels["r_ketamine"])[:, 0]
    np.testing.assert_allclose(found, [50.0, 50.0, 100.0, 150.0, 200.0], rtol=1e-6)
