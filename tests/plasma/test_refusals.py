"""What a model cannot express is refused in one sentence, never replaced by something else."""

from __future__ import annotations

import numpy as np
import pytest

from plasma_runs import one
from resynapse import plasma
from resynapse.dose.regimen import Dose, Regimen
from resynapse.errors import InputError


@pytest.mark.parametrize(
    ("name", "dose", "who", "named"),
    [
        ("Clements1981", ("esketamine", "iv"), {}, "drug"),
        ("Clements1981", ("ketamine", "oral"), {}, "route"),
        ("Fanta2015", ("esketamine", "oral"), {}, "route"),
        ("PerezRuixo2021", ("ketamine", "nasal"), {}, "drug"),
        ("PerezRuixo2021", ("esketamine", "sublingual"), {}, "route"),
        ("Simons2022", ("esketamine", "nasal"), {}, "route"),
        ("Noppers2011", ("arketamine", "iv"), {}, "drug"),
        ("Reference", ("ketamine", "ip"), {}, "route"),
        ("Reference", ("ketamine", "iv"), {"age": 8.0}, "age"),
        ("Flint2017", ("esketamine", "iv"), {"age": 40.0}, "age"),
        ("Otto2021", ("esketamine", "iv"), {"species": "rat"}, "species"),
        ("Rat", ("ketamine", "nasal"), {"species": "rat"}, "route"),
        ("Rat", ("ketamine", "ip"), {}, "species"),
        ("Clements1981", ("ketamine", "iv"), {"liver": "severe"}, "liver"),
        ("Otto2021", ("esketamine", "iv"), {"cyp2b6": "*6/*6"}, "cyp2b6"),
        ("Reference", ("ketamine", "iv"), {"ancestry": "japanese"}, "ancestry"),
        ("Reference", ("lanicemine", "oral"), {}, "route"),
        ("Reference", ("memantine", "oral"), {"species": "rat"}, "species"),
        ("Reference", ("ketamine", "iv"), {"liver": "bad"}, "liver"),
        ("Reference", ("ketamine", "iv"), {"cyp2b6": "*9/*9"}, "cyp2b6"),
    ],
)
def test_a_model_names_itself_and_what_it_can_do(name, dose, who, named):
    with pytest.raises(InputError) as refused:
        one(*dose, 20.0, [1.0], model=plasma.choose(name), **who)
    assert refused.value.field == named
    assert str(refused.value).count("\n") == 0


def test_the_refusal_of_a_route_lists_the_routes():
    with pytest.raises(InputError, match="Fanta2015 .* venous plasma.* by iv and the analytes s_ketamine"):
        one("esketamine", "oral", 20.0, [1.0], model=plasma.choose("Fanta2015"))


def test_an_analyte_a_model_does_not_have_is_refused():
    levels = one("esketamine", "iv", 20.0, [1.0], model=plasma.choose("Noppers2011"))
    with pytest.raises(InputError, match="Noppers2011"):
        levels["s_norketamine"]
    with pytest.raises(InputError, match="racemate|ketamine"):
        one("ketamine", "iv", 20.0, [1.0], model=plasma.choose("Clements1981"))["r_ketamine"]
    dose = Regimen((Dose(0.0, "esketamine", "iv", 20.0),))
    with pytest.raises(InputError, match="Otto2021"):
        plasma.levels(dose, plasma.typical(), [1.0], plasma.choose("Otto2021"), analytes=["r_ketamine"])


def test_an_interaction_that_a_model_cannot_express_is_refused():
    with pytest.raises(InputError, match="Clements1981"):
        one("ketamine", "iv", 20.0, [1.0], model=plasma.choose("Clements1981"), agents=("cyp3a4_inhibitor",))


def test_a_model_is_chosen_by_paper_and_an_unknown_one_lists_them():
    assert plasma.choose("perezruixo2021").name == "PerezRuixo2021"
    with pytest.raises(InputError, match="Reference, Clements1981, Domino1982, PerezRuixo2021, Simons2022"):
        plasma.choose("Kamp")


def test_saline_is_nothing_at_all():
    levels = one("saline", "iv", 100.0, [0.0, 1.0])
    assert all(not found.any() for found in levels.values.values())
    assert set(plasma.BRAIN_KETAMINE) <= set(levels.values)


def test_bodies_that_are_no_bodies_are_refused():
    for weight in (0.0, -1.0, np.nan):
        with pytest.raises(InputError, match="weight"):
            plasma.typical(weight=weight)


def test_every_model_states_where_blood_was_drawn():
    assert {model.sampling for model in plasma.MODELS} == {"venous", "arterial"}
    arterial = {model.name for model in plasma.MODELS if model.sampling == "arterial"}
    assert arterial == {"Simons2022", "Noppers2011"}


def test_the_age_refused_is_the_one_given():
    sedated = Regimen((Dose(0.0, "midazolam", "iv", 0.045, True, 0.1),))
    children = plasma.choose("Flint2017")
    assert plasma.edges(sedated, children)  # not the age of a typical child of that paper
    with pytest.raises(InputError, match="age: 5.0"):
        plasma.levels(sedated, plasma.typical(20.0, 5.0), np.zeros(1), children)
