"""The treatment plan: a file a person can read, and the frozen model that refuses what makes no sense.

Every quantity is a "number unit" string. Time 0 is the start of the first dose; `after: dose 6` shifts an
entry to the start of that dose (counted from 1 in written order, repeats unrolled). docs/plan.schema.json is
the generated JSON Schema.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
)

from resynapse.dose import limits, quantity
from resynapse.dose.names import INFUSED, Comedicine, Condition, Drug, Route, Species, routes_of
from resynapse.dose.regimen import Regimen, expand, reference, starts
from resynapse.errors import InputError

AFTER = re.compile(r"dose [1-9][0-9]{0,3}", re.ASCII)


def _text(check: Callable[[Any, str], object], *examples: str) -> tuple[Any, Any]:
    """A string that `check` can read, and how the JSON Schema shows it."""

    def checked(text: Any) -> Any:
        check(text, "")
        return text.strip()

    shown = {"type": "string", "pattern": quantity.PATTERN, "examples": list(examples)}
    return BeforeValidator(checked), WithJsonSchema(shown)


def _positive(text: object, field: str) -> None:
    if quantity.hours(text, field) <= 0:
        raise InputError(field, text, "a time above 0, such as '48 h'")


def _not_negative(text: object, field: str) -> None:
    if quantity.hours(text, field) < 0:
        raise InputError(field, text, "a time that is not negative, such as '40 min'")


def _after(text: str) -> str:
    if not AFTER.fullmatch(text):
        raise InputError("", text, "the number of an earlier dose, such as 'dose 6'")
    return text


def _printable(text: str) -> str:
    if not text.isprintable():
        raise InputError("", text, "one line of printable characters")
    return text


def _version(value: Any) -> Any:
    if type(value) is not int or value != 1:
        raise InputError("", value, "1, the only version of the plan format")
    return value


Amount = Annotated[str, *_text(quantity.amount, "0.5 mg/kg", "35 mg")]
Time = Annotated[str, *_text(quantity.hours, "0 h", "-21 d")]
Later = Annotated[str, *_text(_not_negative, "40 min", "7 d")]
Interval = Annotated[str, *_text(_positive, "48 h", "28 d")]
Weight = Annotated[str, *_text(quantity.kilograms, "70 kg", "300 g")]
Age = Annotated[str, *_text(quantity.years, "45 y")]
After = Annotated[str, AfterValidator(_after), WithJsonSchema({"type": "string", "pattern": "^dose [1-9][0-9]{0,3}$"})]
Line = Annotated[str, Field(max_length=200), AfterValidator(_printable)]


class Part(BaseModel):
    """A mapping in a plan: immutable, and a key it does not know is an error that lists those it knows."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, hide_input_in_errors=True)

    @model_validator(mode="before")
    @classmethod
    def _known_keys(cls, data: Any) -> Any:
        if isinstance(data, cls):
            return data
        known = [field.alias or name for name, field in cls.model_fields.items()]
        if not isinstance(data, Mapping):
            raise InputError("", data, f"a mapping with the keys {', '.join(known)}")
        for key in data:
            if key not in known:
                raise InputError("", key, f"the keys {', '.join(known)}")
        return dict(data)


Points = Annotated[float, Field(strict=True)]


class Baseline(Part):
    """Scores before the first dose, by scale; each within the scale's range."""

    madrs: Points | None = Field(default=None, alias="MADRS", ge=0, le=60)
    hamd17: Points | None = Field(default=None, alias="HAM-D17", ge=0, le=52)
    hdrs25: Points | None = Field(default=None, alias="HDRS-25", ge=0, le=76)
    hamd6: Points | None = Field(default=None, alias="HAM-D6", ge=0, le=22)
    qids: Points | None = Field(default=None, alias="QIDS", ge=0, le=27)
    phq9: Points | None = Field(default=None, alias="PHQ-9", ge=0, le=27)
    gad7: Points | None = Field(default=None, alias="GAD-7", ge=0, le=21)
    hama: Points | None = Field(default=None, alias="HAM-A", ge=0, le=56)
    fq: Points | None = Field(default=None, alias="FQ", ge=0, le=120)
    lsas: Points | None = Field(default=None, alias="LSAS", ge=0, le=144)
    caps5: Points | None = Field(default=None, alias="CAPS-5", ge=0, le=80)
    pcl5: Points | None = Field(default=None, alias="PCL-5", ge=0, le=80)
    iesr: Points | None = Field(default=None, alias="IES-R", ge=0, le=88)
    ybocs: Points | None = Field(default=None, alias="Y-BOCS", ge=0, le=40)
    nrs: Points | None = Field(default=None, alias="NRS", ge=0, le=10)
    isi: Points | None = Field(default=None, alias="ISI", ge=0, le=28)

    def scores(self) -> dict[str, float]:
        """The scores that were given, by the name of the scale."""
        return self.model_dump(by_alias=True, exclude_none=True)

    def get(self, scale: str, default: float | None = None) -> float | None:
        """The score on one scale, or `default`."""
        return self.scores().get(scale, default)


