"""Rows on the connectivity of the brain: answered with the connectome, a named miss without it."""

import numpy as np
import pytest

import connectome_runs
from resynapse.errors import InputError
from resynapse.network import BrainState
from resynapse.trial.compare import Comparison
from resynapse.trial.reading import all_trials
from resynapse.validation import brain, record

ENDPOINTS = {e.id: (trial, e) for trial in all_trials() for e in trial.endpoints if e.id in brain.SAID}


def unanswered(name: str) -> Comparison:
    trial, endpoint = ENDPOINTS[name]
    blank = dict.fromkeys(("observed", "observed_lo", "observed_hi", "simulated", "simulated_lo", "simulated_hi"))
    return Comparison(name, "", trial.study, endpoint.use, "in words", **blank, verdict="uninformative", note="said")


def test_every_brain_row_has_an_endpoint_and_a_recorded_verdict():
    assert ENDPOINTS.keys() == brain.SAID.keys()
    assert {record.recorded()[name] for name in brain.SAID} <= {"consistent", "too high", "too low"}


def test_without_a_connectome_a_row_is_not_simulated_and_says_why(monkeypatch):
    def absent():
        raise InputError("connectome", "aal2_94", "one run of `resynapse brain-data`")

    monkeypatch.setattr(brain, "measured", absent)
    found = brain.answered(*ENDPOINTS["E557"], unanswered("E557"), 0)
    assert found.simulated is None
    assert found.missed
    assert "connectome is not on this machine" in found.note


def test_another_row_is_left_alone():
    trial = next(t for t in all_trials() if t.name == "berman_2000")
    one = unanswered("E557")
    assert brain.answered(trial, trial.endpoints[0], one, 0) is one


def test_readings_are_those_of_the_microscope():
    one = connectome_runs.people()
    seen = brain._readings(one.connectivity[0])
    salience = [k for k, name in enumerate(one.regions.network) if name == "salience"]
    z = np.arctanh(one.connectivity[0][np.ix_(salience, salience)][np.triu_indices(len(salience), 1)])
    assert float(seen["within_salience"]) == pytest.approx(z.mean(), rel=1e-6)
    health = brain._read(BrainState(), "within_default")
    blocked = brain._read(BrainState(phasic=0.1, interneuron=0.3), "within_default")
    assert np.isfinite(health).all()
    assert blocked[0] != health[0]
