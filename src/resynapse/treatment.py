"""From a plan to its patients: what acts on them, when, and which numbers of the model are theirs."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from resynapse import circuit, cohort, course, dose, plasma, plasticity, solve
from resynapse import timeline as tl
from resynapse.cohort import Cohort, Spread
from resynapse.dose import Plan, Regimen, quantity
from resynapse.dose.parts import Patient
from resynapse.errors import InputError
from resynapse.plasma.modifiers import AGENTS
from resynapse.symptoms import scales
from resynapse.symptoms.recovery import Recovery


class Contested(NamedTuple):
    """Mechanisms that are argued about, and hypotheses; each is off unless asked for.

    Attributes:
        hydroxynorketamine: the metabolite raises release of glutamate.
        inside_out: ketamine acts from inside the cell.
        recovery: who gets well loses the stress that the illness makes.
    """

    hydroxynorketamine: bool = False
    inside_out: bool = False
    recovery: bool = False


OFF = Contested()
INFUSED = {  # comparators, each infused as in the trial of this bundled plan
    "lanicemine": "zarate_2013_lanicemine",
    "midazolam": "murrough_2013_midazolam",
    "saline": "berman_2000_saline",
}


class Prepared(NamedTuple):
    """A plan ready to be simulated."""

    plan: Plan
    regimen: Regimen  # as planned; `line.regimen` holds what acts
    line: tl.Timeline
    people: Cohort


def prepare(
    plan: Plan | str | Path | None,
    numbers: np.ndarray[Any, np.dtype[np.int64]],
    seed: int = 0,
    *,
    model: str | None = None,
    probes: bool = False,
    rodent_gate: bool = False,
    contested: Contested = OFF,
) -> Prepared:
    """Who is treated with what, when: everything but the simulation. Arguments as in `forecast.run`.

    Args:
        numbers: of the patients; -1 is the typical one.
    """
    solve.remember_compilations()
    checked = plan if isinstance(plan, Plan) else dose.load_plan(None if plan is None else str(plan))
    regimen = dose.expand(checked)
    chosen = plasma.choose(model) if model is not None else plasma.suited_to(regimen, checked.species)
    if chosen.species != checked.species:
        raise InputError("plasma model", chosen.name, f"a model for the {checked.species}")
    line = tl.timeline(_acting(regimen, checked, probes), chosen, background(checked), until(checked, regimen))
    line = line._replace(metabolite=contested.hydroxynorketamine)
    spread = Spread() if checked.species == "human" else cohort.alike()
    patient = _with(contested, _patient(checked, probes, rodent_gate))
    people = cohort.people(seed, numbers, _typical(checked), patient, chosen, spread)
    bodies = _bodies(people.subjects, checked, chosen, seed, numbers)
    return Prepared(checked, regimen, line, people._replace(subjects=bodies))


def instead(plan: Plan, other: Plan) -> Plan:
    """A plan with the first dose of another at the start of each of its own, none before the last has ended.

    What changes the enzymes of ketamine stays behind, liver and genes too: what it does to others is not known here.
    """
    given, long = other.doses[0], dose.expand(other).doses[0].duration
    starts: list[float] = []
    for one in dose.expand(plan).doses:
        if not starts or one.time >= starts[-1] + long:
            starts.append(one.time)
    doses = tuple(given.model_copy(update={"at": f"{start:.6f} h"}) for start in starts)
    name = f"{plan.name}, {given.drug} instead"
    beside = tuple(it for it in plan.comedication if it.drug not in AGENTS)
    who = _usual_liver(plan.patient)
    return plan.model_copy(update={"name": name, "doses": doses, "comedication": beside, "patient": who})


def _usual_liver(patient: Patient) -> Patient:
    return patient.model_copy(update={"liver": "normal", "cyp2b6": "*1/*1"})


def control_arm(ready: Prepared) -> tuple[tl.Timeline, Cohort] | None:
    """The same visits and people with what the plan's `control` names; None if it names nothing else than is given."""
    control = ready.plan.control
    if control == "none" or {it.drug for it in ready.regimen.doses} <= {control}:
        return None
    other = instead(ready.plan, dose.load_plan(INFUSED[control]))
    doses = dose.expand(other).doses
    beside = tuple(it for it in ready.line.regimen.comedication if it.drug not in AGENTS)
    line = ready.line._replace(regimen=dataclasses.replace(ready.line.regimen, doses=doses, comedication=beside))
    bodies = dataclasses.replace(ready.people.subjects, liver=other.patient.liver, cyp2b6=other.patient.cyp2b6)
    return line, ready.people._replace(subjects=bodies)


def until(plan: Plan, regimen: Regimen) -> float:
    """End of the simulated span [h]: the observation, and the last dose."""
    last = max((d.stop for d in regimen.doses), default=0.0)
    return max(plan.until_hours, last + 1.0)


class Starting(NamedTuple):
    """The score before treatment.

    Attributes:
        madrs: points; None where the plan gives no score that can be read on MADRS.
        said: how the scores of the plan were read, or why one changes nothing, a sentence each.
    """

    madrs: float | None
    said: tuple[str, ...]


