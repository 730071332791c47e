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
from resynapse.treatment import INFUSED, instead
from resynapse.zoom.moment import BEFORE

SEDATIVE = "midazolam"


def of(plan: Plan) -> dict[str, Plan]:
    """The plan itself, under the name of its drug, and the other arms; it stands alone if it gives nothing."""
    drugs = sorted({one.drug for one in dose.expand(plan).doses})
    if not drugs:
        return {plan.name: plan}
    own = drugs[0] if len(drugs) == 1 else plan.name
    return {own: plan} | {arm: instead(plan, dose.load_plan(name)) for arm, name in INFUSED.items() if arm != own}


def sedated(state: BrainState, plan: Plan, at: str) -> BrainState:
    """A state with the GABA gain that a sedative has while it is infused; otherwise as it is."""
    if at.strip() == BEFORE:
        return state
    hours = quantity.hours(at, "at")
    if not any(it.drug == SEDATIVE and it.time < hours <= it.stop + 1e-9 for it in dose.expand(plan).doses):
        return state
    gain = 1.0 + Patient().release.benzodiazepine
    return state._replace(gaba=np.maximum(gain, np.asarray(state.gaba, dtype=np.float64)))
