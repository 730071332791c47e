"""The rules, read from dated and sourced files. Nothing here decides; `evaluation.py` does."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict

from resynapse.errors import InputError
from resynapse_web.care.rules import answers, logic

HOME, OFFICE = "home", "office"
STAGES = ("evaluation", "plan", "day")  # a rule is asked from its stage on, at every later gate again
WARN_DAYS = 60


class Kind(StrEnum):
    """How strong a rule is."""

    ABS = "ABS"  # in no setting
    ABS_H = "ABS-H"  # never at home; in the office as REL
    REL = "REL"  # the clinician decides and gives a reason
    INFO = "INFO"  # shown


class Rule(BaseModel):
    """One rule: when it fires, how strong it is, where it is from, what would change it."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)
    id: str
    title: str
    kind: Kind
    when: Annotated[logic.Join | logic.Ask, BeforeValidator(logic.read)]
    change: str
    basis: str
    sources: tuple[str, ...] = ()
    status: Literal["V", "T", "R", "design"]  # read in a source; checked by running; remembered; ours
    stage: Literal["evaluation", "plan", "day"] = "evaluation"
    products: tuple[str, ...] = ()  # none named: all
    settings: tuple[str, ...] = ()
    relaxable: bool = False  # the medical director may make it REL for the clinic
    expires: date
    version: int = 1


class Ruleset(BaseModel):
    """All rules, questions and sources, with the hash of the files they were read from."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)
    rules: tuple[Rule, ...]
    questions: Mapping[str, answers.Question]
    sources: Mapping[str, str]
    hash: str

    def applying(self, product: str, setting: str, stage: str) -> tuple[Rule, ...]:
        """The rules that a product in a setting meets at a gate."""
        reached = STAGES[: STAGES.index(stage) + 1]
        return tuple(
            rule
            for rule in self.rules
            if rule.stage in reached
            and (not rule.products or product in rule.products)
            and (not rule.settings or setting in rule.settings)
        )


@lru_cache(maxsize=1)
def shipped() -> Ruleset:
    """The rules in this package."""
    folder = resources.files(__package__) / "data"
    return read(
        {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir() if file.name.endswith(".yaml")}
    )


def read(files: Mapping[str, str]) -> Ruleset:
    """Rules from the text of their files (see docs/clinic.md for the format).

    Raises:
        InputError: an id used twice, a question or source that does not exist.
    """
    rules: list[Rule] = []
    asked: list[answers.Question] = []
    sources: dict[str, str] = {}
    for name in sorted(files):
        data: Any = yaml.safe_load(files[name])
        sources |= data.get("sources", {})
        asked += [answers.Question(**{**data.get("defaults", {}), **it}) for it in data.get("questions", [])]
        rules += [
            Rule(**{"expires": data.get("expires"), "version": data.get("version", 1), **it})
            for it in data.get("rules", [])
        ]
    questions = answers.by_id(asked)
    _check(rules, questions, sources)
    text = "\0".join(f"{name}\0{files[name]}" for name in sorted(files))
    return Ruleset(
        rules=tuple(rules), questions=questions, sources=sources, hash=hashlib.sha256(text.encode()).hexdigest()
    )


def _check(rules: list[Rule], questions: Mapping[str, Any], sources: Mapping[str, str]) -> None:
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            raise InputError("rule", rule.id, "an id that no other rule has")
        seen.add(rule.id)
        for question in logic.questions(rule.when):
            if question not in questions:
                raise InputError(f"rule {rule.id}", question, "a question of questions.yaml")
        for source in rule.sources:
            if source not in sources:
                raise InputError(f"rule {rule.id}", source, "a source of sources.yaml")
        if rule.status == "V" and not rule.sources:
            raise InputError(f"rule {rule.id}", "V without a source", "the sources that were read")
