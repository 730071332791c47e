"""Connectivity at each moment as BIDS-style tables."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import xarray


NODES = {
    "index": {"Description": "row and column of the matrices, from 0"},
    "label": {"Description": "region, as the atlas names it"},
    "hemisphere": {"Description": "L or R"},
    "network": {"Description": "functional network; assumed for AAL2"},
    "lobe": {"Description": "anatomical lobe"},
    **{axis: {"Description": "centre of the region in MNI space; nan where unknown", "Units": "mm"} for axis in "xyz"},
}


def relmats(seen: xarray.Dataset) -> dict[str, bytes]:
    """Connectivity of each moment as BIDS-style tables: by file name, a matrix, its description, and who is who."""
    atlas = str(seen.attrs["connectome"]).replace("_", "")
    places = ("x", "y", "z")
    rows = ["\t".join(("index", "label", "hemisphere", "network", "lobe", *places))]
    for k, label in enumerate(map(str, seen.region.values)):
        who = (str(seen[name].values[k]) for name in ("hemisphere", "network", "lobe"))
        rows.append("\t".join((str(k), label, *who, *(f"{float(seen[axis].values[k]):g}" for axis in places))))
    made = {f"atlas-{atlas}_nodeindices.tsv": _text(rows), f"atlas-{atlas}_nodeindices.json": _json(NODES)}
    for k, when in enumerate(map(str, seen.moment.values)):
        name = f"atlas-{atlas}_desc-{''.join(it for it in when if it.isalnum())}_meas-correlation_relmat"
        lines = ["\t".join(f"{value:.6f}" for value in row) for row in seen.connectivity.values[k]]
        made[f"{name}.tsv"] = _text(lines)
        made[f"{name}.json"] = _json(_about(seen, when))
    return made


def _about(seen: xarray.Dataset, when: str) -> dict[str, Any]:
    return {
        "Description": f"Simulated BOLD correlation of the typical patient, {when}",
        "MeasureDescription": "Pearson correlation, linear noise theory at zero frequency",
        "RelationshipMeasure": "correlation",
        "Units": "1",
        "Weighted": True,
        "Directed": False,
        "ValidDiagonal": True,
        "StorageFormat": "Full",
        "NonNegative": False,
        "Atlas": seen.attrs["connectome"],
        "Simulated": True,
        "Plan": seen.attrs["plan"],
        "At": when,
        "GeneratedBy": [{"Name": "resynapse", "Version": seen.attrs["version"]}],
        "ParameterHash": seen.attrs["parameter_hash"],
        "BrainFit": seen.attrs["brain_fit"],
        "BrainFitHash": seen.attrs["brain_fit_hash"],
        "BrainFitNumbers": {"values": seen.attrs["strengths"], "units": seen.attrs["strengths_units"]},
        "Model": seen.attrs["pictured"],
        "Seed": int(seen.attrs["seed"]),
        "Acknowledgements": seen.attrs["acknowledgement"],
    }


def _json(content: dict[str, Any]) -> bytes:
    return _text([json.dumps(content, indent=2)])


def _text(lines: list[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode()
