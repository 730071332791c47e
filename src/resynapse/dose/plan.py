"""The treatment plan: a file a person can read, and the frozen model that refuses what makes no sense.

Every quantity is a "number unit" string. Time 0 is the start of the first dose; `after: dose 6` shifts an
entry to the start of that dose (counted from 1 in written order, repeats unrolled). `parts` holds what is in a plan,
`schema` its JSON Schema (docs/plan.schema.json).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from resynapse.dose import limits, quantity
from resynapse.dose.fields import Age, Interval, Line, Part, Time, Version, Weight
from resynapse.dose.names import Condition, Species, drugs_of, routes_of
from resynapse.dose.parts import Baseline, Comedication, Observe, Patient, PlannedDose, Stress
from resynapse.dose.regimen import Regimen, expand, reference, starts
from resynapse.errors import InputError

__all__ = ["Age", "Baseline", "Comedication", "Interval", "Line", "Part", "Plan", "PlannedDose", "Stress", "Time"]
__all__ += ["Weight"]


class Plan(Part):
    """A treatment plan; `load_plan` reads one, `expand` unrolls it, `to_yaml` writes it back."""

    schema_: Annotated[Literal[1], Version] = Field(1, alias="schema", description="version of this format")
    name: Line = Field("unnamed plan", description="name of the plan; one line")
    description: Line = Field("", description="what it is; one line")
    species: Species = Field("human", description="who is treated")
    condition: Condition = Field(
        "depression", description="what is treated; a rat or mouse without a named condition is healthy"
    )
    patient: Patient = Field(Patient(), description="the body, its genes, and scores before the first dose")
    doses: tuple[PlannedDose, ...] = Field(
        (), max_length=500, description="what is given, the first at 0 h; none is no treatment"
    )
    comedication: tuple[Comedication, ...] = Field((), max_length=500, description="other medicines and probes")
    stress: tuple[Stress, ...] = Field((), max_length=500, description="spells of chronic stress")
    control: Literal["none", "saline", "midazolam"] = Field(
        "none",
        description="what the control arm of its trial got; in depression the same patients are followed with that too",
    )
    blinding: Literal["open", "blind"] = Field(
        "open", description="whether the patient knows what is given; adds the expectation of open treatment"
    )
    observe: Observe = Field(Observe(), description="how long, and when scores are read")

    @property
    def weight_kg(self) -> float:
        """Body weight [kg]; without one the usual weight of the species (see `assumed`)."""
        if self.patient.weight is None:
            return limits.BODY[self.species].usual_weight
        return quantity.kilograms(self.patient.weight)

    @property
    def age_years(self) -> float:
        """Age [y]; without one the usual age of the species (see `assumed`)."""
        if self.patient.age is None:
            return limits.BODY[self.species].usual_age
        return quantity.years(self.patient.age)

    @property
    def assumed(self) -> tuple[str, ...]:
        """What was not given and stands in the results as an assumption, one sentence each."""
        said = []
        if self.patient.weight is None:
            said.append(f"body weight was not given: {self.weight_kg:g} kg assumed (no dose depends on it)")
        if self.patient.age is None:
            said.append(f"age was not given: {self.age_years:g} y assumed")
        return tuple(said)

    @property
    def until_hours(self) -> float:
        """End of the observation [h]."""
        return self._after_dose() + quantity.hours(self.observe.until)

    @property
    def observed_hours(self) -> tuple[float, ...]:
        """Times at which scores are read [h], in order."""
        shift = self._after_dose()
        return tuple(sorted({shift + quantity.hours(text) for text in self.observe.at}))

    def _after_dose(self) -> float:
        return reference(self.observe.after, starts(self), "observe, after") if self.observe.after else 0.0

    @model_validator(mode="before")
    @classmethod
    def _healthy_animals(cls, data: Any) -> Any:
        """A rat or mouse without a named condition is healthy; a human is depressed."""
        if isinstance(data, Mapping) and data.get("species") in ("rat", "mouse") and "condition" not in data:
            return {**data, "condition": "healthy"}
        return data

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        limits.refuse_body(self.species, self.patient.weight, self.patient.age)
        for place, item in enumerate(self.doses, 1):
            allowed = routes_of(item.drug, self.species)
            if not allowed:
                what = f"{', '.join(drugs_of(self.species))} in a {self.species}: others have no model"
                raise InputError(f"doses {place}, drug", item.drug, what)
            if item.route not in allowed:
                what = f"{', '.join(allowed)} for {item.drug} in a {self.species}"
                raise InputError(f"doses {place}, route", item.route, what)
            per_kg = [text for text in (item.amount, *item.amounts) if text and quantity.amount(text)[1]]
            if per_kg and self.patient.weight is None:
                raise InputError(
                    "patient, weight",
                    None,
                    f"a weight such as '70 kg', because doses {place} asks for {per_kg[0]}",
                )
        _refuse_times(self, expand(self))
        return self


def _refuse_times(plan: Plan, regimen: Regimen) -> None:
    """InputError if it does not start at 0, outlasts the observation, or exceeds every published dose."""
    limits.refuse_doses(regimen.doses, plan.species, plan.weight_kg)
    until = plan.until_hours
    limits.refuse_horizon("observe, until", plan.observe.until, until)
    if regimen.doses:
        first, last = regimen.doses[0].time, max(dose.stop for dose in regimen.doses)
        if first != 0:
            raise InputError(
                "doses",
                f"a first dose at {first:g} h",
                "a first dose at 0 h, where the clock of a plan starts",
            )
        if last > until:
            raise InputError(
                "observe, until", plan.observe.until, f"a time after the end of the last dose, at {last:g} h"
            )
    for hour in plan.observed_hours:
        if hour > until:
            raise InputError("observe, at", f"{hour:g} h", f"times up to the end of the observation, {until:g} h")
        limits.refuse_horizon("observe, at", f"{hour:g} h", hour)
    for exposure in regimen.comedication:
        for hour in (exposure.start, exposure.stop):
            limits.refuse_horizon(f"comedication, {exposure.drug}", f"{hour:g} h", hour)
    for spell in regimen.stress:
        limits.refuse_horizon("stress", f"{spell.start:g} h", spell.start)
        limits.refuse_horizon("stress", f"{spell.stop:g} h", spell.stop)
    for before, after in zip(regimen.stress, regimen.stress[1:], strict=False):
        if after.start < before.stop:
            raise InputError(
                "stress",
                f"a spell from {after.start:g} h",
                f"spells that do not overlap; one runs until {before.stop:g} h",
            )
