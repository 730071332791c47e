"""The fast simulator against plain equations, and against itself in other batches."""

import dataclasses

import numpy as np
import pytest

from brain_runs import connectivity, connectome, held, theoretical
from resynapse.errors import InputError
from resynapse.network import kernel
from resynapse.network.balloon import Balloon, as_seconds, bold, response
from resynapse.network.protocol import Protocol
from resynapse.network.stochastic import at_rest, simulate
from resynapse.network.wong_wang import WongWang, alike

BRIEF = Protocol(settle=0.72, repetition=0.72)
M = WongWang()


def plain(nodes, weights, seconds, late=None, step=0.1):
    """The published equations without noise, in 64 bits: S_E at every millisecond, and BOLD."""
    n = nodes
    start = at_rest(M, Balloon())[kernel.S_E]
    e, i = np.full(len(weights), start), np.full(len(weights), 0.04)
    late = np.zeros(weights.shape, int) if late is None else late
    past = [e] * (late.max() + 1)
    seen = []

    def rate(x, d):
        return x / -np.expm1(-d * x)

    for _ in range(round(1e3 * seconds)):
        past = [e, *past[:-1]]
        arrived = np.array(past)[late, np.arange(len(weights))]  # [target, source]
        net = (weights * arrived).sum(axis=1)
        for _ in range(round(1.0 / step)):
            current_e = M.external + M.coupling * (n.w_e * e + n.g * net) - n.w_ie * i
            current_i = M.external_i * M.external + M.coupling * n.w_ei * e - i
            r_e, r_i = rate(M.a_e * current_e - M.b_e, M.d_e), rate(M.a_i * current_i - M.b_i, M.d_i)
            e, i = (
                e + step * (-e / M.tau_e + (1.0 - e) * M.gamma * 1e-3 * r_e),
                i + step * (-i / M.tau_i + 1e-3 * r_i),
            )
        seen.append(e)
    return np.array(seen), bold(np.array(seen), 1e-3, Balloon(), start)[719::720]


def quiet(nodes):
    return nodes._replace(sigma=0.0 * nodes.sigma)


@pytest.mark.parametrize("members", [1, 40])
@pytest.mark.parametrize("late", [False, True])
def test_without_noise_it_is_the_published_equations(members, late):
    weights, lengths = connectome(20)
    nodes = quiet(held(weights, 0.8))._replace(w_ie=np.linspace(0.9, 1.6, 20))
    steps = np.rint(lengths / 4.0).astype(int)
    _, expected = plain(nodes, weights, 3 * 0.72, steps if late else None)
    run = simulate(
        nodes, weights, 2 * 0.72, members=members, lengths=lengths if late else None, protocol=BRIEF, ceiling=99.0
    )
    np.testing.assert_allclose(run.bold[-1], expected[1:], rtol=1e-4)


def test_an_isolated_node_fires_as_published():
    run = simulate(quiet(alike(1, 0.0)), [[0.0]], 1.0, protocol=Protocol(settle=4.0, repetition=1.0))
    open_i = M.tau_i * 1e-3 * run.rate_i[0, 0]
    current = M.external + M.coupling * M.recurrent * run.gating[0, 0] - open_i
    assert run.rate_e[0, 0] == pytest.approx(3.08, rel=0.01)
    assert current - M.b_e / M.a_e == pytest.approx(-0.0258, rel=0.01)


def test_the_response_to_a_pulse_peaks_after_3_2_seconds():
    times, seen = response(Balloon())
    assert times[seen.argmax()] == pytest.approx(3.2, abs=0.1)
    times, seen = response(as_seconds(Balloon()))
    assert times[seen.argmax()] == pytest.approx(1.9, abs=0.1)


