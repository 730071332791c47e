"""Breathing and nausea: warnings, and no curve.

No complete human concentration-effect model of ketamine and breathing was found. One abstract reports that
esketamine counters remifentanil in monitored volunteers (Jonkman 2018, rows S211, S212): without its
equations it cannot be drawn, and it never takes a warning away. The warnings are a set that only grows: each
risk adds its own, and nothing that a patient takes removes one. No line says that a dose is safe.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from resynapse.provenance import Source, assumed, param
from resynapse.symptoms.tables import table

if TYPE_CHECKING:
    from resynapse.dose.regimen import Dose, Regimen

DEPRESSANTS = ("opioid", "benzodiazepine", "alcohol")
_ARTICLE = {"opioid": "an opioid", "benzodiazepine": "a benzodiazepine", "alcohol": "alcohol"}
RAISING = ("cyp3a4_inhibitor", "cyp2b6_inhibitor")
_KETAMINES = ("ketamine", "esketamine", "arketamine")

_IV = Source("KetamineLabel", "1 to 4.5 mg/kg", "measured", ("S204",))
_IM = Source("Zanos2018", "Table 1, 4 to 11 mg/kg; the label prints 6.5 to 13", "measured", ("S206", "S205"))
_NASAL = Source("Zanos2018", "Table 1, 3 to 9 mg/kg", "measured", ("S207",))
_ORAL = Source("Zanos2018", "Table 1, oral sedation", "measured", ("S208",))
_BOLUS = Source("KetamineLabel", "intravenous dose over 60 s", "measured", ("S202",))
_RATE = Source("KetamineLabel", "1 to 2 mg/kg at this rate", "measured", ("S203",))
_POTENCY = assumed("half of the racemate is the S-enantiomer; chosen to warn early")
_TOGETHER = assumed("about two effect-site half-lives and absorption")
_WINDOW = assumed("long-acting sedatives; chosen to warn early")


@dataclass(frozen=True)
class Limits:
    """Where a warning about the dose begins."""

    iv: float = param(1.0, "mg/kg", "intravenous racemate that anaesthetises", _IV, low=1.0, high=4.5)
    im: float = param(4.0, "mg/kg", "intramuscular racemate that anaesthetises", _IM, low=4.0, high=11.0)
    nasal: float = param(3.0, "mg/kg", "nasal S-ketamine that anaesthetises", _NASAL, low=3.0, high=9.0)
    swallowed: float = param(500.0, "mg", "largest printed oral dose, which sedates", _ORAL)
    bolus: float = param(60.0, "s", "shortest intravenous dose", _BOLUS)
    rate: float = param(0.5, "mg/kg/min", "fastest slow induction", _RATE)
    potency: float = param(2.0, "1", "racemate that esketamine stands for here", _POTENCY, low=1.0, high=2.0)
    together: float = param(1.0, "h", "doses within this time count as one", _TOGETHER, low=0.5, high=4.0)
    window: float = param(24.0, "h", "a sedative this near a dose counts", _WINDOW, low=6.0, high=72.0)


@dataclass(frozen=True)
class Caution:
    """One reason to watch breathing.

    Attributes:
        code: stable name.
        text: what a reader is told.
        source: study, year, row, status.
    """

    code: str
    text: str
    source: str


def warning(
    regimen: Regimen, covariates: Mapping[str, object], limits: Limits | None = None
) -> list[Caution]:
    """Every reason to watch breathing in this regimen; never a reassurance.

    Args:
        regimen: doses and co-medication.
        covariates: `weight` [kg] and `sleep_apnoea` (bool); a missing answer counts as a reason.
        limits: where a warning about the dose begins.
    Returns:
        Warnings in a fixed order, each code once; empty only without a dose of a ketamine or of midazolam. Adding a
        co-medication never removes one.
    """
    doses = [dose for dose in regimen.doses if dose.drug in _KETAMINES]
    sedating = [*doses, *(dose for dose in regimen.doses if dose.drug == "midazolam")]
    if not sedating:
        return []
    limits = limits or Limits()
    found = [_NOT_MODELLED, *(_about_dose(doses, covariates.get("weight"), limits) if doses else ())]
    found += _about_medicines(regimen, sedating, limits.window)
    apnoea = covariates.get("sleep_apnoea")
    if apnoea is None:
        found.append(
            _warn("sleep_apnoea_unknown", "Sleep apnoea was not asked about; it adds risk.", "S213")
        )
    elif apnoea:
        found.append(_warn("sleep_apnoea", "Sleep apnoea: breathing may stop in sedation.", "S213"))
    return found


def nausea() -> str:
    """What is said of nausea: how often it occurred in trials, and that no curve is drawn."""
    often, pooled = (table("breathing")[row] for row in ("S214", "S215"))
    return (
        f"Nausea: not modelled. On nasal esketamine {often.number:g} % reported it ({often.context}), "
        f"at 84 mg {pooled.number:g} % ({pooled.context}). [{often.id}, {pooled.id}]"
    )


def _about_dose(doses: list[Dose], weight: object, limits: Limits) -> Iterator[Caution]:
    kilograms = float(weight) if isinstance(weight, int | float) and weight > 0 else None
    if kilograms is None and not all(dose.per_kg for dose in doses):
        yield _warn("weight_unknown", "Body weight is not stated: the dose per kg cannot be checked.", "S204")
    whole, hour = (
        max(_share(given, start.time, kilograms, limits) for start in given)
        for given in (doses, [_at_once(dose, limits.together) for dose in doses])
    )
    if hour >= 1.0:
        text = f"The dose reaches {hour:.1f} times where anaesthesia begins: breathing may be depressed."
        yield _warn("overdose", text, "S201", "S204")
    elif whole >= 1.0:
        long = max(dose.duration for dose in doses)
        text = (
            f"Over its {long:.3g} h an infusion gives more than what anaesthetises at once: "
            "run in faster than planned, it may depress breathing."
        )
        yield _warn("overdose", text, "S201", "S204")
    if any(_fast(dose, kilograms, limits) for dose in doses):
        yield _warn(
            "fast_bolus", "Given fast into a vein: rapid injection may depress breathing.", "S201", "S202"
        )


def _about_medicines(regimen: Regimen, doses: list[Dose], window: float) -> Iterator[Caution]:
    """One warning for each sedative near a dose, whatever else is taken."""
    near = {
        other.drug
        for other in regimen.comedication
        for dose in doses
        if other.start <= dose.stop + window and other.stop >= dose.time - window
    }
    if any(dose.drug == "midazolam" for dose in regimen.doses):
        near.add("benzodiazepine")
    for drug in DEPRESSANTS:
        if drug in near:
            text = f"With {_ARTICLE[drug]}: profound sedation, respiratory depression, coma or death."
            yield _warn(drug, text, "S209", "S210")
    for drug in RAISING:
        if drug in near:
            yield _warn(drug, f"With a {drug.replace('_', ' ')}: levels rise, most by mouth.", "E288")


def _share(doses: list[Dose], start: float, weight: float | None, limits: Limits) -> float:
    """Doses within `limits.together` after `start`, as a share of where anaesthesia begins [1]."""
    total = 0.0
    for dose in doses:
        if not start <= dose.time < start + limits.together:
            continue
        racemate = limits.potency if dose.drug == "esketamine" else 1.0
        per_kg = _per_kg(dose, weight)
        if dose.route in ("oral", "sublingual"):
            total += racemate * dose.milligrams(weight or 0.0) / limits.swallowed
        elif per_kg is not None:
            at = {"iv": limits.iv, "nasal": limits.nasal * limits.potency}.get(dose.route, limits.im)
            total += racemate * per_kg / at
    return total


def _at_once(dose: Dose, hours: float) -> Dose:
    """As much of an infusion as runs in within so many hours; a shorter dose is all of it."""
    share = min(1.0, hours / dose.duration) if dose.duration > 0.0 else 1.0
    return replace(dose, amount=share * dose.amount)


def _fast(dose: Dose, weight: float | None, limits: Limits) -> bool:
    if dose.route != "iv":
        return False
    per_kg = _per_kg(dose, weight)
    minutes = 60.0 * dose.duration
    return minutes < limits.bolus / 60.0 or (per_kg is not None and per_kg > limits.rate * minutes)


def _per_kg(dose: Dose, weight: float | None) -> float | None:
    """The dose in mg/kg; None where the weight is needed and missing."""
    if dose.per_kg:
        return dose.amount
    return None if weight is None else dose.amount / weight


def _warn(code: str, text: str, *rows: str) -> Caution:
    return Caution(code, text, "; ".join(table("breathing")[row].citation for row in rows))


_NOT_MODELLED = Caution(
    "not_modelled",
    "Breathing: not modelled. Respiratory depression can occur: watch breathing and oxygen saturation.",
    "no complete human concentration-effect model was found",
)
