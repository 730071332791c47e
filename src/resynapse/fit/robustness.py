"""How far the conclusions about the column hang on numbers that nobody measured.

Connection weights, NMDA shares and tonic drives of the column are assumptions. Here they are drawn log-normally
around their values, and the same experiments are repeated for every draw:

    conditional     t_I and t_E are solved again from the two anchors (an animal is tuned to its own wiring)
    unconditional   t_I and t_E stay those of the typical column (an animal is not)

A draw without a balance counts as one that lost its signs. `spans` does the same along the sixteenfold disagreement
about ketamine's half block in magnesium, `switched` for the low-concentration component. Nothing here fits a number.
Units: mg/kg, umol/L, h; changes of glutamate are relative to rest.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from resynapse import circuit, cohort, plasma
from resynapse import timeline as tl
from resynapse.circuit import Anchors, Balance, Column, Modulators, Release, Tone, Traces
from resynapse.circuit.balance import misfit
from resynapse.dose import Dose, Regimen
from resynapse.provenance import assumed, param, parameters
from resynapse.receptor import Free, Receptors, block
from resynapse.solve import Floats

RAT = (10.0, 20.0, 30.0, 50.0, 200.0)  # mg/kg, Moghaddam 1997
SLICE = (1.0, 10.0)  # umol/L, Gerhard 2020
BAND = 0.10  # what counts as flat
SOLVED = 1e-6  # largest deviation from an anchor of a solved balance
POTENCY = ("2a", "2b", "2c", "2d")


@parameters
class Widths:
    """Log standard deviations of a draw."""

    weights: float = param(
        0.2, "1", "connection weights", assumed("20 %: the spread at which signs have to hold"), low=0.05, high=0.4
    )
    shares: float = param(
        0.2, "1", "NMDA shares", assumed("20 %; recalled ranges are wider", "M234", "M235"), low=0.05, high=0.8
    )
    drives: float = param(
        0.2, "1", "tonic drive of PV and VIP relative to SST", assumed("20 %; unmeasured"), low=0.05, high=0.8
    )
    brake: float = param(
        0.2, "1", "time constant of the brake on release", assumed("20 %; unmeasured", "E576"), low=0.05, high=0.5
    )


class Experiments(NamedTuple):
    """Simulated brain levels of every experiment, on even grids from the start of the dose.

    Attributes:
        anchors: the two from which the balance is solved.
        rat: [dose, T] over 100 min, doses `RAT`.
        rat_step: spacing [h].
        late: [T] over 3 h from the start of the human infusion.
        late_step: spacing [h].
    """

    anchors: Traces
    rat: Free
    rat_step: float
    late: Free
    late_step: float


class Outcome(NamedTuple):
    """What the experiments show for one column.

    Attributes:
        rat: [dose], mean change of glutamate over 100 min.
        inhibition, excitation: [concentration], change of inhibitory drive and of pyramidal firing in the slice.
        human: change of glutamate at the end of the human infusion.
        late: the same 3 h after its start.
    """

    rat: Array
    inhibition: Array
    excitation: Array
    human: Array
    late: Array


class Share(NamedTuple):
    """One line of the table: share of draws in which each conclusion holds."""

    draws: int
    width: float
    anchored: bool
    solved: float
    up_10: float
    up_20: float
    up_30: float
    flat_50: float
    down_200: float
    below_200: float  # by more than the band
    slice_1: float
    slice_10: float
    rat_signs: float  # 10, 20, 30 up, 50 in the band, 200 down
    all_signs: float  # and both concentrations in the slice


def experiments() -> Experiments:
    """Levels of the typical person and rat."""
    human = Regimen((Dose(0.0, "ketamine", "iv", 0.5, True, 40 / 60),))
    person, animal = plasma.typical(70.0), plasma.typical(0.3, species="rat")
    after = _free(human, person, plasma.default_for("human"), np.linspace(0.0, 3.0, 181))
    hours = np.linspace(0.0, 100 / 60, 51)
    doses = [
        _free(Regimen((Dose(0.0, "ketamine", "ip", amount, True, 0.0),)), animal, plasma.default_for("rat"), hours)
        for amount in RAT
    ]
    rat = Free(*(np.stack(parts) for parts in zip(*doses, strict=True)))
    return Experiments(cohort.anchor_traces(), rat, float(hours[1]), after, 1 / 60)


def _free(regimen: Regimen, subjects: plasma.Subjects, model: plasma.Model, hours: Floats) -> Free:
    level = tl.levels(tl.Timeline(regimen, model, 0.0, 0.0, float(hours[-1])), subjects, hours)
    nothing = np.zeros(len(hours))
    return Free(level["s_ketamine"][:, 0], level["r_ketamine"][:, 0], nothing, nothing)


def outcome(balance: Balance, column: Column, release: Release, receptors: Receptors, seen: Experiments) -> Outcome:
    """Repeat every experiment with this column."""

    def follow(free: Free) -> Array:
        return circuit.response(free, seen.rat_step, balance, column, release, receptors).mean() - 1.0

    half = jnp.array(SLICE) / 2
    nothing = jnp.zeros(len(SLICE))
    bath = circuit.activity(block(Free(half, half, nothing, nothing), receptors), Tone(), balance, column, Modulators())
    traces = seen.anchors
    human = circuit.response(traces.human, traces.human_step, balance, column, release, receptors)[-1] - 1.0
    late = circuit.response(seen.late, seen.late_step, balance, column, release, receptors)[-1] - 1.0
    return Outcome(jax.vmap(follow)(seen.rat), bath.inhibition - 1.0, bath.rates[0] - 1.0, human, late)


_repeat = jax.jit(outcome)


def drawn(draws: int, seed: int, column: Column, release: Release, widths: Widths) -> Iterator[tuple[Column, Release]]:
    """Columns and brakes around the typical ones; a share stays below 0.95, because it is a share."""
    rng = np.random.default_rng(seed)
    groups = {"w_": (widths.weights, np.inf), "nu_": (widths.shares, 0.95), "drive_": (widths.drives, np.inf)}
    for _ in range(draws):
        changed = {}
        for field in dataclasses.fields(column):
            for prefix, (width, most) in groups.items():
                if field.name.startswith(prefix):
                    value = getattr(column, field.name) * np.exp(width * rng.standard_normal())
                    changed[field.name] = float(min(value, most))
        brake = float(release.brake_hours * np.exp(widths.brake * rng.standard_normal()))
        yield dataclasses.replace(column, **changed), dataclasses.replace(release, brake_hours=brake)


def shares(
    draws: int = 500,
    seed: int = 0,
    widths: Widths | None = None,
    column: Column | None = None,
    release: Release | None = None,
    receptors: Receptors | None = None,
) -> tuple[Share, Share]:
    """The conditional and the unconditional share of draws that keep each conclusion.

    Args:
        column, release, receptors: what is drawn around; receptors are not drawn (see `spans`).
    """
    column, release, receptors = column or Column(), release or Release(), receptors or Receptors()
    widths, seen = widths or Widths(), experiments()
    typical, _ = circuit.solve_balance(seen.anchors, Anchors(), column, release, receptors)
    tuned, loose, solved = [], [], []
    for wired, braked in drawn(draws, seed, column, release, widths):
        own, left = circuit.solve_balance(seen.anchors, Anchors(), wired, braked, receptors)
        solved.append(float(left) < SOLVED)
        tuned.append(_repeat(own, wired, braked, receptors, seen))
        loose.append(_repeat(typical, wired, braked, receptors, seen))
    met = np.array(solved)
    return (
        _share(_together(tuned), met, widths.weights, True),
        _share(_together(loose), np.ones(draws, bool), widths.weights, False),
    )


def _together(found: list[Outcome]) -> Outcome:
    return Outcome(*(np.stack([np.asarray(x) for x in parts]) for parts in zip(*found, strict=True)))


def holds(found: Outcome) -> dict[str, np.ndarray]:
    """Which conclusions hold; the last axis of the outcome is doses or concentrations, the ones before it are kept."""
    rat, inhibition, excitation = (np.asarray(x) for x in (found.rat, found.inhibition, found.excitation))
    kept = {
        "up_10": rat[..., 0] > 0,
        "up_20": rat[..., 1] > 0,
        "up_30": rat[..., 2] > 0,
        "flat_50": np.abs(rat[..., 3]) <= BAND,
        "down_200": rat[..., 4] < 0,
        "below_200": rat[..., 4] < -BAND,
        "slice_1": (inhibition[..., 0] < 0) & (excitation[..., 0] > 0),
        "slice_10": (inhibition[..., 1] < 0) & (excitation[..., 1] < 0),
    }
    curve = np.all([kept[name] for name in ("up_10", "up_20", "up_30", "flat_50", "down_200")], axis=0)
    return {**kept, "rat_signs": curve, "all_signs": curve & kept["slice_1"] & kept["slice_10"]}


def _share(found: Outcome, solved: np.ndarray, width: float, anchored: bool) -> Share:
    kept = {name: float(np.mean(value & solved)) for name, value in holds(found).items()}
    return Share(len(solved), width, anchored, float(solved.mean()), **kept)


@jax.jit
def _left(x: Array, receptors: Receptors, seen: Traces, column: Column, release: Release) -> tuple[Array, Array]:
    def deviations(x: Array) -> Array:
        return misfit(Balance(x[0], x[1]), seen, Anchors(), column, release, receptors)

    return deviations(x), jax.jacfwd(deviations)(x)


def nearest(receptors: Receptors, seen: Experiments, column: Column, release: Release) -> tuple[Balance, float]:
    """The balance with the least deviation from both anchors, and that deviation (root of the sum of squares).

    Where no balance meets both: a share of tonic drive above 1 does not exist.
    """
    from scipy.optimize import least_squares

    def part(which: int, x: Floats) -> Floats:
        return np.asarray(_left(jnp.asarray(x), receptors, seen.anchors, column, release)[which])

    starts = ([0.6, 1.5], [0.95, 0.5], [0.95, 2.0], [0.3, 3.0], [0.3, 0.3])
    tried = [
        least_squares(partial(part, 0), start, jac=partial(part, 1), bounds=([0.0, 0.0], [0.999, 10.0]))
        for start in starts
    ]
    best = min(tried, key=lambda found: float(found.cost))
    return Balance(float(best.x[0]), float(best.x[1])), float(np.sqrt(2.0 * best.cost))


class Point(NamedTuple):
    """One setting of the receptors: its balance, how far the anchors are missed, and what follows."""

    name: str
    balance: Balance
    left: float
    found: Outcome

    @property
    def solved(self) -> bool:
        """Whether both anchors are met."""
        return self.left < SOLVED


def point(name: str, receptors: Receptors, seen: Experiments, column: Column, release: Release) -> Point:
    """Solve the balance for these receptors (or come nearest) and repeat the experiments."""
    balance, deviation = circuit.solve_balance(seen.anchors, Anchors(), column, release, receptors)
    left = float(deviation)
    if not left < SOLVED:
        balance, left = nearest(receptors, seen, column, release)
    return Point(name, balance, left, _repeat(balance, column, release, receptors, seen))


def potency(receptors: Receptors, factor: float, *, hold: bool = False) -> Receptors:
    """Ketamine with another half block in 1 mM magnesium.

    Args:
        factor: multiplies the half block of GluN2A in magnesium; 1/16 brings it to that without magnesium.
        hold: magnesium's hold shrinks (every subunit moves towards its own half block without magnesium);
            otherwise all subunits are scaled alike.
    """
    drug = receptors.ketamine
    changed = {}
    for subunit in POTENCY:
        bare, tabulated = getattr(drug, f"ic50_{subunit}"), getattr(drug, f"mg_{subunit}")
        weight = 1.0 - np.log(factor) / np.log(drug.ic50_2a / drug.mg_2a)
        changed[f"mg_{subunit}"] = float(bare ** (1.0 - weight) * tabulated**weight if hold else factor * tabulated)
        if not hold:
            changed[f"ic50_{subunit}"] = float(min(bare, factor * tabulated))
    return receptors._replace(ketamine=dataclasses.replace(drug, **changed))


def spans(factors: Sequence[float] = (1.0, 1 / 2, 1 / 4, 1 / 8, 1 / 16), *, hold: bool = False) -> list[Point]:
    """The experiments along the disagreement about potency, balance solved anew at each point."""
    seen, column, release, receptors = experiments(), Column(), Release(), Receptors()
    return [
        point(f"{f * receptors.ketamine.mg_2a:.2f} uM", potency(receptors, f, hold=hold), seen, column, release)
        for f in factors
    ]


def switched(receptors: Receptors | None = None) -> dict[str, Receptors]:
    """The low-concentration component: ketamine's alone, everybody's, nobody's."""
    known = receptors or Receptors()
    return {
        "ketamine only": known,
        "all": known._replace(membranes=dataclasses.replace(known.membranes, site_others=1.0)),
        "none": known._replace(ketamine=dataclasses.replace(known.ketamine, site=0.0)),
    }


def lines(table: Sequence[Share]) -> str:
    """The table as text."""
    names = Share._fields
    rows = [names, *(tuple(f"{v:.3f}" if isinstance(v, float) else str(v) for v in row) for row in table)]
    widths = [max(len(row[k]) for row in rows) for k in range(len(names))]
    return "\n".join("  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)


def points(table: Sequence[Point]) -> str:
    """Settings of the receptors as text; changes in per cent."""

    def percent(*values: Array) -> str:
        return " ".join(f"{100 * float(x):+6.1f}" for x in values)

    rows = []
    for p in table:
        met = "met" if p.solved else f"missed by {p.left:.3f}"
        solved = f"t_I {float(p.balance.interneuron):.3f}  t_E {float(p.balance.pyramidal):.3f}  anchors {met:>15}"
        found = p.found
        bath = percent(*found.inhibition, *found.excitation)
        people = percent(found.human, found.late)
        rows.append(f"{p.name:>14}  {solved}  rat {percent(*found.rat)}  slice I,I,E,E {bath}  human, 3 h {people}")
    return "\n".join(rows)
