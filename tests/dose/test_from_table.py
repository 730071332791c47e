"""A subject of an event table becomes the plan that would have given the same doses."""

import pytest

from resynapse.dose import as_plan, covariates, expand, load_plan, read_event_table, write_event_table
from resynapse.errors import InputError


@pytest.mark.parametrize("name", [None, "daly_2018_esketamine_84", "glue_2017_subcutaneous"])
def test_same_doses_through_table_and_plan(name):
    plan = load_plan(name)
    (subject,) = read_event_table(write_event_table(None, plan))
    again = as_plan(subject)
    doses = [(d.time, d.drug, d.route, d.duration, d.milligrams(plan.weight_kg)) for d in expand(plan).doses]
    found = [(d.time, d.drug, d.route, d.duration, d.milligrams(again.weight_kg)) for d in expand(again).doses]
    assert [pytest.approx(d[0]) for d in doses] == [d[0] for d in found]
    assert [d[1:3] for d in doses] == [d[1:3] for d in found]
    assert [d[4] for d in found] == pytest.approx([d[4] for d in doses])


def test_first_dose_becomes_time_zero():
    table = "id,time,amt,rate,cmt,evid,ii,addl\n7,24,35,52.5,1,1,48,2\n"
    (subject,) = read_event_table(table)
    assert [d.time for d in expand(as_plan(subject)).doses] == pytest.approx([0.0, 48.0, 96.0])


def test_subject_without_a_dose_is_refused():
    table = "id,time,amt,rate,cmt,evid,ii,addl\n7,0,0,0,1,0,0,0\n"
    with pytest.raises(InputError, match="dose"):
        _ = [as_plan(subject) for subject in read_event_table(table)]


def test_the_patient_survives_the_table():
    """Liver, genes, arm and scores before treatment decide the course: none may be lost on the way."""
    plan = load_plan(None)
    patient = {"liver": "severe", "cyp2b6": "*6/*6", "val66met": "met/met", "sex": "female", "baseline": {"PHQ-9": 21}}
    told = plan.model_dump(by_alias=True) | {"condition": "ptsd", "blinding": "blind", "control": "saline"}
    told["patient"] = {"weight": "82 kg", "age": "61 y", **patient}
    plan = load_plan({**told, "doses": [d.model_dump(by_alias=True, exclude_defaults=True) for d in plan.doses]})
    (subject,) = read_event_table(write_event_table(None, plan))
    again = as_plan(subject)
    assert covariates.into_plan(covariates.of(again)) == covariates.into_plan(covariates.of(plan))
    assert (again.patient.liver, again.patient.cyp2b6, again.patient.baseline.get("PHQ-9")) == ("severe", "*6/*6", 21)
    assert (again.condition, again.blinding, again.control) == ("ptsd", "blind", "saline")


def test_what_a_table_cannot_hold_or_a_plan_cannot_use_is_named():
    assert covariates.unwritten(load_plan("abdallah_2020_rapamycin")) == ["co-medication", "when scores are read"]
    table = "id,time,amt,rate,cmt,evid,ii,addl,race,sex,wt\n1,0,35,52.5,1,1,0,0,2,1,70\n"
    assert covariates.unused(it.covariates for it in read_event_table(table)) == ["race", "sex"]


def test_a_word_that_no_plan_has_is_refused():
    table = "id,time,amt,rate,cmt,evid,ii,addl,liver\n1,0,35,52.5,1,1,0,0,broken\n"
    (subject,) = read_event_table(table)
    with pytest.raises(InputError, match="liver"):
        as_plan(subject)
