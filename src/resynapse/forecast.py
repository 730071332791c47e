"""The one door for command line and web: a plan in, a simulated course out."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jax
import numpy as np

from resynapse import (
    __version__,
    circuit,
    cohort,
    course,
    dataset,
    dose,
    plasma,
    plasticity,
    receptor,
    solve,
    treatment,
)
from resynapse import timeline as tl
from resynapse.circuit import adam_2024, spiking
from resynapse.cohort import Cohort, Spread
from resynapse.dose import Plan, Regimen
from resynapse.errors import InputError
from resynapse.network import balloon, hopf, protocol, response, routes, strengths, wong_wang
from resynapse.provenance import Row, describe, digest
from resynapse.solve import Floats
from resynapse.symptoms import breathing, conditions, harm, mystical, pain, sedation, shares, studied
from resynapse.symptoms.recovery import Recovery
from resynapse.synapse import schemes
from resynapse.synapse.numbers import Numbers
from resynapse.treatment import OFF, Contested, Prepared, prepare
from resynapse.trial.background import NewAntidepressant, Noise

if TYPE_CHECKING:
    import xarray

__all__ = ["OFF", "Contested", "Prepared", "claims", "evidence", "output_hours", "parameters", "prepare", "run"]
__all__ += ["whole"]

BESIDE = 127  # virtual patients simulated beside a single typical one, for the bands
FEW = 256  # patients of whom more may be computed than is kept
MANY = 20  # patients from which their own spread is told
MOST = 100_000
KETAMINES = frozenset(("ketamine", "esketamine", "arketamine"))
DETAILED = 14  # doses whose hours are all kept; later ones keep their peaks
AROUND = (  # h after the start of a dose
    *(k / 60 for k in (0, 3, 6, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 70, 80, 90, 105, 120, 150, 180, 210)),
    *(4.0, 5.0, 6.0, 7.5, 9.0, 12.0, 15.0, 18.0, 21.0),
)
LONG = 2.0  # h of an infusion, from which its end is kept as densely as its start
PEAK = (0.0, 40 / 60, 2.0, 4.0)


def run(
    plan: Plan | str | Path | None = None,
    patients: int = 1,
    seed: int = 0,
    *,
    model: str | None = None,
    probes: bool = False,
    rodent_gate: bool = False,
    contested: Contested = OFF,
    progress: Callable[[int], None] | None = None,
) -> xarray.Dataset:
    """Simulate a plan from dose to score.

    Args:
        plan: a `Plan`, the path or name of one, or None for the default (six infusions, Murrough 2013).
        patients: 1 is the typical patient, with bands from 127 virtual ones; more are sampled, numbered from 0.
        seed: same seed, same patients.
        model: plasma model by the name of its paper; otherwise the one built on the product given, or the default.
        probes: let rapamycin and the Val66Met genotype act in a human forecast (hypotheses from rodents).
        rodent_gate: let mTORC1 carry early potentiation in people as it does in rodents.
        contested: mechanisms that are argued about, such as `Contested(recovery=True)`; all off by default.
        progress: called with the number of patients done.
    Returns:
        Dataset with dims patient, time [h] and others; units on every variable; plan, version, parameter hash, seed.
    Raises:
        InputError: a plan or argument that cannot be used; one sentence says why.

    >>> import resynapse
    >>> found = resynapse.run("murrough_2013_ketamine")
    >>> float(found.plasma_ketamine.sel(time=40 / 60, method="nearest").sum()) > 0.1  # mg/L
    True
    """
    whole("patients", patients, 1, MOST)
    whole("seed", seed, 0, 2**32 - 1)
    if not isinstance(contested, Contested):
        raise InputError("contested", contested, "mechanisms by name, such as Contested(recovery=True)")
    if progress is not None and not callable(progress):
        raise InputError("progress", progress, "a function of the number of patients done")
    solve.remember_compilations()
    planned = plan if isinstance(plan, Plan) else dose.load_plan(None if plan is None else str(plan))
    with ThreadPoolExecutor(1) as beside:
        if planned.species == "human" and contested == OFF:
            beside.submit(cohort.rehearse)
        ready = prepare(
            planned,
            _numbers(patients),
            seed,
            model=model,
            probes=probes,
            rodent_gate=rodent_gate,
            contested=contested,
        )
    checked, regimen, line, people = ready
    hours = output_hours(checked, regimen, line.start)
    values = cohort.follow(line, people, hours, progress)
    variables = _variables(line, people, hours, values, checked, seed)
    if "symptoms_madrs" in variables:
        variables |= _control(ready, hours, seed)
    if patients == 1:
        spread = dataset.bands(variables, 1, Spread().rating)
        variables = {name: (dims, found[:1], attrs) for name, (dims, found, attrs) in variables.items()} | spread
    elif patients >= MANY:
        variables |= dataset.bands(variables, 0, Spread().rating)
    attrs = _attributes(checked, regimen, line, people.patient, patients, seed, probes)
    return dataset.dataset(variables, hours, people.numbers[: len(people.numbers) if patients > 1 else 1], attrs)


def _numbers(patients: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.arange(patients) if patients > 1 else np.arange(-1, BESIDE)


def whole(field: str, value: int, low: int, high: int) -> None:
    """Refuse what is not a whole number within limits."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or not low <= value <= high:
        raise InputError(field, value, f"a whole number from {low} to {high}")


