"""Forms made from the questions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from resynapse.errors import InputError
from resynapse_web.care.candidates.models import SETTINGS, VERDICTS
from resynapse_web.care.doses.products import products
from resynapse_web.care.people.forms import PasswordForm
from resynapse_web.care.rules.answers import UNSURE, Question, parse
from resynapse_web.care.rules.evaluation import Finding


class AnswersForm(forms.Form):
    """Answers to some questions; what is left empty is not answered."""

    def __init__(self, *args: Any, questions: Iterable[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = {question.id: question for question in questions}
        for question in self.questions.values():
            self.fields[question.id] = field(question)

    def clean(self) -> dict[str, Any]:
        """Each answer as its question wants it."""
        given: dict[str, Any] = {}
        for key, text in super().clean().items():
            if text:
                try:
                    given[key] = parse(self.questions[key], text)
                except InputError as error:
                    self.add_error(key, str(error))
        return given

    def sections(self) -> dict[str, list[Any]]:
        """Fields by section, in order."""
        found: dict[str, list[Any]] = {}
        for key, question in self.questions.items():
            found.setdefault(question.section, []).append(self[key])
        return found


def field(question: Question) -> forms.Field:
    """The field of a question."""
    if question.kind == "yes_no":
        choices = [("yes", "Yes"), ("no", "No"), (UNSURE, "Not sure")]
        return forms.ChoiceField(label=question.text, choices=choices, widget=forms.RadioSelect, required=False)
    if question.kind == "choice":
        choices = [("", ""), *((it, it) for it in question.choices), (UNSURE, "not known")]
        return forms.ChoiceField(label=question.text, choices=choices, required=False)
    kind = {"number": "number", "date": "date"}[question.kind]
    unit = f" [{question.unit}]" if question.unit else ""
    return forms.CharField(
        label=question.text + unit, widget=forms.TextInput({"type": kind, "step": "any"}), required=False
    )


class DecisionForm(PasswordForm):
    """The clinician's decision: a verdict, a reason for every relative rule that fired, a password."""

    verdict = forms.ChoiceField(choices=VERDICTS, widget=forms.RadioSelect, label="Decision")
    note = forms.CharField(widget=forms.Textarea({"rows": 3}), required=False, label="Note for the record")
    field_order = ("verdict", "note")

    def __init__(self, *args: Any, findings: Iterable[Finding], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for finding in findings:
            self.fields[finding.fingerprint] = forms.CharField(
                label=f"Reason to go on although: {finding.rule.title}", required=False, max_length=1000
            )
        self.order_fields([*(it for it in self.fields if it != "password"), "password"])

    @property
    def reasons(self) -> dict[str, str]:
        """Reasons by fingerprint."""
        known = ("verdict", "note", "password")
        return {key: text for key, text in self.cleaned_data.items() if key not in known and text.strip()}


class ChoiceForm(forms.Form):
    """Which product, in which setting."""

    product = forms.ChoiceField(choices=[(key, it.name) for key, it in products().items()])
    setting = forms.ChoiceField(choices=SETTINGS)
