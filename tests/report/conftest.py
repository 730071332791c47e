"""A dataset with exactly the variables of a course, made of plausible curves; nothing is simulated."""

from __future__ import annotations

import json

import numpy as np
import pytest
import xarray as xr

from resynapse.provenance import Row

PLAN = """schema: 1
name: Six infusions of ketamine in twelve days
species: human
condition: depression
blinding: open
patient: {weight: "70 kg", age: "45 y", baseline: {MADRS: 32}}
doses:
  - {drug: ketamine, route: iv, amount: "0.5 mg/kg", duration: "40 min", at: "0 h"}
observe: {until: "28 d"}
"""
STARTS = (0.0, 48.0, 96.0, 168.0, 216.0, 264.0)
DOSES = [
    {"time": t, "drug": "ketamine", "route": "iv", "amount": 0.5, "per_kg": True, "duration": 2 / 3} for t in STARTS
]
FLAGS = [
    {
        "flag": "six doses in twelve days",
        "why": "longer series need bladder checks",
        "source": "Sanacora 2017",
    },
]


def grid(until: float, starts: tuple[float, ...]) -> np.ndarray:
    """Hours that are dense after each dose."""
    near = np.concatenate([np.linspace(0, 1.5, 19), np.geomspace(1.7, 46, 22)])
    hours = np.unique(np.round(np.concatenate([[-24.0, -1.0], *(t + near for t in starts)]), 6))
    tail = np.arange(starts[-1] + 48, until + 1, 12.0)
    return np.unique(np.concatenate([hours[hours <= until], tail, [until]]))


def bump(hours: np.ndarray, starts: tuple[float, ...], rise: float, fall: float) -> np.ndarray:
    """A pulse of height near 1 after every dose: rises and falls with these half-times [h]."""
    total = np.zeros_like(hours)
    for start in starts:
        after = np.maximum(hours - start, 0)
        total += (np.exp(-after / fall) - np.exp(-after / rise)) * (hours > start)
    top = (rise / fall) ** (rise / (fall - rise)) - (rise / fall) ** (fall / (fall - rise))
    return total / top


class Maker:
    """Adds variables with their attributes."""

    def __init__(self, hours: np.ndarray, patients: int, seed: int) -> None:
        self.hours, self.count = hours, patients
        self.random = np.random.default_rng(seed)
        self.found: dict[str, tuple] = {}

    def person(self, sd: float) -> np.ndarray:
        return np.exp(sd * self.random.standard_normal(self.count)) if self.count > 1 else np.ones(1)

    def add(self, name, units, meaning, parts, dim=None, sd=0.25, base=0.0):
        """Parts: one curve per label [T]; every patient has their own height."""
        height = self.person(sd)[:, None, None]
        data = base + height * np.stack(parts, axis=-1)[None]
        dims = ("patient", "time", dim) if dim else ("patient", "time")
        data = data if dim else data[..., 0]
        self.found[name] = (dims, data, {"units": units, "long_name": meaning, "kind": "simulated"})


