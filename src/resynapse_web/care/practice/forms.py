"""Forms of the practice."""

from __future__ import annotations

from typing import Any

from django import forms

from resynapse_web.care.people.models import User
from resynapse_web.care.practice.content import Content, Module


class ModuleForm(forms.Form):
    """Steps to tick, and words where the module asks for them."""

    def __init__(self, *args: Any, module: Module, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = [(str(number), text) for number, text in enumerate(module.steps)]
        self.fields["steps"] = forms.MultipleChoiceField(
            choices=steps, required=False, widget=forms.CheckboxSelectMultiple, label="Done"
        )
        hint = f"At least {module.words} words." if module.words else "If you like."
        words = forms.Textarea({"rows": 6})
        self.fields["text"] = forms.CharField(
            required=False, max_length=10_000, widget=words, label="Your own words", help_text=hint
        )


class ReadyForm(forms.Form):
    """What keeps a person from breathing exercises now; anything ticked closes the pacer."""

    def __init__(self, *args: Any, content: Content, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, text in content.avoid_if.items():
            choices = (("no", "no"), ("yes", "yes"))
            self.fields[key] = forms.ChoiceField(label=text, choices=choices, widget=forms.RadioSelect)

    @property
    def against(self) -> list[str]:
        """What was answered with yes."""
        return [str(self.fields[key].label) for key, said in self.cleaned_data.items() if said == "yes"]


class CoachedForm(forms.Form):
    """A practice with a guide."""

    minutes = forms.IntegerField(min_value=5, max_value=60)


class CoachNoteForm(forms.Form):
    """A coach note; when it holds a red flag it is handed on or not kept."""

    text = forms.CharField(max_length=10_000, widget=forms.Textarea({"rows": 6}), label="Note")
    hand_on = forms.BooleanField(required=False, label="Hand this to a clinician")
    to = forms.ModelChoiceField(User.objects.none(), required=False, label="Clinician")
    told = forms.CharField(
        required=False,
        max_length=2000,
        label="How you told them",
        help_text="Telephone or in person; a note alone is not enough.",
    )

    def __init__(self, *args: Any, content: Content, clinicians: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.content = content
        self.fields["to"].queryset = clinicians

    def clean(self) -> dict[str, Any]:
        """A red flag, or the wish to hand on, needs a clinician and how they were told."""
        known: dict[str, Any] = super().clean() or {}
        known["flags"] = self.content.flags(known.get("text", ""))
        if (known["flags"] or known.get("hand_on")) and not (known.get("to") and known.get("told")):
            found = ", ".join(it.id for it in known["flags"]) or "your wish"
            self.add_error(None, f"This must be handed to a clinician ({found}): say to whom, and how you told them.")
        return known


class AnswerForm(forms.Form):
    """A clinician takes over what was handed on."""

    hand_off = forms.UUIDField(widget=forms.HiddenInput)
    done = forms.CharField(min_length=5, max_length=2000, label="What was done")
