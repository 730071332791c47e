"""Ask every rule: pass, blocked or undecidable, and why.

    pass          every rule was decided; what fired is information, or has the clinician's reason
    blocked       a rule fired that nobody may pass, or that still needs a reason
    undecidable   something needed is not known, too old, or the rule itself has expired

The evaluation never says yes to a person: the clinician does, and signs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from resynapse_web.care.rules import logic
from resynapse_web.care.rules.answers import Given, Standing, as_text, resolve
from resynapse_web.care.rules.ruleset import HOME, WARN_DAYS, Kind, Rule, Ruleset


class Outcome(StrEnum):
    """What a gate says."""

    PASS = "pass"
    BLOCKED = "blocked"
    UNDECIDABLE = "undecidable"


@dataclass(frozen=True)
class Input:
    """One answer a rule has looked at."""

    question: str
    text: str
    value: str
    on: date | None
    by: str
    why: str  # why it does not count, if it does not


@dataclass(frozen=True)
class Finding:
    """What one rule says of one person."""

    rule: Rule
    kind: Kind  # in this setting
    truth: logic.Truth
    inputs: tuple[Input, ...]
    reason: str  # the clinician's, if one was given for these very inputs
    expired: bool

    @property
    def fingerprint(self) -> str:
        """Rule, version and inputs: a reason given for other inputs does not count."""
        seen = [self.rule.id, str(self.rule.version), self.kind, *(f"{it.question}={it.value}" for it in self.inputs)]
        return hashlib.sha256("\0".join(seen).encode()).hexdigest()[:16]

    @property
    def outcome(self) -> Outcome:
        """What this rule alone says."""
        if self.truth and self.kind == Kind.ABS:
            return Outcome.BLOCKED
        if self.truth is None or self.expired:
            return Outcome.UNDECIDABLE
        if self.truth and self.kind == Kind.REL and not self.reason:
            return Outcome.BLOCKED
        return Outcome.PASS

    @property
    def needs_reason(self) -> bool:
        """Whether the clinician's reason would let it pass."""
        return self.outcome == Outcome.BLOCKED and self.kind == Kind.REL


@dataclass(frozen=True)
class Evaluation:
    """What all rules say of one person, for one product in one setting at one gate."""

    product: str
    setting: str
    stage: str
    today: date
    ruleset: str
    findings: tuple[Finding, ...]

    @property
    def outcome(self) -> Outcome:
        """Blocked by what nobody may pass, else undecidable, else blocked until reasons are given, else pass."""
        said = {finding.outcome for finding in self.findings if not finding.needs_reason}
        if Outcome.BLOCKED in said:
            return Outcome.BLOCKED
        if Outcome.UNDECIDABLE in said:
            return Outcome.UNDECIDABLE
        return Outcome.BLOCKED if any(finding.needs_reason for finding in self.findings) else Outcome.PASS

    @property
    def openness(self) -> int:
        """2: passes; 1: a clinician's reasons would do; 0: neither. Less is never known with more openness."""
        if self.outcome == Outcome.PASS:
            return 2
        return int(all(finding.outcome == Outcome.PASS or finding.needs_reason for finding in self.findings))

    @property
    def fired(self) -> list[Finding]:
        """Rules that fired, strongest first."""
        order = list(Kind)
        return sorted((it for it in self.findings if it.truth), key=lambda it: order.index(it.kind))

    @property
    def unknown(self) -> list[Finding]:
        """Rules that could not be decided."""
        return [it for it in self.findings if it.truth is None]

    @property
    def missing(self) -> list[Input]:
        """The answers that would decide them, each once."""
        found = {it.question: it for finding in self.unknown for it in finding.inputs if it.why}
        return list(found.values())

    @property
    def expired(self) -> list[Finding]:
        """Rules past their date."""
        return [it for it in self.findings if it.expired]

    @property
    def expiring(self) -> list[Rule]:
        """Rules that expire soon."""
        return [it.rule for it in self.findings if 0 <= (it.rule.expires - self.today).days <= WARN_DAYS]

    def as_data(self) -> dict[str, Any]:
        """Everything, as JSON keeps it beside the decision."""
        return {
            "product": self.product,
            "setting": self.setting,
            "stage": self.stage,
            "today": self.today.isoformat(),
            "ruleset": self.ruleset,
            "outcome": self.outcome,
            "findings": [_finding(it) for it in self.findings],
        }


def evaluate(
    ruleset: Ruleset,
    product: str,
    setting: str,
    stage: str,
    given: Mapping[str, Iterable[Given]],
    today: date,
    *,
    reasons: Mapping[str, str] | None = None,
    relaxed: Iterable[str] = (),
) -> Evaluation:
    """Ask every rule that applies.

    Args:
        given: all answers of the person by question, each in the order they were given.
        reasons: the clinician's reasons by fingerprint of the finding.
        relaxed: rules which the medical director has made REL for this clinic; only those that allow it.
    """
    standing = {key: resolve(question, given.get(key, ()), today) for key, question in ruleset.questions.items()}
    facts = {key: it.value for key, it in standing.items()}
    eased = frozenset(relaxed)
    found = []
    for rule in ruleset.applying(product, setting, stage):
        asked = dict.fromkeys(logic.questions(rule.when))
        bare = Finding(
            rule,
            _kind(rule, setting, eased),
            logic.truth(rule.when, facts, today),
            tuple(_input(ruleset, key, standing[key]) for key in asked),
            "",
            rule.expires < today,
        )
        reason = (reasons or {}).get(bare.fingerprint, "").strip()
        found.append(Finding(**{**vars(bare), "reason": reason}) if reason else bare)
    return Evaluation(product, setting, stage, today, ruleset.hash, tuple(found))


def _kind(rule: Rule, setting: str, eased: frozenset[str]) -> Kind:
    if rule.id in eased and rule.relaxable:
        return Kind.REL
    if rule.kind == Kind.ABS_H:
        return Kind.ABS if setting == HOME else Kind.REL
    return rule.kind


def _input(ruleset: Ruleset, key: str, standing: Standing) -> Input:
    question = ruleset.questions[key]
    last = standing.given
    words = as_text(question, last.value if last else None)
    return Input(key, question.text, words, last.on if last else None, last.by if last else "", standing.why)


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule.id,
        "version": finding.rule.version,
        "title": finding.rule.title,
        "kind": finding.kind,
        "truth": finding.truth,
        "outcome": finding.outcome,
        "reason": finding.reason,
        "fingerprint": finding.fingerprint,
        "inputs": [{**vars(it), "on": it.on and it.on.isoformat()} for it in finding.inputs],
    }
