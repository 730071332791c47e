"""What a template may ask: whether the person who looks may do something."""

from __future__ import annotations

from typing import Any

from django import template

from resynapse_web.care.people import policy

register = template.Library()


@register.simple_tag(takes_context=True)
def may(context: Any, action: str) -> bool:
    """Whether the person who looks may do this with the patient of the page."""
    request = context["request"]
    return policy.may(request.user, action, getattr(request, "patient", None))
