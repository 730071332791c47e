"""Pages about people: home, patients, care team, emergency access, accounts, audit."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from resynapse_web.care import clock
from resynapse_web.care.people import policy
from resynapse_web.care.people.forms import AccountForm, DetailsForm, ReasonForm, RegisterForm, TieForm
from resynapse_web.care.people.guard import actor, guarded, seen_version
from resynapse_web.care.people.models import Details, GlassBroken, Patient, Tie, User
from resynapse_web.care.people.roles import Bond, Role
from resynapse_web.care.records.keeping import check_chain, keep, note, revise
from resynapse_web.care.records.models import AuditEvent

GLASS_HOURS = 4
PER_PAGE = 50


@guarded("home.view")
def home(request: HttpRequest) -> HttpResponse:
    """The first page of each role."""
    if request.user.role in (Role.PATIENT, Role.PEER):
        bond = Bond.SELF if request.user.role == Role.PATIENT else Bond.PEER
        mine = [it for it in policy.visible(request.user) if bond in policy.bonds(request.user, it)]
        return render(request, f"care/home_{request.user.role}.html", {"mine": mine})
    if policy.may(request.user, "patients.list"):
        return redirect("care:patients")
    return redirect("care:audit")


@guarded("patients.list")
def patients(request: HttpRequest) -> HttpResponse:
    """The patients a person may see, by name."""
    found = Details.objects.current().filter(patient__in=policy.visible(request.user)).select_related("patient")
    if words := request.POST.get("words", "").strip():  # posted, so that no name is in an address
        found = found.filter(name__icontains=words) | found.filter(patient__number__iexact=words)
    page = Paginator(found.order_by("name"), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "words": words, "may_register": policy.may(request.user, "patient.register")}
    return render(request, "care/patients.html", context)


@guarded("patient.register")
def register(request: HttpRequest) -> HttpResponse:
    """A new patient; who registers one as a clinician is on the care team."""
    form = RegisterForm(request.POST or None)
    if not form.is_valid():
        return render(request, "care/form.html", {"form": form, "title": "New patient", "submit": "Register"})
    patient = Patient(number=form.cleaned_data["number"])
    details = form.save(commit=False)
    details.patient = patient
    with transaction.atomic():
        keep(actor(request), "patient.register", patient, details)
        if request.user.role in (Role.CLINICIAN, Role.DIRECTOR):
            keep(actor(request), "team.change", Tie(patient=patient, user=request.user, bond=Bond.TEAM))
    return redirect("care:patient", patient=patient.pk)


@guarded("patient.view", Patient)
def chart(request: HttpRequest, patient: Patient) -> HttpResponse:
    """One patient's page; what is on it depends on who looks."""
    context = {
        "history": patient.versions.order_by("-version"),
        "clinical": policy.may(request.user, "candidate.view", patient, held=request.held),
        "may_correct": policy.may(request.user, "patient.correct", patient, held=request.held),
        "may_change_team": policy.may(request.user, "team.change", patient, held=request.held),
        "team": team(patient),
    }
    return render(request, "care/chart.html", context)


def team(patient: Patient) -> list[User]:
    """Who is on the care team now."""
    users = User.objects.filter(ties__patient=patient).distinct().order_by("name")
    return [user for user in users if Bond.TEAM in policy.bonds(user, patient)]


@guarded("patient.correct", Patient)
def correct(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Correct details: a new version, unless somebody was faster."""
    details = patient.details
    form = DetailsForm(request.POST or None, instance=details if request.method == "GET" else None)
    if not form.is_valid():
        context = {"form": form, "title": "Correct details", "submit": "Save", "version": details.version}
        return render(request, "care/form.html", context)
    revise(actor(request), "patient.correct", patient.details, seen_version(request), **form.cleaned_data)
    return redirect("care:patient", patient=patient.pk)


@guarded("team.change", Patient)
def change_team(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Who cares for a patient."""
    form = TieForm(request.POST or None)
    if not form.is_valid():
        return render(request, "care/form.html", {"form": form, "title": "Care team", "submit": "Save"})
    keep(actor(request), "team.change", Tie(patient=patient, bond=Bond.TEAM, **form.cleaned_data))
    return redirect("care:patient", patient=patient.pk)


@guarded("glass.break")
def break_glass(request: HttpRequest) -> HttpResponse:
    """Open a chart in an emergency: record number and reason; everybody will see it in the audit."""
    form = ReasonForm(request.POST or None)
    found = Patient.objects.filter(number=request.POST.get("number", "").strip()).first()
    if not form.is_valid() or found is None:
        if form.is_bound and found is None:
            note(actor(request), "glass.break", allowed=False)
            form.add_error(None, "No patient has this record number.")
        return render(request, "care/glass.html", {"form": form, "hours": GLASS_HOURS})
    until = clock.now() + timedelta(hours=GLASS_HOURS)
    keep(actor(request), "glass.break", GlassBroken(patient=found, until=until, **form.cleaned_data))
    messages.warning(request, f"Emergency access until {until:%H:%M} UTC. It is in the audit with your reason.")
    return redirect("care:patient", patient=found.pk)


@guarded("accounts.manage")
def accounts(request: HttpRequest) -> HttpResponse:
    """Accounts of the staff: new ones, and those who left."""
    leaving = request.POST.get("leaving", "")
    user = User.objects.exclude(pk=request.user.pk).filter(pk=leaving).first() if leaving.isdecimal() else None
    if user is not None:
        user.is_active = not user.is_active
        user.save(update_fields=("is_active",))
        note(actor(request), "accounts.manage", account=str(user.pk), active=user.is_active)
        return redirect("care:accounts")
    form = AccountForm(request.POST or None)
    if form.is_valid():
        user = User.objects.create_user(**form.cleaned_data)
        note(actor(request), "accounts.manage", account=str(user.pk), made=user.role)
        messages.success(request, f"{user.name} sets a password with “Forgot your password?” and this address.")
        return redirect("care:accounts")
    return render(request, "care/accounts.html", {"form": form, "users": User.objects.order_by("-is_active", "name")})


@guarded("audit.view")
def audit(request: HttpRequest) -> HttpResponse:
    """The log, newest first, and whether its chain holds."""
    page = Paginator(AuditEvent.objects.order_by("-number"), PER_PAGE).get_page(request.GET.get("page"))
    names = {str(key): name for key, name in User.objects.values_list("pk", "name")}
    lines = [(line, names.get(line.user, "")) for line in page]
    checked = check_chain() if "check" in request.GET else None
    return render(request, "care/audit.html", {"page": page, "lines": lines, "checked": checked})
