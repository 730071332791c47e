"""Structure in rodents beyond `mechanism`: what drives new spines, what lasts, what returns by itself; PET in people.

Limits were set before any of these runs: unchanged is within 3 % of density and 10 % of a rate, "recovered" within
5 points, what works alone makes more than half of what ketamine makes, PET within 5 %, nothing is below a fifth.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from resynapse import cohort, treatment
from resynapse.dose import Plan, load_plan
from resynapse.solve import Floats
from resynapse.trial.interval import Published
from resynapse.validation.check import Check, at_least, at_most
from resynapse.validation.mechanism import DAY, TYPICAL, Run, density, followed, rat, spines

LI = "li_2010_rat"
FINE = np.arange(12.0, 100.0, 0.25)  # h, while new spines come and go
DAYS = DAY * np.arange(-10.0, 11.0, 10.0)


def plan(name: str, **changes: Any) -> Plan:
    """A bundled plan with some of its parts replaced."""
    return Plan.model_validate(load_plan(name).model_dump(by_alias=True, exclude_none=True) | changes)


def injected(amount: str) -> Plan:
    """The rat of Li 2010 with another amount."""
    return plan(LI, doses=[{"drug": "ketamine", "route": "ip", "amount": amount, "duration": "0 min", "at": "0 h"}])


@cache
def without_formation() -> tuple[Run, Any]:
    """The rat of Li 2010 when no spine can form, and its numbers of mood."""
    ready = treatment.prepare(LI, TYPICAL)
    patient = ready.people.patient
    bare = patient._replace(spines=replace(patient.spines, formation=0.0))
    line, people = ready.line._replace(stop=8 * DAY), ready.people._replace(patient=bare)
    found = cohort.follow(line, people, np.array([0.0, 4.0, 7 * DAY]), workers=1)
    return {name: value[:, 0] for name, value in found.items()}, patient.mood


def relief(run: Run, k: int, mood: Any) -> float:
    """Fall of the log score that biology carries at the k-th time."""
    grown = run["synapses"][k] - run["synapses"][0]
    return float(np.ravel(mood.potentiation * run["potentiation"][k] + mood.synapses * grown)[0])


def share_of_relief(k: int) -> float:
    """What is left of the relief when no spine can form, at 4 h (1) or 7 d (2)."""
    bare, mood = without_formation()
    whole = followed(load_plan(LI), np.array([0.0, 4.0, 7 * DAY]))
    return relief(bare, k, mood) / relief(whole, k, mood)


def elimination(amount: str = "10 mg/kg") -> float:
    """Spines lost per new spine and hour in the rat over its drug-free value, where farthest from 1."""
    numbers = treatment.prepare(LI, TYPICAL).people.patient.spines
    run = followed(injected(amount), FINE)
    new, kept = run["new_spines"], run["kept_spines"]
    formed = float(numbers.formation) * run["delay_2"] * (1.0 - (new + kept) / float(numbers.room))
    rate = (formed - np.gradient(new, FINE, edge_order=2)) / new
    ratio = rate[2:-2] / (1.0 / float(numbers.new_hours) + float(numbers.consolidation))
    return float(ratio[np.argmax(np.abs(ratio - 1.0))])


@cache
def daily() -> Floats:
    """Spine density of a mouse given 10 mg/kg on five days, at 0, 6, 24, 72 and 132 h, over the first."""
    run = followed(load_plan("pryazhnikov_2018_mouse_daily"), np.array([0.0, 6.0, 24.0, 72.0, 132.0]))
    return density(run) / density(run)[0]


def alone() -> float:
    """Spines a day after an inhibitor of eEF2K without ketamine, over those after ketamine."""
    inhibitor = [{"drug": "eef2k_inhibitor", "from": "0 h", "to": "4 h"}]
    run = followed(plan(LI, doses=[], comedication=inhibitor), np.array([0.0, DAY]))
    start, day = density(run)
    return 100.0 * float(day / start - 1.0) / spines(rat(LI), DAY)


def proteins_at(amount: str) -> float:
    """Largest rise of synaptic proteins, over that of 10 mg/kg."""
    hours = np.linspace(0.0, 24.0, 97)
    return float(followed(injected(amount), hours)["proteins"].max() / followed(load_plan(LI), hours)["proteins"].max())


def missing(name: str) -> float:
    """What is missing ten days after ten days of stress [%]."""
    stress = [{"from": "-10 d", "to": "0 h", "level": 1.0}]
    run = followed(plan("radley_2006_rat_stress", stress=stress), DAYS)
    return 100.0 * float(run[name][-1] / run[name][0] - 1.0)


def terminals() -> float:
    """Change of presynaptic terminals a day after 0.5 mg/kg in a person [%]."""
    run = followed(load_plan("murrough_2013_ketamine"), np.array([0.0, DAY]))
    return 100.0 * float(run["terminals"][1] / run["terminals"][0] - 1.0)


def checks() -> tuple[Check, ...]:
    """All of them."""
    near = Published(0.0, -5.0, 5.0)
    return (
        Check(
            "M339",
            "spines a day after an inhibitor of eEF2K without ketamine",
            "share of the spines of ketamine alone",
            at_least(0.5),
            alone,
            "published in words, of behaviour: works alone",
        ),
        Check(
            "M349",
            "loss of new spines after ketamine",
            "rate over that without drug, where farthest from 1",
            Published(1.0, 0.9, 1.1),
            elimination,
            "published in words: elimination unchanged",
        ),
        Check(
            "M351",
            "mouse, 10 mg/kg a day: spines from 72 to 132 h",
            "change [points]",
            at_least(3.0),
            lambda: 100.0 * float(daily()[4] - daily()[3]),
            "published in words: up",
        ),
        Check(
            "M351.early",
            "mouse, 10 mg/kg a day: spines from 6 to 24 h",
            "change [points]",
            at_most(3.0),
            lambda: 100.0 * float(daily()[2] - daily()[1]),
            "published in words: not",
            "the delay follows the laboratories that see an onset at 12 h",
        ),
        Check(
            "M353",
            "relief at 4 h when no spine can form",
            "share of the relief with spines",
            at_least(0.5),
            lambda: share_of_relief(1),
            "published in words: the initial effect does not need spines",
        ),
        Check(
            "M353.lasting",
            "relief on day 7 when no spine can form",
            "share of the relief with spines",
            at_most(0.5),
            lambda: share_of_relief(2),
            "published in words: lasting does",
        ),
        Check(
            "M361",
            "spine density ten days after ten days of stress",
            "change [%]",
            near,
            lambda: missing("density"),
            "all back within 7 to 10 days",
        ),
        Check(
            "M361.length",
            "dendritic length ten days after ten days of stress",
            "change [%]",
            near,
            lambda: missing("length"),
            "all back within 7 to 10 days",
        ),
        Check("M377", "presynaptic terminals (SV2A) a day after 0.5 mg/kg in a person", "change [%]", near, terminals),
        Check(
            "E059",
            "synaptic proteins after 80 mg/kg",
            "largest rise, share of that of 10 mg/kg",
            at_most(0.2),
            lambda: proteins_at("80 mg/kg"),
            "remembered: no effect",
            "the clearing drug passes through the window that stimulates",
        ),
    )
