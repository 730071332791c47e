"""The shipped numbers are a point of the posterior, its priors are sourced, and only calibration rows are read."""

import csv
import re
from importlib import resources

import numpy as np
import pytest

from resynapse import cohort, course
from resynapse.fit import calibrate, experiments, population, record
from resynapse.fit.__main__ import SHIPPED, shipped
from resynapse.fit.priors import priors
from resynapse.fit.setting import Setting, put
from resynapse.fit.uncertain import held, inferred
from resynapse.provenance import references


@pytest.fixture(scope="module")
def calibration():
    return calibrate.calibrate(128, start=shipped(), evaluations=0)


def test_every_fitted_number_is_the_shipped_one():
    groups = {**course.Patient()._asdict(), "spread": cohort.Spread()}
    in_code = {f"{p.group}.{p.name}": getattr(groups[p.group], p.name) for p in calibrate.fitted()}
    assert in_code == shipped()
    assert in_code.keys() == {one.name for one in inferred()}


def test_a_number_that_is_not_inferred_stays_at_the_centre_of_its_prior():
    assert {one.name for one in (*inferred(), *held())} == priors().keys()
    assert {one.name: one.shipped for one in held()} == {one.name: one.centre for one in held()}


def test_shipped_numbers_carry_the_hash_of_their_posterior():
    with SHIPPED.open(encoding="utf-8") as file:
        assert {row["fit"] for row in csv.DictReader(file)} == {record.stored()[1].hash}


def test_the_shipped_point_is_the_one_of_the_rule():
    """The median, if the real model there meets 80 % of the printed numbers."""
    rows, stamp = record.stored()
    assert stamp.point in ("median", "densest draw")
    if stamp.point == "median":
        assert stamp.met >= population.ENOUGH
        assert {one.name: one.median for one in rows} == pytest.approx(shipped(), rel=1e-3)


def test_the_real_model_meets_the_printed_numbers_as_recorded():
    setting = put(Setting(cohort.balanced(course.Patient()), cohort.Spread()), shipped())
    assert population.met(np.array(calibrate.residuals(setting)[1])) == pytest.approx(record.stored()[1].met, abs=1e-3)


def test_no_more_numbers_are_fitted_than_the_data_hold_directions(calibration):
    assert len(calibration.values) <= (calibrate.directions(calibration) > 1.0).sum()


def test_a_published_prior_names_its_papers_and_ours_says_so():
    known = references()
    for name, one in priors().items():
        assert one.centre > 0 < one.log_sd, name
        assert one.why, name
        assert one.kind == ("derived" if one.sources else "assumed"), name
        assert all(key in known for key in one.sources), name


def test_no_prior_comes_from_patients_of_a_calibration_or_validation_row():
    """By surname and year, as rows name their studies."""
    studies = set()
    for scale in ("trial", "symptoms", "plasma", "circuit", "plasticity"):
        for file in resources.files("resynapse").joinpath(scale, "data").iterdir():
            if file.name.endswith(".csv"):
                rows = csv.DictReader(file.read_text(encoding="utf-8").splitlines())
                studies |= {row["study"].lower() for row in rows if row.get("use") in ("calibration", "validation")}
    assert any("murrough 2013" in study for study in studies)
    for key in {key for one in priors().values() for key in one.sources}:
        surname, year = re.fullmatch(r"([A-Za-z]+)(\d{4})", key).groups()
        assert not [study for study in studies if f"{surname.lower()} {year}" in study], key


def test_calibration_rows_only():
    trials = ("E012", "E025", "E027", "E315", "E316", "E326", "E327", "E336", "E337", "E338", "E339", "E341", "E343")
    assert {t.row for t in experiments.targets(5.0)} <= {*trials, "E519", "E520"}
