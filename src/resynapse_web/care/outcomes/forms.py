"""The form of a total."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from resynapse.errors import InputError
from resynapse_web.care import clock
from resynapse_web.care.instruments.catalogue import Instrument
from resynapse_web.care.instruments.scoring import whole


class TotalForm(forms.Form):
    """A total and the day it was rated."""

    total = forms.CharField()
    on = forms.DateField(label="Rated on", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, instrument: Instrument, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instrument = instrument
        self.fields["on"].initial = clock.today()
        self.fields["total"].help_text = f"{instrument.low:g} to {instrument.high:g}; window: {instrument.window}"

    def clean_total(self) -> Decimal:
        """Inside of the scale."""
        try:
            return whole(self.instrument, self.cleaned_data["total"])
        except InputError as error:
            raise forms.ValidationError(str(error)) from error

    def clean_on(self) -> date:
        """Not in the future."""
        on: date = self.cleaned_data["on"]
        if on > clock.today():
            raise forms.ValidationError("Not after today.")
        return on
