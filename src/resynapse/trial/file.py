"""The trial file: who was treated with what, what was read when, and what was published.

Quantities are "number unit" strings and doses are written as in a plan. A file needs no published value: a planned
trial is the same file without them. docs/trial.schema.json is the generated JSON Schema.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from resynapse.dose import Plan, quantity
from resynapse.dose.names import Condition
from resynapse.dose.plan import Age, Comedication, Interval, Line, Part, PlannedDose, Stress, Time, Weight
from resynapse.errors import InputError
from resynapse.symptoms import scales
from resynapse.trial import names
from resynapse.trial.names import Blinding, Control, Measured, Quantity, Statistic, Use

Share = Annotated[float, Field(strict=True, ge=0, le=1)]
Number = Annotated[float, Field(strict=True)]
Size = Annotated[int, Field(strict=True, ge=1, le=100_000)]


def _listed(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else (value,)


def _some(value: tuple[Any, ...]) -> tuple[Any, ...]:
    if not value:
        raise InputError("", [], "one entry at least")
    return value


def _version(value: Any) -> Any:
    if type(value) is not int or value != 1:
        raise InputError("", value, "1, the only version of the trial format")
    return value


def _known(scale: str) -> str:
    if scale not in names.SCALES:
        raise InputError("", scale, ", ".join(names.SCALES))
    return scale


Times = Annotated[tuple[Time, ...], BeforeValidator(_listed), AfterValidator(_some)]
Scale = Annotated[str, AfterValidator(_known), Field(json_schema_extra={"enum": list(names.SCALES)})]


ADULTS = (18.0, 90.0)  # years that patients of a trial are drawn within


class Weights(Part):
    """Body weight over patients."""

    mean: Weight = "70 kg"
    sd: Weight | None = None


class Ages(Part):
    """Age over patients."""

    mean: Age = "45 y"
    sd: Age | None = None

    @model_validator(mode="after")
    def _adults(self) -> Self:
        if not ADULTS[0] <= quantity.years(self.mean) <= ADULTS[1]:
            raise InputError("mean", self.mean, f"{ADULTS[0]:g} to {ADULTS[1]:g} years, the ages that are simulated")
        return self


class Baseline(Part):
    """Score before treatment over patients."""

    scale: Scale = "MADRS"
    mean: Annotated[float, Field(strict=True, gt=0)]
    sd: Annotated[float, Field(strict=True, ge=0)] = 0.0

    @model_validator(mode="after")
    def _on_its_scale(self) -> Self:
        top = scales.scale(self.scale).highest if names.SCALES[self.scale] == "score" else None
        if top is not None and self.mean > top:
            raise InputError("mean", self.mean, f"up to {top:g} points, the most on {self.scale}")
        return self


class Population(Part):
    """Who takes part. Sex and background treatment are kept with the trial; nothing simulated depends on them."""

    condition: Condition = "depression"
    weight: Weights = Weights()
    age: Ages = Ages()
    female: Share | None = None
    baseline: Baseline | None = None
    background: Line = ""


class ArmPlan(Part):
    """What is given: the same keys as in a plan."""

    doses: tuple[PlannedDose, ...] = Field(default=(), max_length=500)
    comedication: tuple[Comedication, ...] = Field(default=(), max_length=500)
    stress: tuple[Stress, ...] = Field(default=(), max_length=500)


class Arm(Part):
    """One arm; `probes` lets rapamycin act, `plasma` names a model by its paper."""

    name: Line
    n: Size
    plan: ArmPlan
    control: Control = "none"
    blinding: Blinding = "blind"
    new_antidepressant: bool = False
    plasma: Line | None = None
    probes: bool = False

    @model_validator(mode="after")
    def _gives_its_control(self) -> Self:
        given = sorted({dose.drug for dose in self.plan.doses} - {self.control})
        if self.control in ("saline", "midazolam") and given:
            allowed = f"'none', or doses of {self.control} alone: it gives {', '.join(given)}"
            raise InputError(f"arm {self.name}, control", self.control, allowed)
        return self


class Other(Part):
    """The second quantity of a correlation, a ratio or a prediction."""

    scale: Scale
    at: Time | None = None
    quantity: Quantity = "value"


class Endpoint(Part):
    """One number: how it is read from the patients, and what was published.

    Attributes:
        id: of the evidence row; a second number of a row adds a dot and a word.
        arm, versus: names of arms; several controls are averaged.
        at: times after the start of the first dose; with several, `times` of them must show a response.
        threshold: fall from baseline that is a response, or score that is remission, where the scale's differs.
        quantity: what of the scale is correlated.
        until: how long after the last dose relapse is looked for; how long exposure is measured.
        value, lo, hi: as published, 95 % interval; with sd or se and n the interval follows from them.
        cohorts: patients behind the number, where not those of the whole file.
        why: the known reason of a miss.
    """

    id: Line = ""
    arm: Line
    versus: Annotated[tuple[Line, ...], BeforeValidator(_listed)] = ()
    scale: Scale
    at: Times = ("0 h",)
    statistic: Statistic
    times: Annotated[int, Field(strict=True, ge=1, le=100)] = 1
    threshold: Annotated[float, Field(strict=True, ge=0)] | None = None
    quantile: Share = 0.5
    of: Literal["response", "remission"] = "response"
    quantity: Quantity = "percent change"
    with_: Other | None = Field(default=None, alias="with")
    until: Interval | None = None
    value: Number | None = None
    lo: Number | None = None
    hi: Number | None = None
    sd: Annotated[float, Field(strict=True, ge=0)] | None = None
    se: Annotated[float, Field(strict=True, ge=0)] | None = None
    n: Size | None = None
    source: Line | None = None
    use: Use = "context"
    cohorts: tuple[Line, ...] = ()
    note: Line = ""
    why: Line = ""

    @property
    def hours(self) -> tuple[float, ...]:
        """Times of reading [h]."""
        return tuple(quantity.hours(text) for text in self.at)

    @property
    def published(self) -> bool:
        """Whether there is anything to compare with."""
        return any(x is not None for x in (self.value, self.lo, self.hi))

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        moments = [*self.at, *([self.with_.at] if self.with_ and self.with_.at else [])]
        for text in moments:
            if quantity.hours(text) < 0:
                raise InputError("at", text, "a time from 0 h on; the baseline is the state before the first dose")
        if self.published and not (self.source or "").strip():
            raise InputError("source", self.source, "where the published value was read")
        if self.lo is not None and self.hi is not None and self.lo > self.hi:
            raise InputError("hi", self.hi, f"a number not below lo, which is {self.lo:g}")
        self._possible()
        if self.value is not None:
            for field, outside in (("lo", (self.lo or 0.0) > self.value), ("hi", (self.hi or 0.0) < self.value)):
                if getattr(self, field) is not None and outside:
                    raise InputError(field, getattr(self, field), f"an interval that holds the value, {self.value:g}")
        if self.arm in self.versus:
            raise InputError("versus", self.arm, f"an arm other than {self.arm} itself")
        if self.times > len(self.at):
            raise InputError("times", self.times, f"up to {len(self.at)}, the number of times in 'at'")
        return self

    def _possible(self) -> None:
        """Refuse numbers that the statistic cannot have."""
        bottom, top, why = names.limits(self.statistic, self.scale, bool(self.versus))
        for field in ("value", "lo", "hi"):
            found = getattr(self, field)
            if found is not None and not bottom <= found <= top:
                raise InputError(field, found, why)

    @model_validator(mode="after")
    def _readable(self) -> Self:
        needs = names.NEEDS.get(self.statistic, ())
        if "versus" in needs and not self.versus:
            raise InputError("versus", None, f"the arm that this {self.statistic} compares with")
        if "with" in needs and self.with_ is None:
            raise InputError("with", None, f"the second quantity of this {self.statistic}, such as {{scale: CADSS}}")
        allowed = names.MEASURES.get(self.statistic)
        kind = names.SCALES[self.scale]
        if allowed and kind not in allowed and kind != "not simulated":
            fitting = ", ".join(scale for scale, of in names.SCALES.items() if of in allowed)
            raise InputError("scale", self.scale, f"for this statistic one of {fitting}")
        return self


class Trial(Part):
    """A trial file; `load_trial` reads one."""

    schema_: Annotated[Literal[1], BeforeValidator(_version), Field(alias="schema")] = 1
    name: Line
    study: Line = ""
    description: Line = ""
    doi: Line = ""
    cohorts: tuple[Line, ...] = ()
    design: Literal["parallel", "crossover"] = "parallel"
    population: Population = Population()
    arms: Annotated[tuple[Arm, ...], Field(max_length=50), AfterValidator(_some)]
    visits: tuple[Time, ...] = Field(default=(), max_length=200)
    dropout: Annotated[float, Field(strict=True, ge=0, lt=1)] = 0.0
    endpoints: Annotated[tuple[Endpoint, ...], Field(max_length=500), AfterValidator(_some)]

    def arm(self, name: str) -> Arm:
        """The arm of this name."""
        return next(arm for arm in self.arms if arm.name == name)

    @property
    def visit_hours(self) -> tuple[float, ...]:
        """Scheduled visits [h]."""
        return tuple(quantity.hours(text) for text in self.visits)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        called = [arm.name for arm in self.arms]
        for name in called:
            if called.count(name) > 1:
                raise InputError("arms, name", name, "each name once")
        for place, endpoint in enumerate(self.endpoints, 1):
            for field, name in (("arm", endpoint.arm), *(("versus", v) for v in endpoint.versus)):
                if name not in called:
                    raise InputError(f"endpoints {place}, {field}", name, f"the arms of this file: {', '.join(called)}")
        known = [endpoint.id for endpoint in self.endpoints if endpoint.id]
        for name in known:
            if known.count(name) > 1:
                raise InputError("endpoints, id", name, "each id once")
        for text in self.visits:
            if quantity.hours(text) < 0:
                raise InputError("visits", text, "times from 0 h on")
        for arm in self.arms:
            plan_of(self, arm)
        return self


def plan_of(trial: Trial, arm: Arm) -> Plan:
    """The arm as a plan of its own."""
    until = max([1.0, *last_hours(trial)])
    return Plan.model_validate(
        {
            "name": f"{trial.name}, {arm.name}",
            "condition": trial.population.condition,
            "patient": {"weight": trial.population.weight.mean, "age": trial.population.age.mean},
            "doses": arm.plan.doses,
            "comedication": arm.plan.comedication,
            "stress": arm.plan.stress,
            "blinding": arm.blinding,
            "observe": {"until": f"{until + 24.0 * 100:g} h"},
        }
    )


def last_hours(trial: Trial) -> list[float]:
    """Every time the file reads something [h]."""
    return [hour for endpoint in trial.endpoints for hour in endpoint.hours] + list(trial.visit_hours)


def trial_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a trial file; docs/trial.schema.json holds it."""
    schema = Trial.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "Resynapse trial"}


__all__ = ["Arm", "Endpoint", "Measured", "Population", "Trial", "plan_of", "trial_schema"]
