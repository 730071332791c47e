"""The parts of a plan: who is treated, what is given, what comes beside it, and when somebody looks.

Every field says what it means; the JSON Schema, `resynapse plans --fields` and the documentation repeat that.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from resynapse.dose import limits, quantity
from resynapse.dose.fields import After, Age, Amount, Interval, Later, Part, Time, Weight, refuse_backwards
from resynapse.dose.names import INFUSED, Comedicine, Drug, Route
from resynapse.errors import InputError


def _weights() -> str:
    return ", ".join(f"{name} {it.lightest:g} to {it.heaviest:g} kg" for name, it in limits.BODY.items())


def _ages() -> str:
    return ", ".join(f"{name} up to {it.oldest:g} y" for name, it in limits.BODY.items())


def _scale(alias: str, most: int, words: str) -> Any:
    return Field(default=None, alias=alias, ge=0, le=most, description=words, json_schema_extra={"unit": "points"})


Points = Annotated[float, Field(strict=True)]


class Baseline(Part):
    """Scores before the first dose, by scale; each within the scale's range."""

    madrs: Points | None = _scale("MADRS", 60, "Montgomery-Asberg Depression Rating Scale")
    hamd17: Points | None = _scale("HAM-D17", 52, "Hamilton Depression Rating Scale, 17 items")
    hdrs25: Points | None = _scale("HDRS-25", 76, "Hamilton Depression Rating Scale, 25 items")
    hamd6: Points | None = _scale("HAM-D6", 22, "Hamilton Depression Rating Scale, six core items")
    qids: Points | None = _scale("QIDS", 27, "Quick Inventory of Depressive Symptomatology")
    phq9: Points | None = _scale("PHQ-9", 27, "Patient Health Questionnaire, depression")
    gad7: Points | None = _scale("GAD-7", 21, "Generalised Anxiety Disorder questionnaire")
    hama: Points | None = _scale("HAM-A", 56, "Hamilton Anxiety Rating Scale")
    fq: Points | None = _scale("FQ", 120, "Fear Questionnaire")
    lsas: Points | None = _scale("LSAS", 144, "Liebowitz Social Anxiety Scale")
    caps5: Points | None = _scale("CAPS-5", 80, "Clinician-Administered PTSD Scale for DSM-5")
    pcl5: Points | None = _scale("PCL-5", 80, "PTSD Checklist for DSM-5")
    iesr: Points | None = _scale("IES-R", 88, "Impact of Event Scale, revised")
    ybocs: Points | None = _scale("Y-BOCS", 40, "Yale-Brown Obsessive Compulsive Scale")
    nrs: Points | None = _scale("NRS", 10, "numeric rating of pain")
    isi: Points | None = _scale("ISI", 28, "Insomnia Severity Index")

    def scores(self) -> dict[str, float]:
        """The scores that were given, by the name of the scale."""
        return self.model_dump(by_alias=True, exclude_none=True)

    def get(self, scale: str, default: float | None = None) -> float | None:
        """The score on one scale, or `default`."""
        return self.scores().get(scale, default)


Level = Annotated[float, Field(strict=True, ge=0, le=5, json_schema_extra={"unit": "multiples of rest"})]
_LEVEL = "from the start of the course; it sets the gain of pyramids through its receptors, by assumed sizes"


