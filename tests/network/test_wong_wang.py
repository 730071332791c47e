"""Nodes of the whole-brain model: the published constants give the published resting point."""

from __future__ import annotations

import csv
from importlib import resources

import jax
import numpy as np
import pytest

from connectome_runs import MODEL
from resynapse.network import analytic
from resynapse.network.analytic import State
from resynapse.network.wong_wang import NodeParameters, alike, rate_e, rate_i, slope_e, slope_i

ALONE = np.zeros((1, 1))


@jax.jit
def found(node: NodeParameters) -> State:
    return analytic.settle(ALONE, node, analytic.balance(ALONE, node, MODEL)[1], MODEL)


def test_an_isolated_node_fires_at_the_published_rate():
    state = found(alike(1))  # unit feedback inhibition
    assert float(state.rate_e[0]) == pytest.approx(3.077, rel=0.01)
    assert float(state.rate_i[0]) == pytest.approx(3.922, rel=0.01)
    assert float(state.current_e[0] - MODEL.b_e / MODEL.a_e) == pytest.approx(-0.0258, rel=0.01)


def rows() -> dict[str, float]:
    text = resources.files("resynapse.network").joinpath("data/brain.csv").read_text(encoding="utf-8")
    return {
        row["id"]: float(row["value"]) for row in csv.DictReader(text.splitlines()) if "M407" <= row["id"] <= "M414"
    }


@pytest.mark.parametrize(("row", "left", "on_pyramids"), [
    ("M407", 0.99, False), ("M408", 0.99, True), ("M409", 0.95, False), ("M410", 0.95, True),
    ("M411", 0.90, False), ("M412", 0.90, True), ("M413", 0.80, False), ("M414", 0.80, True),
])  # fmt: skip
def test_where_the_block_lands_decides_the_sign(row, left, on_pyramids):
    node = alike(1)._replace(nmda_i=left * np.ones(1), nmda_e=(left if on_pyramids else 1.0) * np.ones(1))
    assert float(found(node).rate_e[0]) == pytest.approx(rows()[row], rel=2e-3)


@pytest.mark.parametrize(("rate", "slope", "centre"), [
    (rate_e, slope_e, MODEL.b_e / MODEL.a_e), (rate_i, slope_i, MODEL.b_i / MODEL.a_i),
])  # fmt: skip
def test_slopes_are_derivatives_and_finite_through_threshold(rate, slope, centre):
    current = np.append(np.linspace(centre - 0.1, centre + 0.1, 41), centre)
    step = 1e-6
    numeric = (np.asarray(rate(current + step, MODEL)) - np.asarray(rate(current - step, MODEL))) / (2 * step)
    assert np.all(np.asarray(rate(current, MODEL)) > 0.0)
    np.testing.assert_allclose(np.asarray(slope(current, MODEL)), numeric, rtol=2e-4)