def test_a_member_is_the_same_in_any_batch_on_any_number_of_threads():
    weights, lengths = connectome(70)
    nodes = held(weights, 0.5)._replace(shared=0.2)
    common = {"lengths": lengths, "protocol": BRIEF, "seed": 4}
    many = simulate(nodes, weights, 2.0, members=67, workers=3, **common)
    one = simulate(nodes, weights, 2.0, members=67, workers=1, **common)
    assert (many.bold == one.bold).all()
    for member in (0, 63, 66):
        alone = simulate(nodes, weights, 2.0, numbers=[member], **common)
        assert (alone.bold[0] == many.bold[member]).all()
        assert (alone.rate_e[0] == many.rate_e[member]).all()
    assert len(np.unique(many.bold[:, -1, 0])) == 67


def test_members_may_differ():
    weights, _ = connectome(20)
    nodes = held(weights, 0.5)
    gain = np.linspace(1.0, 0.8, 40)[:, None]
    drugged = nodes._replace(nmda_e=np.ones(20) * gain, g=np.linspace(0.5, 0.3, 40))
    run = simulate(drugged, weights, 2.0, members=40, protocol=BRIEF)
    last = simulate(nodes._replace(nmda_e=0.8 * np.ones(20), g=0.3), weights, 2.0, numbers=[39], protocol=BRIEF)
    assert (run.bold[39] == last.bold[0]).all()
    assert run.rate_e[39].mean() < run.rate_e[0].mean() - 0.3


@pytest.mark.parametrize("members", [1, 33])
def test_fibres_without_length_are_no_delay(members):
    weights, _ = connectome(20)
    nodes = held(weights, 0.5)
    common = {"members": members, "protocol": BRIEF}
    short = simulate(nodes, weights, 2.0, lengths=np.zeros_like(weights), **common)
    assert (short.bold == simulate(nodes, weights, 2.0, **common).bold).all()
    one_far = np.zeros_like(weights)
    one_far[0, 1] = one_far[1, 0] = 8.0  # through the kernel with delays; only two fibres have one
    far = simulate(nodes, weights * (one_far == 0), 2.0, lengths=one_far, **common)
    assert (far.bold == simulate(nodes, weights * (one_far == 0), 2.0, **common).bold).all()


def test_shared_noise_raises_connectivity_as_theory_says():
    nodes, weights = held(np.zeros((10, 10)), 0.0), np.zeros((10, 10))
    long = Protocol(settle=10.0, repetition=1.0)
    for shared in (0.0, 1.0):
        given = nodes._replace(shared=shared)
        run = simulate(given, weights, 30.0, members=64, protocol=long)
        above = np.triu_indices(10, 1)
        theory = theoretical(weights, given)[above].mean()
        assert connectivity(run.bold)[above].mean() == pytest.approx(theory, abs=0.02)


def test_memory_grows_with_volumes_and_not_with_time():
    weights, _ = connectome(20)
    slow = dataclasses.replace(BRIEF, repetition=3.0, settle=3.0)
    run = simulate(held(weights, 0.3), weights, 30.0, members=2, protocol=slow)
    assert run.bold.shape == (2, 10, 20)


NODES, WEIGHTS = alike(4, 0.1), np.ones((4, 4)) - np.eye(4)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"members": 0}, "members: 0"),
        ({"seconds": -1.0}, "seconds: -1.0"),
        ({"seconds": np.nan}, "seconds: nan"),
        ({"coupling": np.full((4, 4), np.nan)}, "weights: 'NaN"),
        ({"coupling": -WEIGHTS}, "weights: -1.0"),
        ({"coupling": np.ones((3, 4))}, "weights: (3, 4)"),
        ({"coupling": np.ones((3, 3))}, "w_e: (4,)"),
        ({"lengths": np.ones((3, 3))}, "lengths: (3, 3)"),
        ({"nodes": NODES._replace(g=5.0)}, "G: 5.0 is not accepted; allowed: a coupling at which"),
        ({"nodes": NODES._replace(sigma=-np.ones(4))}, "sigma: -1.0"),
        ({"protocol": Protocol(refresh=0.25)}, "refresh [ms]: 0.25"),
    ],
)
def test_nonsense_is_refused_in_one_sentence(change, said):
    asked = {"nodes": NODES, "coupling": WEIGHTS, "seconds": 3.0, "protocol": BRIEF} | change
    with pytest.raises(InputError) as refused:
        simulate(**asked)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
