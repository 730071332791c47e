"""The words of adverse events."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import resources

import yaml
from pydantic import BaseModel, ConfigDict


class Words(BaseModel):
    """What an adverse event can be, how bad, how it came and went."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    expected: Mapping[str, tuple[str, ...]]
    others: tuple[str, ...]
    grades: Mapping[int, str]
    serious: Mapping[str, str]
    related: Mapping[str, str]
    action: Mapping[str, str]
    outcome: Mapping[str, str]

    def terms(self) -> list[str]:
        """All terms, each once."""
        return list(dict.fromkeys([it for drug in self.expected.values() for it in drug] + list(self.others)))


@lru_cache(maxsize=1)
def words() -> Words:
    """As shipped."""
    return Words(**yaml.safe_load((resources.files(__package__) / "data/events.yaml").read_text("utf-8")))
