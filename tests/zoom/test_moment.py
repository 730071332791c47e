"""A course stopped at a time hands each microscope the state the course itself has there."""

import numpy as np
import pytest

import resynapse
from resynapse import course
from resynapse.errors import InputError
from resynapse.zoom.moment import first, moment

PLAN = "murrough_2013_ketamine"


def test_the_moment_is_the_course_at_that_time() -> None:
    state = course.column_state(moment(PLAN, "40 min"))
    run = resynapse.run(PLAN).isel(patient=0).sel(time=40 / 60, method="nearest")
    assert float(state.phasic[0]) == pytest.approx(float(run.receptor_block.sel(cell_class="pyramidal")), rel=1e-5)
    assert float(state.interneuron[0]) == pytest.approx(float(run.receptor_block.sel(cell_class="SST")), rel=1e-5)


def test_baseline_is_free_of_drug_and_stressed() -> None:
    now = moment(PLAN, "baseline")
    seen = first(course.synapse_state(now))
    assert seen["s_ketamine"] == seen["r_ketamine"] == 0.0
    brain = first(course.brain_state(now))
    assert brain["phasic"] == brain["interneuron"] == 0.0
    assert brain["prefrontal"] < 0.9  # depression: lasting stress has taken synapses


def test_patients_are_those_of_a_run() -> None:
    three = course.brain_state(moment(PLAN, "40 min", patients=3, seed=5))
    run = resynapse.run(PLAN, 3, 5).sel(time=40 / 60, method="nearest")
    np.testing.assert_allclose(three.phasic, run.receptor_block.sel(cell_class="pyramidal"), rtol=1e-5)


@pytest.mark.parametrize("at", ["never", "-3 d", "900 d", "nan h", "", 40, None])
def test_a_time_outside_the_course_is_refused(at: object) -> None:
    with pytest.raises(InputError, match="at"):
        moment(PLAN, at)
