"""All equations of one patient and plan by name: plasma, course, and what happens when.

Plasma is its own linear system, written out; the course is traced (trace.py); doses, visits, stress and probes become
events. Times are hours after the start of the simulated span.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from typing import Any, NamedTuple

import jax
import numpy as np

from resynapse import course, plasma
from resynapse import timeline as tl
from resynapse.cohort import Cohort
from resynapse.sbml.trace import Node, literal, number, symbol, trace, write

SCALES = {"column": "circuit", "modulators": "circuit", "release": "circuit", "balance": "circuit"}
SCALES |= {"stress": "plasticity", "signalling": "plasticity", "spines": "plasticity", "homeostasis": "plasticity"}
SCALES |= {"window": "plasticity", "expectation": "symptoms", "dissociation": "symptoms", "pressure": "symptoms"}
SCALES |= {"mood": "symptoms", "traits": "patient"}
SWITCHED = ("stress", "visit", *tl.PROBES)


class Quantity(NamedTuple):
    """One SBML parameter.

    Attributes:
        value: number, or None where a rule gives it.
        unit: a unit of the package, "1" where dimensionless.
        meaning: one phrase.
        source: where the number comes from, "" where it is computed.
        moves: whether it changes in time.
    """

    value: float | None
    unit: str
    meaning: str
    source: str = ""
    moves: bool = False


class Equations(NamedTuple):
    """A whole model.

    Attributes:
        quantities: every id.
        rules: id to formula of what is algebraic.
        rates: id to formula of d(id)/dt [unit/h].
        events: hour to (id to formula), ascending.
        start: hour of the plan at which time 0 of the file lies.
    """

    quantities: dict[str, Quantity]
    rules: dict[str, str]
    rates: dict[str, str]
    events: dict[float, dict[str, str]]
    start: float


def equations(line: tl.Timeline, people: Cohort, analytes: Collection[str] | None = None) -> Equations:
    """The equations of the first patient of `people`.

    Args:
        analytes: plasma readouts that are wanted beside those that drive the course; all of them without it.
    """
    found = Equations({}, {}, {}, {}, line.start)
    found.quantities["first_dose"] = Quantity(-line.start, "h", "time of the plan's hour 0")
    wanted = None if analytes is None else {*analytes, *tl.BRAIN.values()}
    levels = _plasma(line, people.subjects, wanted, found)
    held = _switches(line, found)
    patient = jax.tree.map(lambda leaf: float(np.ravel(leaf)[0]), people.patient)
    _course(line.background, patient, levels | held, found)
    ordered = dict(sorted((hour, found.events[hour]) for hour in found.events))
    return found._replace(events=ordered)


def _at(found: Equations, hour: float, changes: dict[str, str]) -> None:
    found.events.setdefault(hour - found.start, {}).update(changes)


def _plasma(
    line: tl.Timeline, subjects: plasma.Subjects, analytes: Collection[str] | None, found: Equations
) -> dict[str, Node]:
    """Amounts, rates, inflows and readouts; returns the brain levels by the course's names, 0 for what is not given."""
    sums: dict[str, list[str]] = {}
    for part in plasma.parts(line.regimen, subjects, line.model):
        system = part.stretches[0].system
        seen = {name: w[0] for name, w in system.readouts.items() if analytes is None or name in analytes}
        kept = _kept(part, np.any([w != 0.0 for w in seen.values()], axis=0)) if seen else []
        names = {i: f"amount_{part.moiety}_{system.names[i]}" for i in kept}
        flows = {i: _inflow(part, i, name, found) for i, name in names.items()}
        for i, name in names.items():
            found.quantities[name] = Quantity(0.0, "mg", _words(name), "", True)
            found.rates[name] = _linear(part, i, names, flows[i], found)
        for readout, weights in seen.items():
            sums.setdefault(readout, []).extend(_reading(readout, weights, names, found))
    for readout, terms in sums.items():
        unit = "umol/L" if readout in tl.BRAIN.values() and "midazolam" not in readout else "mg/L"
        where = "unbound in the brain" if readout.startswith("brain_") else "in plasma"
        found.quantities[readout] = Quantity(None, unit, f"{readout.removeprefix('brain_')} {where}", "", True)
        found.rules[readout] = " + ".join(terms) or "0"
    return {name: symbol(readout) if readout in sums else number(0.0) for name, readout in tl.BRAIN.items()}


