"""The gate: what the rules say of a patient now. Asked at the evaluation, at the plan and on the day, always afresh.

gate(patient, "ketamine-iv", "office", "day").outcome
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from resynapse_web.care import clock
from resynapse_web.care.candidates.models import Answer, Decision, RuleRelaxed, RulesConfirmed
from resynapse_web.care.candidates.order import as_kept
from resynapse_web.care.people.models import Patient
from resynapse_web.care.records.keeping import signatures
from resynapse_web.care.rules.answers import RECORD, Given, Question
from resynapse_web.care.rules.evaluation import Evaluation, Outcome, evaluate
from resynapse_web.care.rules.ruleset import shipped


@dataclass(frozen=True)
class Gate:
    """The rules' findings, and whether people have done their part."""

    evaluation: Evaluation
    confirmed: bool  # the rules, by the medical director
    decision: Decision | None  # the clinician's, signed and standing

    @property
    def outcome(self) -> Outcome:
        """The rules' outcome; undecidable while nobody has confirmed the rules."""
        return self.evaluation.outcome if self.confirmed else Outcome.UNDECIDABLE

    @property
    def open(self) -> bool:
        """Whether one may go on: the rules pass now, and a clinician has signed to go on."""
        return self.outcome == Outcome.PASS and self.decision is not None and self.decision.verdict == "accept"


def gate(patient: Patient, product: str, setting: str, stage: str, reasons: dict[str, str] | None = None) -> Gate:
    """Ask the rules now.

    Args:
        reasons: a clinician's reasons that are being given; those of the signed decision count besides.
    """
    decision = signed_decision(patient, product, setting)
    known = {**standing_reasons(decision), **(reasons or {})}
    rules = shipped()
    found = evaluate(rules, product, setting, stage, given(patient), clock.today(), reasons=known, relaxed=relaxed())
    return Gate(found, RulesConfirmed.objects.standing().filter(ruleset=rules.hash).exists(), decision)


def signed_decision(patient: Patient, product: str, setting: str) -> Decision | None:
    """The latest decision that stands and is signed."""
    same = Decision.objects.standing().filter(patient=patient, product=product, setting=setting)
    latest: Decision | None = next(reversed(as_kept(patient, same)), None)
    return latest if latest is not None and signatures(latest) else None


def standing_reasons(decision: Decision | None) -> dict[str, str]:
    """Reasons to go on, by fingerprint; what stands beside a "not now" is none."""
    return dict(decision.reasons) if decision is not None and decision.verdict == "accept" else {}


def given(patient: Patient) -> dict[str, list[Given]]:
    """All answers of a patient by question, and what the record itself says."""
    found: dict[str, list[Given]] = defaultdict(list)
    questions = shipped().questions
    rows = as_kept(patient, Answer.objects.standing().filter(patient=patient))
    now, today = clock.now(), clock.today()
    for it in rows:
        if (question := questions.get(it.question)) is not None:
            on = timezone.localdate(it.at)
            on = on if it.at <= now else max(on, today + timedelta(days=1))
            found[it.question].append(Given(_value(question, it.value), on, it.source))
    found["age"] = [Given(float(age(patient.details.born, today)), today, RECORD)]
    return found


def age(born: date, today: date) -> int:
    """Completed years.

    >>> age(date(2000, 2, 29), date(2018, 2, 28))
    17
    """
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def relaxed() -> list[str]:
    """Rules the medical director has left to the clinician."""
    newest = dict(RuleRelaxed.objects.standing().order_by("at").values_list("rule", "relaxed"))
    return [rule for rule, eased in newest.items() if eased]


def _value(question: Question, value: Any) -> Any:
    return date.fromisoformat(value) if question.kind == "date" and value is not None else value
