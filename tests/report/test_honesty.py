"""What the page must not let a reader believe: absent curves read as zeros, benefits larger than they are."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from resynapse import dose, forecast
from resynapse.report import background, curves, harm, layout, observables, outcome, page, plots, reading

ACUTE = {"symptoms_cadss", "symptoms_systolic", "symptoms_diastolic", "symptoms_sedation", "symptoms_meq30_probability"}


@pytest.mark.parametrize("plan", ["murrough_2013_midazolam", "zarate_2013_lanicemine"])
def test_no_zero_for_what_is_not_modelled(plan, parameters):
    course = forecast.run(plan)
    assert not ACUTE & set(course.data_vars)
    acute = next(section for section in page.sections(course, parameters) if section.key == "acute")
    assert not acute.panels
    assert "not for" in acute.plain[0]
    assert any("respiratory depression" in words for words in acute.warnings)


@pytest.mark.parametrize("plan", ["murrough_2013_midazolam", "memantine_oral", "berman_2000_saline"])
def test_harms_of_ketamine_are_not_told_of_a_plan_without_it(plan, parameters):
    story = page.sections(forecast.run(plan), parameters)
    told = next(section for section in story if section.key == "harm")
    words = " ".join([*told.plain, *told.notes])
    assert "cystitis" not in words
    assert "which this plan does not give" in words
    assert told.warnings == ("That nothing is flagged is not a sign of safety.",)
    assert ("56 doses" in words) == (plan == "memantine_oral")


def test_a_model_without_metabolites_promises_no_picture_of_them(parameters):
    story = page.sections(forecast.run("moghaddam_1997_rat_10"), parameters)
    assert "metabolites" not in {panel.name for panel in page.panels(story)}
    assert any("does not follow these" in words for words in story[0].plain)


def test_pictures_of_a_long_infusion_reach_past_its_end(parameters):
    story = page.sections(forecast.run("sigtermans_2009_crps"), parameters)
    shown = {panel.name: panel.window[1] for panel in page.panels(story)}
    for name in ("ketamine_first_dose", "brain", "block_cells", "rates", "glutamate", "dissociation"):
        assert shown[name] > 104.0
    hours = forecast.run("sigtermans_2009_crps").time.values
    assert np.sum((hours > 100.0) & (hours <= 103.0)) > 10  # the fall is kept as densely as the rise


def test_the_mean_of_microdialysis_stands_beside_the_peak_of_the_day():
    """Two numbers of the same curve: 50 mg/kg in the rat is flat over 100 min although it rises for some minutes."""
    rows = {line.quantity: line.value() for line in observables.lines(forecast.run("moghaddam_1997_rat_50"))}
    assert abs(rows["mean glutamate release"]) < 10.0 < rows["peak glutamate release"]


def test_the_general_dangers_stand_beside_every_warning(course):
    words = " ".join(harm.acute(course).warnings)
    for danger in ("Overdose", "fast injection", "opioids", "benzodiazepines", "alcohol", "sleep apnoea"):
        assert danger in words


def test_later_and_larger_doses_show_in_the_acute_table(course):
    level = 3.0 * course.symptoms_systolic.where(course.time > 200, course.symptoms_systolic / 3.0)
    rows = {line.quantity: line.value() for line in observables.lines(course.assign(symptoms_systolic=level))}
    assert rows["highest rise of systolic pressure"] > 2 * rows["peak rise of systolic pressure"]


def test_balance_is_the_first_day_and_not_the_growth_of_weeks(course):
    grown = course.circuit_ei_balance + np.maximum(course.time - 24.0, 0.0)
    rows = {line.quantity: line for line in observables.lines(course.assign(circuit_ei_balance=grown))}
    assert rows["peak excitation/inhibition balance"].value() < 100


def test_a_model_of_one_mirror_form_still_shows_its_levels(course, parameters):
    alone = course.copy(deep=True)
    for name in ("plasma_ketamine", "plasma_norketamine"):
        alone[name] = alone[name].where(alone.enantiomer == "S")  # R is not in the model: NaN
    drawn = {panel.name for panel in page.panels(page.sections(alone, parameters))}
    assert {"ketamine_first_dose", "metabolites", "ketamine_course", "brain"} <= drawn


def test_sprays_of_one_visit_count_once(course):
    sprays = [{**json.loads(course.attrs["doses"])[0], "time": t} for t in (0, 0.1, 0.2, 84, 84.1, 168, 168.1)]
    several = course.assign_attrs(doses=json.dumps(sprays))
    assert len(reading.sessions(several)) == 3
    words = " ".join(harm.long_term(several).plain)
    assert "3 sessions" in words
    assert "2.0 a week" in words


def test_other_conditions_say_that_their_size_was_set_by_hand(parameters):
    course = forecast.run("rodriguez_2013_ocd")
    scores = next(section for section in page.sections(course, parameters) if section.key == "scores")
    assert any("set by hand" in words for words in scores.plain)
    assert "SD" in scores.plain[0]


def test_nobody_is_told_that_an_untreated_benefit_lasts(parameters):
    course = forecast.run("untreated_depression")
    scores = next(section for section in page.sections(course, parameters) if section.key == "scores")
    assert not any("benefit lasts" in words for words in scores.plain)


def test_animals_say_nothing_of_people(course, parameters):
    rat = course.assign_attrs(plan=course.attrs["plan"].replace("human", "rat"))
    for section in page.sections(rat, parameters):
        if section.key in ("acute", "harm"):
            assert "nothing about the safety of people" in section.plain[0]
            assert not section.panels


def test_the_known_error_is_on_the_page_as_long_as_validation_finds_it(course, parameters):
    scores = next(section for section in page.sections(course, parameters) if section.key == "scores")
    told = any(note.startswith("Known error") for note in scores.notes)
    validation = (Path(__file__).parents[2] / "docs" / "validation.md").read_text(encoding="utf-8")
    assert told == ("too large after four weeks: repeated doses add up" in validation)


def test_rounding_is_not_drawn():
    hours = np.linspace(0.0, 12.0, 25)
    noise, none = 4e-16 * np.sin(hours), np.zeros(25)
    drawn = [
        plots.render(plots.Panel("a", "A", "relative level", "a", [plots.Curve("line", hours, y)], (0.0, 12.0)))
        for y in (noise, none)
    ]
    assert drawn[0] == drawn[1]


def test_what_does_not_rise_has_no_time_of_a_peak():
    course = forecast.run("berman_2000_saline")
    rows = {line.quantity: line.value() for line in observables.lines(course)}
    assert np.isnan(rows["time of peak glutamate"])
    assert np.isnan(rows["time of peak mTORC1"])
    assert page.given(course) == ["saline into a vein over 40 min"]


def test_rounding_is_not_printed():
    assert layout.sig(-2e-12) == "0"
    assert layout.measure(0.0389, "points") == "0.0"
    assert layout.sig(0.0005) == "0.0005"


def test_the_known_error_is_said_to_be_as_large_as_it_is(course):
    """A new fit moves it; the warning on the page of the score has the size that validation records."""
    page = Path(__file__).parents[2] / "docs" / "validation.md"
    row = next(line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("| E431 |"))
    off = abs(float(row.split("|")[-2]))
    words = " ".join(outcome.section(course).notes)
    assert f"about {('five', 'six', 'seven', 'eight', 'nine', 'ten')[round(off) - 5]} more here" in words


def test_every_number_of_a_course_has_a_unit_and_the_balance_is_this_patient_s():
    course = forecast.run("murrough_2013_ketamine")
    assert [name for name, it in course.variables.items() if it.dtype.kind == "f" and "units" not in it.attrs] == []
    solved = forecast.prepare("murrough_2013_ketamine", np.array([-1])).people.patient.balance
    assert course.attrs["balance_pyramidal"] == pytest.approx(float(np.ravel(solved.pyramidal)[0]))


def test_an_interaction_does_not_change_the_plasma_model():
    """Beside another medicine or a sick liver a product keeps its model, or the change would pass for their effect."""
    plan = dose.load_plan("daly_2018_esketamine_56").model_dump(by_alias=True, exclude_none=True)
    alone = forecast.run(dose.load_plan(plan))
    plan["comedication"] = [{"drug": "cyp2b6_inducer", "from": "-7 d", "to": "14 d"}]
    induced = forecast.run(dose.load_plan(plan))
    plan |= {"comedication": [], "patient": plan["patient"] | {"liver": "severe"}}
    sick = forecast.run(dose.load_plan(plan))
    assert {it.attrs["plasma_model"] for it in (alone, induced, sick)} == {"PerezRuixo2021"}
    area = [float(np.trapezoid(reading.total_ketamine(it)[0], reading.hours(it))) for it in (induced, alone, sick)]
    assert area[0] < area[1] < area[2]


def test_a_dose_that_no_trial_gave_is_named_beside_its_score():
    """Twice the largest dose, run in within a minute, has a curve: the page says whose word it is."""
    fast = {"drug": "ketamine", "route": "iv", "amount": "2 mg/kg", "duration": "1 min", "at": "0 h"}
    plan = dose.load_plan({"patient": {"weight": "70 kg"}, "doses": [fast], "observe": {"until": "3 d"}})
    said = outcome.section(forecast.run(plan)).warnings
    assert any("2 mg/kg lies outside" in it for it in said)
    assert any("over 1 min" in it for it in said)
    assert not outcome.section(forecast.run("murrough_2013_ketamine")).warnings


def test_the_line_of_one_patient_is_not_read_as_the_expectation():
    course = forecast.run("murrough_2013_ketamine")
    low, middle, high = course.symptoms_madrs_band.sel(time=24.0, quantile=[0.25, 0.5, 0.75]).values
    said = outcome.section(course).plain[0]
    assert f"between {low:.1f} and {high:.1f} then, the middle one at {middle:.1f}" in said


def test_a_plan_without_a_dose_speaks_of_none(parameters):
    course = forecast.run("untreated_depression")
    story = page.sections(course, parameters)
    drawn = {panel.name: panel for panel in page.panels(story)}
    assert not {"block_cells", "block_subunits"} & set(drawn)
    assert drawn["scores"].studied_until is None
    words = " ".join(f"{line.quantity} {line.meaning}" for line in observables.lines(course))
    assert "first dose" not in words
    assert "time of peak" not in words


def test_no_picture_of_what_does_not_happen(parameters):
    story = page.sections(forecast.run("arketamine_phase_2a"), parameters)
    assert "dissociation" not in {panel.name for panel in page.panels(story)}


def test_captions_speak_of_bars_only_where_bars_are(parameters):
    for plan, told in (("murrough_2013_ketamine", True), ("andrade_2019_oral", False)):
        story = page.sections(forecast.run(plan), parameters)
        pressure = next(panel for panel in page.panels(story) if panel.name == "pressure")
        assert ("largest rise of a visit" in pressure.caption) == told == bool(pressure.points)


def test_lines_on_top_of_each_other_are_one_with_both_names():
    hours = np.linspace(0.0, 4.0, 9)
    spines, other = plots.Curve("spines", hours, hours), plots.Curve("dendrite", hours, 1.1 * hours)
    twin = plots.Curve("synapses", hours, hours + 0.001)
    assert [line.label for line in curves.merged([spines, other, twin], (0.0, 4.0))] == ["spines, synapses", "dendrite"]


def test_growth_signals_start_at_the_same_height(course, parameters):
    signals = next(it for it in page.panels(page.sections(course, parameters)) if it.name == "signals")
    for line in signals.curves:
        assert line.middle[np.searchsorted(line.hours, 0.0, side="right") - 1] == 0.0


def test_the_chance_of_a_session_ends_with_it(parameters):
    course = forecast.run("murrough_2013_ketamine")
    drawn = next(it for it in page.panels(page.sections(course, parameters)) if it.name == "sedation")
    chance = next(line for line in drawn.curves if line.label == harm.MEQ30)
    assert chance.hours[-1] == pytest.approx(4.5, abs=0.6)
    assert np.all(np.diff(chance.middle) >= 0.0)


def test_bars_of_one_hour_stand_apart_and_symbols_stay_at_theirs():
    bars = [plots.Point("a", 1.0, 5.0, 2.0, 8.0), plots.Point("b", 1.0, 6.0, 3.0, 9.0)]
    assert plots._overlap(*bars)
    assert not plots._overlap(bars[0], plots.Point("c", 1.0, 5.0, None, None))
    assert not plots._overlap(bars[0], plots.Point("d", 1.0, 12.0, 11.0, 13.0))


def test_the_count_of_numbers_and_the_longer_list_are_told_apart(course):
    """The list of `resynapse parameters` is longer by what no result uses; the page says so beside its own count."""
    rows = forecast.parameters()
    said = background.assumed(course, rows).plain[0]
    assert f"The model has {len(rows)} numbers" in said
    assert forecast.optional()
    assert "which nothing uses unless asked" in said
