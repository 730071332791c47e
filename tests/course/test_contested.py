"""Contested mechanisms: off by default, acting through the model's own pathway, refused where levels are unknown."""

from __future__ import annotations

import numpy as np
import pytest

from resynapse import cohort, course, treatment
from resynapse.errors import InputError
from resynapse.treatment import Contested

HOURS = np.array([0.0, 2.0, 24.0, 24.0 * 12, 24.0 * 60])
SIX = "murrough_2013_six_infusions"


def typical(plan: str, contested: Contested, model: str | None = None) -> dict[str, np.ndarray]:
    ready = treatment.prepare(plan, np.array([-1]), contested=contested, model=model)
    line = ready.line._replace(stop=HOURS[-1])
    return cohort.follow(line, ready.people, HOURS)


@pytest.fixture(scope="module")
def usual() -> dict[str, np.ndarray]:
    return typical(SIX, treatment.OFF)


@pytest.fixture(scope="module")
def recovering() -> dict[str, np.ndarray]:
    return typical(SIX, Contested(recovery=True))


def test_off_means_absent():
    assert course.Patient().recovery is course.Patient().inside_out is course.Patient().hydroxynorketamine is None
    assert not {"recovery", "inside"} & course.rest(1.0, course.Patient())[0].keys()


def test_who_recovers_has_less_stress_more_synapses_and_a_lower_score(usual, recovering):
    assert recovering["recovery"][3, 0] > 0.1
    assert recovering["cortisol"][3, 0] < usual["cortisol"][3, 0]
    assert recovering["density"][4, 0] > usual["density"][4, 0]
    assert recovering["score"][4, 0] < usual["score"][4, 0]


def test_the_first_day_is_as_without_recovery(usual, recovering):
    assert recovering["score"][2, 0] == pytest.approx(usual["score"][2, 0], rel=0.01)


def test_untreated_nobody_recovers():
    found = typical("untreated_depression", Contested(recovery=True))
    assert np.abs(found["recovery"]).max() < 1e-9
    assert np.ptp(found["density"]) < 1e-9


def test_the_metabolite_acts_through_release_and_bdnf(usual):
    found = typical(SIX, Contested(hydroxynorketamine=True))
    for name in ("glutamate", "bdnf"):
        assert found[name][1, 0] > usual[name][1, 0]
    assert found["block_pyramidal"][1, 0] == pytest.approx(usual["block_pyramidal"][1, 0])


def test_a_metabolite_without_a_level_is_refused():
    with pytest.raises(InputError, match="hydroxynorketamine"):
        typical(SIX, Contested(hydroxynorketamine=True), model="Clements1981")


def test_the_inner_site_adds_potentiation_and_nothing_upstream(usual):
    found = typical(SIX, Contested(inside_out=True))
    assert found["potentiation"][2, 0] > usual["potentiation"][2, 0]
    assert found["mtorc1"][1, 0] == pytest.approx(usual["mtorc1"][1, 0], rel=1e-6)
