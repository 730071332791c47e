"""From a regimen to levels: what a plan puts into the body, and what blood and brain hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from resynapse.errors import InputError
from resynapse.plasma import brain
from resynapse.plasma.linear import Array, Inflow, System, propagate, readouts
from resynapse.plasma.model import SESSION, Given, Model
from resynapse.plasma.modifiers import AGENTS, Activity, activity
from resynapse.plasma.published import COMPARATORS, DEFAULT
from resynapse.plasma.subjects import Subjects, typical

if TYPE_CHECKING:
    from resynapse.dose.regimen import Dose, Regimen

KETAMINES = ("ketamine", "esketamine", "arketamine")
BRAIN_KETAMINE = ("brain_s_ketamine", "brain_r_ketamine")


@dataclass(frozen=True)
class Stretch:
    """One set of rates, from `start` h until the next stretch."""

    start: float
    system: System


@dataclass(frozen=True)
class Part:
    """The linear system of one moiety with everything that enters it."""

    moiety: str
    model: Model
    stretches: tuple[Stretch, ...]
    inflows: tuple[Inflow, ...]


@dataclass(frozen=True)
class Levels:
    """Plasma in mg/L and unbound brain in umol/L, each [T, P]; `levels["s_ketamine"]`.

    Attributes:
        hours: [T].
        values: readout to [T, P].
        model: the model's name.
        sampling: venous or arterial.
    """

    hours: Array
    values: dict[str, Array]
    model: str
    sampling: str

    def __getitem__(self, name: str) -> Array:
        if name not in self.values:
            raise InputError("analyte", name, f"what {self.model} gives: {', '.join(self.values)}")
        return self.values[name]


def levels(
    regimen: Regimen,
    subjects: Subjects,
    hours: ArrayLike,
    model: Model = DEFAULT,
    analytes: Sequence[str] | None = None,
) -> Levels:
    """Levels of every analyte, or of those named, at `hours`.

    Raises:
        InputError: what the model cannot express: drug, route, analyte, species, age, covariate.
    """
    times = np.atleast_1d(np.asarray(hours, dtype=np.float64))
    given = parts(regimen, subjects, model)
    others = tuple(m for m in COMPARATORS if any(dose.drug in m.drugs for dose in regimen.doses))
    offered = [*model.analytes, *BRAIN_KETAMINE, *(a for m in others for a in m.analytes)]
    offered += [f"brain_{m.name.lower()}" for m in COMPARATORS]
    wanted = offered if analytes is None else list(analytes)
    for name in wanted:
        if name not in offered:
            raise InputError("analyte", name, f"{', '.join(offered)} of the model {model.name}")
    values = {name: np.zeros((times.size, subjects.number)) for name in wanted}
    for part in given:
        for name, value in follow(part, times, wanted).items():
            values[name] += value
    return Levels(times, values, model.name, model.sampling)


def follow(part: Part, times: Array, wanted: Iterable[str]) -> dict[str, Array]:
    """The wanted readouts of one moiety, each [T, P], through every change of rates."""
    names = [name for name in wanted if name in part.stretches[0].system.readouts]
    if len(part.stretches) == 1 or not names:
        return readouts(part.stretches[0].system, part.inflows, times, names)
    values = {name: np.zeros((times.size, part.stretches[0].system.rates.shape[0])) for name in names}
    state: Array | None = None
    for k, stretch in enumerate(part.stretches):
        stop = part.stretches[k + 1].start if k + 1 < len(part.stretches) else np.inf
        here = [cut for inflow in part.inflows if (cut := _within(inflow, stretch.start, stop)) is not None]
        chosen = np.flatnonzero((times >= stretch.start) & (times < stop))
        found = readouts(stretch.system, here, times[chosen], names, state, stretch.start)
        for name in names:
            values[name][chosen] = found[name]
        if np.isfinite(stop):
            state = propagate(stretch.system, here, [stop], state, stretch.start)[0]
    return values


def parts(regimen: Regimen, subjects: Subjects, model: Model = DEFAULT) -> tuple[Part, ...]:
    """The linear systems of a regimen: rates, compartment names, inflows and readouts, one per moiety."""
    for dose in regimen.doses:
        if one := _model_of(dose, model, COMPARATORS):
            one.accept(dose, subjects)
    return _parts(regimen, subjects, model)


def _parts(regimen: Regimen, subjects: Subjects, model: Model) -> tuple[Part, ...]:
    found: list[Part] = []
    for one in (model, *COMPARATORS):
        doses = [dose for dose in regimen.doses if _model_of(dose, model, COMPARATORS) is one]
        moieties = list(dict.fromkeys(moiety for dose in doses for moiety, _ in one.drugs[dose.drug]))
        for moiety in moieties:
            stretches = _stretches(regimen, moiety, subjects, one)
            index = {name: i for i, name in enumerate(stretches[0].system.names)}
            entering = tuple(
                inflow
                for given in _given(doses, moiety, subjects, one)
                for inflow in one.inflows(moiety, given, subjects, index)
            )
            found.append(Part(moiety, one, stretches, entering))
    return tuple(found)


def edges(regimen: Regimen, model: Model = DEFAULT) -> list[float]:
    """Hours, ascending, where an inflow starts or stops or rates change."""
    one = typical(age=max(model.ages[0], min(40.0, model.ages[1])))
    one = Subjects(one.weight, one.age, species=model.species)
    for dose in regimen.doses:
        if its := _model_of(dose, model, COMPARATORS):
            its.takes(dose, model.species)
    found: set[float] = set()
    for part in _parts(regimen, one, model):
        found |= {inflow.start for inflow in part.inflows}
        found |= {inflow.stop for inflow in part.inflows}
        found |= {stretch.start for stretch in part.stretches if np.isfinite(stretch.start)}
    return sorted(found)


def random_effects(model: Model = DEFAULT) -> tuple[str, ...]:
    """The model's own between-subject effects, then the effect site's."""
    return (*model.random_effects, *brain.RANDOM_EFFECTS)


def _model_of(dose: Dose, model: Model, comparators: tuple[Model, ...]) -> Model | None:
    """Which model takes this dose; None for saline."""
    if dose.drug == "saline":
        return None
    return next((m for m in comparators if dose.drug in m.drugs), model)


def _given(doses: list[Dose], moiety: str, subjects: Subjects, model: Model) -> list[Given]:
    """Every dose that brings the moiety, with the milligrams of each subject."""
    found = []
    for k, dose in enumerate(doses):
        share = dict(model.drugs[dose.drug]).get(moiety, 0.0)
        whole = _milligrams(dose, subjects)
        before = np.zeros(subjects.number)
        for earlier in doses[:k]:
            same = earlier.drug == dose.drug and earlier.route == dose.route == "nasal"
            if same and 0.0 <= dose.time - earlier.time < SESSION.gap:
                before = before + _milligrams(earlier, subjects)
        if share > 0.0:
            found.append(Given(dose.time, dose.duration, dose.route, dose.drug, share * whole, whole, before))
    return found


def _milligrams(dose: Dose, subjects: Subjects) -> Array:
    """Mg [P] of one dose."""
    return dose.amount * (subjects.weight if dose.per_kg else np.ones(subjects.number))


def _stretches(regimen: Regimen, moiety: str, subjects: Subjects, model: Model) -> tuple[Stretch, ...]:
    """The systems of a moiety, one for each period of constant co-medication."""
    acting = [exposure for exposure in regimen.comedication if exposure.drug in AGENTS]
    if not model.enzymes:
        if acting:
            raise InputError("comedication", acting[0].drug, f"none that acts on enzymes; {model.offers()}")
        return (Stretch(-np.inf, model.system(moiety, subjects, Activity())),)
    starts = [-np.inf, *sorted({hour for exposure in acting for hour in (exposure.start, exposure.stop)})]
    found: list[tuple[float, Activity]] = []
    for start in starts:
        drugs = [e.drug for e in acting if e.start <= start < e.stop]
        enzymes = activity(subjects.liver, subjects.cyp2b6, subjects.cyp3a4, drugs)
        if not found or found[-1][1] != enzymes:
            found.append((start, enzymes))
    first = min((dose.time for dose in regimen.doses), default=0.0)
    while len(found) > 1 and found[1][0] <= first:  # nothing is in the body yet
        found.pop(0)
    return tuple(Stretch(start, model.system(moiety, subjects, enzymes)) for start, enzymes in found)


def _within(inflow: Inflow, start: float, stop: float) -> Inflow | None:
    """The piece of an inflow that falls into [start, stop); a bolus belongs to the stretch it starts."""
    if inflow.stop == inflow.start:
        return inflow if start <= inflow.start < stop else None
    begin, end = max(inflow.start, start), min(inflow.stop, stop)
    if end <= begin:
        return None
    return Inflow(
        inflow.compartment, begin, end - begin, inflow.amount * ((end - begin) / (inflow.stop - inflow.start))
    )