class Patient(Part):
    """Who is treated. Without a weight only fixed amounts can be given, and the usual weight is assumed.

    `weight_sd` and `age_sd` spread the bodies of virtual patients around this one; without them all are alike.
    """

    weight: Weight | None = None
    weight_sd: Weight | None = None
    age: Age | None = None
    age_sd: Age | None = None
    sex: Literal["female", "male"] | None = None
    liver: Literal["normal", "mild", "moderate", "severe"] = "normal"
    cyp2b6: Literal["*1/*1", "*1/*6", "*6/*6"] = "*1/*1"
    cyp3a4: Literal["normal"] = "normal"
    val66met: Literal["val/val", "val/met", "met/met"] = "val/val"
    baseline: Baseline = Baseline()


class Repeat(Part):
    """A series of doses: `times` in all, the first at `at`; `skip` leaves gaps (1 is the first dose)."""

    every: Interval
    times: Annotated[int, Field(strict=True, ge=1, le=1000)] = 1
    skip: tuple[Annotated[int, Field(strict=True, ge=1, le=1000)], ...] = ()


class Sprays(Part):
    """One nasal dose divided into equal sprays."""

    count: Annotated[int, Field(strict=True, ge=1, le=20)]
    every: Later = "5 min"


class PlannedDose(Part):
    """One line of the plan: a dose, or a series with one amount (`amount`) or a taper (`amounts`)."""

    drug: Drug = "ketamine"
    route: Route = "iv"
    amount: Amount | None = None
    amounts: tuple[Amount, ...] = Field(default=(), max_length=1000)
    duration: Later | None = None
    at: Time = "0 h"
    after: After | None = None
    repeat: Repeat | None = None
    sprays: Sprays | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.amount is None and not self.amounts and self.drug != "saline":
            raise InputError("amount", None, quantity.AMOUNT)
        if self.amount is not None and self.amounts:
            raise InputError("amounts", self.amounts, "either 'amount' or 'amounts', not both")
        if len(self.amounts) > 1 and self.repeat is None:
            raise InputError(
                "repeat",
                None,
                "a mapping with 'every', such as {every: '7 d'}, because there are several amounts",
            )
        if self.amounts and self.repeat and self.repeat.times not in (1, len(self.amounts)):
            raise InputError(
                "repeat, times",
                self.repeat.times,
                f"{len(self.amounts)}, the number of amounts (or leave it out)",
            )
        if self.route == "iv" and self.duration is None:
            raise InputError("duration", None, "a time such as '40 min' for an intravenous dose ('0 min' is a bolus)")
        if self.route not in INFUSED and self.duration is not None and quantity.hours(self.duration) > 0:
            raise InputError("duration", self.duration, f"no duration by this route (only by {', '.join(INFUSED)})")
        if self.sprays is not None and self.route != "nasal":
            raise InputError("sprays", f"{self.sprays.count} by {self.route}", "sprays by the nasal route only")
        return self


class Comedication(Part):
    """Another medicine, present from one time to another."""

    drug: Comedicine
    start: Time = Field(alias="from")
    stop: Time = Field(alias="to")

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        _refuse_backwards(self.start, self.stop)
        return self


class Stress(Part):
    """A spell of chronic stress; level 1 is the full published protocol, 0 none."""

    start: Time = Field(alias="from")
    stop: Time = Field(default="0 h", alias="to")
    level: Annotated[float, Field(strict=True, ge=0, le=1)] = 1.0

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        _refuse_backwards(self.start, self.stop)
        return self


class Observe(Part):
    """How long to follow the patient and when scores are read; `after` counts those times from a dose."""

    until: Interval = "28 d"
    at: tuple[Time, ...] = Field(default=(), max_length=2000)
    after: After | None = None


class Plan(Part):
    """A treatment plan; `load_plan` reads one, `expand` unrolls it, `to_yaml` writes it back."""

    schema_: Annotated[Literal[1], BeforeValidator(_version), Field(alias="schema")] = 1
    name: Line = "unnamed plan"
    description: Line = ""
    species: Species = "human"
    condition: Condition = "depression"
    patient: Patient = Patient()
    doses: tuple[PlannedDose, ...] = Field(default=(), max_length=500)
    comedication: tuple[Comedication, ...] = Field(default=(), max_length=500)
    stress: tuple[Stress, ...] = Field(default=(), max_length=500)
    control: Literal["none", "saline", "midazolam"] = "none"
    blinding: Literal["open", "blind"] = "open"
    observe: Observe = Observe()

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


def _refuse_backwards(start: str, stop: str) -> None:
    if quantity.hours(stop) <= quantity.hours(start):
        raise InputError("to", stop, f"a time after 'from', which is {start}")


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


def plan_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a plan file, made from the model; docs/plan.schema.json holds it."""
    schema = Plan.model_json_schema(by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "Resynapse treatment plan",
    }
