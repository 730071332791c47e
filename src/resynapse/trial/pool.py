"""Many virtual patients of every arm, simulated once; replicate trials are drawn from them.

Arms that give the same to the same kind of people share their patients, within a trial and between trials. Patient k
is the same person in every arm of a population.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from resynapse import cohort, dose, plasma, treatment
from resynapse.dose import quantity
from resynapse.errors import InputError
from resynapse.solve import Floats
from resynapse.symptoms import pain, scales
from resynapse.symptoms.mood import Mood
from resynapse.trial import names
from resynapse.trial.file import ADULTS, Arm, Endpoint, Population, Trial, plan_of

KEPT = ("block_pyramidal", "cadss", "gamma", "glutamate", "score", "systolic", "terminals")
PAIN = ("expectation", "pain_memory", "pain_signal")  # kept as well where the condition is pain
PATIENTS = 512
SESSION = 1.5  # h after the start of a dose in which the largest value is looked for
MINUTES = tuple(k / 6 for k in range(10))  # h, readings within a session
RELAPSE = 90 * 24.0  # h after the last dose
STEP = 12.0  # h between looks for a relapse


@dataclass(frozen=True, eq=False)
class Pool:
    """P virtual patients of one arm.

    Attributes:
        hours: [T], rising; the first is before treatment.
        values: by name of the course (`KEPT`), [T, P]; empty where only plasma is read.
        baseline: score before treatment [P].
        treated: line and people, for plasma levels.
        last: start of the last dose [h].
    """

    hours: Floats
    values: dict[str, Floats]
    baseline: Floats
    treated: treatment.Prepared
    last: float

    @property
    def number(self) -> int:
        """How many patients."""
        return len(self.baseline)

    def at(self, name: str, hour: float) -> Floats:
        """One value of every patient [P]."""
        near = int(np.argmin(np.abs(self.hours - hour)))
        if abs(self.hours[near] - hour) > 1e-6:
            raise ValueError(f"the arm is not read at {hour:g} h")
        found: Floats = self.values[name][near]
        return found

    def level(self, analyte: str, hours: Floats) -> Floats:
        """Plasma [ng/mL] at `hours`, [T, P]; "S-ketamine" one enantiomer, "ketamine" both."""
        letter, _, moiety = analyte.rpartition("-")
        wanted = [f"{letter.lower()}_{moiety}"] if letter else [f"s_{moiety}", f"r_{moiety}"]
        levels = _levels(self, tuple(hours))
        known = [name for name in wanted if name in levels.values]
        if not known:
            raise InputError("scale", analyte, f"what {levels.model} gives: {', '.join(levels.values)}")
        found: Floats = 1000.0 * np.sum([levels[name] for name in known], axis=0)
        return found


@lru_cache(maxsize=4)
def _levels(pool: Pool, hours: tuple[float, ...]) -> plasma.Levels:
    """Every analyte, [T, P]; kept for the endpoints that read the same levels."""
    line = pool.treated.line
    return plasma.levels(line.regimen, pool.treated.people.subjects, np.array(hours), line.model)


Key = tuple[str, ...]
Pools = dict[Key, Pool]


def key(trial: Trial, arm: Arm) -> Key:
    """What makes two arms the same."""
    population = trial.population
    parts: tuple[Any, ...] = (population.weight, population.age, population.baseline, arm.plan)
    said = tuple(part.model_dump_json() if part is not None else "" for part in parts)
    return (*said, population.condition, arm.blinding, str(masked(arm)), arm.plasma or "", str(arm.probes))


def masked(arm: Arm) -> bool:
    """Whether nobody can feel what was given."""
    return arm.control == "anaesthesia-masked"


def simulate(
    trials: Sequence[Trial],
    patients: int = PATIENTS,
    seed: int = 0,
    progress: Callable[[int], None] | None = None,
) -> Pools:
    """Every arm of the trials, `patients` virtual patients each; `progress` is called with the arms done."""
    wanted: dict[Key, tuple[Trial, Arm, set[float]]] = {}
    for trial in trials:
        for arm in trial.arms:
            _, _, hours = wanted.setdefault(key(trial, arm), (trial, arm, set()))
            hours.update(_read_at(trial, arm))
    found: Pools = {}
    for done, (name, (trial, arm, hours)) in enumerate(wanted.items(), 1):
        found[name] = follow(trial, arm, np.array(sorted(hours)), patients, seed)
        if progress:
            progress(done)
    return found


def count(trials: Sequence[Trial]) -> int:
    """How many arms `simulate` follows."""
    return len({key(trial, arm) for trial in trials for arm in trial.arms})


def follow(trial: Trial, arm: Arm, hours: Floats, patients: int, seed: int) -> Pool:
    """One arm."""
    plan = plan_of(trial, arm)
    numbers = np.arange(patients)
    treated = treatment.prepare(plan, numbers, seed, model=arm.plasma, probes=arm.probes)
    people = _as_described(treated.people, trial.population, seed)
    if masked(arm):  # anaesthesia is a full cue in either arm, and tells nobody which drug it was
        e = people.patient.expectation
        sealed = dataclasses.replace(e, base=e.base + e.unblinding, unblinding=0.0 * e.unblinding)
        people = people._replace(patient=people.patient._replace(expectation=sealed))
    line = treated.line._replace(stop=float(hours[-1]) + 1.0)
    sore = trial.population.condition == "pain"
    values = cohort.follow(line, people, hours, keep=KEPT + (PAIN if sore else ())) if len(hours) > 1 else {}
    if sore and values:
        values["pain"] = _pain(values, people, trial.population, seed)
    baseline = np.broadcast_to(np.asarray(people.patient.traits.baseline, float), (patients,))
    return Pool(hours, values, baseline, treated._replace(people=people, line=line), last_dose(trial, arm))


def _pain(values: dict[str, Floats], people: cohort.Cohort, population: Population, seed: int) -> Floats:
    """NRS pain without the noise of a rating, [T, P]; spread and lasting relief are drawn as in a forecast."""
    p, numbers, given = people.patient.pain, people.numbers, population.baseline
    start = given.mean if given is not None and given.scale == "NRS pain" else p.baseline
    z_start, z_relief = (cohort.draw(seed, f"pain {what}", numbers) for what in ("baseline", "relief"))
    baseline, responds = pain.patients(z_start, z_relief, numbers < 0, start, p)
    found = pain.score(baseline, values["pain_signal"], values["pain_memory"], responds, values["expectation"], p)
    return np.asarray(found)


def _as_described(people: cohort.Cohort, population: Population, seed: int) -> cohort.Cohort:
    """The patients with weights, ages and scores spread as the file says."""
    numbers, subjects = people.numbers, people.subjects
    weight, age = population.weight, population.age
    if weight.sd:
        spread = quantity.kilograms(weight.sd) * cohort.draw(seed, "weight", numbers)
        subjects = dataclasses.replace(subjects, weight=np.clip(subjects.weight + spread, 40.0, 160.0))
    if age.sd:
        spread = quantity.years(age.sd) * cohort.draw(seed, "age", numbers)
        subjects = dataclasses.replace(subjects, age=np.clip(subjects.age + spread, *ADULTS))
    patient = people.patient
    if population.baseline is not None:
        mean, sd = as_madrs(population)
        scores = np.clip(mean + sd * cohort.draw(seed, "baseline", numbers), min(20.0, 0.6 * mean), 60.0)
        patient = patient._replace(traits=patient.traits._replace(baseline=scores))
    return people._replace(subjects=subjects, patient=patient)


def as_madrs(population: Population) -> tuple[float, float]:
    """Mean and standard deviation of the baseline on MADRS; the model's own where the scale has no equivalent."""
    given, own = population.baseline, _mood()
    if given is None or given.scale not in ("MADRS", *scales.EQUIVALENT):
        return own
    mean = scales.madrs_equivalent(given.mean, given.scale)
    slope = mean / given.mean
    return mean, slope * given.sd


