"""Forms of plans and limits: typed fields, no free text for a dose."""

from __future__ import annotations

from typing import Any

from django import forms

from resynapse.errors import InputError
from resynapse_web.care.doses.limits import QUANTITIES, UNITS, Limits, acceptable
from resynapse_web.care.doses.products import Product, products
from resynapse_web.care.doses.regimen import HEIGHT_CM, exact, weight_kg
from resynapse_web.care.people.forms import PasswordForm
from resynapse_web.care.plans.models import LimitSet, Plan
from resynapse_web.care.plans.programme import phases


class PlanForm(forms.ModelForm):
    """A plan; weight in kg or lb, always with its unit."""

    product_id = forms.ChoiceField(label="Product", choices=[(key, it.name) for key, it in products().items()])
    weight = forms.CharField(label="Weight")
    weight_unit = forms.ChoiceField(label="Unit of weight", choices=(("", ""), ("kg", "kg"), ("lb", "lb")))
    amount = forms.CharField(label="Amount of one dose")
    height_cm = forms.CharField(label="Height [cm]")

    class Meta:
        model = Plan
        fields = (
            "product_id", "setting", "indication", "amount", "unit", "minutes", "per_week", "weeks",
            "weight", "weight_unit", "weighed_on", "height_cm", "note",
        )  # fmt: skip
        widgets = {
            "weighed_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            "note": forms.Textarea({"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for phase, items in phases().items():
            chosen = (self.instance.programme or {}).get(phase, [])
            self.fields[phase] = forms.MultipleChoiceField(
                choices=list(items.items()), widget=forms.CheckboxSelectMultiple, required=False, initial=chosen
            )

    def clean_amount(self) -> Any:
        """A plain decimal."""
        return self._number(exact, "amount", self.cleaned_data["amount"], 0, 10_000)

    def clean_height_cm(self) -> Any:
        """In centimetres."""
        return self._number(exact, "height", self.cleaned_data["height_cm"], *HEIGHT_CM)

    def clean(self) -> dict[str, Any]:
        """Weight in kg, programme by phase."""
        data: dict[str, Any] = super().clean()
        if "weight" in data and data.get("weight_unit"):
            try:
                data["weight_kg"] = weight_kg(data["weight"], data["weight_unit"])
            except InputError as error:
                self.add_error("weight", str(error))
        data["programme"] = {phase: data.pop(phase, []) for phase in phases()}
        return data

    def _number(self, read: Any, *arguments: Any) -> Any:
        try:
            return read(*arguments)
        except InputError as error:
            raise forms.ValidationError(str(error)) from error

    @property
    def values(self) -> dict[str, Any]:
        """What a plan keeps."""
        return {key: value for key, value in self.cleaned_data.items() if key not in ("weight", "weight_unit")}


class CountersignForm(PasswordForm):
    """The second person works the dose out again."""

    dose_mg = forms.DecimalField(label="The dose you have worked out yourself [mg]", min_value=0)
    field_order = ("dose_mg", "password")


class LimitsForm(PasswordForm, forms.ModelForm):
    """Limits, refused where they cannot be meant."""

    class Meta:
        model = LimitSet
        exclude = ()
        labels = {
            f"{quantity}_{which}": f"{which.capitalize()} limit, {UNITS[quantity]}"
            for quantity in QUANTITIES
            for which in ("review", "absolute")
        }

    def __init__(self, *args: Any, product: Product, setting: str, office: Limits | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.product, self.setting, self.office = product, setting, office
        self.order_fields([*(it for it in self.fields if it != "password"), "password"])

    def clean(self) -> dict[str, Any]:
        """All limits together."""
        data: dict[str, Any] = super().clean()
        if not self.errors:
            given = LimitSet(**{key: value for key, value in data.items() if key != "password"})
            try:
                acceptable(self.product, self.setting, given.limits, self.office)
            except InputError as error:
                self.add_error(None, str(error))
        return data
