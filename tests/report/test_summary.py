"""The numbers of summary.csv are those of the dataset."""

from __future__ import annotations

import csv

import numpy as np
import pytest
import xarray

from resynapse.report import files, observables


@pytest.fixture(scope="module")
def rows(course, tmp_path_factory):
    path = tmp_path_factory.mktemp("summary") / "summary.csv"
    files.write_table(path, observables.HEAD, observables.table(course))
    with open(path, newline="", encoding="utf-8") as file:
        return {row["quantity"]: row for row in csv.DictReader(file)}


def test_peak_level(course, rows):
    total = course.plasma_ketamine.sum("enantiomer")
    first = total.where((course.time >= 0) & (course.time <= 48), drop=True).max("time")
    row = rows["Cmax ketamine (S+R)"]
    assert float(row["value"]) == pytest.approx(1000 * float(first.median()), rel=1e-8)
    assert float(row["q95"]) == pytest.approx(1000 * float(first.quantile(0.95)), rel=1e-8)
    assert row["unit"] == "ng/mL"
    assert row["patients"] == "50"


def test_score(course, rows):
    at = course.symptoms_madrs.sel(time=24.0, method="nearest")
    assert float(rows["MADRS at 24 h"]["value"]) == pytest.approx(float(at.median()), rel=1e-8)


def test_block(course, rows):
    top = course.receptor_block.sel(cell_class="SST").max("time")
    assert float(rows["peak block, SST"]["value"]) == pytest.approx(100 * float(top.median()), rel=1e-8)


def test_rows_are_ordered_within(rows):
    for row in rows.values():
        if row["q05"]:
            inside = [float(row[name]) for name in ("q05", "q25", "value", "q75", "q95")]
            assert inside == sorted(inside)


def test_one_patient_has_no_spread(single):
    for row in observables.table(single):
        assert row[3:7] == (None,) * 4
        assert row[2] is not None


def test_exposure_and_half_life_of_an_exponential():
    hours = np.concatenate([np.linspace(0, 2, 9), np.linspace(3, 40, 20)])
    level = np.exp(-0.25 * hours)[None]
    assert observables.exposure(hours, level)[0] == pytest.approx((1 - np.exp(-10)) / 0.25, rel=1e-9)
    assert observables.half_life(hours, level, after=0.0)[0] == pytest.approx(np.log(2) / 0.25, rel=1e-9)
    assert np.isnan(observables.half_life(hours, level, after=100.0)[0])


def test_wilson_covers_its_share():
    low, high = observables.wilson(np.array([0.0, 50.0, 100.0]), 40)
    assert low[0] == 0
    assert high[2] == 100
    assert low[1] == pytest.approx(100 - high[1])
    assert 10 < high[1] - low[1] < 30


def test_netcdf_keeps_units_and_provenance(course, tmp_path):
    files.write_netcdf(tmp_path / "course.nc", course)
    with xarray.open_dataset(tmp_path / "course.nc") as read:
        assert read.attrs["plan"] == course.attrs["plan"]
        for name in read.data_vars:
            assert read[name].attrs["units"]
            np.testing.assert_array_equal(read[name].values, course[name].values)
