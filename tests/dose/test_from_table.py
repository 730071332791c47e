"""A subject of an event table becomes the plan that would have given the same doses."""

import pytest

from resynapse.dose import as_plan, expand, load_plan, read_event_table, write_event_table
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
