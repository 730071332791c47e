"""The bundled trials: every row where its use says, patients split, nulls among them, nothing fitted to validation."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import resynapse
from resynapse.trial.interval import Published
from resynapse.trial.reading import all_trials, bundled
from test_provenance import CALIBRATION, PARTS

PACKAGE = Path(resynapse.__file__).parent
ROWS = {
    row["id"]: row
    for row in csv.DictReader((PACKAGE / "trial/data/clinical.csv").read_text(encoding="utf-8").splitlines())
}
ENDPOINTS = [(trial, endpoint) for trial in all_trials() for endpoint in trial.endpoints]


def row_of(endpoint) -> dict[str, str]:
    return ROWS[endpoint.id.split(".")[0]]


def cohorts(use: str) -> set[str]:
    return {c for t, e in ENDPOINTS if e.use == use for c in (e.cohorts or t.cohorts)}


def test_every_number_has_an_id_of_its_own():
    ids = [endpoint.id for _, endpoint in ENDPOINTS]
    assert len(ids) == len(set(ids))
    assert all(ids)


def test_use_is_that_of_the_data_file():
    assert [e.id for _, e in ENDPOINTS if e.use != row_of(e)["use"]] == []


def test_calibration_is_the_twenty_and_no_more():
    used = {e.id.split(".")[0] for _, e in ENDPOINTS if e.use == "calibration"}
    assert used <= CALIBRATION.keys() | PARTS.keys()


def test_patients_are_split():
    """No patients behind a validation number are behind a calibration number."""
    assert cohorts("calibration") & cohorts("validation") == set()


def test_what_is_remembered_is_only_context():
    wrong = [e.id for _, e in ENDPOINTS if row_of(e)["status"] != "verified" and e.use != "context"]
    assert wrong == []


def test_no_fitting_code_reads_a_validation_number():
    """No id of a validation row in the code that fits, and no way to the comparisons."""
    validation = {row["id"] for row in ROWS.values() if row["use"] == "validation"}
    for file in (PACKAGE / "fit").rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        assert "resynapse.validation" not in text, file.name
        if file.name != "robustness.py":  # draws numbers anew and reports what survives; it tunes nothing
            assert [row for row in validation if f'"{row}"' in text] == [], file.name


@pytest.mark.parametrize("name", [one.name for one in bundled()])
def test_values_agree_with_the_row(name):
    """A number in a trial file is that of its row: as printed, as a fraction, or with its sign turned."""
    trial = next(t for t, b in zip(all_trials(), bundled(), strict=True) if b.name == name)
    for endpoint in trial.endpoints:
        printed = row_of(endpoint)["value"]
        if endpoint.value is None or "." in endpoint.id or not _numeric(printed):
            continue
        near = [float(printed) * s * f for s in (1, -1) for f in (1, 0.01, 1000, 1 / 60)]
        derived = endpoint.note or endpoint.lo is not None
        assert derived or min(abs(endpoint.value - x) for x in near) < 0.002 * max(1, abs(endpoint.value)), endpoint.id


def _numeric(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def test_nulls_and_conflicts_are_among_them():
    nulls = {"E466", "E483", "E447", "E457", "E439", "E021", "E492", "E527", "E297", "E507", "E554", "E575"}
    assert nulls <= {e.id for _, e in ENDPOINTS}


def test_the_references_with_patients_are_among_them():
    names = {one.name for one in bundled()}
    assert names >= {
        "berman_2000", "murrough_2013_six", "fava_2018", "luckenbaugh_2014", "abdallah_2018_gbc", "newport_2015",
        "andrade_2019", "perry_2007",
    }  # fmt: skip


def test_a_file_says_where_each_number_was_read():
    assert [e.id for _, e in ENDPOINTS if e.published and not e.source] == []
    assert Published(None) == (None, None, None)
