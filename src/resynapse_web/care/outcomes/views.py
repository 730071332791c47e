"""Pages of the questionnaires: what is asked of the patient, help at once, and scores for the clinician."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe

from resynapse.errors import InputError
from resynapse_web.care.instruments import scoring
from resynapse_web.care.instruments.catalogue import SHIP, Instrument, catalogue
from resynapse_web.care.outcomes import answering, drawing
from resynapse_web.care.outcomes.course import due
from resynapse_web.care.outcomes.forms import TotalForm
from resynapse_web.care.outcomes.series import Series, series
from resynapse_web.care.people.guard import actor, guarded
from resynapse_web.care.people.models import Patient
from resynapse_web.care.rules.answers import CLINICIAN, PATIENT
from resynapse_web.care.safety.watch import help_lines, watch


@guarded("outcome.mine", Patient)
def mine(request: HttpRequest, patient: Patient) -> HttpResponse:
    """What waits for the patient, and their own scores; never a verdict."""
    waiting = [(catalogue()[it.instrument], it.on) for it in due(patient)]
    charts = [(it, picture(it, named=False)) for it in series(patient) if it.points and it.instrument.by == PATIENT]
    context = {"waiting": waiting, "charts": charts, "help": help_lines(), "watch": watch()}
    return render(request, "care/mine.html", context | {"screener": answering.open_screener(patient)})


@guarded("outcome.answer", Patient)
def answer(request: HttpRequest, patient: Patient, instrument: str) -> HttpResponse:
    """One questionnaire. Whatever is valid in it is kept; an error in one answer never loses another."""
    known = _bundled(instrument, PATIENT)
    state, lines = watch(), help_lines()
    opened = answering.open_screener(patient) if known.id == "c-ssrs" else None
    context = {"instrument": known, "help": lines, "watch": state, "opened": opened}
    if request.method != "POST":  # what was opened before is taken, whatever has happened since
        page = "instrument" if state.open or opened is not None else "closed"
        return render(request, f"care/{page}.html", context)
    read = scoring.read(known, request.POST.dict())
    found = answering.answered(actor(request), patient, known, read, PATIENT, opened)
    if found.concern is not None:
        return redirect("care:help", patient=patient.pk)
    left = f" {len(found.response.missing)} left open: no score is made of it." if found.response.missing else ""
    messages.success(request, f"Thank you. Your clinician sees your answers.{left}")
    return redirect("care:mine", patient=patient.pk)


@guarded("outcome.mine", Patient)
def crisis(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Help at once: telephone numbers first, then the screener if one waits."""
    context = {"help": help_lines(), "watch": watch(), "opened": answering.open_screener(patient)}
    return render(request, "care/help.html", context)


@guarded("outcome.view", Patient)
def outcomes(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Scores over time, what the change means, and what is due."""
    rows = [(it, picture(it)) for it in series(patient)]
    waiting = [(catalogue()[it.instrument], it.on) for it in due(patient)]
    context = {"rows": rows, "waiting": waiting, "instruments": catalogue().values()}
    return render(request, "care/outcomes.html", context | {"concerns": patient.concerns.order_by("-at")[:10]})


@guarded("outcome.record", Patient)
def record(request: HttpRequest, patient: Patient, instrument: str) -> HttpResponse:
    """What a clinician rates, or a total from a licensed copy."""
    known = catalogue().get(instrument)
    if known is None:
        raise Http404
    if known.text == SHIP:
        return _rated(request, patient, known)
    form = TotalForm(request.POST or None, instrument=known)
    if not form.is_valid():
        lead = f"{known.title}. Licence: {known.licence}. "
        lead += "Its words are not bundled; enter the total of a licensed copy."
        context = {"form": form, "title": known.name, "submit": "Save", "lead": lead}
        return render(request, "care/form.html", context)
    data = form.cleaned_data
    answering.entered(actor(request), patient, known, data["total"], CLINICIAN, data["on"])
    return redirect("care:outcomes", patient=patient.pk)


def _rated(request: Any, patient: Patient, known: Instrument) -> HttpResponse:
    if request.method != "POST":
        context = {"instrument": known, "help": None, "watch": watch(), "by_clinician": True}
        return render(request, "care/instrument.html", context)
    try:
        found = answering.answered(actor(request), patient, known, scoring.read(known, request.POST.dict()), CLINICIAN)
    except InputError as error:
        messages.error(request, str(error))
        return redirect("care:outcomes", patient=patient.pk)
    if found.response.missing:
        messages.warning(request, f"Kept and not scored; missing: {', '.join(found.response.missing)}.")
    return redirect("care:outcomes", patient=patient.pk)


def _bundled(key: str, by: str) -> Instrument:
    known = catalogue().get(key)
    if known is None or known.text != SHIP or known.by != by:
        raise Http404
    return known


def picture(row: Series, *, named: bool = True) -> str:
    """The scores of one instrument over time, with the names of published bands or without; empty for less than two."""
    if len(row.points) < 2:
        return ""
    points = [(it.on, float(it.total)) for it in row.points]
    return mark_safe(
        drawing.scores(points, row.instrument.high, row.instrument.name, row.instrument.bands if named else ())
    )
