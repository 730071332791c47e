"""What `resynapse export` writes: valid, readable, the model that runs, and whole or not at all."""

from __future__ import annotations

import math
import re

import jax
import libsbml
import numpy as np
import pytest

from course_runs import STATES, prepared
from resynapse import course, sbml
from resynapse import timeline as tl
from resynapse.errors import InputError

PLANS = (
    "murrough_2013_six_infusions",
    "daly_2018_esketamine_84",
    "li_2011_rat_stress",
    "abdallah_2020_rapamycin",
    "murrough_2013_midazolam",
    "berman_2000_saline",
    "memantine_oral",
)


@pytest.mark.parametrize("plan", PLANS)
def test_valid(plan, tmp_path):
    """libsbml's whole consistency check, units left aside, finds no error in the file as written."""
    document = libsbml.readSBML(str(sbml.write(plan, tmp_path / "course.xml")))
    document.setConsistencyChecks(libsbml.LIBSBML_CAT_UNITS_CONSISTENCY, False)
    document.checkConsistency()
    assert document.getNumErrors(libsbml.LIBSBML_SEV_ERROR) == 0
    assert (document.getLevel(), document.getVersion()) == (3, 2)


def evaluated(model, values):
    """Every assignment rule, in Python, from the values of parameters and states."""
    rules = {
        r.getVariable(): libsbml.formulaToL3String(r.getMath()) for r in map(model.getRule, range(model.getNumRules()))
    }
    functions = {"exp": math.exp, "ln": math.log, "sqrt": math.sqrt, "pow": pow, "__builtins__": {}}

    def value(name):
        if name not in known:
            known[name] = eval(python(name), functions, {w: value(w) for w in words(rules[name]) if w not in functions})
        return known[name]

    def python(name):
        return rules[name].replace("^", "**")

    def words(formula):
        return set(re.findall(r"(?<![\w.])[A-Za-z_]\w*", formula))

    rates = [r.getVariable() for r in map(model.getRule, range(model.getNumRules())) if r.isRate()]
    known = dict(values)
    slopes = {}
    for name in rates:
        slopes[name] = eval(python(name), functions, {w: value(w) for w in words(rules[name]) if w not in functions})
    return slopes


@pytest.mark.parametrize("patient", [-1, 3])
def test_slopes_are_those_of_the_course(patient, tmp_path):
    """At an arbitrary state, d/dt in the file is d/dt of `story`, to rounding."""
    plan = "abdallah_2020_rapamycin"
    ready = prepared(plan, (patient,), probes=True)
    model = libsbml.readSBML(str(sbml.write(plan, tmp_path / "c.xml", patient, probes=True))).getModel()
    random = np.random.default_rng(7)
    start, reference = course.rest(1.0, ready.people.patient)
    now = {name: float(np.ravel(start[name])[0]) + 0.1 * random.random() for name in STATES}
    amounts = [p.getId() for p in map(model.getParameter, range(model.getNumParameters()))]
    values = {p: model.getParameter(p).getValue() for p in amounts if not model.getRule(p) or model.getRule(p).isRate()}
    values |= {name: 5.0 * random.random() for name in values if name.startswith("amount_")}
    values |= now | {"visit": 1.0, "rapamycin": 1.0}
    slopes = evaluated(model, values)
    brain = {}
    for name, readout in tl.BRAIN.items():
        rule = model.getRule(readout)
        used = re.findall(r"\w+", libsbml.formulaToL3String(rule.getMath())) if rule else []
        brain[name] = sum(values[a] * values[b] for a, b in zip(used[::2], used[1::2], strict=True))
    inputs = dict.fromkeys(tl.PROBES, 0.0) | brain | {"stress": 1.0, "visit": 1.0, "rapamycin": 1.0}
    typical = jax.tree.map(lambda leaf: float(np.ravel(leaf)[0]), ready.people.patient)
    expected = {}

    def advance(name, rate, forcing):
        expected[name] = float(forcing - rate * now[name])
        return now[name]

    course.story(inputs, typical, jax.tree.map(float, reference), now, advance)
    for name in STATES:
        assert slopes[name] == pytest.approx(expected[name], rel=1e-9, abs=1e-12), name


def test_numbers_carry_unit_meaning_and_source(tmp_path):
    model = libsbml.readSBML(str(sbml.write(None, tmp_path / "c.xml"))).getModel()
    formation = model.getParameter("plasticity_spines_formation")
    assert formation.getUnits() == "per_hour"
    assert "new spines per unit of protein" in formation.getNotesString()
    assert "assumed" in formation.getNotesString()
    for k in range(model.getNumParameters()):
        assert model.getParameter(k).getName()
    first = model.getEvent(0)
    assert libsbml.formulaToL3String(first.getTrigger().getMath()) == "time >= 0"
    assert first.getNumEventAssignments() == 3  # both enantiomers, and the visit


def test_a_file_appears_whole_or_not_at_all(tmp_path):
    with pytest.raises(InputError, match="SBML file"):
        sbml.write(None, tmp_path / "no" / "such" / "course.xml")
    with pytest.raises(InputError, match="not of a folder"):
        sbml.write(None, tmp_path)
    with pytest.raises(InputError, match="plan"):
        sbml.write("no such plan", tmp_path / "course.xml")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="SBML file"):
        sbml.write(None, tmp_path / "file" / "course.xml")
    (tmp_path / "file").unlink()
    sbml.write(None, tmp_path / "course.xml")
    assert [p.name for p in tmp_path.iterdir()] == ["course.xml"]
