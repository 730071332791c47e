"""The models a user can choose, by name of paper; the comparators have one model each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
from resynapse.plasma.model import SESSION, Model
from resynapse.plasma.modifiers import ENZYMES, GENOTYPE, INTERACTIONS, LIVER

if TYPE_CHECKING:
    from resynapse.dose.regimen import Regimen

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
    ("nasal", SESSION),
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
        if isinstance(name, str) and model.name.lower() == name.lower():
            return model
    raise InputError("plasma model", name, ", ".join(model.name for model in MODELS))


def default_for(species: str) -> Model:
    """The model of a species that a plan uses unless it names another."""
    return {"human": DEFAULT, "rat": rodent.RAT, "mouse": rodent.MOUSE}[species]


def suited_to(regimen: Regimen, species: str = "human") -> Model:
    """The model built on the product a regimen uses: Perez-Ruixo 2021 for nasal esketamine, else the default.

    The default's meta-analytic clearance puts nasal esketamine 1.5 times too high; Perez-Ruixo 2021 has no
    hydroxy- and dehydronorketamine.
    """
    ketamines = [dose for dose in regimen.doses if dose.drug in reference.MODEL.drugs]
    product = perez_ruixo_2021.MODEL
    fits = all(dose.drug == "esketamine" and dose.route in product.routes for dose in ketamines)
    nasal = any(dose.route == "nasal" for dose in ketamines)
    return product if species == "human" and fits and nasal else default_for(species)
