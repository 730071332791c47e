"""The JAX simulator against the compiled one: the same noise, the same path, the same statistics."""

import numpy as np
import pytest

from brain_runs import connectome, held
from resynapse.errors import InputError
from resynapse.network.accelerated import simulate_accelerated
from resynapse.network.protocol import Protocol
from resynapse.network.stochastic import simulate
from resynapse.network.wong_wang import alike

WEIGHTS, LENGTHS = connectome(20)
NODES = held(WEIGHTS, 0.5, 0.01)._replace(shared=0.3)
BRIEF = Protocol(settle=0.5, repetition=0.5)


@pytest.mark.parametrize("lengths", [None, pytest.param(LENGTHS, marks=pytest.mark.slow)], ids=["at once", "late"])
def test_members_follow_the_same_path(lengths):
    common = {"members": 3, "seed": 2, "lengths": lengths, "protocol": BRIEF}
    there, here = simulate_accelerated(NODES, WEIGHTS, 2.0, **common), simulate(NODES, WEIGHTS, 2.0, **common)
    np.testing.assert_allclose(there.bold, here.bold, rtol=1e-3)
    np.testing.assert_allclose(there.rate_e, here.rate_e, rtol=1e-3)
    np.testing.assert_allclose(there.rate_i, here.rate_i, rtol=1e-3)
    np.testing.assert_allclose(there.gating, here.gating, rtol=1e-3)


def test_nonsense_is_refused():
    with pytest.raises(InputError, match="members"):
        simulate_accelerated(NODES, WEIGHTS, 2.0, members=0)
    with pytest.raises(InputError, match="G: 5"):
        simulate_accelerated(alike(20, 5.0), WEIGHTS, 1.0, protocol=BRIEF)
