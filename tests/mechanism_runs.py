"""What the tests of mechanism share: rows of published data, and one simulated animal or patient per experiment."""

from __future__ import annotations

import dataclasses
from functools import cache

import jax.numpy as jnp
import numpy as np

from resynapse import cohort, course, plasma, receptor
from resynapse import timeline as tl
from resynapse.dose import Dose, Exposure, Regimen, Spell
from resynapse.validation.columns import typical
from resynapse.validation.rows import number, rows

DAY = 24.0
WEIGHT = {"rat": 0.3, "mouse": 0.025, "human": 70.0}
# h; dense where signalling moves, daily where spines do
HOURS = np.unique(
    np.concatenate([np.arange(0.0, 3.01, 0.05), np.arange(3.5, 24.1, 0.5), np.arange(24.0, 21 * DAY + 1, 12.0)]).round(
        4
    )
)
UNTIL = float(HOURS[-1])


def row(identity: str) -> dict[str, str]:
    """One row of published data, read as the validation reads it."""
    return rows()[identity]


value = number


def free(concentration, drug: str = "ketamine") -> receptor.Free:
    """An unbound concentration [umol/L] of one drug; ketamine as racemate, or one enantiomer."""
    level = jnp.asarray(concentration, jnp.float64)
    nothing = jnp.zeros_like(level)
    share = {"ketamine": (0.5, 0.5), "esketamine": (1.0, 0.0), "arketamine": (0.0, 1.0)}.get(drug, (0.0, 0.0))
    others = (level if drug == name else nothing for name in ("memantine", "lanicemine"))
    return receptor.Free(share[0] * level, share[1] * level, *others)


def changed(patient: course.Patient, **groups) -> course.Patient:
    """The patient with some numbers replaced: `changed(p, spines={"gate": 1.0})`."""
    new = {}
    for name, numbers in groups.items():
        old = getattr(patient, name)
        new[name] = old._replace(**numbers) if isinstance(old, tuple) else dataclasses.replace(old, **numbers)
    return patient._replace(**new)


def rodent() -> course.Patient:
    """The same with mTORC1 carrying potentiation, as in rodents."""
    return changed(typical(), spines={"gate": 1.0})


def dose(amount: float, drug: str = "ketamine", at: float = 0.0) -> Dose:
    """An intraperitoneal injection [mg/kg]."""
    return Dose(at, drug, "ip", amount, True, 0.0)


INFUSION = Dose(0.0, "ketamine", "iv", 0.5, True, 40 / 60)


def given(*drugs: str, start: float = -0.5, stop: float = 24.0) -> tuple[Exposure, ...]:
    """Probes present from `start` to `stop` [h]."""
    return tuple(Exposure(drug, start, stop) for drug in drugs)


def simulate(
    doses=(),
    *,
    species="rat",
    probes=(),
    stress=(),
    background=0.0,
    patient=None,
    hours=HOURS,
    numbers=(-1,),
    spread=None,
):
    """Everything `course.story` names at `hours`: [T] for the typical one, [T, P] for several.

    Args:
        doses: `Dose` after `Dose`.
        background: lasting stress outside the spells.
        numbers: which patients; -1 is the typical one.
        spread: how they differ; not at all by default, so that the one for whom the anchors hold is followed.
    """
    model = plasma.default_for(species)
    regimen = Regimen(tuple(doses), tuple(probes), tuple(Spell(*s) for s in stress))
    line = tl.timeline(regimen, model, background, float(np.max(hours)) + 1.0)
    mind = patient or (typical() if species == "human" else rodent())
    who = cohort.people(
        0, list(numbers), plasma.typical(WEIGHT[species], species=species), mind, model, spread or cohort.alike()
    )
    found = cohort.follow(line, who, np.asarray(hours, float), workers=1)
    return {name: v[:, 0] if len(numbers) == 1 else v for name, v in found.items()}


def spines(run) -> np.ndarray:
    """Prefrontal spine density, multiples of the first time."""
    density = run["density"] + run["new_spines"] + run["kept_spines"]
    return density / density[0]


def at(run, name: str, hour: float, hours=HOURS) -> float:
    """One quantity at one time."""
    values = spines(run) if name == "spines" else run[name]
    return float(values[int(np.argmin(np.abs(np.asarray(hours) - hour)))])


@cache
def rat(amount: float = 10.0, probes: tuple[Exposure, ...] = ()):
    """A rat after one injection of ketamine, nothing else."""
    return simulate([dose(amount)] if amount else [], probes=probes)
