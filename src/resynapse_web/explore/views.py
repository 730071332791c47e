"""The open pages: read what was chosen, ask the desk, show it. Nothing is stored and nobody is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from resynapse.errors import InputError
from resynapse_web.explore import claims, fields
from resynapse_web.explore.desk import DESK, Busy
from resynapse_web.explore.plan import PEOPLE, Question, bundled, own
from resynapse_web.explore.telling import Answer

DEFAULT = "murrough_2013_ketamine"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The two forms: a published treatment, or one's own."""
    return _shown("home", _forms(request.GET))


@require_safe
def course(request: HttpRequest) -> HttpResponse:
    """One treatment from dose to score."""
    found = _answered(request)
    if isinstance(found, HttpResponse):
        return found
    return _shown("course", {"answer": found, "query": request.GET.urlencode(), "count": len(found.steps)})


@require_safe
def summary(request: HttpRequest) -> HttpResponse:
    """The numbers of the same page as CSV."""
    found = _answered(request)
    if isinstance(found, HttpResponse):
        return found
    response = HttpResponse(found.csv, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="summary.csv"'
    return response


@require_safe
def story(request: HttpRequest) -> HttpResponse:
    """The story claim by claim, with the recorded verdicts."""
    return _shown("story", {"claims": claims.claims(), "references": claims.references()})


@require_safe
def words(request: HttpRequest) -> HttpResponse:
    """What the words in the pictures mean."""
    return _shown("words", {"words": claims.words()})


def _answered(request: HttpRequest) -> Answer | HttpResponse:
    """The answer; or the page that says why there is none, or none yet."""
    try:
        found = DESK.ask(_question(request.GET))
    except InputError as error:
        return _shown("home", _forms(request.GET, error), status=400)
    except Busy:
        response = _shown("busy", {}, status=503)
        response["Retry-After"] = "20"
        return response
    return found or _shown("waiting", {}, status=202)


def _question(query: Mapping[str, Any]) -> Question:
    people = str(query.get("people", "1"))[: fields.LONGEST]
    if people not in [str(count) for count in PEOPLE]:
        raise InputError("people", people, f"{', '.join(str(count) for count in PEOPLE[:-1])} or {PEOPLE[-1]}")
    if "plan" in query:
        return bundled(str(query["plan"]), int(people))
    return own(fields.read(query), int(people))


def _forms(query: Mapping[str, Any], error: InputError | None = None) -> dict[str, Any]:
    """What the page with the forms shows; after an error, with what was chosen and one sentence."""
    labels = {one.name: one.label for one in fields.OWN}
    said = "" if error is None else str(InputError(labels.get(error.field, error.field), error.value, error.allowed))
    return {
        "plans": fields.published(),
        "chosen": str(query.get("plan", DEFAULT)),
        "people": fields.PEOPLE_CHOICES,
        "fields": fields.filled(fields.read(query), error.field if error else "", said),
        "error": said,
        "target": error.field if error and error.field in labels and "plan" not in query else "",
    }


def _shown(page: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page without a request in its context: nothing on it depends on who asks."""
    context["clinic"] = "resynapse_web.care" in settings.INSTALLED_APPS
    return HttpResponse(render_to_string(f"explore/{page}.html", context), status=status)
