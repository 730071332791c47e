"""The examples run as they stand and show what their first line says."""

import importlib.util
from pathlib import Path
from types import ModuleType

import connectome_runs

FOLDER = Path(__file__).parents[1] / "examples"


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, FOLDER / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_moghaddam():
    found = load("Moghaddam_1997").main()
    assert min(found[10], found[20], found[30]) > 0
    assert abs(found[50]) < 10
    assert found[200] < -10


def test_li():
    found = load("Li_2010").main()
    assert found["ketamine"] > 5
    assert max(found["with rapamycin"], found["with an AMPA blocker"]) < 0.2 * found["ketamine"]


def test_murrough():
    assert 0.4 < load("Murrough_2013").main(64) < 1.0


def test_kotermanski():
    found = load("Kotermanski_2009").main()
    assert found["ketamine"] >= 0.80
    assert abs(found["tau"] - 0.79) <= 0.32


def test_dickenson():
    found = load("Dickenson_1987").main()
    first, growth = zip(*found.values(), strict=True)
    assert growth[0] > 1.5
    assert growth[-1] < 1.1
    assert first[-1] > 0.8 * first[0]


def test_planned_trial():
    found = load("Planned_trial").main(128)
    assert 5 < found["day 1"] <= found["day 7"] + 10 < 200


def test_homayoun():
    found = load("Homayoun_2007").main(seconds=2.0)
    rest, drug, alone = found["at rest"], found["1 umol/L ketamine"], found["interneurons only"]
    assert drug[2] < 0.8 * rest[2]
    assert rest[0] < drug[0] < alone[0]


def test_adam():
    found = load("Adam_2024").main(seconds=5.0)
    rest, low, high = found.values()
    assert low.rates[2] < 0.1 * rest.rates[2]
    assert min(low.gamma, high.gamma) > 2.0 * rest.gamma
    assert high.slow > 2.0 * rest.slow
    assert high.waxing > 0.4


def test_clements():
    found = load("Clements_1992").main()
    assert abs(found["peak"] - 1.1) < 0.11
    assert abs(found["decay"] - 1.2) < 0.12


def test_abdallah():
    connectome_runs.people()
    found = load("Abdallah_2018").main()
    assert found["global", "ketamine"][0] < 0 < found["global", "ketamine"][1]
    for (_, arm), change in found.items():
        if arm == "saline":
            assert abs(change).max() < 1e-5
