"""Gamma at low and slow delta at high levels (Adam 2024, abstract), in the published column with the course's block.

Fixed before any run: a band has grown where its power is above that without drug in at least three quarters of the
seeds and the mean logarithm of the ratio is above two standard errors. That gamma is interrupted was added after a
first look, by the same rule and at seeds not looked at: pyramidal firing waxes and wanes more than at 1 umol/L.
"""

from functools import cache

import numpy as np
import pytest

from resynapse.circuit.adam_2024.observables import observe
from resynapse.circuit.adam_2024.run import batch
from resynapse.validation.columns import bath

SEEDS, SECONDS = range(300, 306), 8.0
PERSON = 2.2  # umol/L unbound, the most that the course has after 2 mg/kg into a human vein
HIGH, HIGHEST = 10.0, 30.0
pytestmark = pytest.mark.slow


@cache
def seen(level: float):
    return [observe(run) for run in batch([{"state": bath(level), "seconds": SECONDS, "seed": s} for s in SEEDS])]


def grown(what: str, level: float, against: float = 0.0) -> bool:
    """Whether it is larger at a level, by the rule above."""
    now, before = (np.array([getattr(one, what) for one in seen(at)]) for at in (level, against))
    ratio = np.log(now / before)
    return (ratio > 0.0).mean() >= 0.75 and ratio.mean() > 2.0 * ratio.std(ddof=1) / np.sqrt(len(ratio))


def test_gamma_grows_at_a_low_level():
    assert grown("gamma", 1.0)
    assert all(25.0 < one.peak < 80.0 for one in seen(1.0))


@pytest.mark.parametrize("level", [PERSON, HIGH])
def test_slow_power_grows_at_anaesthetic_levels(level):
    assert grown("slow", level)


@pytest.mark.parametrize("level", [PERSON, HIGH])
def test_firing_comes_and_goes(level):
    assert grown("waxing", level, against=1.0)


def test_gamma_is_there_between_the_pauses():
    assert grown("gamma", HIGH)


@pytest.mark.xfail(strict=True, reason="with 85 % of the pyramids' NMDA current blocked hardly a pyramid fires")
def test_slow_power_grows_at_the_highest_level():
    assert grown("slow", HIGHEST)
