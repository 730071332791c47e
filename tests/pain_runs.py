"""Pain of many virtual patients with a plan, and with the same visits without the drug."""

import dataclasses

import numpy as np

from resynapse import cohort, dose, forecast
from resynapse.dose import Plan
from resynapse.symptoms import pain

PATIENTS = 512


def arms(plan: str | dict, hours: tuple[float, ...], seed: int = 4) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Hours [T], NRS pain with the drug and in the control arm [T, P]."""
    checked = dose.load_plan(plan) if isinstance(plan, str) else Plan.model_validate(plan)
    ready = forecast.prepare(checked, np.arange(PATIENTS), seed)
    none = tuple(dataclasses.replace(one, drug="saline", amount=0.0) for one in ready.regimen.doses)
    without = ready.line._replace(regimen=dataclasses.replace(ready.line.regimen, doses=none))
    return np.array(hours), _scores(ready.line, ready.people, hours, seed), _scores(without, ready.people, hours, seed)


def _scores(line, people, hours, seed):
    kept = ("pain_memory", "pain_signal", "expectation")
    found = cohort.follow(line, people, np.array(hours), keep=kept)
    drawn = (cohort.draw(seed, f"pain {what}", people.numbers) for what in ("baseline", "relief"))
    p = people.patient.pain
    baseline, responds = pain.patients(*drawn, people.numbers < 0, float(np.mean(p.baseline)), p)
    parts = found["pain_signal"], found["pain_memory"], responds, found["expectation"]
    return np.asarray(pain.score(baseline, *parts, p))
