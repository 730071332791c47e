"""The door of every page: load, ask the policy, run, write the line in the audit.

    @guarded("plan.view", Plan)                     # ... /<uuid:plan>/...: loads the plan, asks about its patient
    def show(request, plan): ...

A person who may not see something gets the same answer as for something that does not exist.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from resynapse_web.care.people import policy
from resynapse_web.care.people.models import Patient
from resynapse_web.care.records.entry import Refused
from resynapse_web.care.records.keeping import Actor, Stale, note

View = Callable[..., HttpResponse]


def actor(request: HttpRequest) -> Actor:
    """Who acts in this request."""
    return Actor(request.user, request.user.role, request.number)


def seen_version(request: HttpRequest) -> int:
    """The number of the version a form was made from; 0, which never fits, when it is missing or nonsense."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def guarded(action: str, model: Any = None) -> Callable[[View], View]:
    """Guard a view.

    Args:
        action: a row of `policy.TABLE`.
        model: class of the object the page is about; its key arrives as an argument named like the class, in lower
            case. The object is a `Patient`, or has a `patient`.
    """

    def guard(view: View) -> View:
        @never_cache
        @login_required
        @wraps(view)
        def seen(request: HttpRequest, **keys: Any) -> HttpResponse:
            entry = _load(model, keys)
            patient = entry if isinstance(entry, Patient) else getattr(entry, "patient", None)
            request.held = policy.bonds(request.user, patient)  # asked once for the page; its links go by it too
            if not policy.may(request.user, action, patient, held=request.held):
                note(actor(request), action, patient=patient and patient.pk, entry=entry, allowed=False)
                raise Http404
            request.patient = patient
            arguments = () if model is None else (entry,)
            try:
                response = view(request, *arguments, **keys)
            except Stale as stale:
                response = render(request, "care/stale.html", {"sentence": str(stale)}, status=409)
            note(actor(request), action, patient=patient and patient.pk, entry=entry, method=request.method)
            return response

        seen.action = action
        seen.model = model
        return seen

    return guard


def _load(model: Any, keys: dict[str, Any]) -> Any:
    if model is None:
        return None
    try:
        found = model.objects.filter(pk=keys.pop(model.__name__.lower())).first()
    except ValidationError:
        found = None
    if found is None:
        raise Http404
    return found


def accepted(form: Any, act: Callable[[], Any]) -> bool:
    """Do what a valid form asks for; a refusal is shown in the form."""
    try:
        act()
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    return True
