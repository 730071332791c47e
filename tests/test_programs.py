"""A program read back from the cache is the program that was traced, and a spoilt file is never used."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from resynapse import programs
from resynapse.solve import ramp


@pytest.fixture
def folder(tmp_path, monkeypatch):
    before = jax.config.jax_compilation_cache_dir
    jax.config.update("jax_compilation_cache_dir", str(tmp_path))
    monkeypatch.setattr(programs, "_known", {})
    yield tmp_path
    jax.config.update("jax_compilation_cache_dir", before)


def model(x, numbers, *, power):
    return {"ramp": ramp(x, numbers["width"]) ** power, "pair": (x + 1.0, jnp.sum(x))}


def flat(found):
    return np.concatenate([np.ravel(leaf) for leaf in jax.tree.leaves(found)])


def test_traced_read_back_and_plain_agree_to_the_bit(folder):
    call, x, numbers = programs.remembered(model), np.linspace(-1, 1, 7), {"width": 0.1}
    first = flat(call(x, numbers, power=2))
    assert len(list(folder.glob("*.program"))) == 1
    programs._known.clear()
    assert np.array_equal(first, flat(call(x, numbers, power=2)))
    assert np.array_equal(first, flat(jax.jit(model, static_argnames="power")(x, numbers, power=2)))


def test_another_shape_or_choice_is_another_program(folder):
    call = programs.remembered(model)
    call(np.ones(3), {"width": 0.1}, power=2)
    assert float(call(np.ones(3), {"width": 0.1}, power=3)["pair"][1]) == 3.0
    assert float(call(np.ones(4), {"width": 0.1}, power=3)["pair"][1]) == 4.0
    assert len(list(folder.glob("*.program"))) == 3


def test_a_spoilt_file_is_traced_again(folder):
    call, x = programs.remembered(model), np.ones(3)
    good = flat(call(x, {"width": 0.1}, power=2))
    (file,) = folder.glob("*.program")
    file.write_bytes(file.read_bytes()[:100])
    programs._known.clear()
    assert np.array_equal(good, flat(call(x, {"width": 0.1}, power=2)))


def test_gradients_pass_through(folder):
    call = programs.remembered(model)
    slope = jax.grad(lambda x: call(x, {"width": 0.1}, power=2)["pair"][1])(jnp.ones(3))
    assert np.allclose(slope, 1.0)


def test_without_a_folder_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(programs, "_known", {})
    before = jax.config.jax_compilation_cache_dir
    jax.config.update("jax_compilation_cache_dir", None)
    try:
        assert float(programs.remembered(model)(np.ones(3), {"width": 0.1}, power=2)["pair"][1]) == 3.0
        assert programs._known == {}
    finally:
        jax.config.update("jax_compilation_cache_dir", before)
