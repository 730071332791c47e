"""The board, the peer monitor's page, and the sheets."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from resynapse_web.care import clock
from resynapse_web.care.monitoring.checkins import answers, ladder, missed_running
from resynapse_web.care.monitoring.schedule import Mark
from resynapse_web.care.people import policy
from resynapse_web.care.people.guard import actor, guarded
from resynapse_web.care.records.keeping import keep
from resynapse_web.care.treatments import flow, paging, rems
from resynapse_web.care.treatments.duty import on_duty
from resynapse_web.care.treatments.forms import CheckInForm
from resynapse_web.care.treatments.models import NoticeSeen, RemsSent, Stage, State, Treatment
from resynapse_web.care.treatments.thresholds import schedule_of
from resynapse_web.care.treatments.views import WrongRecord


@guarded("board.view")
def board(request: HttpRequest) -> HttpResponse:
    """Sessions that are open, of the patients a person cares for: what is due, what was missed, who was told."""
    return render(request, "care/board.html", _board(request))


@guarded("board.view")
def board_pulse(request: HttpRequest) -> HttpResponse:
    """The same, asked by the page itself; what is on it is looked at first, also when the worker has died."""
    paging.sweep(it.treatment for it in _open_now(request))
    return render(request, "care/board_live.html", _board(request))


def _board(request: HttpRequest) -> dict[str, Any]:
    rows = [_row(it) for it in _open_now(request)]
    forms = [it for it in rems.waiting(policy.visible(request.user)) if it.left <= timedelta(days=rems.DAYS)]
    return {"rows": rows, "forms": forms, "now": clock.now()}


def _open_now(request: HttpRequest) -> list[Stage]:
    mine = Stage.objects.current().filter(patient__in=policy.visible(request.user)).exclude(state=State.ENDED)
    return list(mine.select_related("treatment__plan", "patient").order_by("at"))


def _row(stage: Stage) -> dict[str, Any]:
    treatment = stage.treatment
    found, since = paging.due_checkins(treatment), flow.elapsed(treatment)
    release = paging.release_of(treatment)
    return {
        "treatment": treatment,
        "stage": stage,
        "since": since and int(since.surely.total_seconds() // 60),
        "missing": [it.minute for it in paging.due_vitals(treatment) if it.mark == Mark.MISSING],
        "due": [it.minute for it in paging.due_vitals(treatment) if it.mark == Mark.DUE],
        "checkins": found,
        "climb": missed_running(found) >= ladder().missed_to_start,
        "release": release,
        "watched": release is not None and on_duty(release.watcher),
        "notices": treatment.notices.filter(seen=None).count(),
    }


@guarded("treatment.observe", Treatment)
def seen(request: HttpRequest, treatment: Treatment) -> HttpResponse:
    """I have seen what I was told about this session."""
    if request.method == "POST":
        for it in treatment.notices.filter(seen=None, user=request.user):
            keep(actor(request), "notice.seen", NoticeSeen(notice=it, patient=treatment.patient))
    return redirect("care:treatment", treatment=treatment.pk)


@guarded("checkin.give", Treatment)
def peer(request: HttpRequest, treatment: Treatment) -> HttpResponse:
    """The peer monitor's page: four questions, and a call for help."""
    made = paging.release_of(treatment)
    if made is None or made.peer_id != request.user.pk:
        return render(request, "care/peer_closed.html")
    running = treatment.stage.state == State.DOSED
    form = CheckInForm(request.POST if running and "check" in request.POST else None)
    if request.method == "POST" and "help" in request.POST:  # heard in every state, also from an old page
        which = f"help-{clock.now():%H%M%S}"
        paging.tell(treatment, paging.clinicians(treatment), which, "The peer monitor asks for help.")
        return render(request, "care/peer.html", _peer(treatment, form) | {"helped": True})
    if request.method == "POST" and running:
        if request.POST.get("shown") != treatment.patient.number:
            raise WrongRecord
        return _check_in(request, treatment, form)
    return render(request, "care/peer.html", _peer(treatment, form))


@guarded("checkin.give", Treatment)
def peer_pulse(request: HttpRequest, treatment: Treatment) -> HttpResponse:
    """What is due now, asked by the page itself."""
    made = paging.release_of(treatment)
    if made is None or made.peer_id != request.user.pk:
        raise Http404
    paging.sweep([treatment])
    return render(request, "care/peer_live.html", _peer(treatment, CheckInForm()))


def _check_in(request: HttpRequest, treatment: Treatment, form: CheckInForm) -> HttpResponse:
    form.is_valid()  # four boxes; an empty one is an answer
    values = {key: bool(form.cleaned_data.get(key)) for key in form.fields}
    made = form._meta.model(
        treatment=treatment, patient=treatment.patient, which=answers(paging.due_checkins(treatment)), **values
    )
    keep(actor(request), "checkin.give", made)
    if made.fine:
        messages.success(request, "Thank you. The clinic has your check-in.")
    else:
        paging.tell(
            treatment, paging.clinicians(treatment), f"worry-{made.pk.hex[:8]}", "A check-in says that not all is well."
        )
        messages.error(request, "The clinic was told. Stay with the person; if in doubt call the emergency number now.")
    return redirect("care:peer", treatment=treatment.pk)


def _peer(treatment: Treatment, form: CheckInForm) -> dict[str, Any]:
    return {
        "treatment": treatment,
        "form": form,
        "running": treatment.stage.state == State.DOSED,
        "checkins": paging.due_checkins(treatment),
        "release": paging.release_of(treatment),
        "ladder": ladder().ladder,
        "now": clock.now(),
    }


@guarded("treatment.view", Treatment)
def sheet(request: HttpRequest, treatment: Treatment) -> HttpResponse:
    """To print at release: telephones, address, ladder."""
    context = {"treatment": treatment, "release": paging.release_of(treatment), "rules": ladder()}
    return render(request, "care/sheet.html", context)


@guarded("treatment.view", Treatment)
def downtime(request: HttpRequest, treatment: Treatment) -> HttpResponse:
    """To print beforehand: the session on paper, for when nothing else works."""
    plan = treatment.plan
    context = {
        "treatment": treatment,
        "plan": plan,
        "limits": flow.thresholds(treatment),
        "due": schedule_of(plan.product_id).due,
        "then": schedule_of(plan.product_id).then_every,
        "release": paging.release_of(treatment),
        "rules": ladder(),
        "empty": range(4),
    }
    return render(request, "care/downtime.html", context)


@guarded("treatment.end", Treatment)
def rems_form(request: HttpRequest, treatment: Treatment) -> HttpResponse:
    """The monitoring form of nasal esketamine, filled from the record; and that it was sent."""
    if treatment.plan.product_id != rems.PRODUCT:
        return redirect("care:treatment", treatment=treatment.pk)
    if request.method == "POST" and (words := request.POST.get("words", "").strip()) and treatment.endings.exists():
        made = RemsSent(treatment=treatment, patient=treatment.patient, words=words[:300])
        keep(actor(request), "rems.send", made)
        return redirect("care:rems", treatment=treatment.pk)
    return render(request, "care/rems.html", {"treatment": treatment, **rems.filled(treatment)})