def _kept(part: plasma.exposure.Part, seen: Any) -> list[int]:
    """Compartments that something enters and that a readout sees."""
    flows = np.any([stretch.system.rates[0] != 0.0 for stretch in part.stretches], axis=0)
    everywhere = np.linalg.matrix_power(flows.astype(float) + np.eye(len(flows)), len(flows)) > 0.0  # [to, from]
    filled = everywhere[:, sorted({inflow.compartment for inflow in part.inflows})].any(axis=1)
    return [int(i) for i in np.flatnonzero(filled & everywhere[seen].any(axis=0))]


def _reading(readout: str, weights: Any, names: dict[int, str], found: Equations) -> list[str]:
    """The terms of one readout; each weight is a number of the patient."""
    terms = []
    for i, name in names.items():
        if weights[i]:
            own = f"{readout}_per_{name.removeprefix('amount_')}"
            found.quantities[own] = Quantity(float(weights[i]), "1", f"{_words(readout)} for each mg", "plasma model")
            terms.append(f"{own} * {name}")
    return terms


def _linear(part: plasma.exposure.Part, row: int, names: dict[int, str], flow: str, found: Equations) -> str:
    """d(amount)/dt of one compartment; rates that co-medication changes are set by events."""
    terms = []
    for column, name in names.items():
        values = [float(stretch.system.rates[0, row, column]) for stretch in part.stretches]
        if not any(values):
            continue
        source, target = (one.removeprefix("amount_") for one in (name, names[row]))
        own = f"loss_{source}" if row == column else f"flow_{source}_to_{target}"
        sign = -1.0 if row == column else 1.0
        meaning = f"rate {_words(own)}"
        found.quantities[own] = Quantity(sign * values[0], "1/h", meaning, part.model.paper, len(set(values)) > 1)
        for stretch, before, value in zip(part.stretches[1:], values, values[1:], strict=False):
            if value != before:
                _at(found, stretch.start, {own: literal(sign * value)})
        terms.append(f"{'- ' if row == column else '+ '}{own} * {name}")
    return " ".join([*terms, *([f"+ {flow}"] if flow else [])]).removeprefix("+ ") or "0"


def _inflow(part: plasma.exposure.Part, compartment: int, name: str, found: Equations) -> str:
    """Infusions as a rate that events switch, boluses as jumps; returns the id of the rate, "" without one."""
    here = [inflow for inflow in part.inflows if inflow.compartment == compartment]
    own, running = name.replace("amount_", "infusion_", 1), []
    for k, inflow in enumerate(here, start=1):
        amount = name.replace("amount_", f"dose_{k}_", 1)
        found.quantities[amount] = Quantity(float(inflow.amount[0]), "mg", f"amount of inflow {k}", "the plan")
        if inflow.stop == inflow.start:
            jumps = found.events.get(inflow.start - found.start, {})
            _at(found, inflow.start, {name: f"{jumps.get(name, name)} + {amount}"})
        else:
            running.append((inflow, amount))
    for hour in sorted({t for inflow, _ in running for t in (inflow.start, inflow.stop)}):
        on = [f"{amount} / {literal(i.stop - i.start)}" for i, amount in running if i.start <= hour < i.stop]
        _at(found, hour, {own: " + ".join(on) or "0"})
    if running:
        found.quantities[own] = Quantity(0.0, "mg/h", _words(own), "", True)
    return own if running else ""


def _switches(line: tl.Timeline, found: Equations) -> dict[str, Node]:
    """Stress, visits and probes as parameters that events set; what never changes stays a number."""
    spells: tuple[Any, ...] = (*line.regimen.stress, *line.regimen.comedication)
    edges = {line.start}
    edges |= {t for d in line.regimen.doses for t in (d.time, d.time + tl.VISIT_HOURS)}
    edges |= {t for one in spells for t in (one.start, one.stop)}
    hours = np.array(sorted(t for t in edges if t >= line.start))
    steps = tl.steps(line, hours)
    held: dict[str, Node] = {}
    for name in SWITCHED:
        before = line.background if name == "stress" else 0.0
        values = np.append(before, steps[name][:, 0])
        moves = bool(np.ptp(values))
        if not moves and name != "stress":
            held[name] = number(before)
            continue
        held[name] = symbol(name)
        found.quantities[name] = Quantity(before, "1", f"{name}, 1 while present", "the plan", moves)
        for hour, last, value in zip(hours, values, values[1:], strict=False):
            if value != last:
                _at(found, float(hour), {name: literal(float(value))})
    return held


