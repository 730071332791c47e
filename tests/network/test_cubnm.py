"""The same brain in an independent simulator: cubnm 0.1.0, in its own environment, by files.

cubnm drives the balloon by the firing rate, we by the gating that follows it: sizes of BOLD differ, connectivity not.
"""

import dataclasses
import sys
from pathlib import Path

import numpy as np
import pytest

from brain_runs import agreement, connectivity, connectome, held
from resynapse.network.protocol import Protocol
from resynapse.network.stochastic import simulate

sys.path.append(str(Path(__file__).resolve().parents[2] / "benchmarks"))
from cubnm_peer import cubnm, packaged

pytestmark = pytest.mark.peer
STRONG = 0.01
USUAL = Protocol(settle=20.0, repetition=1.0)
SECONDS, SEEDS = 120.0, 8


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """Eight runs of cubnm with a seed each, and 64 members of ours, coupled at every step like cubnm."""
    weights, lengths = connectome(24, seed=3)
    nodes = held(weights, 0.4, STRONG)
    common = {"weights": weights, "w_ie": nodes.w_ie, "g": 0.4, "sigma": STRONG, "settle": 20.0}
    folder = tmp_path_factory.mktemp("cubnm")
    theirs = [cubnm(folder, members=1, seconds=SECONDS, seed=seed, **common) for seed in range(SEEDS)]
    every_step = dataclasses.replace(USUAL, refresh=USUAL.step)
    ours = simulate(nodes, weights, SECONDS, members=64, protocol=every_step)
    return weights, lengths, nodes, theirs, ours


def test_rates_agree(both):
    *_, theirs, ours = both
    rates_e = np.mean([answer.rate_e[0] for answer in theirs], axis=0)
    rates_i = np.mean([answer.rate_i[0] for answer in theirs], axis=0)
    spread = ours.rate_e.std(axis=0) / np.sqrt(SEEDS)  # cubnm reads rates once per volume: more noise than ours
    assert rates_e.mean() == pytest.approx(ours.rate_e.mean(), rel=0.02)
    assert rates_i.mean() == pytest.approx(ours.rate_i.mean(), rel=0.02)
    assert np.abs(rates_e - ours.rate_e.mean(axis=0)).max() < 0.25 + 5 * spread.max()


def test_connectivity_agrees(both):
    *_, theirs, ours = both
    bold = np.concatenate([answer.bold for answer in theirs])
    assert agreement(connectivity(ours.bold), bold) >= 0.97
    above = np.triu_indices(24, 1)
    difference = connectivity(ours.bold)[above].mean() - connectivity(bold)[above].mean()
    each = np.std([np.corrcoef(member.T)[above].mean() for member in ours.bold])
    assert abs(difference) < 4 * each / np.sqrt(SEEDS)


def test_late_signals_agree(both, tmp_path):
    weights, lengths, nodes, *_ = both
    task = {"weights": weights, "w_ie": nodes.w_ie, "g": 0.4, "sigma": STRONG, "lengths": lengths, "velocity": 4.0}
    theirs = cubnm(tmp_path, members=1, seconds=40.0, settle=20.0, **task)
    ours = simulate(nodes, weights, 40.0, members=64, lengths=lengths, protocol=USUAL)
    assert theirs.rate_e.mean() == pytest.approx(ours.rate_e.mean(), rel=0.04)


def test_one_measured_connectome_gives_the_same_rates(tmp_path):
    """Schaefer-100, shipped with cubnm: 64 members of ours against 2 of theirs."""
    strength = packaged("strength")
    assert strength is not None
    weights = 0.01 * strength / strength.mean()
    nodes = held(weights, 0.5, STRONG)
    theirs = cubnm(
        tmp_path, members=2, seconds=30.0, settle=10.0, weights=weights, w_ie=nodes.w_ie, g=0.5, sigma=STRONG
    )
    ours = simulate(nodes, weights, 30.0, members=64, protocol=dataclasses.replace(USUAL, settle=10.0))
    assert theirs.rate_e.mean() == pytest.approx(ours.rate_e.mean(), rel=0.03)
