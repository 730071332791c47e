"""What the tests of trials share: a planned trial, and pools of made-up patients."""

from __future__ import annotations

import copy

import numpy as np

from resynapse.trial.file import Trial
from resynapse.trial.pool import Pool, key
from resynapse.trial.reading import load_trial

INFUSION = {"drug": "ketamine", "route": "iv", "amount": "0.5 mg/kg", "duration": "40 min"}
SALINE = {"drug": "saline", "route": "iv", "duration": "40 min"}
PLANNED = {
    "schema": 1,
    "name": "planned",
    "arms": [
        {"name": "ketamine", "n": 20, "plan": {"doses": [INFUSION]}},
        {"name": "saline", "n": 20, "control": "saline", "plan": {"doses": [SALINE]}},
    ],
    "visits": ["24 h", "7 d"],
    "endpoints": [
        {"arm": "ketamine", "versus": "saline", "scale": "MADRS", "at": "24 h", "statistic": "mean change"},
        {"arm": "ketamine", "scale": "MADRS", "at": "7 d", "statistic": "response"},
    ],
}


def changed(**endpoint) -> dict:
    """The planned trial with its first endpoint changed."""
    content = copy.deepcopy(PLANNED)
    content["endpoints"] = [content["endpoints"][0] | endpoint]
    return content


def planned(**endpoint) -> Trial:
    """The same, read."""
    return load_trial(changed(**endpoint))


def made_up(trial: Trial, means: dict[str, float], sd: float = 6.0, patients: int = 400) -> dict:
    """Pools without a simulation: MADRS 30 before, then normal with these changes."""
    drawn = np.random.default_rng(1).standard_normal(patients)
    found = {}
    for arm in trial.arms:
        hours = np.array([0.0, 24.0, 168.0])
        base = np.full(patients, 30.0)
        after = np.clip(30.0 + means[arm.name] + sd * drawn, 0.0, 60.0)
        values = {"score": np.stack([base, after, after])}
        found[key(trial, arm)] = Pool(hours, values, base, None, 0.0)  # type: ignore[arg-type]
    return found
