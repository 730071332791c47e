"""Forms of the duty roster, the contacts and the queue."""

from __future__ import annotations

from django import forms

from resynapse.errors import InputError
from resynapse_web.care.people.forms import PasswordForm
from resynapse_web.care.safety import roster
from resynapse_web.care.safety.models import Contacts


class RosterForm(PasswordForm):
    """The roster, refused when a line cannot be read."""

    shifts = forms.CharField(widget=forms.Textarea({"rows": 6}), label="Roster", help_text=roster.ALLOWED)
    field_order = ("shifts", "password")

    def clean_shifts(self) -> str:
        """Readable to the last line."""
        text: str = self.cleaned_data["shifts"]
        try:
            roster.parse(text)
        except InputError as error:
            raise forms.ValidationError(str(error)) from error
        return text


class ContactsForm(forms.ModelForm):
    """What a patient in a crisis reads."""

    class Meta:
        model = Contacts
        fields = ("emergency", "crisis_line", "unwatched")


class SettleForm(forms.Form):
    """What was done."""

    outcome = forms.CharField(
        min_length=10, max_length=2000, widget=forms.Textarea({"rows": 3}), label="What was said and done"
    )
