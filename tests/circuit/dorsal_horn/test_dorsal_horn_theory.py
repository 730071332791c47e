"""What must hold of the dorsal-horn column whatever its numbers are. Tolerances were fixed before the first run."""

from functools import cache

import numpy as np
import pytest

from resynapse.circuit.dorsal_horn import DorsalHorn, DorsalHornState, Ongoing, Stimuli, responses, signal
from resynapse.circuit.dorsal_horn.column import STEP

HZ = (0.1, 0.3, 0.5, 1.0)


@cache
def train(hz: float = 0.5, state: DorsalHornState | None = None, c: float = 1.0, a_beta: float = 1.0):
    return responses(Stimuli(6 if hz < 0.5 else 16, hz, a_beta, c), state)


def test_without_a_stimulus_nothing_fires():
    still = train(c=0.0, a_beta=0.0)
    assert max(still.c.max(), still.a_beta.max()) < 0.01


def test_wind_up_needs_repetition_fast_enough():
    growth = [float(train(hz).growth) for hz in HZ]
    assert growth[0] < 1.1
    assert growth[1] > 1.2
    assert growth[2] > 1.5
    assert growth == sorted(growth)


@pytest.mark.parametrize("hz", [0.5, 1.0])
def test_full_nmda_block_leaves_the_first_response_and_no_wind_up(hz):
    free, blocked = train(hz), train(hz, DorsalHornState(blocked=1.0))
    assert blocked.growth < 1.1
    assert blocked.excess < 0.1 * free.excess
    assert blocked.c[0] > 0.7 * free.c[0]


def test_ampa_block_silences():
    assert train(0.5, DorsalHornState(ampa=1.0)).c.max() < 0.02 * train().c[0]


def test_a_beta_volleys_do_not_wind_up():
    alone = train(c=0.0)
    assert alone.c.max() < 0.01
    assert alone.a_beta[-1] == pytest.approx(float(alone.a_beta[0]), rel=0.02)


def test_wind_up_needs_magnesium_in_the_pore():
    assert train(0.5, DorsalHornState(magnesium=0.0)).growth < 0.7 * train().growth


def test_more_inhibition_less_response():
    total = [train(0.5, DorsalHornState(gaba=gaba)).c.sum() for gaba in (2.0, 1.0, 0.5)]
    assert total == sorted(total)
    assert total[0] < 0.95 * total[2]


@pytest.mark.parametrize("hz", [0.5, 5.0])
def test_halving_the_step_moves_no_response_by_more_than_2_percent(hz):
    stimuli = Stimuli(16, hz)
    coarse, fine = responses(stimuli), responses(stimuli, step=STEP / 2)
    np.testing.assert_allclose(coarse.c, fine.c, rtol=0.02)
    np.testing.assert_allclose(coarse.a_beta, fine.a_beta, rtol=0.02)


def test_many_at_once_are_as_each_alone():
    blocks = np.array([0.0, 0.2, 0.7])
    together = responses(Stimuli(4, 2.0), DorsalHornState(blocked=blocks)).c
    alone = [responses(Stimuli(4, 2.0), DorsalHornState(blocked=b)).c for b in blocks]
    np.testing.assert_allclose(together.T, alone, rtol=1e-6)


def test_the_course_keeps_the_wound_up_response_within_5_percent():
    blocks = np.linspace(0.0, 1.0, 23)  # not the 41 it was fitted to
    wound_up = np.asarray(responses(Stimuli(16, 0.5), DorsalHornState(blocked=blocks)).c[-1])
    np.testing.assert_allclose(signal(blocks, Ongoing()), wound_up / wound_up[0], rtol=0.05)


def test_shares_of_subunits_are_shares():
    n = DorsalHorn()
    assert 0 <= n.share_2a + n.share_2d <= 1
