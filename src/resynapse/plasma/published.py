"""The models a user can choose, by name of paper."""

from __future__ import annotations

from resynapse.errors import InputError
from resynapse.plasma import reference
from resynapse.plasma.model import Model

MODELS: tuple[Model, ...] = (reference.MODEL,)
COMPARATORS: tuple[Model, ...] = ()
DEFAULT = reference.MODEL


def choose(name: str) -> Model:
    """The model of that name.

    Raises:
        InputError: with the names there are.
    """
    for model in MODELS:
        if model.name.lower() == name.lower():
            return model
    raise InputError("plasma model", name, ", ".join(model.name for model in MODELS))
