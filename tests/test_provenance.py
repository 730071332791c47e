"""Every number says where it comes from, and nothing is tuned on what it is held against."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

import pint
import pytest

import resynapse
from resynapse import forecast
from resynapse.provenance import Row, Source, assumed, param, references

PACKAGE = Path(resynapse.__file__).parent
COLUMNS = ["id", "source", "status", "use", "study", "year", "doi", "quantity", "value", "low", "high"]
COLUMNS += ["unit", "context", "note"]  # further columns may follow

# The rows that may be fitted. Everything else in the data files is validation or context.
CALIBRATION = {
    "E065": "clearance of racemic ketamine, 70 kg",
    "E064": "volume of distribution, 70 kg",
    "E248": "plasma at the end of 0.5 mg/kg over 40 min",
    "E132": "arterial S-ketamine after 20 mg over 20 min",
    "E219": "oral bioavailability, prolonged release",
    "E189": "sublingual bioavailability",
    "E079": "nasal bioavailability of esketamine, 84 mg",
    "E215": "hydroxynorketamine over ketamine, AUC",
    "E545": "S-ketamine concentration of half effect on perception",
    "E546": "half-life of the effect site",
    "E519": "dissociation at the end of the infusion",
    "E520": "largest rise of systolic pressure in a visit",
    "E571": "cortical glutamate-glutamine cycling",
    "E025": "depression on day 1, drug against control",
    "E027": "end of superiority after one dose",
    "E339": "response at 24 h, 72 h and 7 d",
    "E315": "change at 24 h against midazolam",
    "E326": "change at day 15, twice weekly",
    "E336": "response by dose",
    "E012": "relapse after six infusions",
}
# Some targets print several values, each on a row of its own: the further rows, and the target they belong to.
PARTS = {
    "E028": "E027", "E220": "E219", "E216": "E215", "E316": "E315", "E327": "E326",
    "E337": "E336", "E338": "E336", "E341": "E339", "E343": "E339",
}  # fmt: skip
# A measurement that fixes the balance of the column; it counts as calibration as well.
ANCHORS = {"M247": "rat prefrontal glutamate level at 50 mg/kg"}


def evidence() -> list[tuple[Path, dict[str, str]]]:
    """Every row of published data in the package, with the file it is in."""
    found = []
    for file in sorted(PACKAGE.rglob("data/*.csv")):
        with file.open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream)
            if reader.fieldnames and reader.fieldnames[0] == "id":
                found += [(file, row) for row in reader]
    return found


EVIDENCE = evidence()
ROWS: list[Row] = [*forecast.parameters(), *forecast.optional()]
STATUS = {row["id"]: row["status"] for _, row in EVIDENCE}
USES: dict[str, set[str]] = defaultdict(set)
for _, _row in EVIDENCE:
    USES[_row["id"]].add(_row["use"])


def none(wrong: Iterable[object]) -> None:
    """Fail with one line for each thing that is wrong."""
    lines = sorted(map(str, wrong))
    assert not lines, "\n".join(["", *lines])


def keys(row: Row) -> list[str]:
    """The reference keys of a parameter."""
    return [key for key in re.split(r"[,;\s]+", row.source) if key]


def test_there_are_numbers_and_their_names_are_unique():
    assert len(ROWS) > 50
    none([name for name, count in Counter(row.name for row in ROWS).items() if count > 1])


def test_every_key_is_in_the_bibliography():
    known = references()
    none([(row.name, key) for row in ROWS for key in keys(row) if key not in known])


def test_every_unit_is_read_by_pint():
    registry = pint.UnitRegistry()
    unread = []
    for unit in sorted({row.unit for row in ROWS}):
        try:
            registry.parse_units("" if unit == "1" else unit)
        except Exception:
            unread.append(unit)
    none(unread)


def test_every_kind_keeps_its_promise():
    broken = []
    for row in ROWS:
        if row.kind == "assumed" and (row.low is None or row.high is None):
            broken.append((row.name, "assumed without a range"))
        if row.kind == "measured" and not keys(row):
            broken.append((row.name, "measured without a reference"))
        if row.kind == "fitted" and not row.rows:
            broken.append((row.name, "fitted to no row"))
        if row.low is not None and row.high is not None and not row.low <= row.value <= row.high:
            broken.append((row.name, "outside its own interval"))
        if not row.where or not row.meaning:
            broken.append((row.name, "without a place or a meaning"))
    none(broken)


def test_cited_rows_exist():
    none([(row.name, cited) for row in ROWS for cited in row.rows if cited not in STATUS])


def test_nothing_is_fitted_to_a_row_kept_for_validation():
    wrong = [
        (row.name, cited) for row in ROWS if row.kind == "fitted" for cited in row.rows
        if "calibration" not in USES[cited]
    ]  # fmt: skip
    none(wrong)


def test_a_value_taken_from_a_row_is_not_held_against_it():
    held = {row["id"] for _, row in EVIDENCE if row["use"] == "validation"}
    none(
        (row.name, cited) for row in ROWS if row.kind in ("measured", "derived") for cited in row.rows
        if cited in held and not row.name.startswith("dose.")  # where a plan is refused: it moves no curve
    )  # fmt: skip


def test_a_remembered_row_is_at_most_an_assumption():
    wrong = [
        (row.name, cited) for row in ROWS if row.kind == "measured" for cited in row.rows
        if STATUS.get(cited, "").startswith("recalled")
    ]  # fmt: skip
    none(wrong)


def test_a_remembered_row_decides_nothing():
    none(
        (file.name, row["id"])
        for file, row in EVIDENCE
        if row["status"].startswith("recalled") and row["use"] != "context"
    )


def test_data_files_have_the_same_columns():
    wrong = {str(file) for file, row in EVIDENCE if list(row)[: len(COLUMNS)] != COLUMNS}
    none(wrong)


def test_data_rows_are_complete():
    uses = {"calibration", "validation", "context"}
    status = re.compile(r"verified|derived-from-verified|recalled-(high|medium|low)|not-found")
    none(
        (file.name, row["id"]) for file, row in EVIDENCE
        if row["use"] not in uses or not status.match(row["status"]) or not row["study"] or not row["source"]
    )  # fmt: skip


def test_what_was_looked_for_and_not_found_carries_no_value():
    none(
        (file.name, row["id"]) for file, row in EVIDENCE
        if row["status"] == "not-found" and (re.search(r"\d", row["value"]) or row["use"] != "context")
    )  # fmt: skip


def test_a_row_has_one_use_wherever_it_is_copied():
    uses: dict[str, dict[str, str]] = defaultdict(dict)
    for file, row in EVIDENCE:
        uses[row["id"]][row["use"]] = file.name
    none((row, where) for row, where in uses.items() if len(where) > 1)


def test_a_row_is_the_same_study_wherever_it_is_copied():
    said: dict[str, dict[tuple[str, ...], str]] = defaultdict(dict)
    for file, row in EVIDENCE:
        said[row["id"]][row["status"], row["year"], row["doi"]] = file.name
    none((row, what) for row, what in said.items() if len(what) > 1)


def test_calibration_is_the_published_list():
    used = {row["id"] for _, row in EVIDENCE if row["use"] == "calibration"}
    none(used - CALIBRATION.keys() - PARTS.keys() - ANCHORS.keys())


def test_no_part_of_a_calibration_target_is_called_validation():
    fitted = CALIBRATION.keys() | PARTS.keys() | ANCHORS.keys()
    none({(file.name, row["id"]) for file, row in EVIDENCE if row["use"] == "validation" and row["id"] in fitted})


def test_no_reference_is_entered_twice():
    text = (PACKAGE / "references.bib").read_text(encoding="utf-8")
    entered = Counter(key.lower() for key in re.findall(r"^\s*@\w+\{\s*([^,\s]+)", text, re.MULTILINE))
    none([key for key, count in entered.items() if count > 1])
    assert len(references()) == len(entered)
    dois = Counter(doi.lower() for doi in re.findall(r"\bdoi\s*=\s*[{\"]([^}\"]+)", text, re.IGNORECASE))
    none([doi for doi, count in dois.items() if count > 1])


def test_a_number_without_a_source_does_not_construct():
    with pytest.raises(TypeError, match="needs a Source"):
        param(1.0, "h", "half-life", "somewhere")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="states its range"):
        param(1.0, "h", "half-life", assumed("nobody measured it"))
    with pytest.raises(ValueError, match="outside"):
        param(3.0, "h", "half-life", assumed("nobody measured it"), low=1.0, high=2.0)
    with pytest.raises(ValueError, match="reference key"):
        Source("", "Table 2", "measured")
