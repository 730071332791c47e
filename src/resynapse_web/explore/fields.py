"""The form as data: what can be chosen, in which words, with what is allowed beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, get_args

from resynapse.dose import load_plan, plans
from resynapse.dose.names import DRUGS, ROUTES, Condition
from resynapse.dose.plan import Baseline
from resynapse_web.explore.plan import MOST_DAYS, MOST_DOSES, PEOPLE

LONGEST = 60  # characters of an entry that are read
ROUTE_WORDS = {
    "iv": "into a vein (iv)",
    "im": "into a muscle (im)",
    "sc": "under the skin (sc)",
    "nasal": "nasal spray",
}
PEOPLE_WORDS = {1: "one patient, with bands", 20: "20 virtual patients", 100: "100 virtual patients"}

Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Field:
    """One entry of the form; `choices` make it a list, otherwise it is typed."""

    name: str
    label: str
    value: str
    hint: str = ""
    choices: Choices = ()
    error: str = ""
    numeric: bool = True


def _named(words: tuple[str, ...], said: Mapping[str, str]) -> Choices:
    return tuple((word, said.get(word, word)) for word in words)


CONDITION_WORDS = {"ptsd": "PTSD", "ocd": "OCD", "healthy": "healthy volunteer"}
SCALES: Choices = tuple((it.alias or name, it.alias or name) for name, it in Baseline.model_fields.items())
PEOPLE_CHOICES: Choices = tuple((str(count), PEOPLE_WORDS[count]) for count in PEOPLE)
OWN: tuple[Field, ...] = (
    Field("condition", "Condition", "depression", choices=_named(get_args(Condition), CONDITION_WORDS)),
    Field("drug", "Drug", "ketamine", choices=_named(DRUGS, {})),
    Field("route", "Route", "iv", choices=_named(tuple(r for r in ROUTES if r != "ip"), ROUTE_WORDS)),
    Field("amount", "Dose", "0.5", "up to the largest dose in the literature"),
    Field("unit", "Unit of the dose", "mg/kg", choices=(("mg/kg", "mg per kg of body"), ("mg", "mg"))),
    Field("minutes", "Minutes it takes", "40", "into a vein or under the skin only; 0 is all at once"),
    Field("count", "Number of doses", "1", f"1 to {MOST_DOSES}"),
    Field("every", "Days from dose to dose", "", "where there are several; 0.5 is twice a day"),
    Field("days", "Days to follow", "28", f"1 to {MOST_DAYS}, past the last dose"),
    Field("weight", "Body weight [kg]", "70", "1 to 400"),
    Field("age", "Age [years]", "", "up to 120; 45 is assumed if empty"),
    Field("sex", "Sex", "", choices=(("", "not given"), ("female", "female"), ("male", "male"))),
    Field("score", "Score before", "", "typical of trials if empty"),
    Field("scale", "On the scale", "MADRS", choices=SCALES),
    Field("people", "Who", "1", choices=PEOPLE_CHOICES),
)


def filled(entries: Mapping[str, str], wrong: str = "", error: str = "") -> list[Field]:
    """The form as it was filled in, the error at its field."""
    return [
        replace(one, value=entries.get(one.name, one.value), error=error if one.name == wrong else "") for one in OWN
    ]


def read(query: Mapping[str, Any]) -> dict[str, str]:
    """Every field's entry as text; a field that is absent keeps what the form starts with."""
    return {one.name: str(query.get(one.name, one.value)).strip()[:LONGEST] for one in OWN}


@lru_cache(maxsize=1)
def published() -> tuple[tuple[str, Choices], ...]:
    """The bundled plans by kind: (heading, ((name, words), ...))."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in plans():
        plan = load_plan(one.name)
        kind = CONDITION_WORDS.get(plan.condition, plan.condition)
        heading = f"People: {kind}" if plan.species == "human" else f"Animals: {plan.species}"
        groups.setdefault(heading, []).append((one.name, one.description or one.name.replace("_", " ")))
    return tuple((heading, tuple(found)) for heading, found in sorted(groups.items(), key=lambda it: it[0] < "P"))