def _course(background: float, patient: course.Patient, inputs: dict[str, Node], found: Equations) -> None:
    """Trace `course.story` on scalars and add its states, rates and rules."""
    start, reference = jax.tree.map(float, course.rest(background, patient))
    numbers = _numbers(patient) | {
        "reference_cortisol": Quantity(reference.chronic, "1", "cortisol under lasting stress of level 1"),
        "reference_synapses": Quantity(reference.synapses, "1", "prefrontal synapses before treatment"),
    }
    zeros = dict.fromkeys(course.INPUTS, 0.0)
    example = (zeros, patient, reference, start)

    def right_hand_side(given: Any) -> dict[str, Any]:
        u, p, fixed, now = given
        rates: dict[str, Any] = {}

        def advance(name: str, rate: Any, forcing: Any) -> Any:
            rates[f"d {name}"] = forcing - rate * now[name]
            return now[name]

        values = course.story(u, p, fixed, now, advance)
        return rates | {name: value for name, value in values.items() if name not in now}

    # the leaves in the order in which JAX sees them: dictionaries are sorted, tuples keep their order
    leaves = [inputs[name] for name in sorted(zeros)]
    leaves += [symbol(name) for name in numbers]
    leaves += [symbol(name) for name in sorted(start)]
    roots = trace(right_hand_side, example, leaves)
    ids = {*found.quantities, *numbers, *start}
    everything = found.quantities | numbers
    fixed = {name: one.value for name, one in everything.items() if not one.moves and one.value is not None}
    written = write(roots, fixed, frozenset(roots) - {f"d {n}" for n in start}, ids)
    formulas = [formula for formula, _ in written.constants.values()]
    used = " ".join([*formulas, *written.rules.values(), *written.roots.values()])
    words = set(used.replace("(", " ").replace(")", " ").replace(",", " ").split())
    found.quantities.update({name: one for name, one in numbers.items() if name in words})
    for name, value in start.items():
        found.quantities[name] = Quantity(value, "1", _words(name), "", True)
        found.rates[name] = written.roots[f"d {name}"]
    for name in (*written.constants, *written.rules):
        formula, value = written.constants.get(name, ("", None))
        meaning = _words(name) if name in roots else f"intermediate of {name.rsplit('_', 1)[0]}"
        said = f"computed from the parameters: {formula}" if formula else ""
        found.quantities[name] = Quantity(value, "1", meaning, said, name in written.rules)
    found.rules.update(written.rules)


def _numbers(patient: course.Patient) -> dict[str, Quantity]:
    """Every number of a patient under a readable id, in the order of JAX's leaves."""
    found = {}
    for path, value in jax.tree_util.tree_flatten_with_path(patient)[0]:
        keys = [str(getattr(key, "name", key)).strip(".") for key in path]
        scale = SCALES.get(keys[0])
        own = "_".join([*([scale] if scale else []), *(keys[1:] if scale == "patient" else keys)])
        found[own] = _described(patient, keys, float(value))
    return found


def _described(patient: course.Patient, keys: list[str], value: float) -> Quantity:
    holder: Any = patient
    for key in keys[:-1]:
        holder = getattr(holder, key)
    if not dataclasses.is_dataclass(holder):
        said = "tonic drive, solved from two anchors" if keys[0] == "balance" else "relative to the typical patient"
        return Quantity(value, "1", f"{_words(keys[-1])}: {said}", "drawn or solved")
    known = next(f.metadata["number"] for f in dataclasses.fields(holder) if f.name == keys[-1])
    where = f"{known.source.kind}: {known.source.key} {known.source.where}".replace("  ", " ")
    return Quantity(value, known.unit, known.meaning, where)


def _words(own: str) -> str:
    return own.replace("_", " ")