def starting(plan: Plan) -> Starting:
    """MADRS before treatment as the plan gives it, or read from its first scale that has published equivalents."""
    given, readable = plan.patient.baseline.scores(), ("MADRS", *scales.EQUIVALENT)
    first = next((name for name in readable if name in given), None)
    human = plan.species == "human"
    used = {"pain": "NRS", "depression": first}.get(plan.condition) if human else None
    followed = {"depression": "on MADRS", "pain": "on NRS", "healthy": "without a rating scale"}
    how = followed.get(plan.condition, "in standard deviations") if human else "without a rating scale"
    said = [
        f"{name} of {points:g} before treatment changes nothing: this course is followed {how}"
        for name, points in given.items()
        if name != used
    ]
    if first is None or plan.condition != "depression" or not human:
        return Starting(None, tuple(said))
    found = scales.madrs_equivalent(given[first], first)
    if first != "MADRS":
        said.insert(0, f"{first} of {given[first]:g} before treatment is read as MADRS {found:.1f}, as in groups")
    return Starting(found, tuple(said))


def assumptions(plan: Plan, patient: course.Patient, probes: bool) -> list[str]:
    """What a plan leaves open or what of it does not act, a sentence each; arguments as in `prepare`."""
    said = [*plan.assumed, *starting(plan).said]
    human = plan.species == "human"
    given = {it.drug for it in plan.doses}
    if plan.control != "none" and not (human and plan.condition == "depression" and given):
        said.append(f"the control arm ({plan.control}) is kept with the plan: only doses for depression have one here")
    elif plan.control == "midazolam" and given != {"midazolam"} and plan.patient != _usual_liver(plan.patient):
        said.append("midazolam of the control arm meets a usual liver: what disease and genes do to it is not known")
    if (plan.patient.dopamine, plan.patient.serotonin) != (1.0, 1.0):
        said.append("dopamine and serotonin act by assumed sizes, the same for both: the course cannot tell them apart")
    said += [f"contested mechanism switched on: {it}" for it in Contested._fields if getattr(patient, it) is not None]
    if human and not probes:
        silent = "does not act in this forecast (probes are off)"
        if any(it.drug == "rapamycin" for it in plan.comedication):
            said.append(f"rapamycin is a probe of mechanism and {silent}")
        if plan.patient.val66met != "val/val":
            said.append(f"the Val66Met genotype is a probe of mechanism and {silent}")
    return said


def background(plan: Plan) -> float:
    """Lasting stress outside the spells of a plan: in every human condition, not in health and not in animals."""
    return 0.0 if plan.species != "human" or plan.condition == "healthy" else 1.0


def _acting(regimen: Regimen, plan: Plan, probes: bool) -> Regimen:
    """Rapamycin is a probe: in people it acts only when asked to."""
    if plan.species != "human" or probes:
        return regimen
    return dataclasses.replace(regimen, comedication=tuple(e for e in regimen.comedication if e.drug != "rapamycin"))


def _typical(plan: Plan) -> plasma.Subjects:
    patient = plan.patient
    return plasma.typical(
        plan.weight_kg,
        plan.age_years,
        species=plan.species,
        liver=patient.liver,
        cyp2b6=patient.cyp2b6,
        cyp3a4=patient.cyp3a4,
    )


def _bodies(
    subjects: plasma.Subjects,
    plan: Plan,
    model: plasma.Model,
    seed: int,
    numbers: np.ndarray[Any, np.dtype[np.int64]],
) -> plasma.Subjects:
    """Weights and ages spread as the plan says, inside half to twice the mean and the ages of the model."""
    patient, weight, age = plan.patient, subjects.weight, subjects.age
    if patient.weight_sd:
        kilograms = quantity.kilograms(patient.weight_sd) * cohort.draw(seed, "weight", numbers)
        weight = np.clip(weight + kilograms, 0.5 * weight, 2.0 * weight)
    if patient.age_sd:
        youngest, oldest = model.ages if plan.species == "human" else (0.0, np.inf)
        years = quantity.years(patient.age_sd) * cohort.draw(seed, "age", numbers)
        age = np.clip(age + years, np.minimum(youngest, age), np.maximum(oldest, age))
    return dataclasses.replace(subjects, weight=weight, age=age)


def _patient(plan: Plan, probes: bool, rodent_gate: bool) -> course.Patient:
    patient = course.Patient()
    human = plan.species == "human"
    if rodent_gate or not human:
        patient = patient._replace(spines=dataclasses.replace(patient.spines, gate=1.0))
    before = starting(plan).madrs
    secretion = {"val/val": 1.0, "val/met": patient.signalling.val_met, "met/met": patient.signalling.met_met}
    traits = course.Traits(
        baseline=patient.mood.baseline if before is None else before,
        secretion=secretion[plan.patient.val66met] if probes or not human else 1.0,
        open_label=1.0 if plan.blinding == "open" else 0.0,
    )
    levels = dataclasses.replace(patient.modulators, dopamine=plan.patient.dopamine, serotonin=plan.patient.serotonin)
    return cohort.balanced(patient._replace(traits=traits))._replace(modulators=levels)


def _with(contested: Contested, patient: course.Patient) -> course.Patient:
    return patient._replace(
        hydroxynorketamine=circuit.Hydroxynorketamine() if contested.hydroxynorketamine else None,
        inside_out=plasticity.InsideOut() if contested.inside_out else None,
        recovery=Recovery() if contested.recovery else None,
    )
