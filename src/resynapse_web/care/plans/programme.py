"""The parts of a programme beside the doses, as data."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import resources

import yaml

Items = Mapping[str, str]


@lru_cache(maxsize=1)
def phases() -> Mapping[str, Items]:
    """Texts by phase and id."""
    data = yaml.safe_load((resources.files(__package__) / "data/programme.yaml").read_text(encoding="utf-8"))
    return {phase: {it["id"]: it["text"] for it in items} for phase, items in data.items()}


def texts(chosen: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """What was chosen, in words."""
    known = phases()
    return {phase: [known[phase][it] for it in items] for phase, items in chosen.items() if items}
