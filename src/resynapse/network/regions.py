"""Who is who among the regions of an atlas: hemisphere, lobe, network, prefrontal and hippocampal membership.

The tables are package data (`data/<atlas>.csv`); their first line says what is published, derived or assumed. A
network of the AAL2 is an assumption: its regions were drawn on sulci and cut across functional networks.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources

import numpy as np

from resynapse.errors import InputError
from resynapse.network.brain import Flags, Floats, Regions

NETWORKS = ("default", "control", "salience", "dorsal attention", "somatomotor", "visual", "limbic", "subcortical")
LOBES = ("frontal", "parietal", "temporal", "occipital", "insular", "limbic", "subcortical")
TASK_POSITIVE = ("salience", "dorsal attention")
UNKNOWN = "unknown"


def atlas(name: str) -> tuple[Regions, Floats]:
    """Regions and centres [N, 3] (MNI mm) of a packaged atlas: "aal2_94" or "schaefer_100"."""
    text = resources.files("resynapse.network").joinpath(f"data/{name}.csv").read_text(encoding="utf-8")
    return read(text.splitlines(), name)


def read(lines: Iterable[str], field: str) -> tuple[Regions, Floats]:
    """Regions from the lines of a CSV table; only `label` is required, what is absent is unknown.

    Raises:
        InputError: a label missing or given twice, or a value outside its list.
    """
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    labels = tuple((row.get("label") or "").strip() for row in rows)
    if not labels or not all(labels):
        raise InputError(field, "a row without a label", "one label for every region, in a column named 'label'")
    if len(set(labels)) < len(labels):
        twice = next(label for label in labels if labels.count(label) > 1)
        raise InputError(field, twice, "labels that occur once")
    found = Regions(
        labels,
        _column(rows, "hemisphere", ("L", "R"), field),
        _column(rows, "lobe", LOBES, field),
        _column(rows, "network", NETWORKS, field),
        _flags(rows, "prefrontal"),
        _flags(rows, "hippocampal"),
        _mirrors(labels, rows),
    )
    return found, np.array([[_number(row.get(axis)) for axis in "xyz"] for row in rows])


def inside(regions: Regions, *networks: str) -> Flags:
    """Which regions belong to one of these networks, [N]."""
    return np.isin(np.array(regions.network), networks)


def _column(rows: Sequence[Mapping[str, str]], name: str, allowed: tuple[str, ...], field: str) -> tuple[str, ...]:
    values = tuple((row.get(name) or "").strip() or UNKNOWN for row in rows)
    for value in values:
        if value not in (*allowed, UNKNOWN):
            raise InputError(f"{field}, {name}", value, ", ".join(allowed))
    return values


def _flags(rows: Sequence[Mapping[str, str]], name: str) -> Flags:
    return np.array([(row.get(name) or "").strip().lower() in ("1", "true", "yes") for row in rows])


def _mirrors(labels: tuple[str, ...], rows: Sequence[Mapping[str, str]]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    index = {label: k for k, label in enumerate(labels)}
    return np.array([index.get((row.get("mirror") or "").strip(), -1) for row in rows], dtype=np.int64)


def _number(text: str | None) -> float:
    try:
        return float(text or "nan")
    except ValueError:
        return float("nan")
