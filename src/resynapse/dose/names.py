"""Words of a plan: species, conditions, drugs, co-medication, and the routes that make sense for each."""

from __future__ import annotations

from typing import Literal, get_args

Species = Literal["human", "rat", "mouse"]
Condition = Literal["depression", "anxiety", "ptsd", "ocd", "pain", "insomnia", "healthy"]
Drug = Literal["ketamine", "esketamine", "arketamine", "lanicemine", "memantine", "midazolam", "saline"]
Route = Literal["iv", "im", "sc", "nasal", "oral", "sublingual", "ip"]
Comedicine = Literal[
    "rapamycin",
    "ampa_blocker",
    "calcium_blocker",
    "anti_bdnf",
    "eef2k_inhibitor",
    "benzodiazepine",
    "lamotrigine",
    "opioid",
    "alcohol",
    "cyp3a4_inhibitor",
    "cyp3a4_inducer",
    "cyp2b6_inhibitor",
    "cyp2b6_inducer",
]

SPECIES: tuple[str, ...] = get_args(Species)
DRUGS: tuple[str, ...] = get_args(Drug)
ROUTES: tuple[str, ...] = get_args(Route)
COMEDICINES: tuple[str, ...] = get_args(Comedicine)
INFUSED: tuple[str, ...] = ("iv", "sc")  # routes by which a dose may take time

_HUMAN_ROUTES: dict[str, tuple[str, ...]] = {
    "ketamine": ("iv", "im", "sc", "nasal", "oral", "sublingual"),
    "esketamine": ("iv", "im", "sc", "nasal", "oral", "sublingual"),
    "arketamine": ("iv",),
    "lanicemine": ("iv",),
    "memantine": ("oral",),
    "midazolam": ("iv", "im", "sc", "oral"),
    "saline": ("iv", "im", "sc", "nasal"),
}
_RODENT_ROUTES: tuple[str, ...] = ("iv", "im", "sc", "ip")
_RODENT_DRUGS: tuple[str, ...] = ("ketamine", "esketamine", "arketamine", "saline")


def routes_of(drug: str, species: str) -> tuple[str, ...]:
    """Routes by which `drug` may be given to `species`; none where there is no plasma model of it."""
    if species == "human":
        return _HUMAN_ROUTES[drug]
    return _RODENT_ROUTES if drug in _RODENT_DRUGS else ()


def drugs_of(species: str) -> tuple[str, ...]:
    """Drugs that may be given to `species`: those with a plasma model, and saline."""
    return tuple(drug for drug in DRUGS if routes_of(drug, species))
