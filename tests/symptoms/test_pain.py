"""The pain score follows the dorsal horn, stays on its scale, and says what is put in by hand."""

import numpy as np
import pytest

import resynapse
from resynapse import dose
from resynapse.circuit.dorsal_horn import Ongoing, signal
from resynapse.report.outcome import PAIN
from resynapse.symptoms import pain

P = pain.Pain()


def test_without_drug_and_expectation_nothing_changes():
    assert pain.score(7.0, np.array(1.0), np.array(0.0), 1.0, np.array(0.0), P) == pytest.approx(7.0)


def test_a_score_stays_on_its_scale():
    for responds in (0.0, 1.0):
        found = pain.score(10.0, np.linspace(0, 1, 5), np.geomspace(1e-3, 1e6, 5), responds, np.linspace(-1, 9, 5), P)
        assert np.all((found >= 0.0) & (found <= 10.0))


def test_more_block_means_less_signal_but_never_none():
    found = np.asarray(signal(np.linspace(0.0, 1.0, 21), Ongoing()))
    assert np.all(np.diff(found) < 0)
    assert found[-1] > 0.4  # the first response stays


def test_two_in_three_patients_have_a_lasting_effect():
    drawn = np.random.default_rng(1).standard_normal((2, 4000))
    baseline, responds = pain.patients(drawn[0], drawn[1], np.zeros(4000, bool), 7.0, P)
    assert float(responds.mean()) == pytest.approx(P.chance, abs=0.03)
    assert 3.0 <= float(baseline.min()) <= float(baseline.max()) <= 10.0


def test_a_run_gives_points_and_the_signal_it_comes_from():
    run = resynapse.run("sigtermans_2009_crps").isel(patient=0)
    assert run.symptoms_nrs_pain.attrs["units"] == "points"
    assert "by hand" in run.symptoms_nrs_pain.attrs["long_name"]
    assert "by hand" in PAIN
    during, after = (run.circuit_pain_signal.sel(time=hour, method="nearest") for hour in (50.0, 168.0))
    assert during < 0.8 < 0.99 < after
    assert "nothing lasting" in run.attrs["evidence"]


def test_the_start_of_the_plan_is_the_start_of_the_score():
    plan = dose.load_plan("sigtermans_2009_crps")
    patient = plan.patient.model_copy(update={"baseline": type(plan.patient.baseline)(NRS=5)})
    started = plan.model_copy(update={"patient": patient})
    run = resynapse.run(started).isel(patient=0)
    assert float(run.symptoms_nrs_pain.sel(time=0.0)) == pytest.approx(5.0)