def factor(scale: str, population: Population) -> float:
    """Points of a scale without published equivalents for one point of MADRS, at the same share of the baseline."""
    given, (mean, _) = population.baseline, _mood()
    if given is not None and given.scale == scale:
        return given.mean / mean
    return (scales.scale(scale).highest or 60.0) / 60.0


def _mood() -> tuple[float, float]:
    return float(Mood().baseline), float(Mood().baseline_sd)


def _read_at(trial: Trial, arm: Arm) -> set[float]:
    """Every hour at which the course of an arm is read; 0 alone where nothing but plasma is."""
    found = {0.0}
    for endpoint in trial.endpoints:
        if arm.name in (endpoint.arm, *endpoint.versus):
            found |= _hours_of(endpoint, last_dose(trial, arm))
    return found | course_hours(trial)


def course_hours(trial: Trial) -> set[float]:
    """When every arm is rated: the visits, or where none is named every time at which a score is compared [h]."""
    scored = [e for e in trial.endpoints if names.SCALES[e.scale] == "score" and e.statistic != "in words"]
    if not scored:
        return set()
    return set(trial.visit_hours) or {hour for e in scored for hour in e.hours}


def _hours_of(endpoint: Endpoint, last: float) -> set[float]:
    kind = names.SCALES[endpoint.scale]
    other = endpoint.with_
    found: set[float] = set()
    if kind not in ("plasma", "not simulated") and endpoint.statistic != "in words":
        within = endpoint.statistic.startswith("peak") or endpoint.statistic == "ratio of means"
        found |= _session(endpoint.hours) if within else set(endpoint.hours)
        if endpoint.scale == "MEQ30":
            found.add(SESSION)
    if other is not None and names.SCALES[other.scale] not in ("plasma", "not simulated") and other.at:
        hours = (quantity.hours(other.at),)
        found |= _session(hours) if endpoint.statistic == "ratio of means" else set(hours)
    if endpoint.statistic in ("time to relapse", "relapse free", "hazard"):
        start = endpoint.hours[0]
        found |= set(start + STEP * np.arange(1 + int((relapse_until(endpoint, last) - start) / STEP)))
    return found


def relapse_until(endpoint: Endpoint, last: float) -> float:
    """End of the search for a relapse [h after the first dose]; `last` is the start of the last dose [h]."""
    return last + (quantity.hours(endpoint.until) if endpoint.until else RELAPSE)


def last_dose(trial: Trial, arm: Arm) -> float:
    """Start of the last dose of an arm [h]."""
    return max((d.time for d in dose.expand(plan_of(trial, arm)).doses), default=0.0)


def _session(hours: Sequence[float]) -> set[float]:
    return {hour + minute for hour in hours for minute in MINUTES}
