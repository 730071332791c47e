"""Pages of the safety queue: what waits, who takes it, who is on duty, whether calls arrive."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from resynapse_web import channels
from resynapse_web.care.people import policy
from resynapse_web.care.people.guard import actor, guarded, seen_version
from resynapse_web.care.records.keeping import keep, revise, sign
from resynapse_web.care.safety import paging, roster
from resynapse_web.care.safety.forms import ContactsForm, RosterForm, SettleForm
from resynapse_web.care.safety.models import ChannelConfirmed, ChannelTested, Concern, Contacts, Roster, Settled, Taken
from resynapse_web.care.safety.watch import ROSTERED, contacts, on_duty, shifts_in_force, watch
from resynapse_web.channels import Message


@guarded("safety.view")
def queue(request: HttpRequest) -> HttpResponse:
    """What waits, the urgent first; it is the same for all clinicians, since anybody may have to act."""
    rows = paging.waiting().select_related("patient").prefetch_related("pages__user", "pages__sent", "taken__by")
    return render(request, "care/queue.html", {"rows": rows, "watch": watch(), "duty": on_duty()})


@guarded("safety.act", Concern)
def concern(request: HttpRequest, concern: Concern) -> HttpResponse:
    """One concern: whom to telephone, who was called, take it, say what was done."""
    form = SettleForm(request.POST if "outcome" in request.POST else None)
    if request.method == "POST" and "take" in request.POST:
        keep(actor(request), "concern.take", Taken(concern=concern))
        return redirect("care:concern", concern=concern.pk)
    if form.is_valid():
        keep(actor(request), "concern.settle", Settled(concern=concern, **form.cleaned_data))
        messages.success(request, "Settled. It left the queue and stays in the record.")
        return redirect("care:queue")
    taken = concern.taken.select_related("by").first()
    context = {"concern": concern, "form": form, "taken": taken, "settled": concern.settled.first()}
    context["may_see_chart"] = policy.may(request.user, "candidate.view", concern.patient)
    return render(request, "care/concern.html", context)


@guarded("safety.duty")
def duty(request: HttpRequest) -> HttpResponse:
    """Who is on duty, what is missing, and a test of one's own channel."""
    if request.method == "POST":
        _test(request)
        return redirect("care:duty")
    shifts = shifts_in_force()
    gaps = [f"{roster.DAYS[day]} {hour:02d}" for day, hour in roster.uncovered(shifts)]
    context = {"watch": watch(), "shifts": Roster.objects.order_by("-version").first(), "gaps": gaps}
    context |= {"channels": [it.name for it in channels.configured()]}
    context |= {"contacts": contacts(), "duty": on_duty(), "may_set": policy.may(request.user, "safety.set")}
    return render(request, "care/duty.html", context)


def _test(request: Any) -> None:
    if code := request.POST.get("code", "").strip():
        _confirm(request, code)
        return
    for it in channels.configured():
        code = f"{secrets.randbelow(10**6):06d}"
        keep(actor(request), "channel.test", ChannelTested(channel=it.name, digest=_digest(code)))
        message = Message("Test of the call", f"Type this code into the page Duty: {code}\n", str(uuid4()))
        try:
            it.send(request.user.email, message)
            messages.info(request, f"A code is on its way by {it.name}; type it in when it has arrived.")
        except Exception as error:
            messages.error(request, f"The message by {it.name} did not leave ({type(error).__name__}).")


def _confirm(request: Any, code: str) -> None:
    """The code of the last test of one of the channels."""
    for it in channels.configured():
        test = ChannelTested.objects.filter(by=request.user, channel=it.name).order_by("-at").first()
        if test is not None and secrets.compare_digest(test.digest, _digest(code)):
            keep(actor(request), "channel.confirm", ChannelConfirmed(test=test))
            messages.success(request, f"Your channel works: {it.name}.")
            return
    messages.error(request, "This is not the code of your last test.")


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


@guarded("safety.set")
def set_roster(request: HttpRequest) -> HttpResponse:
    """A new roster, signed."""
    latest = Roster.objects.order_by("-version").first()
    form = RosterForm(request.POST or None, user=request.user, initial={"shifts": latest.shifts if latest else ""})
    if not form.is_valid():
        context = {"form": form, "title": "Roster", "submit": "Sign", "version": latest.version if latest else 0}
        return render(request, "care/form.html", context)
    shifts = form.cleaned_data["shifts"]
    with transaction.atomic():
        if latest is None:
            kept = Roster(shifts=shifts)
            keep(actor(request), "roster.set", kept)
        else:
            kept = revise(actor(request), "roster.set", latest, seen_version(request), shifts=shifts)
        sign(actor(request), kept, ROSTERED)
    return redirect("care:duty")


@guarded("safety.set")
def set_contacts(request: HttpRequest) -> HttpResponse:
    """What a patient in a crisis reads, and whether questions are open while nobody watches."""
    latest = contacts()
    form = ContactsForm(request.POST or None, instance=latest if request.method == "GET" else None)
    if not form.is_valid():
        context = {"form": form, "title": "Crisis contacts", "submit": "Save"}
        return render(request, "care/form.html", context | {"version": latest.version if latest else 0})
    if latest is None:
        keep(actor(request), "contacts.set", Contacts(**form.cleaned_data))
    else:
        revise(actor(request), "contacts.set", latest, seen_version(request), **form.cleaned_data)
    return redirect("care:duty")
