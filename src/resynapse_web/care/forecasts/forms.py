"""The clinician's own judgement, and the director's switch."""

from __future__ import annotations

from typing import Any

from django import forms

from resynapse_web.care.forecasts.models import ForecastSwitch, Judgement
from resynapse_web.care.people.forms import PasswordForm


class JudgementForm(forms.ModelForm):
    """What the clinician expects, before anything is shown."""

    class Meta:
        model = Judgement
        fields = ("response_percent", "note")
        widgets = {"note": forms.Textarea({"rows": 2})}


class SwitchForm(PasswordForm, forms.ModelForm):
    """On or off; the number that was fixed beforehand may grow and never shrink."""

    class Meta:
        model = ForecastSwitch
        fields = ("on", "needed", "reason")

    def __init__(self, *args: Any, before: ForecastSwitch | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before = before
        self.order_fields(["on", "needed", "reason", "password"])

    def clean_needed(self) -> int:
        """Fixed beforehand."""
        needed: int = self.cleaned_data["needed"]
        if self.before is not None and needed < self.before.needed:
            raise forms.ValidationError(f"It was fixed beforehand at {self.before.needed} and cannot become smaller.")
        return needed
