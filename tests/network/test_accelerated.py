"""The JAX simulator against the compiled one: the same noise, the same path, the same statistics."""

import json
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from brain_runs import connectome, held
from resynapse.errors import InputError
from resynapse.network.accelerated import simulate_accelerated
from resynapse.network.protocol import Protocol
from resynapse.network.stochastic import simulate
from resynapse.network.wong_wang import alike

sys.path.append(str(Path(__file__).resolve().parents[2] / "benchmarks"))
import accelerated as bench

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


@pytest.fixture
def devices(monkeypatch, tmp_path):
    """What JAX is made to see; nothing is measured."""

    def seen(platform: str, kind: str) -> Path:
        monkeypatch.setattr(bench.jax, "devices", lambda: [SimpleNamespace(platform=platform, device_kind=kind)])
        monkeypatch.setattr(bench, "record", lambda found, kind: record(found, kind, tmp_path / "results"))
        monkeypatch.setattr(bench, "speed", lambda *asked: {"rate": 60_000.0, "asked": asked})
        monkeypatch.setattr(bench, "statistics_agree", lambda: {"connectivity_r": 0.99})
        return tmp_path / "results"

    record = bench.record
    return seen


def test_without_a_gpu_one_sentence_says_so_and_nothing_is_recorded(devices, capsys):
    folder = devices("cpu", "cpu")
    bench.main([])
    assert capsys.readouterr().out.count("no GPU") == 1
    assert not folder.exists()


def test_with_a_gpu_speed_and_agreement_are_recorded_with_the_machine(devices, capsys):
    folder = devices("gpu", "Some Card 3")
    bench.main(["--members", "128"])
    found = json.loads((folder / "brain-some-card-3.json").read_text(encoding="utf-8"))
    assert found["machine"]["device"] == "gpu: Some Card 3"
    assert found["speed"]["asked"] == [128, 4.0, 3]
    assert found["agreement"]["connectivity_r"] == 0.99
    assert "goal 50000: met" in capsys.readouterr().out
