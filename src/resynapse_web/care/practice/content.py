"""The modules and breath patterns, read from their files and checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

SELF, GUIDE, THERAPIST = ROLES = ("self", "guide", "therapist")
PHASES = ("preparation", "integration")
SHORTEST_MINUTES = 5
SHORTEST_CYCLE_S = 6  # ten breaths a minute; faster ones are not offered


@dataclass(frozen=True)
class Module:
    """One piece of work before or after a session.

    `day` counts from the session, 0 is its day; `done` is "steps" or "words"; `gate`: a clinician looks for it first.
    """

    id: str
    title: str
    phase: str
    session: str
    day: int
    role: str
    minutes: int
    steps: tuple[str, ...]
    done: str
    gate: bool
    level: str
    source: str
    licence: str
    words: int = 0

    @property
    def when(self) -> str:
        """In words.

        >>> shipped().modules["contact-24h"].when
        '1 day after each session'
        """
        days = f"{abs(self.day)} day{'' if abs(self.day) == 1 else 's'}"
        which = "the first" if self.session == "first" else "each"
        return f"{days} {'before' if self.day < 0 else 'after'} {which} session"

    def complete(self, ticked: int, text: str) -> bool:
        """Whether the completion rule is met."""
        return ticked == len(self.steps) and (self.done != "words" or len(text.split()) >= self.words)


@dataclass(frozen=True)
class Breath:
    """A breath pattern: what to do for how many seconds, again and again."""

    id: str
    title: str
    cycle: tuple[tuple[str, float], ...]  # (in, out or hold; seconds)
    least: int  # minutes
    usual: int
    most: int
    note: str

    @property
    def cycle_s(self) -> float:
        """Seconds of one cycle."""
        return sum(seconds for _, seconds in self.cycle)


@dataclass(frozen=True)
class RedFlag:
    """Words that somebody else must hear of: now, or today."""

    id: str
    contact: str
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class Content:
    """Everything in the two files."""

    version: int
    modules: Mapping[str, Module]
    red_flags: tuple[RedFlag, ...]
    breaths: Mapping[str, Breath]
    avoid_if: Mapping[str, str]
    breath_evidence: str

    def flags(self, text: str) -> list[RedFlag]:
        """Red flags in a text.

        >>> [it.id for it in shipped().flags("I feel SUICIDAL, and I fainted")]
        ['self-harm', 'heart-brain']
        """
        plain = " ".join(text.lower().replace("’", "'").split())
        return [flag for flag in self.red_flags if flag.pattern.search(plain)]


@lru_cache(maxsize=1)
def shipped() -> Content:
    """The content as shipped."""
    work, breathing = _file("modules"), _file("breaths")
    modules = [_module(it, work["sources"]) for it in work["modules"]]
    breaths = [_breath(it) for it in breathing["patterns"]]
    flags = tuple(RedFlag(it["id"], it["contact"], _pattern(it["phrases"])) for it in work["red_flags"])
    return Content(
        work["version"],
        {it.id: it for it in modules},
        flags,
        {it.id: it for it in breaths},
        breathing["avoid_if"],
        breathing["evidence"],
    )


def _file(name: str) -> Any:
    return yaml.safe_load((resources.files(__package__) / f"data/{name}.yaml").read_text(encoding="utf-8"))


def _module(row: Mapping[str, Any], sources: Mapping[str, str]) -> Module:
    plain = {key: value for key, value in row.items() if key not in ("evidence", "steps")}
    level, source = row["evidence"]["level"], sources[row["evidence"]["source"]]
    found = Module(steps=tuple(row["steps"]), level=level, source=source, **plain)
    if found.role not in ROLES or found.phase not in PHASES or (found.done == "words") != (found.words > 0):
        raise ValueError(f"module {found.id}: unknown role, phase or completion rule")
    if (found.phase == "preparation") != (found.day < 0):
        raise ValueError(f"module {found.id}: preparation lies before a session, integration after it")
    return found


def _breath(row: Mapping[str, Any]) -> Breath:
    cycle = tuple((it["do"], float(it["s"])) for it in row["cycle"])
    minutes = row["minutes"]
    found = Breath(row["id"], row["title"], cycle, minutes["min"], minutes["default"], minutes["max"], row["note"])
    out = sum(seconds for what, seconds in cycle if what == "out")
    into = sum(seconds for what, seconds in cycle if what == "in")
    if found.cycle_s < SHORTEST_CYCLE_S or found.least < SHORTEST_MINUTES or out < into:
        raise ValueError(f"breath {found.id}: too fast, too short, or more in than out")
    return found


def _pattern(phrases: list[str]) -> re.Pattern[str]:
    """Whole words; a star lets the last one go on."""
    return re.compile(
        "|".join(rf"\b{re.escape(it.rstrip('*'))}{'' if it.endswith('*') else chr(92) + 'b'}" for it in phrases)
    )
