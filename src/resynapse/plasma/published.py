"""The models a user can choose, by name of paper; the comparators have one model each."""

from __future__ import annotations

from typing import Any

from resynapse.errors import InputError
from resynapse.plasma import (
    clements_1981,
    domino_1982,
    fanta_2015,
    flint_2017,
    lanicemine,
    memantine,
    midazolam,
    noppers_2011,
    otto_2021,
    perez_ruixo_2021,
    reference,
    rodent,
    simons_2022,
)
from resynapse.plasma.brain import BRAIN
from resynapse.plasma.model import Model
from resynapse.plasma.modifiers import ENZYMES, GENOTYPE, INTERACTIONS, LIVER

DEFAULT = reference.MODEL
MODELS: tuple[Model, ...] = (
    reference.MODEL,
    clements_1981.MODEL,
    domino_1982.MODEL,
    perez_ruixo_2021.MODEL,
    simons_2022.MODEL,
    fanta_2015.MODEL,
    otto_2021.MODEL,
    noppers_2011.MODEL,
    flint_2017.MODEL,
    rodent.RAT,
    rodent.MOUSE,
)
COMPARATORS: tuple[Model, ...] = (lanicemine.MODEL, memantine.MODEL, midazolam.MODEL)
PARAMETERS: tuple[tuple[str, Any], ...] = (
    *dict.fromkeys(pair for model in (*MODELS, *COMPARATORS) for pair in model.parameters),
    ("brain", BRAIN),
    ("enzymes", ENZYMES),
    ("interactions", INTERACTIONS),
    ("genotype", GENOTYPE),
    ("liver", LIVER),
)
"""Every parameter set of the folder, once, with its prefix."""


def choose(name: str) -> Model:
    """The model of that name.

    Raises:
        InputError: with the names there are.
    """
    for model in MODELS:
        if model.name.lower() == name.lower():
            return model
    raise InputError("plasma model", name, ", ".join(model.name for model in MODELS))


def default_for(species: str) -> Model:
    """The model of a species that a plan uses unless it names another."""
    return {"human": DEFAULT, "rat": rodent.RAT, "mouse": rodent.MOUSE}[species]
