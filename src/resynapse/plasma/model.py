"""What one published model of ketamine in blood offers, and how it says no."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from resynapse.errors import InputError
from resynapse.plasma.linear import Array, Inflow, System
from resynapse.plasma.modifiers import NORMAL, Activity
from resynapse.plasma.subjects import Species, Subjects
from resynapse.provenance import assumed, param

if TYPE_CHECKING:
    from resynapse.dose.regimen import Dose


@dataclass(frozen=True)
class Session:
    """How sprays are counted."""

    gap: float = param(
        2.0,
        "h",
        "nasal devices closer than this belong to one session",
        assumed("devices of a dose are minutes apart, doses days"),
        low=0.5,
        high=12.0,
    )


SESSION = Session()


@dataclass(frozen=True)
class Given:
    """One dose of one moiety, as P subjects receive it.

    Attributes:
        start: h.
        duration: h; 0 at once.
        route: iv, im, sc, nasal, oral, sublingual, ip.
        drug: as in the plan (racemate and enantiomer may differ in absorption).
        amount: [P] mg of the moiety.
        whole: [P] mg of the drug.
        before: [P] mg of the drug that earlier devices of the same nasal session delivered.
    """

    start: float
    duration: float
    route: str
    drug: str
    amount: Array
    whole: Array
    before: Array


@dataclass(frozen=True)
class Model:
    """A linear model of one or more moieties.

    Attributes:
        name: as a user types it, AuthorYear.
        paper: one line.
        sampling: where blood was drawn; arterial levels are higher while drug flows in.
        drugs: drug to its moieties and their shares, e.g. racemate to S and R.
        routes, analytes: what it can express; analytes are plasma readouts in mg/L.
        random_effects: the between-subject variability that the paper reports.
        covariates: beside weight and age, the subject covariates that act.
        ages: studied range in years, inclusive.
        parameters: (prefix, parameter set), for the parameter table.
        system: (moiety, subjects, enzyme activity) to compartments.
        inflows: (moiety, given, subjects, compartment index) to inflows.
        enzymes: whether liver disease, genotype and interactions can act (it has an intrinsic clearance).
    """

    name: str
    paper: str
    sampling: Literal["venous", "arterial"]
    drugs: Mapping[str, tuple[tuple[str, float], ...]]
    routes: tuple[str, ...]
    analytes: tuple[str, ...]
    random_effects: tuple[str, ...]
    parameters: tuple[tuple[str, Any], ...]
    system: Callable[[str, Subjects, Activity], System]
    inflows: Callable[[str, Given, Subjects, Mapping[str, int]], list[Inflow]]
    covariates: tuple[str, ...] = ()
    ages: tuple[float, float] = (18.0, 120.0)
    species: Species = "human"
    enzymes: bool = False

    def offers(self) -> str:
        """One phrase for a refusal."""
        return (
            f"{self.name} ({self.species}, {self.ages[0]:g}-{self.ages[1]:g} years, {self.sampling} plasma) "
            "has "
            f"{', '.join(self.drugs)} by {', '.join(self.routes)} and the analytes {', '.join(self.analytes)}"
        )

    def takes(self, dose: Dose, species: str) -> None:
        """Refuse a dose this model cannot express, whoever gets it."""
        for field, value, known in (
            ("species", species, (self.species,)),
            ("drug", dose.drug, tuple(self.drugs)),
            ("route", dose.route, self.routes),
        ):
            if value not in known:
                raise InputError(field, value, self.offers())

    def accept(self, dose: Dose, subjects: Subjects) -> None:
        """Refuse a dose or a subject this model cannot express."""
        self.takes(dose, subjects.species)
        if subjects.species == "human":
            outside = subjects.age[(subjects.age < self.ages[0]) | (subjects.age > self.ages[1])]
            if outside.size:
                raise InputError("age", float(outside[0]), self.offers())
        for name, usual in (
            ("liver", "normal"),
            ("cyp2b6", "*1/*1"),
            ("cyp3a4", "normal"),
            ("ancestry", "other"),
        ):
            value = getattr(subjects, name)
            if value != usual and not (name in self.covariates or (self.enzymes and name != "ancestry")):
                raise InputError(name, value, f"{usual!r}; {self.offers()} and no effect of {name}")


def into(
    compartment: str,
    given: Given,
    index: Mapping[str, int],
    fraction: Array | float = 1.0,
    duration: float | None = None,
) -> Inflow:
    """The dose, or a fraction of it, into one compartment."""
    lasts = given.duration if duration is None else duration
    return Inflow(index[compartment], given.start, lasts, given.amount * fraction)


__all__ = ["NORMAL", "Activity", "Given", "Model", "into"]
