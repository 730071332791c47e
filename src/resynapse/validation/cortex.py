"""The column of the course and one node of the whole brain, where a paper or published constants say what they do.

Limits were set before any of these runs: signs at 1 and 10 umol/L, gamma up by 1 % or more, a minute of lead, and for
the node, which published constants decide, 0.2 % of the rate (1 % for the rate at rest).
"""

from __future__ import annotations

from functools import cache, partial

import jax
import numpy as np
from jax.typing import ArrayLike

from resynapse import circuit, receptor
from resynapse.dose import load_plan
from resynapse.network import analytic
from resynapse.network.wong_wang import NodeParameters, WongWang, alike
from resynapse.solve import Floats
from resynapse.trial.interval import Published
from resynapse.validation.channels import free
from resynapse.validation.check import Check, around, at_least, at_most
from resynapse.validation.columns import HIGH, LOW, typical
from resynapse.validation.mechanism import Run, followed
from resynapse.validation.rows import number

SOON = np.linspace(0.0, 0.7, 253)  # h, every ten seconds
CLASSES = {"pyramids": 0, "PV cells": 1, "SST cells": 2, "VIP cells": 3}
BLOCKED = (  # share left of NMDA, and whether pyramids are blocked as well
    ("M407", 0.99, False), ("M408", 0.99, True), ("M409", 0.95, False), ("M410", 0.95, True),
    ("M411", 0.90, False), ("M412", 0.90, True), ("M413", 0.80, False), ("M414", 0.80, True),
)  # fmt: skip


def bath(racemate: ArrayLike) -> circuit.Activity:
    """The column of the course at a lasting unbound concentration [umol/L], any shape."""
    who = typical()
    shut = receptor.block(free(racemate), who.receptor)
    return circuit.activity(shut, circuit.Tone(), who.balance, who.column, who.modulators)


def change(racemate: float, what: str) -> float:
    """Change of a class's rate or of inhibition of pyramids from rest [%]."""
    found = bath(racemate)
    value = found.inhibition if what == "inhibition" else found.rates[CLASSES[what]]
    return 100.0 * float(value) - 100.0


@cache
def rat() -> Run:
    """The rat of Moghaddam 1997 that got 10 mg/kg, the first 42 minutes."""
    return followed(load_plan("moghaddam_1997_rat_10"), SOON)


def when(values: Floats) -> float:
    """Minutes to half of the largest change."""
    moved = np.abs(values - values[0])
    return float(60.0 * SOON[int(np.argmax(moved >= 0.5 * moved.max()))])


def lead(name: str) -> float:
    """How much earlier a class moves than pyramids [min]."""
    return when(rat()["rate_pyramidal"]) - when(rat()[f"rate_{name}"])


def lowest(name: str) -> float:
    """Lowest rate of a class in the rat, multiples of rest."""
    return float(rat()[f"rate_{name}"].min())


@cache
def gamma() -> float:
    """Gain of the loop of pyramids and PV cells at the end of an infusion in a person, multiples of rest."""
    found = followed(load_plan("murrough_2013_ketamine"), np.array([0.0, 40 / 60]))["gamma"]
    return float(found[1] / found[0])


def node(left: float = 1.0, on_pyramids: bool = False) -> float:
    """Rate of one excitatory node, alone, with its NMDA receptors partly blocked [Hz]."""
    return float(
        settled(alike(1)._replace(nmda_i=left * np.ones(1), nmda_e=(left if on_pyramids else 1.0) * np.ones(1)))
    )


@jax.jit
def settled(one: NodeParameters) -> jax.Array:
    """The steady rate of a node without neighbours [Hz]."""
    alone, model = np.zeros((1, 1)), WongWang()
    return analytic.settle(alone, one, analytic.balance(alone, one, model)[1], model).rate_e[0]


def checks() -> tuple[Check, ...]:
    """All of them."""
    return (*_slice(), *_order(), *_nodes())


def _slice() -> tuple[Check, ...]:
    """Gerhard 2020, Ali 2020, Shaw 2015, Nottage 2022."""
    words, percent = "published in words", "change [%]"
    parts = (("M252", LOW, "inhibition", -1), ("M252", LOW, "pyramids", 1), ("M253", HIGH, "inhibition", -1),
             ("M253", HIGH, "pyramids", -1))  # fmt: skip
    return (
        *(
            Check(f"{row}.{what}", f"column of the course at {c:g} umol/L: {what}", percent,
                  at_least(0.0) if sign > 0 else at_most(0.0), partial(change, c, what), words)
            for row, c, what, sign in parts
        ),
        Check("M255", "column of the course at 1 umol/L: SST cells", percent, at_most(0.0),
              partial(change, LOW, "SST cells"), words),
        Check("M258", "gamma in people at the end of an infusion", "multiples of rest", at_least(1.01), gamma, words),
        Check("M259", "frontal gamma in people at the end of an infusion", "multiples of rest", at_least(1.01), gamma,
              words),
    )  # fmt: skip


def _order() -> tuple[Check, ...]:
    """Homayoun and Moghaddam 2007, in the course of a rat; and two findings that no equation is about."""
    rises = "PV cells lose less tonic drive than pyramids and SST cells give them, as in the spiking column"
    quick = "a column without dynamics of its own: pyramids rise on the first block and are held back by their own"
    found = [
        Check(f"M240.{name}", f"rat, 10 mg/kg: lowest rate of {name} cells", "multiples of rest", at_most(0.95),
              partial(lowest, name), "published in words: a decrease", rises if name == "PV" else "")
        for name in ("PV", "SST", "VIP")
    ]  # fmt: skip
    order = [
        Check(f"M241.{name}", f"rat, 10 mg/kg: {name} cells before pyramids", "lead to half of the change [min]",
              at_least(1.0), partial(lead, name), "published in words", quick)
        for name in ("PV", "SST")
    ]  # fmt: skip
    absent = "published in words; no equation is about it"
    return (
        *found,
        *order,
        Check("M254", "loss of GluN2B in one class of cells", "in words", Published(None), None, absent),
        Check("M257", "reticular thalamus under ketamine", "in words", Published(None), None, absent),
    )


def _nodes() -> tuple[Check, ...]:
    """Wong-Wang node by the published constants, solved by another program."""
    said = "transcription: the published constants, solved by another program"
    rest = around("M405", 0.01 * number("M405"))
    return (
        Check("M405", "a node of the brain alone", "rate [Hz]", rest, node, said),
        *(
            Check(row, f"a node of the brain, {100 * left:g} % of NMDA left on {'both' if both else 'inhibition'}",
                  "rate [Hz]", around(row, 0.002 * number(row)), partial(node, left, both), said)
            for row, left, both in BLOCKED
        ),
    )  # fmt: skip
