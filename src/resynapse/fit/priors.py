"""What was known of the population's numbers before the calibration rows: published where possible, ours where not.

    log number ~ Normal(log centre, log_sd)

No prior comes from the patients of a calibration or a validation row (data/priors.csv says where each comes from). Kind
`derived`: computed from printed numbers; `assumed`: a range of our own. Nine of the sixteen are inferred
(`uncertain.inferred`). The others ship at the centre: the rows leave six of them nearly as they were (patients'
spreads, openness, the life of a new spine), and cannot tell the life of potentiation from its gain.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources
from typing import NamedTuple


class Prior(NamedTuple):
    """Prior of one number.

    Attributes:
        id: of its row in data/priors.csv.
        centre: median, in the unit of the number.
        log_sd: standard deviation of its logarithm.
        kind: derived or assumed.
        sources: keys of `references.bib`; none where it is ours.
        why: what was printed and what was made of it.
    """

    id: str
    centre: float
    log_sd: float
    kind: str
    sources: tuple[str, ...]
    why: str


@cache
def priors() -> dict[str, Prior]:
    """Priors by "group.name"."""
    text = resources.files("resynapse.fit").joinpath("data", "priors.csv").read_text(encoding="utf-8")
    return {row["parameter"]: _read(row) for row in csv.DictReader(text.splitlines())}


def _read(row: dict[str, str]) -> Prior:
    keys = tuple(key.strip() for key in row["sources"].split(";") if key.strip())
    return Prior(row["prior"], float(row["centre"]), float(row["log_sd"]), row["kind"], keys, row["why"])