def output_hours(plan: Plan, regimen: Regimen, start: float) -> Floats:
    """Times at which everything is kept: dense after each dose, then daily, and whenever the plan reads a score."""
    until = treatment.until(plan, regimen)
    found = {0.0, start, until, *24.0 * np.arange(np.ceil(start / 24.0), until / 24.0)}
    for k, one in enumerate(regimen.doses):
        found.update(one.time + np.array(AROUND if k < DETAILED else PEAK))
        found.add(one.stop)
        if one.duration > LONG:  # it ends in the middle of nothing: the fall is kept as the rise was
            found.update(one.stop + np.array(AROUND))
    found.update(plan.observed_hours)
    hours = np.unique(np.round([t for t in found if start <= t <= until], 6))
    kept: Floats = hours[np.append(True, np.diff(hours) > 1e-3)]
    return kept


def _variables(
    line: tl.Timeline, people: Cohort, hours: Floats, values: dict[str, Floats], plan: Plan, seed: int
) -> dataset.Variables:
    levels = plasma.levels(line.regimen, people.subjects, hours, line.model)
    given = frozenset(d.drug for d in line.regimen.doses)
    variables = dataset.assemble(values, levels, hours, people, given)
    variables["receptor_block_subunit"] = _subunits(levels, people)
    if plan.species != "human":
        return {name: v for name, v in variables.items() if not name.startswith("symptoms_")}
    if not given & KETAMINES:  # what a sedative or another blocker does at once is not modelled: no zeros
        variables = {name: v for name, v in variables.items() if not name.startswith("symptoms_")}
    else:
        variables |= _acute(line, people, hours, values, levels)
    if isinstance(evidence(plan, line.regimen), str) or plan.condition not in conditions.SCALES:
        return variables
    latent = values["score"]
    if plan.condition == "depression":
        observed = cohort.rated(latent, hours, seed, people, Spread().rating)
        return variables | dataset.scores(observed, latent, hours)
    if plan.condition == "pain":
        return variables | _pain(plan, people, values, seed)
    return variables | dataset.other_condition(plan.condition, latent, getattr(shares.Shares(), plan.condition))


def _control(ready: Prepared, hours: Floats, seed: int) -> dataset.Variables:
    """The score of the same patients, rated by the same raters, with what the control arm of the plan's trial got."""
    arm = treatment.control_arm(ready)
    if arm is None:
        return {}
    few = ready.people.subjects.number <= FEW  # no program is compiled for the score alone
    latent = cohort.follow(*arm, hours, keep=None if few else ("score",))["score"]
    observed = cohort.rated(latent, hours, seed, ready.people, Spread().rating)
    return dataset.control(ready.plan.control, observed, latent)


