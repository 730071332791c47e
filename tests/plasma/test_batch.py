"""A patient is the same in any batch, bit for bit; and each model varies by what its paper reports."""

from __future__ import annotations

import numpy as np
import pytest

from plasma_runs import everything, sampled
from resynapse import plasma

ALL = (*plasma.MODELS, *plasma.COMPARATORS)
HOURS = np.linspace(0.0, 60.0, 49)


def some(subjects, which):
    """Part of the subjects."""
    eta = {name: draw[which] for name, draw in subjects.eta.items()}
    return plasma.Subjects(subjects.weight[which], subjects.age[which], eta, species=subjects.species)


@pytest.mark.parametrize("model", ALL, ids=lambda model: model.name)
def test_a_batch_equals_its_patients_one_by_one(model):
    subjects = sampled(model, 7, seed=11)
    whole = plasma.levels(everything(model), subjects, HOURS, model)
    for which in ([0], [6], [2, 3, 4]):
        part = plasma.levels(everything(model), some(subjects, which), HOURS, model)
        for name in whole.values:
            np.testing.assert_array_equal(part[name], whole[name][:, which], err_msg=name)


def test_a_large_batch_too():
    model = plasma.DEFAULT
    subjects = sampled(model, 400, seed=12)
    whole = plasma.levels(everything(model), subjects, HOURS, analytes=plasma.BRAIN_KETAMINE)
    for which in (range(3), range(127, 130), range(390, 400)):
        part = plasma.levels(
            everything(model), some(subjects, list(which)), HOURS, analytes=plasma.BRAIN_KETAMINE
        )
        for name in plasma.BRAIN_KETAMINE:
            np.testing.assert_array_equal(part[name], whole[name][:, list(which)])


def changed(model, effect):
    """Whether one random effect moves any level."""
    subjects = plasma.Subjects(
        np.array([70.0 if model.species == "human" else 0.3]),
        np.array([min(40.0, model.ages[1])]),
        {effect: np.array([1.0])},
        species=model.species,
    )
    typical = plasma.Subjects(subjects.weight, subjects.age, species=model.species)
    return any(
        not np.array_equal(a, b)
        for a, b in zip(
            plasma.levels(everything(model), subjects, HOURS, model).values.values(),
            plasma.levels(everything(model), typical, HOURS, model).values.values(),
            strict=True,
        )
    )


@pytest.mark.parametrize("model", ALL, ids=lambda model: model.name)
def test_every_named_effect_acts_and_no_other_does(model):
    names = {effect for other in ALL for effect in other.random_effects}
    for effect in names:
        assert changed(model, effect) == (effect in model.random_effects), effect


def test_typical_values_have_no_spread_beside_the_effect_site():
    for name in ("Noppers2011", "Clements1981", "Domino1982"):
        assert plasma.random_effects(plasma.choose(name)) == ("effect_site",)
