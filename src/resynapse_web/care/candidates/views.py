"""Pages of the evaluation: questionnaire, findings, decision, rules."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from resynapse_web.care import clock
from resynapse_web.care.candidates.forms import AnswersForm, ChoiceForm, DecisionForm
from resynapse_web.care.candidates.gate import gate, given, relaxed, standing_reasons
from resynapse_web.care.candidates.models import Answer, Decision, RuleRelaxed, RulesConfirmed
from resynapse_web.care.people import policy
from resynapse_web.care.people.forms import PasswordForm, ReasonForm
from resynapse_web.care.people.guard import actor, guarded, seen_version
from resynapse_web.care.people.models import Patient
from resynapse_web.care.records.keeping import Stale, keep, sign
from resynapse_web.care.rules.answers import CLINICIAN, PATIENT, RECORD, resolve
from resynapse_web.care.rules.evaluation import Outcome
from resynapse_web.care.rules.ruleset import shipped


@guarded("questionnaire.answer", Patient)
def questionnaire(request: HttpRequest, patient: Patient) -> HttpResponse:
    """The patient's own answers; no verdict is ever shown here."""
    questions = [it for it in shipped().questions.values() if it.ask == PATIENT]
    form = AnswersForm(request.POST or None, questions=questions)
    if form.is_valid():
        _keep(request, patient, form, PATIENT)
        messages.success(request, "Thank you. Your clinician reads your answers and speaks with you about them.")
        return redirect("care:home")
    return render(request, "care/answers.html", {"form": form, "title": "Before treatment", "by_patient": True})


@guarded("candidate.record", Patient)
def record(request: HttpRequest, patient: Patient) -> HttpResponse:
    """The clinician's answers, beside the patient's."""
    questions = [it for it in shipped().questions.values() if it.ask != RECORD]
    form = AnswersForm(request.POST or None, questions=questions)
    if form.is_valid():
        _keep(request, patient, form, CLINICIAN)
        return redirect("care:candidate", patient=patient.pk)
    known, today = given(patient), clock.today()
    standing = {it.id: resolve(it, known.get(it.id, ()), today) for it in questions}
    context = {"form": form, "title": "Record answers", "standing": standing}
    return render(request, "care/answers.html", context)


def _keep(request: HttpRequest, patient: Patient, form: AnswersForm, source: str) -> None:
    values = {key: it.isoformat() if isinstance(it, date) else it for key, it in form.cleaned_data.items()}
    rows = [Answer(patient=patient, question=key, value=it, source=source) for key, it in values.items()]
    with transaction.atomic():
        keep(actor(request), "answers.give", *rows)


@guarded("candidate.view", Patient)
def candidate(request: HttpRequest, patient: Patient) -> HttpResponse:
    """What the rules find for a product in a setting, and what was decided before."""
    choice = ChoiceForm(request.GET if "product" in request.GET else {"product": "ketamine-iv", "setting": "office"})
    context: dict[str, Any] = {"choice": choice, "decisions": patient.decisions.order_by("-at").select_related("by")}
    if choice.is_valid():
        context["gate"] = gate(patient, stage="evaluation", **choice.cleaned_data)
        context["sources"] = shipped().sources
        context["may_decide"] = policy.may(request.user, "candidate.decide", patient)
    return render(request, "care/candidate.html", context)


@guarded("candidate.decide", Patient)
def decide(request: HttpRequest, patient: Patient) -> HttpResponse:
    """The clinician decides and signs; the rules only say what stands in the way."""
    choice = ChoiceForm(request.GET)
    if not choice.is_valid():
        return redirect("care:candidate", patient=patient.pk)
    place = choice.cleaned_data
    before = gate(patient, stage="evaluation", **place)
    asked = [it for it in before.evaluation.fired if it.needs_reason]
    form = DecisionForm(request.POST or None, user=request.user, findings=asked)
    if form.is_valid():
        after = gate(patient, stage="evaluation", reasons=form.reasons, **place)
        if form.cleaned_data["verdict"] == "accept" and after.outcome != Outcome.PASS:
            form.add_error("verdict", _standing_in_the_way(after.outcome, after.confirmed))
        else:
            _decide(request, patient, place, form, after.evaluation.as_data(), before.decision)
            return redirect(f"{reverse('care:candidate', args=[patient.pk])}?{request.GET.urlencode()}")
    return render(request, "care/decide.html", {"form": form, "gate": before, "choice": choice})


def _decide(request: Any, patient: Any, place: Any, form: Any, evaluation: Any, before: Decision | None) -> None:
    reasons = {**standing_reasons(before), **form.reasons}
    known = {key: form.cleaned_data[key] for key in ("verdict", "note")}
    decision = Decision(patient=patient, evaluation=evaluation, reasons=reasons, **known, **place)
    with transaction.atomic():
        keep(actor(request), "candidate.decide", decision)
        sign(actor(request), decision, "I have evaluated this candidate and reviewed the basis of every finding")


def _standing_in_the_way(outcome: Outcome, confirmed: bool) -> str:
    if not confirmed:
        return "The medical director has not confirmed the rules in force."
    if outcome == Outcome.UNDECIDABLE:
        return "Something needed is not known yet, or a rule has expired."
    return "A rule that nobody may pass has fired, or a reason is missing."


@guarded("rules.view")
def rules(request: HttpRequest) -> HttpResponse:
    """The rules in force, their sources and dates."""
    found = shipped()
    context = {
        "rules": found.rules,
        "sources": found.sources,
        "hash": found.hash,
        "relaxed": relaxed(),
        "confirmed": RulesConfirmed.objects.standing().filter(ruleset=found.hash).select_related("by").first(),
        "may_confirm": policy.may(request.user, "rules.confirm"),
    }
    return render(request, "care/rules.html", context)


@guarded("rules.confirm")
def confirm_rules(request: HttpRequest) -> HttpResponse:
    """The medical director has read the rules."""
    form = PasswordForm(request.POST or None, user=request.user)
    if form.is_valid():
        mark = RulesConfirmed(ruleset=shipped().hash)
        with transaction.atomic():
            keep(actor(request), "rules.confirm", mark)
            sign(actor(request), mark, "I have read these rules and their sources; this clinic uses them")
        return redirect("care:rules")
    lead = "You confirm every rule on the page before, those marked “remembered, not read” among them."
    context = {"form": form, "title": "Confirm the rules", "submit": "Sign", "lead": lead}
    return render(request, "care/form.html", context)


@guarded("rules.confirm")
def relax_rule(request: HttpRequest, rule: str) -> HttpResponse:
    """Leave a rule to the clinician, or take that back; only rules that allow it."""
    known = next((it for it in shipped().rules if it.id == rule and it.relaxable), None)
    if known is None:
        return redirect("care:rules")
    form = ReasonForm(request.POST or None)
    eased, version = rule in relaxed(), RuleRelaxed.objects.filter(rule=rule).count() + 1
    if form.is_valid():
        if seen_version(request) != version:  # sent twice, it would take back what it has just done
            raise Stale
        keep(actor(request), "rules.relax", RuleRelaxed(rule=rule, relaxed=not eased, **form.cleaned_data))
        return redirect("care:rules")
    title = f"{'Make absolute again' if eased else 'Leave to the clinician'}: {known.title}"
    return render(request, "care/form.html", {"form": form, "title": title, "submit": "Save", "version": version})
