"""What a template may ask: whether the person who looks may do something."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template

from resynapse_web.care import steps
from resynapse_web.care.people import policy

register = template.Library()


@register.simple_tag(takes_context=True)
def may(context: Any, action: str) -> bool:
    """Whether the person who looks may do this with the patient of the page."""
    request = context["request"]
    patient = getattr(request, "patient", None)
    if not hasattr(request, "held"):  # once a page: these are links, and the page behind each asks again
        request.held = policy.bonds(request.user, patient)
    return policy.may(request.user, action, patient, held=request.held)


@register.simple_tag
def programme(patient: Any) -> list[steps.Step]:
    """The steps of a patient."""
    return steps.steps(patient)


@register.filter
def at(mapping: Any, key: str) -> Any:
    """The value at a key."""
    return mapping.get(key)


@register.filter
def words(value: Any) -> str:
    """An answer in words."""
    return (
        {True: "yes", False: "no", None: "not sure"}.get(value, value) if not isinstance(value, float) else f"{value:g}"
    )


@register.filter
def of(thing: Any, name: str) -> Any:
    """The attribute of that name."""
    return getattr(thing, name)


@register.filter
def plain(number: Decimal) -> str:
    """A decimal without the zeros nobody wrote; a lone point never ends it.

    >>> plain(Decimal("0.500")), plain(Decimal("50.000"))
    ('0.5', '50')
    """
    return f"{number:f}".rstrip("0").rstrip(".") if "." in f"{number:f}" else f"{number:f}"