def _pain(plan: Plan, people: Cohort, values: dict[str, Floats], seed: int) -> dataset.Variables:
    """NRS pain of every patient, from the dorsal horn."""
    numbers, p = people.numbers, people.patient.pain
    given = plan.patient.baseline.get("NRS")
    start = float(np.mean(p.baseline)) if given is None else given
    drawn = [cohort.draw(seed, f"pain {what}", numbers) for what in ("baseline", "relief")]
    baseline, responds = pain.patients(drawn[0], drawn[1], numbers < 0, start, p)
    signal = values["pain_signal"]
    rated = pain.score(baseline, signal, values["pain_memory"], responds, values["expectation"], p)
    return dataset.pain_course(np.asarray(rated), signal)


def _acute(
    line: tl.Timeline, people: Cohort, hours: Floats, values: dict[str, Floats], levels: plasma.Levels
) -> dataset.Variables:
    return dataset.acute(levels, values, hours, line.regimen.doses, people.patient.pressure.diastolic)


def _subunits(levels: plasma.Levels, people: Cohort) -> tuple[tuple[str, ...], Floats, dict[str, str]]:
    s, r = levels["brain_s_ketamine"], levels["brain_r_ketamine"]
    free = receptor.Free(s, r, levels["brain_memantine"], levels["brain_lanicemine"])
    blocked = np.asarray(jax.jit(receptor.by_subunit)(free, people.patient.receptor))
    attrs = {"units": "1", "long_name": "pore block by subunit in 1 mM magnesium", "kind": "simulated"}
    return ("patient", "time", "subunit"), np.moveaxis(blocked, (0, 1, 2), (2, 1, 0)), attrs


def evidence(plan: Plan, regimen: Regimen) -> str | list[conditions.Evidence]:
    """The human outcome data behind a score, one per drug and route; or the sentence that there is none."""
    found: list[conditions.Evidence] = []
    condition = plan.condition
    for drug, route in dict.fromkeys((d.drug, d.route) for d in regimen.doses):
        one = conditions.evidence_for(condition, drug, route)
        if isinstance(one, conditions.NoForecast):
            return str(one)
        found.append(one)
    if not found and condition != "depression":
        return str(conditions.evidence_for(condition, "saline", "iv")).replace("saline iv", "no drug", 1)
    return found


def _attributes(
    plan: Plan,
    regimen: Regimen,
    line: tl.Timeline,
    patient: course.Patient,
    patients: int,
    seed: int,
    probes: bool,
) -> dict[str, Any]:
    known = evidence(plan, regimen)
    mine = slice(0, 1) if patients == 1 else slice(None)  # the typical patient comes first, the bands' patients after
    attrs: dict[str, Any] = {
        "version": __version__,
        "parameter_hash": digest(parameters()),
        "plan": dose.to_yaml(plan),
        "seed": seed,
        "patients": patients,
        "plasma_model": line.model.name,
        "sampling": line.model.sampling,
        "rating_sd": Spread().rating,
        "balance_interneuron": float(np.mean(np.ravel(patient.balance.interneuron)[mine])),
        "balance_pyramidal": float(np.mean(np.ravel(patient.balance.pyramidal)[mine])),
        "doses": json.dumps([dataclasses.asdict(d) for d in regimen.doses]),
        "assumed": json.dumps(treatment.assumptions(plan, patient, probes)),
        "harm_flags": json.dumps(_flags(plan, regimen)),
        "breathing_warning": _breathing(plan, regimen),
        "disclaimer": "Research and education; not a device that decides; no advice to take, change or source a drug.",
    }
    if plan.species == "human":
        if isinstance(known, str):
            attrs["no_forecast"] = known
        else:
            attrs["studied_hours"] = max((max(e.hours, e.hours_open) for e in known), default=0.0)
            attrs["controlled_hours"] = max((e.hours for e in known), default=0.0)
            attrs["evidence"] = json.dumps([_behind(e) for e in known])
        if plan.condition == "depression":
            attrs["unstudied"] = json.dumps(studied.outside(regimen, plan.weight_kg))
    return attrs


def _behind(known: conditions.Evidence) -> str:
    """One sentence: what was studied, and for how long without a control arm."""
    open_only = ""
    if known.hours == 0:
        open_only = "; studied without a control arm only"
    elif known.hours_open > known.hours:
        open_only = f"; after day {known.hours / 24:g} studied without a control arm only"
    return f"{known.drug} {known.route}: {known.note}{open_only} ({', '.join(known.citations)})"


