"""Where every number comes from.

A parameter carries a value, a unit, a meaning, a kind and a source; without one it does not construct.
Kinds: measured (read in a paper), derived (computed from measured ones; the formula is in `where`),
fitted (`where` names the calibration rows), assumed (`where` gives the reason, and a range is required).
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal, TypeVar, dataclass_transform

Kind = Literal["measured", "derived", "fitted", "assumed"]
T = TypeVar("T")


@dataclass(frozen=True)
class Source:
    """A place in the literature, or the reason for an assumption.

    Attributes:
        key: entry in `references.bib`; "" only for an assumption.
        where: place in the paper, formula, calibration rows, or reason.
        kind: measured, derived, fitted or assumed.
        rows: ids of evidence rows in the package's data files.
    """

    key: str
    where: str
    kind: Kind
    rows: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.kind in ("measured",) and not self.key:
            raise ValueError("a measured value needs a reference key")
        if not self.where:
            raise ValueError("a source says where: place, formula, rows or reason")


def assumed(reason: str, *rows: str, key: str = "") -> Source:
    """The source of a number nobody measured: its reason (and the recalled rows behind it)."""
    return Source(key, reason, "assumed", rows)


@dataclass(frozen=True)
class Number:
    """What is known of one parameter beside its value."""

    unit: str
    meaning: str
    source: Source
    low: float | None = None
    high: float | None = None
    sd: float | None = None  # of the estimate, as published


def param(
    value: float,
    unit: str,
    meaning: str,
    source: Source,
    *,
    low: float | None = None,
    high: float | None = None,
    sd: float | None = None,
) -> Any:
    """A dataclass field holding a sourced number.

    Args:
        value: the default, in `unit`.
        unit: a pint unit, "1" where dimensionless.
        meaning: one phrase.
        source: a `Source`.
        low, high: published interval, or the range of an assumption (required there).
        sd: standard error or deviation where the source prints one.
    Raises:
        TypeError: without a `Source`.
        ValueError: an assumed value without a range, or outside its own range.
    """
    if not isinstance(source, Source):
        raise TypeError(f"{meaning}: a number needs a Source, got {source!r}")
    if source.kind == "assumed" and (low is None or high is None):
        raise ValueError(f"{meaning}: an assumed value states its range")
    if low is not None and high is not None and not low <= value <= high:
        raise ValueError(f"{meaning}: {value} lies outside {low}..{high}")
    number = Number(unit, meaning, source, low, high, sd)
    return dataclasses.field(default=value, metadata={"number": number})


@dataclass_transform(frozen_default=True)
def parameters(cls: type[T]) -> type[T]:
    """A frozen dataclass of sourced numbers that JAX sees as a tree of arrays."""
    import jax

    made = dataclass(frozen=True)(cls)
    for field in dataclasses.fields(made):  # type: ignore[arg-type]
        if "number" not in field.metadata:
            raise TypeError(f"{cls.__name__}.{field.name} has no source")
    return jax.tree_util.register_dataclass(made)


@dataclass(frozen=True)
class Row:
    """One line of the parameter table."""

    name: str
    value: float
    unit: str
    kind: Kind
    source: str
    where: str
    meaning: str
    low: float | None
    high: float | None
    rows: tuple[str, ...]


def describe(parameters: Any, prefix: str) -> Iterator[Row]:
    """The rows of one parameter set, in the order they are written."""
    for field in dataclasses.fields(parameters):
        number: Number = field.metadata["number"]
        yield Row(
            f"{prefix}.{field.name}",
            float(getattr(parameters, field.name)),
            number.unit,
            number.source.kind,
            number.source.key,
            number.source.where,
            number.meaning,
            number.low,
            number.high,
            number.source.rows,
        )


def digest(rows: list[Row]) -> str:
    """A short hash of names and values: two results with the same one used the same numbers."""
    text = json.dumps([(row.name, repr(row.value), row.unit) for row in rows])
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def references() -> dict[str, str]:
    """Every entry of `references.bib`: key to the raw entry."""
    text = resources.files("resynapse").joinpath("references.bib").read_text(encoding="utf-8")
    entries = {}
    for block in text.split("\n@")[0:]:
        block = block.strip().lstrip("@")
        if "{" in block and not block.startswith("%"):
            entries[block.split("{", 1)[1].split(",", 1)[0].strip()] = "@" + block
    return entries