class Patient(Part):
    """Who is treated. Without a weight only fixed amounts can be given, and the usual weight is assumed.

    `weight_sd` and `age_sd` spread the bodies of virtual patients around this one; without them all are alike.
    """

    weight: Weight | None = Field(None, description=f"body weight; {_weights()}")
    weight_sd: Weight | None = Field(None, description="standard deviation of weight over virtual patients")
    age: Age | None = Field(None, description=f"age; {_ages()}")
    age_sd: Age | None = Field(None, description="standard deviation of age over virtual patients")
    sex: Literal["female", "male"] | None = Field(None, description="kept with the plan; no bundled model uses it")
    liver: Literal["normal", "mild", "moderate", "severe"] = Field(
        "normal", description="impairment of the liver (Child-Pugh A, B, C); it slows clearance and first pass"
    )
    cyp2b6: Literal["*1/*1", "*1/*6", "*6/*6"] = Field("*1/*1", description="genotype of CYP2B6, which clears ketamine")
    cyp3a4: Literal["normal"] = Field(
        "normal", description="activity of CYP3A4; inhibitors and inducers go under comedication"
    )
    val66met: Literal["val/val", "val/met", "met/met"] = Field(
        "val/val", description="genotype of BDNF; acts in animals, in people only as a probe (`probes=True`)"
    )
    dopamine: Level = Field(1.0, description=f"dopamine {_LEVEL}")
    serotonin: Level = Field(1.0, description=f"serotonin {_LEVEL}")
    baseline: Baseline = Field(Baseline(), description="scores before the first dose; the course starts at MADRS")


Count = Annotated[int, Field(strict=True, ge=1, le=1000)]


class Repeat(Part):
    """A series of doses: `times` in all, the first at `at`; `skip` leaves gaps (1 is the first dose)."""

    every: Interval = Field(description="from the start of one dose to the start of the next")
    times: Count = Field(1, description="doses in all; with `amounts` their number")
    skip: tuple[Count, ...] = Field((), description="numbers of the doses that are left out")


class Sprays(Part):
    """One nasal dose divided into equal sprays."""

    count: Annotated[int, Field(strict=True, ge=1, le=20)] = Field(description="sprays of one dose")
    every: Later = Field("5 min", description="from one spray to the next")


class PlannedDose(Part):
    """One line of the plan: a dose, or a series with one amount (`amount`) or a taper (`amounts`)."""

    drug: Drug = Field("ketamine", description="what is given; ketamine is the racemate")
    route: Route = Field("iv", description="how it enters; which routes are allowed depends on drug and species")
    amount: Amount | None = Field(
        None,
        description="each dose, up to the largest published; needed without `amounts`, but for saline",
    )
    amounts: tuple[Amount, ...] = Field(
        (), max_length=1000, description="one for each dose of a taper, in place of `amount`; needs `repeat`"
    )
    duration: Later | None = Field(
        None, description="how long it runs in; needed for iv ('0 min' is a bolus), allowed for sc, 0 elsewhere"
    )
    at: Time = Field("0 h", description="start, from the first dose of the plan or from `after`")
    after: After | None = Field(None, description="count `at` from the start of this dose, such as 'dose 6'")
    repeat: Repeat | None = Field(None, description="repeat it")
    sprays: Sprays | None = Field(None, description="divide each dose into sprays; nasal only")

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

    drug: Comedicine = Field(description="which; rapamycin acts in people only as a probe (`probes=True`)")
    start: Time = Field(alias="from", description="start, from the first dose; may lie before it")
    stop: Time = Field(alias="to", description="end, after `from`")

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        refuse_backwards(self.start, self.stop)
        return self


class Stress(Part):
    """A spell of chronic stress; level 1 is the full published protocol, 0 none."""

    start: Time = Field(alias="from", description="start, from the first dose; usually before it")
    stop: Time = Field(default="0 h", alias="to", description="end, after `from`; spells may not overlap")
    level: Annotated[float, Field(strict=True, ge=0, le=1)] = Field(
        1.0,
        description="share of the full protocol; outside spells it is 1 in a human condition, 0 in health and animals",
        json_schema_extra={"unit": "1"},
    )

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        refuse_backwards(self.start, self.stop)
        return self


class Observe(Part):
    """How long to follow the patient and when scores are read; `after` counts those times from a dose."""

    until: Interval = Field("28 d", description="end of the observation, after the last dose and within five years")
    at: tuple[Time, ...] = Field((), max_length=2000, description="when scores are read, beside the usual times")
    after: After | None = Field(None, description="count these times from the start of this dose, such as 'dose 6'")
