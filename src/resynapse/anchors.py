"""The balance of a patient's column, solved from the two experiments that anchor it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from resynapse import circuit, plasma
from resynapse import timeline as tl
from resynapse.course import Patient
from resynapse.dose import Dose, Regimen
from resynapse.receptor import Free, Receptors
from resynapse.solve import Floats

WEAKEST_STRONGEST = (1 / 8, 8.0)  # factors on the half-blocking concentrations
SOLVED = 11  # balances solved across that span; those between are read from their polynomial
HALF_BLOCKS = tuple(f"{kind}_2{letter}" for kind in ("ic50", "mg") for letter in "abcd")


def balanced(patient: Patient) -> Patient:
    """The patient with the column's balance solved from its two anchors.

    Raises:
        ArithmeticError: no balance meets both.
    """
    return patient._replace(balance=_balance(patient.column, patient.release, patient.receptor))


@cache
def _balance(column: circuit.Column, release: circuit.Release, receptors: Receptors) -> circuit.Balance:
    found, left = circuit.solve_balance(anchor_traces(), circuit.Anchors(), column, release, receptors)
    if not float(left) < 1e-6:
        raise ArithmeticError(f"no balance of the column meets both anchors (deviation {float(left):.2g})")
    return circuit.Balance(float(found.interneuron), float(found.pyramidal))


def uncertain(patient: Patient, factors: Floats) -> Patient:
    """The patient with every half-blocking concentration of ketamine multiplied by `factors` [P].

    The balance follows, so that each draw still meets both anchors; it is read between solved grid points.
    """
    log = np.log(np.clip(factors, *WEAKEST_STRONGEST))
    nodes = np.polynomial.chebyshev.chebpts1(SOLVED)
    span = np.log(WEAKEST_STRONGEST)
    places = 0.5 * (span[1] - span[0]) * nodes + 0.5 * (span[0] + span[1])
    solved = [_balance(patient.column, patient.release, weaker(patient.receptor, float(np.exp(x)))) for x in places]
    curves = [
        np.polynomial.Chebyshev.fit(places, values, SOLVED - 1, domain=span) for values in zip(*solved, strict=True)
    ]
    balance = circuit.Balance(*(curve(log) for curve in curves))
    return patient._replace(receptor=weaker(patient.receptor, np.exp(log)), balance=balance)


def weaker(receptors: Receptors, factor: Any) -> Receptors:
    """Receptors whose every half-blocking concentration of ketamine is multiplied by a number or by [P]."""
    drug = receptors.ketamine
    scaled = {name: getattr(drug, name) * factor for name in HALF_BLOCKS}
    return receptors._replace(ketamine=replace(drug, **scaled))


def anchor_traces() -> circuit.Traces:
    """Unbound levels of the two anchor experiments: 0.5 mg/kg over 40 min in people, 50 mg/kg i.p. in the rat."""
    human = Dose(0.0, "ketamine", "iv", 0.5, True, 40 / 60)
    rat = Dose(0.0, "ketamine", "ip", 50.0, True, 0.0)
    infused, minutes = _trace(human, plasma.typical(70.0), 40.0)
    injected, steps = _trace(rat, plasma.typical(0.3, species="rat"), 100.0)
    return circuit.Traces(infused, minutes, injected, steps)


def _trace(dose: Dose, subjects: plasma.Subjects, minutes: float) -> tuple[Free, float]:
    hours = np.linspace(0.0, minutes / 60.0, 51)
    line = tl.Timeline(Regimen((dose,)), plasma.default_for(subjects.species), 0.0, 0.0, float(hours[-1]))
    level = tl.levels(line, subjects, hours)
    empty = np.zeros(len(hours))
    return Free(level["s_ketamine"][:, 0], level["r_ketamine"][:, 0], empty, empty), float(hours[1])
