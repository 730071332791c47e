"""The largest published doses, their sources, and the shape of the file format."""

import csv
import dataclasses
import json
import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest

from resynapse import provenance
from resynapse.dose import limits, plan_fields, plan_schema
from resynapse.dose.names import DRUGS, routes_of

SETS = [limits.HUMAN_DOSES, limits.RODENT_DOSES, *limits.BODY.values()]
DATA = resources.files("resynapse.dose").joinpath("data/largest_doses.csv")
ROWS = list(csv.DictReader(DATA.read_text(encoding="utf-8").splitlines()))


def numbers():
    return [field.metadata["number"] for group in SETS for field in dataclasses.fields(group)]


def test_every_limit_cites_rows_and_references_that_are_there():
    known = {row["id"] for row in ROWS}
    cited = {row for number in numbers() for row in number.source.rows}
    assert cited == known
    keys = {number.source.key for number in numbers() if number.source.key}
    assert keys <= provenance.references().keys()


def test_a_recalled_row_is_never_called_measured():
    status = {row["id"]: row["status"] for row in ROWS}
    for number in numbers():
        if number.source.kind == "measured":
            assert all(status[row] == "verified" for row in number.source.rows)


@pytest.mark.parametrize("species", ["human", "rat", "mouse"])
def test_every_drug_by_every_allowed_route_has_a_limit_except_saline(species):
    for drug in DRUGS:
        for route in routes_of(drug, species):
            found = limits.largest_dose(drug, route, species, 70.0, 0.0)
            assert (found is None) == (drug == "saline")


def test_the_limit_grows_with_the_infusion_and_with_the_body():
    bolus, _ = limits.largest_dose("ketamine", "iv", "human", 70.0, 0.0)
    assert bolus == pytest.approx(4.5 * 70)
    assert limits.largest_dose("ketamine", "iv", "human", 70.0, 1.0)[0] == pytest.approx((4.5 + 2.46) * 70)
    assert limits.largest_dose("ketamine", "oral", "human", 10.0, 0.0)[0] == 300.0


def test_the_committed_schema_is_that_of_the_model():
    path = Path(__file__).parents[2] / "docs" / "plan.schema.json"
    assert json.loads(path.read_text(encoding="utf-8")) == plan_schema(), "write plan_schema() to docs/plan.schema.json"


def test_the_schema_knows_the_keys_people_write():
    schema = plan_schema()
    assert {"schema", "doses", "patient", "observe"} <= schema["properties"].keys()
    assert {"from", "to"} <= schema["$defs"]["Comedication"]["properties"].keys()
    assert all(part.get("additionalProperties") is False for part in schema["$defs"].values() if "properties" in part)


def test_every_field_says_what_it_means_and_in_which_unit():
    rows = plan_fields()
    assert all(len(row.meaning) > 5 for row in rows)
    unit = {(row.part, row.field): row.unit for row in rows}
    assert unit["PlannedDose", "amount"].startswith("mg or mg/kg")
    assert unit["Baseline", "MADRS"] == "points"
    quantities = [row for row in rows if "such as" in row.value]
    assert len(quantities) >= 15
    assert all(row.unit for row in quantities)
    assert any("human 1 to 400 kg" in row.meaning for row in rows)  # the range that refuse_body holds to


def test_import_stays_light():
    heavy = "{'jax', 'pint', 'numpy', 'xarray', 'pandas'}"
    code = f"import sys, resynapse.dose; print(sorted({heavy} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
