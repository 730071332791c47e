"""Forms of consent."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms

from resynapse_web.care import clock
from resynapse_web.care.consents.models import ConsentText
from resynapse_web.care.consents.signing import Proxy, text_for
from resynapse_web.care.doses.products import products
from resynapse_web.care.people.forms import PasswordForm

MOST_BYTES = 200_000


def texts_in_force() -> list[ConsentText]:
    """One for each product and setting that has one."""
    found = (text_for(it.id, setting) for it in products().values() for setting in it.settings)
    return [it for it in found if it is not None]


class TextForm(PasswordForm):
    """The clinic's own text, as a file."""

    title = forms.CharField(max_length=200)
    file = forms.FileField(label="Text of the clinic", help_text="A plain text file, UTF-8, at most 200 kB.")
    renew_days = forms.IntegerField(
        label="Days until consents to earlier versions have to be renewed", min_value=0, max_value=366, initial=0,
        help_text="0: at once. Until they are renewed no plan is signed and no session released; "
        "a session that was released before goes on.",
    )  # fmt: skip
    field_order = ("title", "file", "renew_days", "password")

    def clean_file(self) -> str:
        """The whole text, unchanged."""
        given = self.cleaned_data["file"]
        if given.size > MOST_BYTES:
            raise forms.ValidationError("At most 200 kB.")
        try:
            text: str = given.read().decode("utf-8")
        except UnicodeDecodeError:
            raise forms.ValidationError("A plain text file, UTF-8.") from None
        if not text.strip() or "\0" in text:
            raise forms.ValidationError("A plain text file with words in it.")
        return text


class ExplainForm(PasswordForm):
    """A clinician has explained a text."""

    text = forms.ChoiceField(label="Text that was explained")
    explained_at = forms.DateTimeField(
        label="Explained on", widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    expires = forms.DateField(
        label="Last day (optional)", required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    paper = forms.CharField(
        label="Signed on paper: where that paper lies", required=False, max_length=200,
        help_text="Leave empty when the patient signs here, with their own account.",
    )  # fmt: skip
    proxy_name = forms.CharField(
        label="Only when a representative signs: their name", required=False, max_length=200,
        help_text="For a patient who cannot decide; on paper, in the office, and never the patient's own consent.",
    )  # fmt: skip
    proxy_relation = forms.CharField(label="Their relation to the patient", required=False, max_length=100)
    proxy_reason = forms.CharField(label="Why the patient does not sign", required=False, max_length=300)
    proxy_document = forms.CharField(
        label="Document that gives the authority, and where it lies", required=False, max_length=200
    )
    field_order = (
        "text", "explained_at", "expires", "paper", "proxy_name", "proxy_relation", "proxy_reason", "proxy_document",
        "password",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A representative with everything, or none."""
        data: dict[str, Any] = super().clean()
        said = [bool(data.get(f"proxy_{key}")) for key in Proxy._fields]
        if any(said) and not all(said):
            self.add_error("proxy_name", "Name, relation, reason and document belong together.")
        return data

    @property
    def proxy(self) -> Proxy | None:
        """The representative, if one signs."""
        said = Proxy(*(self.cleaned_data[f"proxy_{key}"] for key in Proxy._fields))
        return said if said.name else None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(it.pk): it for it in texts_in_force()}
        field: Any = self.fields["text"]
        field.choices = [("", ""), *((key, self._words(it)) for key, it in self.known.items())]

    @staticmethod
    def _words(text: ConsentText) -> str:
        return f"{text.where}: {text.title}, version {text.version}"

    def clean_text(self) -> ConsentText:
        """The text itself."""
        return self.known[self.cleaned_data["text"]]

    def clean_explained_at(self) -> datetime:
        """Not in the future."""
        at: datetime = self.cleaned_data["explained_at"]
        if at > clock.now() + timedelta(minutes=1):
            raise forms.ValidationError("It has been explained: not in the future.")
        return at

    def clean_expires(self) -> date | None:
        """Today or later."""
        last: date | None = self.cleaned_data["expires"]
        if last is not None and last < clock.today():
            raise forms.ValidationError("Today or later.")
        return last


class AgreeForm(PasswordForm):
    """The patient agrees."""

    agree = forms.BooleanField(label="I have read this text, it was explained to me, and I agree")
    field_order = ("agree", "password")


class WithdrawForm(forms.Form):
    """Nothing is asked for: words are welcome."""

    words = forms.CharField(
        label="Anything you want to say (optional)", required=False, max_length=2000,
        widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip


class MistakenForm(PasswordForm):
    """Why a consent stands here that should not."""

    reason = forms.CharField(min_length=10, max_length=1000, widget=forms.Textarea({"rows": 3}))
    field_order = ("reason", "password")
