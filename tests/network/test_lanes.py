"""The vector arithmetic against NumPy, and the noise against what noise must be."""

import numpy as np
import pytest

from resynapse.compiled import compiled
from resynapse.network.lanes import drawn, logarithm, normals, ramp, scramble
from resynapse.network.noise import streams


@compiled
def ramps(x, out):
    for k in range(len(x)):
        out[k] = ramp(x[k])


@compiled
def logarithms(x, out):
    for k in range(len(x)):
        out[k] = logarithm(x[k])


@compiled
def sample(states, out):
    """Pairs of normal numbers of each stream, [stream, draw, 2]."""
    for s in range(len(states)):
        a, b, c, d = states[s, 0], states[s, 1], states[s, 2], states[s, 3]
        for k in range(out.shape[1]):
            u = drawn(a, d)
            a, b, c, d = scramble(a, b, c, d)
            v = drawn(a, d)
            a, b, c, d = scramble(a, b, c, d)
            out[s, k, 0], out[s, k, 1] = normals(u, v)


@pytest.fixture(scope="module")
def noise():
    out = np.empty((41, 50_000, 2), np.float32)
    sample(streams(3, "test", [7], 40)[0], out)
    return out.astype(float)


def test_the_rate_function_has_six_digits_everywhere():
    x = np.concatenate([np.linspace(-30.0, 50.0, 40_001), [0.0, 1e-7, -1e-5, 1e-4]]).astype(np.float32)
    out = np.empty_like(x)
    ramps(x, out)
    exact = np.where(x == 0, 1.0, x.astype(float) / -np.expm1(-np.where(x == 0, 1.0, x).astype(float)))
    np.testing.assert_allclose(out, exact, rtol=1e-6, atol=1e-8)


def test_far_off_rates_stay_finite():
    x = np.array([-1e4, -100.0, 1e4], np.float32)
    out = np.empty_like(x)
    ramps(x, out)
    np.testing.assert_allclose(out, [0.0, 0.0, 1e4], atol=1e-12)


def test_the_logarithm_has_six_digits():
    x = np.geomspace(2.0**-24, 4.0, 40_001).astype(np.float32)
    out = np.empty_like(x)
    logarithms(x, out)
    np.testing.assert_allclose(out, np.log(x.astype(float)), rtol=5e-7, atol=1e-7)


def test_noise_has_the_moments_of_a_normal_distribution(noise):
    x = noise.ravel()
    error = 1.0 / np.sqrt(len(x))  # 4.1 million draws
    assert abs(x.mean()) < 4 * error
    assert abs((x**2).mean() - 1.0) < 4 * np.sqrt(2.0) * error
    assert abs((x**3).mean()) < 4 * np.sqrt(15.0) * error
    assert abs((x**4).mean() - 3.0) < 4 * np.sqrt(96.0) * error
    for tail, share in ((3.0, 2.6998e-3), (4.0, 6.334e-5)):
        assert abs((np.abs(x) > tail).mean() - share) < 4 * np.sqrt(share) * error


def test_noise_is_independent_over_time_pools_and_regions(noise):
    both = noise.transpose(0, 2, 1).reshape(-1, noise.shape[1])  # 82 series
    error = 1.0 / np.sqrt(noise.shape[1])
    between = np.corrcoef(both)[np.triu_indices(len(both), 1)]
    assert np.abs(between).max() < 5.5 * error
    assert abs(np.sqrt((between**2).mean()) / error - 1.0) < 0.05
    for lag in (1, 2, 10):
        after = (both[:, lag:] * both[:, :-lag]).mean(axis=1)
        assert np.abs(after).max() < 4.5 * error
        assert np.abs((both[:, lag:] ** 2 * both[:, :-lag] ** 2).mean(axis=1) - 1.0).max() < 4.5 * np.sqrt(8.0) * error


def test_streams_belong_to_a_member_and_a_purpose():
    two = streams(1, "a", [3, 9], 5)
    assert (streams(1, "a", [9], 5)[0] == two[1]).all()
    assert (streams(1, "b", [9], 5)[0] != two[1]).any()
    assert (streams(2, "a", [9], 5)[0] != two[1]).any()
    assert len(np.unique(two.reshape(-1, 4), axis=0)) == 12
