"""The first hour of a real clinic: its name and its medical director."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from resynapse.errors import InputError
from resynapse_web.care.people.models import Clinic, User
from resynapse_web.care.people.roles import Role
from resynapse_web.care.records.keeping import SYSTEM, keep


def opened(name: str, director: str, email: str, password: str) -> None:
    """Keep the clinic and make the first account."""
    try:
        validate_email(email)
        validate_password(password)
    except ValidationError as error:
        raise InputError("email or password", email, " ".join(error.messages)) from error
    keep(SYSTEM, "clinic.open", Clinic(name=name))
    User.objects.create_user(email, director, Role.DIRECTOR, password)
