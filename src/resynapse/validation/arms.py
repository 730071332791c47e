"""The simulated arms of the published trials, and how a trial of the true size reads them.

Every arm is simulated once, with many virtual patients of 70 kg under lasting stress, each rated four times over; a
published statistic is read from all of them, and its sampling error from trials drawn out of them at the published
size. Scores are as a rater writes them down (noise of one rating); `latent` is without it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from resynapse import cohort, course, plasma, solve
from resynapse import timeline as tl
from resynapse.dose import Dose, Exposure, Regimen
from resynapse.fit import experiments
from resynapse.solve import Floats

PATIENTS = 512
SEED = 2  # not the patients of the fit
REPEATS = 4  # ratings of each patient
KEPT = ("score", "cadss", "systolic", "glutamate")
FIRST = (0.0, 1 / 6, 1 / 3, 0.5, 40 / 60, 1.0, 80 / 60, 1.5, 110 / 60)
MONTH = tuple(168.0 * week + day for week in range(4) for day in (0.0, 72.0))  # twice a week
THRICE = tuple(168.0 * week + day for week in range(3) for day in (0.0, 48.0, 96.0)) + (504.0, 672.0, 840.0)
QUARTER = tuple(168.0 * week for week in range(14))
HELD = 0.5  # h at one target level
STEPS = (50.0, 100.0, 150.0, 200.0)  # ng/mL

Values = dict[str, Floats]


class Arm(NamedTuple):
    """One simulated arm.

    Attributes:
        regimen: what is given.
        hours: when it is read; the first is before treatment.
        open_label: 1 where patient and rater know the drug.
        gate: 1 where mTORC1 carries early potentiation, as in rodents.
    """

    regimen: Regimen
    hours: tuple[float, ...]
    open_label: float = 0.0
    gate: float = 0.0


class Trial(NamedTuple):
    """Patients of every arm, drawn or all of them.

    Attributes:
        values: by arm and name: `score` and `latent` [points], `cadss` [points], `systolic` [mmHg], `glutamate`
            [multiples of rest], `metabolite` [mg/L, R-hydroxynorketamine at 4 h and norketamine at 1.5 h]; [T, n].
        hours: by arm, [T].
    """

    values: Mapping[str, Values]
    hours: Mapping[str, tuple[float, ...]]


def each(times: tuple[float, ...], drug: str, route: str, amount: float, hours: float, per_kg: bool) -> Regimen:
    """The same dose at every one of `times` [h]."""
    return Regimen(tuple(Dose(t, drug, route, amount, per_kg, hours) for t in times))


def nasal(times: tuple[float, ...], sprays: int) -> Regimen:
    """Nasal esketamine, devices of 28 mg five minutes apart."""
    return Regimen(tuple(Dose(t + k / 12, "esketamine", "nasal", 28.0) for t in times for k in range(sprays)))


def all_arms() -> dict[str, Arm]:
    """Every arm, those of the fit among them with their own hours and more."""
    iv, again = experiments.infusions, (0.0, 72.0)
    own = {
        "single": Arm(iv((0.0,)), (*FIRST, 2.0, 230 / 60, 4.0, 336.0)),
        "saline": Arm(iv((0.0,), 0.0, "saline"), (*FIRST, 48.0, 156.0, 168.0)),
        "midazolam": Arm(iv((0.0,), 0.045, "midazolam"), FIRST),
        "six": Arm(iv(experiments.SIX), (0.0, 2.0, 4.0), 1.0),
        "dose 0.1": Arm(iv((0.0,), 0.1), (0.0, 24.0, 72.0)),
        "dose 1.0": Arm(iv((0.0,), 1.0), (0.0, 24.0, 72.0)),
        "open": Arm(iv((0.0,)), (0.0, 230 / 60, 72.0), 1.0),
        "esketamine 0.2": Arm(iv((0.0,), 0.2, "esketamine"), (0.0, 24.0, 72.0)),
        "esketamine 0.4": Arm(iv((0.0,), 0.4, "esketamine"), (0.0, 24.0, 72.0)),
        "nasal 28": Arm(nasal(again, 1), (0.0, 168.0)),
        "nasal 56": Arm(nasal(again, 2), (0.0, 168.0)),
        "nasal 84": Arm(nasal(MONTH, 3), (0.0, 40 / 60, 1.5, 3.0, 24.0, 168.0, 672.0)),
        "nasal 84 open": Arm(nasal(MONTH, 3), (0.0, 672.0), 1.0),
        "nasal saline": Arm(each(MONTH, "saline", "nasal", 0.0, 0.0, False), (0.0, 3.0, 24.0, 168.0, 672.0)),
        "lanicemine": Arm(
            each((0.0,), "lanicemine", "iv", 150.0, 1.0, False), (0.0, 1.0, 110 / 60, 48.0, 156.0, 168.0)
        ),
        "lanicemine repeated": Arm(each(THRICE, "lanicemine", "iv", 100.0, 1.0, False), (0.0, 504.0, 1008.0)),
        "saline repeated": Arm(each(THRICE, "saline", "iv", 0.0, 1.0, False), (0.0, 504.0, 1008.0)),
        "month": Arm(iv(MONTH), (0.0, 672.0)),
        "month midazolam": Arm(iv(MONTH, 0.045, "midazolam"), (0.0, 672.0)),
        "month under the skin": Arm(each(MONTH, "ketamine", "sc", 0.5, 0.0, True), (0.0, 672.0)),
        "rapamycin": Arm(_with_rapamycin(), (0.0, 24.0, 336.0)),
        "rapamycin, rodent gate": Arm(_with_rapamycin(), (0.0, 24.0, 336.0), gate=1.0),
        "weekly": Arm(
            each(QUARTER, "ketamine", "sc", 1.0, 0.0, True),
            tuple(start + after for start in (QUARTER[0], QUARTER[-1]) for after in FIRST),
            1.0,
        ),
        "steps": Arm(_steps(), (0.0, *(HELD * (k + 1) for k in range(len(STEPS)))), 1.0),
    }
    fitted = {name: Arm(arm.regimen, arm.hours, arm.open_label) for name, arm in experiments.ARMS.items()}
    return fitted | {name: _also(arm, fitted.get(name)) for name, arm in own.items()}


def _also(arm: Arm, fitted: Arm | None) -> Arm:
    return arm if fitted is None else arm._replace(hours=tuple(sorted({*arm.hours, *fitted.hours})))


def _with_rapamycin() -> Regimen:
    """Oral rapamycin two hours before; how long it acts (two days) is assumed."""
    return dataclasses.replace(experiments.infusions((0.0,)), comedication=(Exposure("rapamycin", -2.0, 46.0),))


def _steps(width: float = 1 / 12) -> Regimen:
    """Infusions of `width` h each that hold plasma ketamine at 50, 100, 150 and 200 ng/mL for half an hour each."""
    count = round(HELD / width)
    ends = width * np.arange(1, count * len(STEPS) + 1)
    unit = Regimen((Dose(0.0, "ketamine", "iv", 1.0, False, width),))
    levels = plasma.levels(unit, plasma.typical(70.0), ends, plasma.DEFAULT)
    response = 1000.0 * (levels["s_ketamine"] + levels["r_ketamine"])[:, 0]
    wanted, doses = np.repeat(STEPS, count), np.zeros(len(ends))
    for k in range(len(ends)):
        doses[k] = max(0.0, (wanted[k] - response[1 : k + 1][::-1] @ doses[:k]) / response[0])
    return Regimen(
        tuple(
            Dose(float(t - width), "ketamine", "iv", float(d), False, width) for t, d in zip(ends, doses, strict=True)
        )
    )


def simulate(patients: int = PATIENTS, seed: int = SEED) -> Trial:
    """Every arm with `patients` virtual patients, each rated `REPEATS` times."""
    solve.remember_compilations()
    typical = cohort.balanced(course.Patient())
    rng = np.random.default_rng(seed)
    arms = all_arms()
    values = {name: _rated(_follow(arm, typical, patients, seed), rng) for name, arm in arms.items()}
    return Trial(values, {name: arm.hours for name, arm in arms.items()})


def _follow(arm: Arm, patient: course.Patient, patients: int, seed: int) -> Values:
    hours = np.array(arm.hours)
    model = plasma.suited_to(arm.regimen)
    line = tl.timeline(arm.regimen, model, 1.0, float(hours[-1]) + 1.0)
    traits = patient.traits._replace(open_label=arm.open_label, baseline=patient.mood.baseline)
    spines = dataclasses.replace(patient.spines, gate=arm.gate) if arm.gate else patient.spines
    people = cohort.people(
        seed, np.arange(patients), plasma.typical(70.0), patient._replace(traits=traits, spines=spines), model
    )
    found = cohort.follow(line, people, hours, keep=KEPT)
    if arm.regimen == experiments.infusions((0.0,)):
        levels = plasma.levels(arm.regimen, people.subjects, np.array([1.5, 4.0]), model)
        norketamine = levels["s_norketamine"] + levels["r_norketamine"]
        found["metabolite"] = np.stack([levels["r_hydroxynorketamine"][1], norketamine[0]])
    return found


def _rated(values: Values, rng: np.random.Generator) -> Values:
    wide = {name: np.tile(value, (1, REPEATS)) for name, value in values.items()}
    noise = cohort.Spread().rating * rng.standard_normal(wide["score"].shape)
    return {**wide, "latent": wide["score"], "score": np.clip(wide["score"] + noise, 0.0, 60.0)}


def draw(trial: Trial, sizes: Mapping[str, int], paired: bool, rng: np.random.Generator) -> Trial:
    """One trial of the true size: `sizes` patients of each arm, the same ones in every arm of a crossover."""
    found: dict[str, Values] = {}
    same = None
    for arm, size in sizes.items():
        everyone = trial.values[arm]["score"].shape[1]
        if same is None or not paired:
            same = rng.integers(0, everyone, size)
        chosen = same
        found[arm] = {name: value[:, chosen] for name, value in trial.values[arm].items()}
    return Trial(found, trial.hours)


def index(trial: Trial, arm: str, hour: float) -> int:
    """Row of `hour` in an arm; ValueError when it is not read then."""
    near = np.flatnonzero(np.abs(np.array(trial.hours[arm]) - hour) < 1e-6)
    if not len(near):
        raise ValueError(f"{arm} is not read at {hour:g} h")
    return int(near[0])


def as_fitted(trial: Trial, rated: bool) -> experiments.Results:
    """The arms as the calibration readers expect them, with rated or latent scores."""
    found: experiments.Results = {}
    for name, arm in experiments.ARMS.items():
        if name in trial.values:
            rows = [index(trial, name, hour) for hour in arm.hours]
            here = trial.values[name]
            found[name] = {key: here[key][rows] for key in ("cadss", "systolic")}
            found[name]["score"] = here["score" if rated else "latent"][rows]
    return found
