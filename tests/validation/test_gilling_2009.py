"""Ketamine and memantine at human GluN1/GluN2A, -70 mV, no magnesium: Gilling 2009 (abstract).

How fast ketamine leaves and how slowly memantine recovers are inputs; everything else is held against the paper.
Tolerances fixed beforehand: half block within twofold, rates and times within the printed standard error,
the share of the fast component within 10 points.
"""

import numpy as np
import pytest
from scipy.optimize import curve_fit

from mechanism_runs import row, value
from resynapse.receptor.blockers import Ketamine, Memantine
from resynapse.synapse import pharmacology, schemes
from resynapse.synapse.blocked import with_drugs
from resynapse.synapse.protocol import Step, follow, settle

POTENT = "the recalled half block (0.33 uM at -66 mV) is more potent than this laboratory's"


def inside(found: float, identity: str) -> bool:
    published = row(identity)
    return float(published["low"]) <= found <= float(published["high"])


def recovery(drug) -> tuple[float, float, float]:
    """Two exponentials of recovery in steady agonist: share of the fast one, fast and slow time constant [ms]."""
    receptor = with_drugs(schemes.find("nmda-destexhe-1998"), "GluN2A", (drug,))
    loaded = settle(receptor, [Step(60_000.0, 1.0, 10.0, -70.0, 0.0)])
    trace = follow(receptor, [Step(30_000.0, 1.0, 0.0, -70.0, 0.0)], 20.0, loaded)
    rise = (trace.conductance - trace.conductance[0]) / np.ptp(trace.conductance)

    def curve(t, share, fast, slow):
        return 1.0 - share * np.exp(-t / fast) - (1.0 - share) * np.exp(-t / slow)

    bounds = ((0.0, 1.0, 1000.0), (1.0, 1000.0, 20_000.0))
    return tuple(curve_fit(curve, trace.time, rise, (0.3, 500.0, 4000.0), bounds=bounds)[0])


def onset(drug) -> float:
    """Time in which block by 10 umol/L in steady agonist is 1 - 1/e complete [ms]."""
    receptor = with_drugs(schemes.find("nmda-destexhe-1998"), "GluN2A", (drug,))
    open_ = settle(receptor, [Step(60_000.0, 1.0, 0.0, -70.0, 0.0)])
    trace = follow(receptor, [Step(20_000.0, 1.0, 10.0, -70.0, 0.0)], 2.0, open_)
    left = (trace.conductance - trace.conductance[-1]) / np.ptp(trace.conductance)
    return float(trace.time[np.argmax(left < 1.0 / np.e)])


@pytest.mark.xfail(strict=True, reason=f"0.30 against 0.71 uM: {POTENT}")
def test_half_block_of_ketamine():
    half = pharmacology.concentration_response(drugs=(Ketamine(),), subunits=("GluN2A",), voltages=(-70.0,)).half_block
    assert 0.5 < float(half.sel(magnesium=0.0).squeeze()) / value("K012") < 2.0


@pytest.mark.xfail(strict=True, reason=f"0.73 against 0.15 /uM/s, unbinding over half block: {POTENT}")
def test_binding_rate_of_ketamine():
    half = pharmacology.concentration_response(drugs=(Ketamine(),), subunits=("GluN2A",), voltages=(-70.0,)).half_block
    assert inside(value("K010") / float(half.sel(magnesium=0.0).squeeze()), "K015")


def test_ketamine_recovers_in_one_exponential():
    """Printed: slower, single exponential. What the fit calls fast carries less than 5 %."""
    share, _, slow = recovery(Ketamine())
    assert share < 0.05
    assert slow == pytest.approx(1000.0 / value("K010"), rel=0.05)


def test_memantine_recovers_in_two_exponentials():
    share, _, _ = recovery(Memantine())
    assert abs(100.0 * share - value("K022")) <= 10.0


@pytest.mark.xfail(strict=True, reason="0.74 s against 0.42: the time found after agonist is used in agonist as well")
def test_fast_recovery_of_memantine():
    assert inside(recovery(Memantine())[1], "K017")


@pytest.mark.xfail(strict=True, reason="0.10 s against 0.27: entry at the mouth is rate over half block, and too fast")
def test_fast_onset_of_memantine():
    assert inside(onset(Memantine()), "K020")
