"""Products: drug, enantiomer, route, and where each may be given."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from importlib import resources
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict

from resynapse.errors import InputError

Exact = Annotated[Decimal, BeforeValidator(lambda value: Decimal(str(value)))]
Pair = tuple[Exact, Exact]


class Published(BaseModel):
    """A dose as somebody published it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    text: str
    highest_mg_per_kg: Exact
    status: Literal["V", "R"]
    source: str


class Shipped(BaseModel):
    """Limits of a labelled product: (review, absolute) of each quantity."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    dose_mg: Pair
    dose_mg_per_kg: Pair
    per_week: Pair
    total_mg_28_days: Pair
    source: str


class Product(BaseModel):
    """One drug by one route."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    name: str
    drug: Literal["ketamine", "esketamine"]
    route: str
    units: tuple[str, ...]
    settings: tuple[str, ...]
    plausible: Pair
    published: tuple[Published, ...]
    step_mg: int | None = None
    limits: Shipped | None = None

    @property
    def highest_mg_per_kg(self) -> Decimal:
        """The highest published dose."""
        return max(it.highest_mg_per_kg for it in self.published)


@lru_cache(maxsize=1)
def products() -> Mapping[str, Product]:
    """All products by id."""
    text = (resources.files(__package__) / "data/products.yaml").read_text(encoding="utf-8")
    data: list[dict[str, Any]] = yaml.safe_load(text)["products"]
    return {it["id"]: Product(**it) for it in data}


def product(key: str) -> Product:
    """One product.

    Raises:
        InputError: there is none of that name.
    """
    found = products().get(key)
    if found is None:
        raise InputError("product", key, ", ".join(products()))
    return found
