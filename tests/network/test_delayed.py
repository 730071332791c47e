"""Delays in closed form: nothing at frequency 0, and what a simulation with delays shows within the band of BOLD."""

import numpy as np

from brain_runs import connectome, held, theoretical
from resynapse.network import analytic, delayed
from resynapse.network.wong_wang import WongWang

WEIGHTS, LENGTHS = connectome(12)
NODES = held(WEIGHTS, 0.5, 3e-4)._replace(shared=0.3)
MODEL = WongWang()
STATE = analytic.balance(WEIGHTS, NODES, MODEL)[1]


def read(**options) -> np.ndarray:
    return delayed.connectivity(WEIGHTS, NODES, STATE, MODEL, **options)


def test_at_frequency_zero_no_delay_counts_and_it_is_the_plain_theory():
    plain = theoretical(WEIGHTS, NODES)
    np.testing.assert_allclose(read(hertz=0.0), plain, rtol=1e-9)
    np.testing.assert_allclose(read(hertz=0.0, lengths=LENGTHS, velocity=1.0), plain, rtol=1e-9)


def test_slow_fibres_count_more_than_fast_ones_and_without_length_not_at_all():
    plain = read(hertz=2.0)
    slow, fast = (np.abs(read(hertz=2.0, lengths=LENGTHS, velocity=v) - plain).max() for v in (1.0, 20.0))
    assert slow > 2.0 * fast > 0.0
    np.testing.assert_allclose(read(hertz=2.0, lengths=0.0 * LENGTHS), plain, rtol=1e-12)


def test_the_spectrum_of_a_delayed_system_is_that_of_the_system_stepped_in_time():
    """Two regions, one frequency: the response to a wave, from the delayed equations integrated in small steps."""
    weights, length, f, step = np.array([[0.0, 1.0], [1.0, 0.0]]), 200.0, 2.0, 0.1
    nodes = held(weights, 0.5, 3e-4)
    state = analytic.balance(weights, nodes, MODEL)[1]
    a_ee, a_ei, a_ie, a_ii = (np.asarray(it) for it in analytic.jacobian(weights, nodes, state, MODEL))
    late, turn = round(length / step), 2j * np.pi * f * 1e-3
    driven = np.zeros((2, 2), complex)
    for source in range(2):
        e, i, past = np.zeros(2, complex), np.zeros(2, complex), np.zeros((late, 2), complex)
        for k in range(30_000):
            wave = np.exp(turn * k * step) * np.eye(2)[source]
            far = (a_ee - np.diag(np.diag(a_ee))) @ past[k % late]
            past[k % late] = e
            e, i = (
                e + step * (np.diag(a_ee) * e + far + a_ei * i + wave),
                i + step * (a_ie * e + a_ii * i),
            )
        driven[:, source] = e / np.exp(turn * 30_000 * step)
    through = 1.0 / (turn - a_ii)
    sigma = np.asarray(nodes.sigma) ** 2 * (1.0 + np.abs(a_ei * through) ** 2)
    spectrum = ((driven * sigma) @ driven.conj().T).real
    found = delayed.connectivity(weights, nodes, state, MODEL, length * (weights > 0), 1.0, f)
    np.testing.assert_allclose(found, np.asarray(analytic.correlation(spectrum)), atol=2e-3)
