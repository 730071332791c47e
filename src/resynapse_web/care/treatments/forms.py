"""Forms of a session. Times are asked as minutes ago: a clock that changes in the night changes none of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms

from resynapse.errors import InputError
from resynapse_web.care import clock
from resynapse_web.care.doses.products import Product, products
from resynapse_web.care.doses.regimen import exact
from resynapse_web.care.monitoring.checkins import ladder
from resynapse_web.care.monitoring.ending import JUDGED
from resynapse_web.care.monitoring.events import words
from resynapse_web.care.monitoring.thresholds import acceptable
from resynapse_web.care.people import policy
from resynapse_web.care.people.forms import PasswordForm
from resynapse_web.care.people.models import User
from resynapse_web.care.people.roles import Bond, Role
from resynapse_web.care.treatments import paging
from resynapse_web.care.treatments.duty import on_duty
from resynapse_web.care.treatments.models import (
    AdverseEvent,
    CheckIn,
    EmergencyAction,
    Kind,
    Release,
    Rung,
    ThresholdSet,
    Treatment,
    Vitals,
)
from resynapse_web.care.treatments.thresholds import schedule_of

WORDS = forms.Textarea({"rows": 2})


class ThresholdsForm(PasswordForm, forms.ModelForm):
    """Thresholds; every field is empty until the medical director fills it."""

    class Meta:
        model = ThresholdSet
        exclude = ()
        widgets = {"reason": WORDS}

    def __init__(self, *args: Any, product: Product, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.product = product
        self.order_fields([*(it for it in self.fields if it != "password"), "password"])

    def clean(self) -> dict[str, Any]:
        """All together."""
        data: dict[str, Any] = super().clean()
        if not self.errors:
            given = ThresholdSet(**{key: value for key, value in data.items() if key != "password"})
            try:
                acceptable(given.limits, schedule_of(self.product.id).floor)
            except InputError as error:
                self.add_error(None, str(error))
        return data


class BookForm(forms.Form):
    """The day."""

    planned_for = forms.DateField(label="Day", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def clean_planned_for(self) -> date:
        """Today or later."""
        day: date = self.cleaned_data["planned_for"]
        if not 0 <= (day - clock.today()).days <= 366:
            raise forms.ValidationError("Today or a day within a year.")
        return day


class ReleaseForm(PasswordForm, forms.ModelForm):
    """Who is there, and who watches; at home also where."""

    class Meta:
        model = Release
        fields = (
            "escort_name", "escort_phone", "watcher", "peer", "address", "telephone", "line_tested",
            "contact_name", "contact_phone", "services",
        )  # fmt: skip

    def __init__(self, *args: Any, treatment: Treatment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team = [it for it in paging.clinicians(treatment) if it == self.user or on_duty(it)]
        watcher: Any = self.fields["watcher"]
        watcher.queryset = User.objects.filter(pk__in=[it.pk for it in team])
        if treatment.at_home:
            known = User.objects.filter(is_active=True, role=Role.PEER, ties__patient=treatment.patient).distinct()
            holding = [it.pk for it in known if Bond.PEER in policy.bonds(it, treatment.patient)]
            peer: Any = self.fields["peer"]
            peer.queryset = known.filter(pk__in=holding)
            for name in ("peer", "address", "telephone", "line_tested", "contact_name", "contact_phone", "services"):
                self.fields[name].required = True
        else:
            for name in ("peer", "address", "telephone", "line_tested", "contact_name", "contact_phone", "services"):
                del self.fields[name]
        self.order_fields([*(it for it in self.fields if it != "password"), "password"])

    @property
    def values(self) -> dict[str, Any]:
        """What a release keeps."""
        return {key: value for key, value in self.cleaned_data.items() if key != "password"}


class AgoForm(forms.Form):
    """A moment, as minutes ago."""

    most = 60
    ago = forms.IntegerField(label="Minutes ago", min_value=0, initial=0)

    def clean_ago(self) -> int:
        """Within what the form allows."""
        ago: int = self.cleaned_data["ago"]
        if ago > self.most:
            raise forms.ValidationError(f"At most {self.most} minutes.")
        return ago

    @property
    def moment(self) -> Any:
        """The moment, in UTC."""
        return clock.now() - timedelta(minutes=self.cleaned_data["ago"])


class DoseForm(AgoForm):
    """What was given. Product, unit and amount are chosen, never written freely; the record number is asked again."""

    most = 24 * 60
    number = forms.CharField(label="Record number, read from the patient's band or papers", max_length=32)
    product = forms.ChoiceField(choices=[("", ""), *((key, it.name) for key, it in products().items())])
    lot = forms.RegexField(r"^[A-Za-z0-9][A-Za-z0-9 ./-]{0,59}$", label="Lot")
    amount = forms.CharField(label="Amount given [mg]")
    paper = forms.CharField(
        label="Only for a dose given on paper, more than 15 minutes ago: why it could not go by the release",
        min_length=10, max_length=1000, widget=WORDS, required=False,
    )  # fmt: skip
    field_order = ("number", "product", "lot", "amount", "ago", "paper")

    def __init__(self, *args: Any, treatment: Treatment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.treatment = treatment

    def clean_number(self) -> str:
        """That of this very patient."""
        number: str = self.cleaned_data["number"].strip()
        if number != self.treatment.patient.number:
            raise forms.ValidationError("This is not the patient of this session. Nothing was recorded.")
        return number

    def clean_amount(self) -> Any:
        """A plain decimal."""
        return _exact(self.cleaned_data["amount"])


class InErrorForm(PasswordForm):
    """The dose was never given like this: why it stands here."""

    reason = forms.CharField(min_length=10, max_length=1000, widget=WORDS)
    field_order = ("reason", "password")


class LessForm(forms.Form):
    """Less went in than planned."""

    amount = forms.CharField(label="Amount that went in [mg]")
    reason = forms.CharField(min_length=5, max_length=1000, widget=WORDS)

    def clean_amount(self) -> Any:
        """A plain decimal."""
        return _exact(self.cleaned_data["amount"])


def _exact(text: str) -> Any:
    try:
        return exact("amount", text, 0, 10_000)  # type: ignore[arg-type]
    except InputError as error:
        raise forms.ValidationError(str(error)) from error


class VitalsForm(AgoForm, forms.ModelForm):
    """One line of the flowsheet."""

    most = 24 * 60  # from paper; what may count before a dose or at an end is fresher than that

    class Meta:
        model = Vitals
        fields = (
            "systolic", "diastolic", "heart_rate", "spo2", "respiratory_rate", "sedation", "dissociation", "symptoms",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Something was measured; a systolic pressure has a lower diastolic one."""
        data: dict[str, Any] = super().clean()
        if not any(data.get(key) not in (None, False) for key in self._meta.fields):
            self.add_error(None, "Nothing was measured.")
        systolic, diastolic = data.get("systolic"), data.get("diastolic")
        if (systolic is None) != (diastolic is None) and not self.errors:
            self.add_error(None, "Both pressures.")
        if systolic is not None and diastolic is not None and diastolic >= systolic:
            self.add_error("diastolic", "Below the systolic one.")
        return data