def _flags(plan: Plan, regimen: Regimen) -> list[dict[str, str]]:
    if plan.species != "human":
        return []
    return [dataclasses.asdict(flag) for flag in harm.flags(regimen, plan.weight_kg)]


def _breathing(plan: Plan, regimen: Regimen) -> str:
    if plan.species != "human":
        return ""
    weight = plan.weight_kg if plan.patient.weight is not None else None
    cautions = breathing.warning(regimen, {"weight": weight})
    nausea = [breathing.nausea()] if any(it.drug in KETAMINES for it in regimen.doses) else []
    return " ".join([*(c.text for c in cautions), *nausea])


def claims(table: str = "claims") -> list[tuple[str, str, str, str]]:
    """The story claim by claim, or the "references": name, claim, what is simulated, recorded verdict."""
    from resynapse.validation import claims as told

    return [(one.name, one.claim, one.answer, told.standing(one)) for one in told.claims(table)]


def parameters() -> list[Row]:
    """Every number of the model with value, unit, kind, source and meaning, in the order of the story."""
    return list(_rows())


def optional() -> list[Row]:
    """Numbers that no result uses unless asked to, for lists: no parameter hash has them."""
    column = [row for name, group in adam_2024.numbers() for row in describe(group, f"circuit.adam_2024.{name}")]
    return [*strengths.optional(), *column]


def _rows() -> Iterator[Row]:
    for name, bounds in dose.LIMITS:
        yield from describe(bounds, f"dose.{name}")
    for name, numbers in plasma.PARAMETERS:
        yield from describe(numbers, f"plasma.{name}")
    patient = course.Patient()
    cells = patient.receptor
    for prefix, group in (
        ("receptor.membranes", cells.membranes),
        ("receptor.ketamine", cells.ketamine),
        ("receptor.memantine", cells.memantine),
        ("receptor.lanicemine", cells.lanicemine),
        *((f"synapse.{name}", part) for name, part in Numbers()._asdict().items()),
        *((f"synapse.{name}", numbers) for name, numbers in schemes.PARAMETERS),
        ("circuit.column", patient.column),
        ("circuit.modulators", patient.modulators),
        ("circuit.release", patient.release),
        ("circuit.dorsal_horn", patient.dorsal_horn),
        ("circuit.ongoing_pain", patient.ongoing),
        ("circuit.hydroxynorketamine", circuit.Hydroxynorketamine()),
        ("circuit.anchors", circuit.Anchors()),
        *((f"circuit.spiking.{name}", part) for name, part in spiking.numbers()),
        ("plasticity.stress", patient.stress),
        ("plasticity.signalling", patient.signalling),
        ("plasticity.spines", patient.spines),
        ("plasticity.homeostasis", patient.homeostasis),
        ("plasticity.window", patient.window),
        ("plasticity.inside_out", plasticity.InsideOut()),
        ("network.wong_wang", wong_wang.WongWang()),
        ("network.balloon", balloon.Balloon()),
        ("network.protocol", protocol.Protocol()),
        ("network.hopf", hopf.Hopf()),
        ("network.fit", strengths.Common()),
        ("network.routes", routes.Routes()),
        ("network.scanner", response.Scanner()),
        ("symptoms.expectation", patient.expectation),
        ("symptoms.dissociation", patient.dissociation),
        ("symptoms.pressure", patient.pressure),
        ("symptoms.mood", patient.mood),
        ("symptoms.recovery", Recovery()),
        ("symptoms.pain", patient.pain),
        ("symptoms.shares", shares.Shares()),
        ("symptoms.mystical", mystical.Mystical()),
        ("symptoms.sedation", sedation.Sedation()),
        ("symptoms.breathing", breathing.Limits()),
        ("symptoms.harm", harm.Limits()),
        ("cohort.spread", Spread()),
        ("trial.new_antidepressant", NewAntidepressant()),
        ("trial.noise", Noise()),
    ):
        yield from describe(group, prefix)
