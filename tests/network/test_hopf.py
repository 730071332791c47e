"""The second family of models: its closed form against the Lyapunov equation and against simulation."""

import numpy as np
import pytest
from scipy.linalg import solve_continuous_lyapunov

from brain_runs import agreement, connectome
from resynapse.errors import InputError
from resynapse.network.hopf import Hopf, connectivity, oscillations, relaxation

WEIGHTS, _ = connectome(16, seed=2)
NEAR = np.linspace(0.0, -0.05, 16)


def test_turning_drops_out_of_correlations():
    """The full 2N by 2N Lyapunov equation of x and y, against the closed form."""
    slow = np.asarray(relaxation(WEIGHTS, Hopf(), NEAR))
    turn = 2.0 * np.pi * Hopf().frequency * np.eye(16)
    whole = solve_continuous_lyapunov(np.block([[-slow, -turn], [turn, -slow]]), -np.eye(32))[:16, :16]
    scale = 1.0 / np.sqrt(np.diag(whole))
    np.testing.assert_allclose(connectivity(WEIGHTS, Hopf(), NEAR), whole * scale[:, None] * scale, atol=1e-5)


def test_theory_gives_simulated_connectivity():
    fast = Hopf(onset=-0.2, coupling=0.5)  # forgets in 5 s, so that 600 s are long
    seen = oscillations(WEIGHTS, fast, 600.0, members=48, near=NEAR, repetition=3.0)
    assert agreement(np.asarray(connectivity(WEIGHTS, fast, NEAR)), seen) >= 0.99


def test_only_coupling_over_distance_from_the_onset_matters():
    once = connectivity(WEIGHTS, Hopf(onset=-0.02, coupling=0.1))
    twice = connectivity(WEIGHTS, Hopf(onset=-0.04, coupling=0.2))
    np.testing.assert_allclose(once, twice, atol=1e-5)


@pytest.mark.parametrize("asked", [{"members": 0}, {"seconds": -1.0}, {"weights": np.full((2, 2), np.nan)}])
def test_nonsense_is_refused(asked):
    with pytest.raises(InputError):
        oscillations(**({"weights": WEIGHTS, "model": Hopf(), "seconds": 5.0} | asked))