class EventForm(AgoForm, forms.ModelForm):
    """An adverse event."""

    most = 14 * 24 * 60
    serious = forms.MultipleChoiceField(
        choices=list(words().serious.items()), widget=forms.CheckboxSelectMultiple, required=False,
        label="Serious because of (none: not serious)",
    )  # fmt: skip

    class Meta:
        model = AdverseEvent
        fields = ("term", "description", "grade", "serious", "related", "action", "outcome")

    def clean(self) -> dict[str, Any]:
        """Grade 5 is a death, and a death is grade 5."""
        data: dict[str, Any] = super().clean()
        dead = {data.get("grade") == 5, "death" in (data.get("serious") or ()), data.get("outcome") == "fatal"}
        if not self.errors and len(dead) > 1:
            self.add_error(None, "Grade 5, serious because of death and a fatal outcome belong together.")
        if data.get("term") == "other" and not data.get("description"):
            self.add_error("description", "Say what it was.")
        return data


class EmergencyForm(AgoForm, forms.ModelForm):
    """What was done."""

    most = 24 * 60

    class Meta:
        model = EmergencyAction
        fields = ("what", "told")
        widgets = {"what": WORDS}


class EndForm(PasswordForm):
    """Every criterion, one by one."""

    pressure_reviewed = forms.BooleanField(required=False, label="Pressure not near the start, reviewed and acceptable")
    field_order = (*JUDGED, "pressure_reviewed", "password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, text in JUDGED.items():
            self.fields[key] = forms.BooleanField(required=False, label=text)
        self.order_fields(self.field_order)

    @property
    def judged(self) -> set[str]:
        """What was affirmed."""
        return {key for key in JUDGED if self.cleaned_data[key]}


class LeaveForm(forms.Form):
    """Any other end: how, why, who was told. No password: it must be quick."""

    kind = forms.ChoiceField(label="How it ends", choices=[it for it in Kind.choices() if it[0] != Kind.ROUTINE])
    reason = forms.CharField(min_length=3, max_length=2000, widget=WORDS)
    told = forms.CharField(label="Who was told", min_length=2, max_length=300)

    def __init__(self, *args: Any, given: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if given and not self.is_bound:  # not offered; what is sent all the same is refused in one sentence
            kind: Any = self.fields["kind"]
            kind.choices = [it for it in kind.choices if it[0] != Kind.CANCELLED]


class CheckInForm(forms.ModelForm):
    """What the peer monitor sees."""

    class Meta:
        model = CheckIn
        fields = ("present", "awake", "breathing", "calm")


class RungForm(forms.ModelForm):
    """A step of the ladder."""

    which = forms.ChoiceField(label="Step", choices=[(it.id, it.text) for it in ladder().ladder])

    class Meta:
        model = Rung
        fields = ("which", "reached", "words")
