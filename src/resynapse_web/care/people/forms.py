"""Forms about people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import get_user_model

from resynapse_web.care import clock
from resynapse_web.care.people.models import Details, Patient
from resynapse_web.care.people.roles import STAFF, Role


class DetailsForm(forms.ModelForm):
    """Who a patient is."""

    class Meta:
        model = Details
        fields = ("name", "born", "sex", "telephone", "email")
        widgets = {"born": forms.DateInput({"type": "date"}, format="%Y-%m-%d")}

    def clean_born(self) -> Any:
        """A date in the past, at most 120 years ago."""
        born = self.cleaned_data["born"]
        if not 0 <= (clock.today() - born).days < 120 * 366:
            raise forms.ValidationError("A date between today and 120 years ago.")
        return born


class RegisterForm(DetailsForm):
    """A new patient; the record number is the second identifier."""

    number = forms.RegexField(r"^[A-Z0-9][A-Z0-9-]{2,31}$", label="Record number", help_text="Capitals, digits and -")
    field_order = ("number",)

    def clean_number(self) -> str:
        """Not in use."""
        number: str = self.cleaned_data["number"]
        if Patient.objects.filter(number=number).exists():
            raise forms.ValidationError("This number is in use.")
        return number


class ReasonForm(forms.Form):
    """A reason, in words."""

    reason = forms.CharField(min_length=10, max_length=2000, widget=forms.Textarea({"rows": 3}))


class PasswordForm(forms.Form):
    """Signing asks for the password again."""

    password = forms.CharField(
        label="Your password, to sign", strip=False, widget=forms.PasswordInput({"autocomplete": "current-password"})
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        """The signer's own."""
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise forms.ValidationError("This is not your password; nothing was signed.")
        return password


class TieForm(forms.Form):
    """Put a person on a care team, or take them off it."""

    user = forms.ModelChoiceField(get_user_model().objects.none(), label="Person")
    holds = forms.BooleanField(label="On the team", required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        working = (Role.CLINICIAN, Role.DIRECTOR, Role.GUIDE)
        field: Any = self.fields["user"]
        field.queryset = get_user_model().objects.filter(is_active=True, role__in=working).order_by("name")


class AccountForm(forms.Form):
    """A new account; its owner sets the password by a link."""

    name = forms.CharField(max_length=200)
    email = forms.EmailField()
    role = forms.ChoiceField(choices=[(role.value, role.label) for role in Role if role in STAFF])

    def clean_email(self) -> str:
        """Not in use."""
        email: str = self.cleaned_data["email"].lower()
        if get_user_model().objects.filter(email=email).exists():
            raise forms.ValidationError("There is an account with this address.")
        return email
