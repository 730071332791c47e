"""The spectrum around a fixed point: it integrates to the variance, and simulation shows the same."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.linalg import solve_continuous_lyapunov

from brain_runs import connectome, held
from resynapse.network import analytic, spectrum
from resynapse.network.hopf import Hopf, oscillations, relaxation
from resynapse.network.wong_wang import FLOW, WongWang, rate_e, rate_i

MODEL = WongWang()
WEIGHTS, _ = connectome(4, seed=1)
HOPF = Hopf(onset=-0.1, coupling=0.2)


def wong_wang():
    nodes = held(WEIGHTS, 0.4)._replace(shared=0.2)
    state = analytic.balance(WEIGHTS, nodes, MODEL)[1]
    return nodes, state, spectrum.of_wong_wang(WEIGHTS, nodes, state, MODEL)


def variance(of: spectrum.Fluctuations) -> np.ndarray:
    """By the Lyapunov equation, in the modes."""
    whole = solve_continuous_lyapunov(np.diag(of.modes), -of.driven @ of.driven.conj().T)
    return np.einsum("ik,kl,il->i", of.seen, whole, of.seen.conj()).real


@pytest.mark.parametrize("of", [wong_wang()[2], spectrum.of_hopf(WEIGHTS, HOPF)], ids=["wong_wang", "hopf"])
def test_power_of_all_bands_is_the_variance(of):
    np.testing.assert_allclose(spectrum.power(of, 0.0, np.inf), variance(of), rtol=1e-9)
    edges = (0.0, 0.03, 0.06, 4.0, 8.0, 13.0, 30.0, 80.0, 1e3, np.inf)
    pieces = [spectrum.power(of, low, high) for low, high in zip(edges, edges[1:], strict=False)]
    assert np.min(pieces) > 0.0
    np.testing.assert_allclose(np.sum(pieces, axis=0), variance(of), rtol=1e-9)


@pytest.mark.parametrize("band", [(0.03, 0.06), *spectrum.BANDS.values()])
def test_power_of_a_band_is_the_integral_of_the_density(band):
    for of in (wong_wang()[2], spectrum.of_hopf(WEIGHTS, HOPF)):
        integral = quad(lambda f, of=of: spectrum.density(of, f)[0, 1], *band, epsrel=1e-9)[0]
        assert spectrum.power(of, *band)[1] == pytest.approx(integral, rel=1e-6)


def test_hopf_integrates_to_its_closed_form():
    expected = HOPF.noise**2 / 2.0 * np.diag(np.linalg.inv(np.asarray(relaxation(WEIGHTS, HOPF))))
    np.testing.assert_allclose(spectrum.power(spectrum.of_hopf(WEIGHTS, HOPF), 0.0, np.inf), expected, rtol=1e-9)


def simulated(nodes, state, step: float = 0.5, steps: int = 80_000, members: int = 24) -> np.ndarray:
    """Rates of pyramids [time, member, N] by Euler-Maruyama of the full equations, `step` in ms."""
    draw = np.random.default_rng(5)
    s_e, s_i = (np.tile(np.asarray(it), (members, 1)) for it in (state.s_e, state.s_i))
    sigma, shared = np.asarray(nodes.sigma), np.sqrt(nodes.shared)
    table = np.linspace(0.0, 0.8, 8001)  # of the two transfer functions; noise is small
    known = [np.asarray(it(table, MODEL)) for it in (rate_e, rate_i)]
    kept = np.empty((steps, members, 4))
    for k in range(steps):
        drive = MODEL.coupling * (nodes.w_e * s_e + nodes.g * (s_e @ WEIGHTS.T))
        r_e = np.interp(MODEL.external * MODEL.external_e + drive - nodes.w_ie * s_i, table, known[0])
        inhibited = MODEL.external * MODEL.external_i + MODEL.coupling * nodes.w_ei * s_e - s_i
        r_i = np.interp(inhibited, table, known[1])
        noise = np.sqrt(step) * draw.standard_normal((3, members, 4))
        noise[2] = noise[2][:, :1]
        s_e = s_e + step * (-s_e / MODEL.tau_e + (1.0 - s_e) * MODEL.gamma * FLOW * r_e)
        s_e = s_e + sigma * (noise[0] + shared * noise[2])
        s_i = s_i + step * (-s_i / MODEL.tau_i + FLOW * r_i) + sigma * noise[1]
        kept[k] = r_e
    return kept


def test_simulation_shows_the_same_spectrum():
    nodes, state, of = wong_wang()
    rates, step = simulated(nodes, state), 5e-4
    length = 4000  # windows of 2 s
    pieces = rates.reshape(-1, length, *rates.shape[1:])[2:]
    pieces = (pieces - rates.mean(axis=(0, 1))) * np.hanning(length)[None, :, None, None]
    seen = (
        2.0
        * step
        * (np.abs(np.fft.rfft(pieces, axis=1)) ** 2).mean(axis=(0, 2))
        / (np.hanning(length) ** 2).mean()
        / length
    )
    hertz = np.fft.rfftfreq(length, step)
    for low, high in ((1.5, 4.0), (4.0, 8.0), (8.0, 13.0), (13.0, 30.0), (30.0, 80.0)):
        inside = (hertz >= low) & (hertz < high)
        theory = spectrum.density(of, hertz[inside]).mean(axis=0)
        np.testing.assert_allclose(seen[inside].mean(axis=0), theory, rtol=0.1)


def test_simulated_oscillators_have_the_spectrum_of_theory():
    of = spectrum.of_hopf(WEIGHTS, HOPF)
    seen = oscillations(WEIGHTS, HOPF, 2000.0, members=24, seed=3)
    pieces = seen.reshape(24, -1, 100, 4) * np.hanning(100)[None, None, :, None]
    found = 2.0 * (np.abs(np.fft.rfft(pieces, axis=2)) ** 2).mean(axis=(0, 1)) / (np.hanning(100) ** 2).mean() / 100
    for low, high in ((0.03, 0.05), (0.05, 0.08)):
        hertz = np.fft.rfftfreq(100, 1.0)
        inside = (hertz >= low) & (hertz < high)
        np.testing.assert_allclose(
            found[inside].mean(axis=0), spectrum.density(of, hertz[inside]).mean(axis=0), rtol=0.15
        )


def test_wong_wang_has_no_rhythm_and_hopf_the_one_put_in():
    slow = np.geomspace(0.005, 0.5, 400)
    assert np.isnan(spectrum.rhythm(spectrum.density(wong_wang()[2], spectrum.HERTZ), spectrum.HERTZ)).all()
    peaks = spectrum.rhythm(spectrum.density(spectrum.of_hopf(WEIGHTS, Hopf()), slow), slow)
    np.testing.assert_allclose(peaks, Hopf().frequency, rtol=0.1)


def test_a_maximum_inside_is_found_and_none_at_the_edge():
    hertz = np.array([1.0, 2.0, 3.0, 4.0])
    values = np.array([[4.0, 3.0, 2.0, 1.0], [1.0, 2.0, 3.0, 2.0], [1.0, 2.0, 3.0, 4.0]]).T
    np.testing.assert_array_equal(spectrum.rhythm(values, hertz), [np.nan, 3.0, np.nan])
