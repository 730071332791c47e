"""The verdict: both conditions of consistent, what is off, what cannot tell; and intervals from what is printed."""

from __future__ import annotations

import pytest

from resynapse.trial.compare import Comparison, claim, published, verdict
from resynapse.trial.interval import Published
from trial_runs import planned

SIMULATED = Published(-10.0, -13.0, -7.0)


@pytest.mark.parametrize(
    ("observed", "expected"),
    [
        (Published(-11.0, -14.0, -8.0), "consistent"),
        (Published(-15.0, -18.0, -12.0), "too high"),  # the simulated value lies above the published interval
        (Published(-5.0, -8.0, -2.0), "too low"),
        (Published(-13.5, -17.0, -9.5), "too high"),  # inside the interval, but no simulated trial falls that low
        (Published(-6.5, -10.5, -2.5), "too low"),
        (Published(-10.0, -20.0, 0.0), "uninformative"),  # more than twice as wide
        (Published(10.0, 0.0, 20.0), "too low"),  # wide, and still contradicted
        (Published(-10.0), "uninformative"),
        (Published(None), "uninformative"),
        (Published(None, None, 0.0), "consistent"),  # a sign in words
        (Published(None, 0.0, None), "too low"),
    ],
)
def test_verdict(observed, expected):
    assert verdict(observed, SIMULATED) == expected


def test_nothing_simulated_is_uninformative_and_a_miss():
    assert verdict(Published(1.0, 0.5, 1.5), Published(None)) == "uninformative"
    blank = dict.fromkeys(("observed", "observed_lo", "observed_hi", "simulated", "simulated_lo", "simulated_hi"))
    one = Comparison("X", "claim", "study", "validation", "mean", **blank, verdict="uninformative")
    assert one.missed
    assert list(one.as_json()) == [
        "id", "claim", "study", "use", "statistic", "observed", "observed_lo", "observed_hi",
        "simulated", "simulated_lo", "simulated_hi", "verdict",
    ]  # fmt: skip


def test_widths_of_ratios_are_compared_on_the_log_scale():
    observed, simulated = Published(4.0, 1.1, 15.0), Published(4.0, 2.0, 8.0)
    assert verdict(observed, simulated, ratio=True) == "consistent"  # 3.8 octaves against 2
    assert verdict(observed, simulated, ratio=False) == "uninformative"  # 13.9 against 6


def test_without_replicates_only_the_published_interval_decides():
    assert verdict(Published(79.0, 69.0, 90.0), Published(85.0)) == "consistent"


def test_interval_from_what_is_printed():
    source = {"source": "somewhere", "versus": []}
    printed = planned(value=-16.0, se=2.0, **source)
    assert published(printed.endpoints[0], printed) == pytest.approx((-16.0, -19.92, -12.08), abs=0.01)
    spread = planned(value=-16.0, sd=8.0, **source)
    assert published(spread.endpoints[0], spread).hi == pytest.approx(-16 + 2.093 * 8 / 20**0.5, abs=0.01)
    share = planned(statistic="response", value=0.5, **source)
    assert published(share.endpoints[0], share).lo == pytest.approx(0.272, abs=0.001)
    bare = planned(value=-16.0, **source)
    assert published(bare.endpoints[0], bare) == (-16.0, None, None)


def test_claim_says_what_is_compared():
    assert claim(planned().endpoints[0]) == "MADRS: mean change, 24 h, ketamine against saline"
