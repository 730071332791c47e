"""The arms that a plan is compared with: the same patient on the same days, given something else.

Lanicemine, midazolam and saline are infused at the start of each dose of the plan, as in the trials whose plans are
bundled (`INFUSED`). Midazolam is taken to raise the GABA gain as a usual dose of a benzodiazepine does, while it is
infused (assumed; `circuit.release`).
"""

from __future__ import annotations

import numpy as np

from resynapse import dose
from resynapse.course import Patient
from resynapse.dose import Plan, quantity
from resynapse.network import BrainState
from resynapse.zoom.moment import BEFORE

INFUSED = {
    "lanicemine": "zarate_2013_lanicemine",
    "midazolam": "murrough_2013_midazolam",
    "saline": "berman_2000_saline",
}
SEDATIVE = "midazolam"


def of(plan: Plan) -> dict[str, Plan]:
    """The plan itself, under the name of its drug, and the other arms; it stands alone if it gives nothing."""
    drugs = sorted({one.drug for one in dose.expand(plan).doses})
    if not drugs:
        return {plan.name: plan}
    own = drugs[0] if len(drugs) == 1 else plan.name
    return {own: plan} | {arm: instead(plan, dose.load_plan(name)) for arm, name in INFUSED.items() if arm != own}


def instead(plan: Plan, other: Plan) -> Plan:
    """A plan with the first dose of another at the start of each of its own, none before the last has ended."""
    given, long = other.doses[0], dose.expand(other).doses[0].duration
    starts: list[float] = []
    for one in dose.expand(plan).doses:
        if not starts or one.time >= starts[-1] + long:
            starts.append(one.time)
    doses = tuple(given.model_copy(update={"at": f"{start:.6f} h"}) for start in starts)
    name = f"{plan.name}, {given.drug} instead"
    return plan.model_copy(update={"name": name, "doses": doses})


def sedated(state: BrainState, plan: Plan, at: str) -> BrainState:
    """A state with the GABA gain that a sedative has while it is infused; otherwise as it is."""
    if at.strip() == BEFORE:
        return state
    hours = quantity.hours(at, "at")
    if not any(it.drug == SEDATIVE and it.time < hours <= it.stop + 1e-9 for it in dose.expand(plan).doses):
        return state
    gain = 1.0 + Patient().release.benzodiazepine
    return state._replace(gaba=np.maximum(gain, np.asarray(state.gaba, dtype=np.float64)))
