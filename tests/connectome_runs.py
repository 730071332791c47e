"""A small brain made up for tests, and the measured one where it can be had."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources

import jax
import numpy as np
import pytest

from resynapse.errors import InputError
from resynapse.network import connectome, fit
from resynapse.network.brain import Brain, Regions, measured
from resynapse.network.strengths import Strengths
from resynapse.network.wong_wang import WongWang

jax.config.update("jax_enable_x64", True)
MODEL = WongWang()


def weights(regions: int, seed: int) -> np.ndarray:
    """Symmetric, positive, long-tailed, zero diagonal, rows that sum to about 1."""
    drawn = np.random.default_rng(seed).lognormal(0.0, 1.5, (regions, regions))
    drawn = drawn + drawn.T
    np.fill_diagonal(drawn, 0.0)
    return drawn / drawn.mean() * 0.94 / regions


def toy(regions: int = 12, seed: int = 7) -> Brain:
    """Half of the regions on each side; the first four prefrontal, the fifth pair hippocampal."""
    labels = tuple(f"region_{k // 2}_{'LR'[k % 2]}" for k in range(regions))
    index = np.arange(regions)
    networks = tuple(("default", "salience", "visual")[k // 2 % 3] for k in index)
    who = Regions(
        labels,
        tuple("LR"[k % 2] for k in index),
        ("frontal",) * regions,
        networks,
        index < 4,
        (index == 8) | (index == 9),
        index ^ 1,
    )
    centres = np.random.default_rng(seed).uniform(-60.0, 60.0, (regions, 3))
    none = np.zeros((0, regions, regions))
    made = weights(regions, seed)
    return Brain("toy", made, 50.0 * (made > 0), who, centres, {}, none, none, np.zeros((0, 0)), "made up")


@cache
def _people() -> Brain | str:
    try:
        return connectome.aal2_94()
    except InputError as error:
        return str(error)


def people() -> Brain:
    """The measured connectome; skips the test, with the reason, where no package index answers."""
    found = _people()
    if isinstance(found, str):
        pytest.skip(found)
    return found


def assert_a_minimum(brain: Brain, strengths: Strengths) -> None:
    """The four numbers of these strengths are a stable minimum of the loss on what was measured."""
    loss = jax.jit(jax.value_and_grad(fit.objective(brain, measured(brain), MODEL), has_aux=True))
    here = np.log([value for _, value in fit.four(strengths)])
    (value, slowest), slope = loss(here)
    assert np.abs(slope).max() < 1e-3
    assert float(slowest) > fit.MARGIN
    for k in range(4):
        for step in (-0.1, 0.1):
            assert float(loss(here + step * np.eye(4)[k])[0][0]) > float(value)


def stored(name: str) -> dict[str, tuple[float, str]]:
    """A fit that ships: number and the digest of what it was made from, by parameter."""
    text = resources.files("resynapse.network").joinpath("data", name).read_text(encoding="utf-8")
    return {row["parameter"]: (float(row["value"]), row["fit"]) for row in csv.DictReader(text.splitlines())}
