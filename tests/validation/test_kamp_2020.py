"""Kamp 2020, meta-analysis: clearance and volume of racemic ketamine (calibration targets 1 and 2)."""

from __future__ import annotations

import pytest

from plasma_runs import LONG, exposure, one, row
from resynapse import plasma
from resynapse.plasma.linear import propagate


def test_clearance():
    found = 35_000 / exposure(one("ketamine", "iv", 35.0, LONG), "ketamine")
    assert float(row("E065")["low"]) <= found <= float(row("E065")["high"])
    assert abs(found / 79.0 - 1) < 0.005


def test_volume():
    """Amount of ketamine in the body over its plasma concentration, at steady state."""
    from resynapse.dose.regimen import Dose, Regimen

    parts = plasma.parts(Regimen((Dose(0.0, "ketamine", "iv", 2000.0, False, 200.0),)), plasma.typical())
    amount = concentration = 0.0
    for part in parts:
        system = part.stretches[0].system
        state = propagate(system, part.inflows, [199.9])[0, 0]
        amount += sum(state[system.names.index(name)] for name in ("liver", "central", "peripheral"))
        concentration += float(system.readouts[f"{part.moiety}_ketamine"][0] @ state)
    assert abs(amount / concentration / 252.0 - 1) < 0.01
    assert float(row("E064")["low"]) <= amount / concentration <= float(row("E064")["high"])


def test_long_infusion_in_intensive_care():
    """Validation: 1.1-1.3 mg/kg/h; ketamine and norketamine within the printed standard deviation."""
    levels = one("ketamine", "iv", 1.2 * 70 * 72, [71.9], 72 * 60)
    assert abs(1000 * sum(levels[f"{e}_ketamine"][0, 0] for e in "sr") - 1200) < 300
    assert abs(1000 * sum(levels[f"{e}_norketamine"][0, 0] for e in "sr") - 1000) < 600


@pytest.mark.xfail(
    reason="0.4 against 2.6 (1.0) mg/L: fate of dehydronorketamine is assumed, and days were not studied"
)
def test_dehydronorketamine_in_intensive_care():
    levels = one("ketamine", "iv", 1.2 * 70 * 72, [71.9], 72 * 60)
    assert abs(1000 * sum(levels[f"{e}_dehydronorketamine"][0, 0] for e in "sr") - 2600) < 1000
