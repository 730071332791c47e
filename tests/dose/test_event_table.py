"""The pharmacologists' event table: read, written, refused."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from resynapse.dose import (
    Dose,
    Regimen,
    Subject,
    as_plan,
    expand,
    load_plan,
    plans,
    read_event_table,
    write_event_table,
)
from resynapse.dose.names import DRUGS, INFUSED, ROUTES, routes_of
from resynapse.errors import InputError

HEADER = "id,time,amt,rate,cmt,evid,ii,addl"


def refusal(text, **more):
    with pytest.raises(InputError) as caught:
        read_event_table(text, **more)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_table_as_a_pharmacologist_writes_it():
    table = f"""{HEADER.upper()},WT,AGE,SEX
1,0,35,52.5,1,1,48,2,70,45,female
1,2,.,.,.,0,.,.,70,45,female
2,0,1e1,0,oral,1,0,0,60.5,30,male
"""
    first, second = read_event_table(table)
    assert first.id == "1"
    assert first.regimen.doses == tuple(Dose(48.0 * k, "ketamine", "iv", 35.0, False, 35 / 52.5) for k in range(3))
    assert first.covariates == {"weight": 70.0, "age": 45.0, "sex": "female"}
    assert second.regimen.doses == (Dose(0.0, "ketamine", "oral", 10.0),)
    assert second.covariates["weight"] == 60.5


@pytest.mark.parametrize("bundled", plans(), ids=lambda bundled: bundled.name)
def test_every_bundled_plan_survives_the_round_trip(bundled):
    plan = load_plan(bundled.path)
    doses = expand(plan).doses
    subjects = read_event_table(write_event_table(None, plan))
    if not doses:
        assert subjects == []
        return
    (subject,) = subjects
    again = as_plan(subject)
    assert (again.species, again.condition) == (plan.species, plan.condition)
    assert (again.weight_kg, again.age_years) == (plan.weight_kg, plan.age_years)
    assert (again.patient.weight is None, again.patient.age is None) == (
        plan.patient.weight is None,
        plan.patient.age is None,
    )
    for ours, theirs in zip(doses, subject.regimen.doses, strict=True):
        assert (ours.time, ours.drug, ours.route, ours.duration) == (
            theirs.time,
            theirs.drug,
            theirs.route,
            theirs.duration,
        )
        assert theirs.milligrams(1.0) == ours.milligrams(plan.weight_kg)


@pytest.mark.parametrize("column", HEADER.split(","))
def test_a_missing_column_is_named(column):
    names = [name for name in HEADER.split(",") if name != column]
    assert f"'{column}'" in refusal(",".join(names) + "\n" + ",".join("1" * len(names)) + "\n")


REFUSED = {
    "empty": ("\n\n", "header"),
    "short row": (f"{HEADER}\n1,0,35\n", "line 2"),
    "two weights": (f"{HEADER},wt,weight\n1,0,35,0,1,1,0,0,70,70\n", "'weight'"),
    "nameless column": (f"{HEADER},\n1,0,35,0,1,1,0,0,70\n", "name"),
    "NaN": (f"{HEADER}\n1,0,nan,0,1,1,0,0\n", "line 2, amt"),
    "negative": (f"{HEADER}\n1,0,-3,0,1,1,0,0\n", "line 2, amt"),
    "modelled rate": (f"{HEADER}\n1,0,35,-2,1,1,0,0\n", "line 2, rate"),
    "infinite time": (f"{HEADER}\n1,inf,35,0,1,1,0,0\n", "line 2, time"),
    "underscore": (f"{HEADER}\n1,0,3_5,0,1,1,0,0\n", "line 2, amt"),
    "reset": (f"{HEADER}\n1,0,35,0,1,4,0,0\n", "evid"),
    "unknown compartment": (f"{HEADER}\n1,0,35,0,9,1,0,0\n", "1 (iv)"),
    "rat route": (f"{HEADER}\n1,0,35,0,7,1,0,0\n", "human"),
    "unknown drug": (f"{HEADER},drug\n1,0,35,0,1,1,0,0,aspirin\n", "aspirin"),
    "half a dose more": (f"{HEADER}\n1,0,35,0,1,1,24,1.5\n", "addl"),
    "no interval": (f"{HEADER}\n1,0,35,0,1,1,0,3\n", "addl"),
    "a billion": (f"{HEADER}\n1,0,1,0,1,1,1,1000000000\n", "addl"),
    "too many": (f"{HEADER}\n" + "1,0,0,0,1,1,1,1500\n" * 2, "2000"),
    "slow tablet": (f"{HEADER}\n1,0,35,35,5,1,0,0\n", "rate"),
    "two durations": (f"{HEADER},dur\n1,0,35,35,1,1,0,0,2\n", "amt / rate"),
    "overlap": (f"{HEADER}\n1,0,35,35,1,1,0,0\n1,0.5,35,35,1,1,0,0\n", "overlap"),
    "above every published dose": (f"{HEADER}\n1,0,3500,0,1,1,0,0\n", "largest dose published"),
    "10,000 kg": (f"{HEADER},wt\n1,0,35,0,1,1,0,0,10000\n", "400 kg"),
    "weight in words": (f"{HEADER},wt\n1,0,35,0,1,1,0,0,heavy\n", "heavy"),
    "NaN weight": (f"{HEADER},wt\n1,0,35,0,1,1,0,0,nan\n", "nan"),
    "changing weight": (f"{HEADER},wt\n1,0,35,0,1,1,0,0,70\n1,24,35,0,1,1,0,0,71\n", "line 3"),
    "far away": (f"{HEADER}\n1,1e9,35,0,1,1,0,0\n", "5 years"),
    "endless infusion": (f"{HEADER}\n1,0,35,1e-9,1,1,0,0\n", "5 years"),
}


@pytest.mark.parametrize(("text", "part"), REFUSED.values(), ids=REFUSED.keys())
def test_bad_tables_are_refused_in_one_sentence(text, part):
    assert part in refusal(text)


def test_amounts_per_kg_are_written_for_the_weight_or_refused():
    regimen = Regimen((Dose(0.0, "ketamine", "iv", 0.5, True, 2 / 3),))
    assert "1,0,40,60" in write_event_table(None, [Subject("1", regimen, {"weight": 80.0})]).replace(".0,", ",")
    with pytest.raises(InputError, match="per kg"):
        write_event_table(None, [Subject("1", regimen, {})])


def test_a_table_in_a_folder_that_is_not_there_leaves_nothing(tmp_path):
    with pytest.raises(InputError, match="folder"):
        write_event_table(tmp_path / "missing" / "table.csv", load_plan())
    write_event_table(tmp_path / "table.csv", load_plan())
    assert [path.name for path in tmp_path.iterdir()] == ["table.csv"]
    assert len(read_event_table(tmp_path / "table.csv")[0].regimen.doses) == 6


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"id,time\x00,amt\n"])
def test_a_file_that_is_not_csv_is_refused(tmp_path, content):
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    refusal(path)


@settings(max_examples=600, deadline=None)
@given(
    st.lists(st.lists(st.text(max_size=6) | st.sampled_from(["1", "0", "nan", "-1", "1e308", ".", '"']), max_size=9)),
    st.booleans(),
)
def test_nonsense_only_ever_raises_an_input_error(rows, with_header):
    text = (HEADER if with_header else "") + "\n" + "\n".join(",".join(row) for row in rows) + "\n"
    try:
        subjects = read_event_table(text)
    except InputError as error:
        said, subjects = str(error), []
    else:
        said = ""
    assert "\n" not in said
    assert all(isinstance(subject.regimen, Regimen) for subject in subjects)


@st.composite
def regimens(draw):
    doses = []
    for k in range(draw(st.integers(1, 6))):
        drug = draw(st.sampled_from(DRUGS))
        route = draw(st.sampled_from(routes_of(drug, "human")))
        duration = draw(st.floats(0.05, 20) | st.just(0.0)) if route in INFUSED else 0.0
        amount = 0.0 if drug == "saline" else draw(st.floats(0, 1.0))
        doses.append(Dose(24.0 * k + draw(st.floats(0, 2)), drug, route, amount, False, duration))
    return Regimen(tuple(sorted(doses, key=lambda dose: dose.time)))


@settings(max_examples=300, deadline=None)
@given(regimens())
@example(Regimen((Dose(0.0, "arketamine", "iv", 5e-324, False, 0.75),)))
def test_any_regimen_survives_the_round_trip(regimen):
    subject = Subject("7", regimen, {"weight": 70.0, "sex": "female"})
    text = write_event_table(None, [subject])
    (again,) = read_event_table(text)
    assert again == subject
    assert write_event_table(None, [again]) == text
    assert {row.split(",")[4] for row in text.splitlines()[1:]} <= {str(k + 1) for k in range(len(ROUTES))}


def test_a_species_is_read_in_any_case_and_an_unknown_one_is_refused():
    (subject,) = read_event_table("ID,TIME,AMT,RATE,CMT,EVID,II,ADDL,WT,SPECIES\n1,0,3,0,7,1,0,0,0.3,Rat\n")
    assert as_plan(subject).species == "rat"
    with pytest.raises(InputError, match="line 2, species: 'dog' is not accepted; allowed: human, rat, mouse"):
        read_event_table("id,time,amt,rate,cmt,evid,ii,addl,species\n1,0,3,0,7,1,0,0,dog\n")