def make_course(patients: int = 50, *, until: float = 672.0, starts=STARTS, seed: int = 3, **attrs) -> xr.Dataset:
    hours = grid(until, starts)
    make = Maker(hours, patients, seed)
    pulse = lambda rise, fall: bump(hours, starts, rise, fall)  # noqa: E731
    fast = pulse(0.3, 0.9) + 0.25 * pulse(0.4, 4.0)
    for name, height, rise, fall in (
        ("ketamine", 0.08, 0, 0),
        ("norketamine", 0.035, 1.0, 6.0),
        ("dehydronorketamine", 0.008, 3.0, 9.0),
        ("hydroxynorketamine", 0.05, 3, 12),
    ):
        base = fast if name == "ketamine" else pulse(rise, fall)
        make.add(f"plasma_{name}", "mg/L", name, [height * base, 1.1 * height * base], "enantiomer")
    make.add("plasma_brain_unbound", "umol/L", "free", [0.22 * fast, 0.24 * fast], "enantiomer")
    make.add("receptor_block", "1", "block", [w * fast for w in (0.09, 0.15, 0.2, 0.12)], "cell_class", 0.2)
    make.add("receptor_block_subunit", "1", "block", [w * fast for w in (0.08, 0.08, 0.2, 0.15)], "subunit", 0.2)
    make.add("receptor_ampa_throughput", "1", "AMPA", [0.1 * fast], base=1.0)
    make.add(
        "circuit_rate",
        "Hz",
        "rate",
        [3 + 0.5 * fast, 12 - fast, 8 - 2 * fast, 6 - 0.4 * fast],
        "cell_class",
        0.05,
    )
    make.add("circuit_glutamate", "1", "glutamate", [0.13 * fast], base=1.0)
    make.add("circuit_ei_balance", "1", "E/I", [0.2 * fast], base=1.0)
    make.add("circuit_gamma", "1", "gamma", [0.3 * fast], base=1.0)
    for name, rise, fall, height in (
        ("bdnf", 0.3, 1.0, 0.9),
        ("trkb", 0.4, 1.1, 0.8),
        ("mtorc1", 0.5, 1.3, 0.7),
        ("eef2k", 0.2, 0.9, -0.3),
        ("proteins", 2.0, 30.0, 0.6),
        ("potentiation", 0.5, 58.0, 0.5),
    ):
        make.add(
            f"plasticity_{name}",
            "1",
            name,
            [height * pulse(rise, fall)],
            base=1.0 if name == "eef2k" else 0.0,
        )
    slow = 0.04 * np.cumsum(np.gradient(hours) * pulse(2, 30)) / 60
    for name, low, gain in (("spines", 0.84, 1.0), ("dendrite", 0.8, 0.2), ("synapses", 0.67, 1.0)):
        make.add(
            f"plasticity_{name}",
            "1",
            name,
            [low + gain * slow, low + 0.05 + 0.7 * gain * slow],
            "compartment",
            0.03,
        )
    make.add("plasticity_cortisol", "1", "cortisol", [0.3 * np.exp(-np.maximum(hours, 0) / 200)], base=1.0)
    make.add("plasticity_window", "1", "window", [0.4 * pulse(12, 90)], base=1.0)
    scores(make, starts)
    place = {
        "enantiomer": ["S", "R"],
        "cell_class": ["pyramidal", "PV", "SST", "VIP"],
        "subunit": ["GluN2A", "GluN2B", "GluN2C", "GluN2D"],
        "compartment": ["prefrontal", "hippocampus"],
        "time": ("time", hours, {"units": "h"}),
        "patient": np.arange(patients),
    }
    given = [dose for dose in DOSES if dose["time"] in starts]
    facts = {
        "version": "0.1.0",
        "parameter_hash": "abc123def456",
        "plan": PLAN,
        "seed": 0,
        "patients": patients,
        "doses": json.dumps(given),
        "harm_flags": json.dumps(FLAGS),
        "breathing_warning": "Breathing is not modelled; overdose and opioids raise the risk.",
    }
    return xr.Dataset(make.found, coords=place, attrs=facts | attrs)


def scores(make: Maker, starts) -> None:
    hours = make.hours
    relief = np.minimum(bump(hours, starts, 1.0, 120.0), 1.6)
    latent = 32 - 13 * np.minimum(make.person(0.5)[:, None] * relief, 2.2)
    noise = 2.5 * make.random.standard_normal(latent.shape) if make.count > 1 else 0
    attrs = {"units": "points", "long_name": "MADRS", "kind": "simulated"}
    make.found["symptoms_madrs_latent"] = (("patient", "time"), latent, attrs)
    make.found["symptoms_madrs"] = (("patient", "time"), np.clip(latent + noise, 0, 60), attrs)
    make.found["symptoms_hamd17"] = (("patient", "time"), 0.72 * latent, attrs)
    fast = bump(hours, starts, 0.3, 0.9)
    make.add("symptoms_cadss", "points", "dissociation", [8 * fast], sd=0.8)
    make.add("symptoms_meq30_probability", "1", "MEQ30", [0.15 * fast], sd=0.3)
    make.add("symptoms_systolic", "mmHg", "rise", [16 * fast], sd=0.5)
    make.add("symptoms_diastolic", "mmHg", "rise", [11 * fast], sd=0.5)
    make.add("symptoms_sedation", "1", "sedation", [0.3 * fast], sd=0.3)


def make_parameters() -> list[Row]:
    return [
        Row(
            "plasma.clearance",
            79.0,
            "L/h",
            "measured",
            "Kamp2020",
            "abstract",
            "clearance",
            69.0,
            90.0,
            ("E065",),
        ),
        Row("circuit.drive", 0.65, "1", "assumed", "", "no measurement in people", "tonic drive", 0.3, 0.9, ()),
        Row(
            "plasticity.gain",
            2.7,
            "1",
            "fitted",
            "Kishimoto2016",
            "E025, E339",
            "mood gain",
            None,
            None,
            ("E025",),
        ),
    ]


@pytest.fixture(scope="session")
def course() -> xr.Dataset:
    return make_course()


@pytest.fixture(scope="session")
def single() -> xr.Dataset:
    return make_course(1)


@pytest.fixture(scope="session")
def parameters() -> list[Row]:
    return make_parameters()
