"""What the report needs to know about a simulated course: its plan, its doses, its spread over patients."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import xarray

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
ENOUGH = 20  # patients from which 50 and 90 % bands are drawn

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Dosing:
    """One dose as it was given: time and duration [h]; amount [mg or mg/kg]."""

    time: float
    drug: str
    route: str
    amount: float
    per_kg: bool
    duration: float

    def words(self) -> str:
        """Ketamine 0.5 mg/kg into a vein over 40 min."""
        unit = "mg/kg" if self.per_kg else "mg"
        long = f"{self.duration:g} h" if self.duration > 3.0 else f"{self.duration * 60:.0f} min"
        during = f" over {long}" if self.duration else ""
        what = self.drug if self.drug == "saline" else f"{self.drug} {self.amount:g} {unit}"
        return f"{what} {ROUTES.get(self.route, self.route)}{during}"


ROUTES = {
    "iv": "into a vein",
    "im": "into a muscle",
    "sc": "under the skin",
    "nasal": "as a nasal spray",
    "oral": "by mouth",
    "sublingual": "under the tongue",
    "ip": "into the abdomen",
}


@lru_cache(maxsize=8)
def _parsed(text: str) -> dict[str, Any]:
    import yaml

    loaded = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return loaded if isinstance(loaded, dict) else {}


def plan(course: xarray.Dataset) -> dict[str, Any]:
    """The plan that was simulated, as its file says it."""
    return _parsed(str(course.attrs.get("plan", "")))


def human(course: xarray.Dataset) -> bool:
    """Whether the plan is for a person."""
    return plan(course).get("species", "human") == "human"


def doses(course: xarray.Dataset) -> list[Dosing]:
    """Every dose given, in time order, from the attribute `doses` (JSON)."""
    given = [Dosing(**row) for row in json.loads(course.attrs.get("doses", "[]"))]
    return sorted(given, key=lambda dose: dose.time)


KETAMINES = ("ketamine", "esketamine", "arketamine")


def gives_ketamine(course: xarray.Dataset) -> bool:
    """Whether the plan gives ketamine or one of its two mirror forms."""
    return any(dose.drug in KETAMINES for dose in doses(course))


def drug_doses(course: xarray.Dataset) -> list[Dosing]:
    """The doses that carry a drug (saline left out)."""
    return [dose for dose in doses(course) if dose.drug != "saline"]


SESSION = 12.0  # h; doses within this time are one session, as for the flags of harm

SPRAYS = 1.0  # h; nasal sprays within this time are one dose

LONG = 2.0  # h; a longer infusion is not over when the pictures of a first dose usually end


def whole_doses(course: xarray.Dataset) -> list[Dosing]:
    """Doses as a protocol counts them: the sprays of one session are one dose of their sum."""
    found: list[Dosing] = []
    for dose in doses(course):
        last = found[-1] if found else None
        if last and dose.route == last.route == "nasal" and dose.drug == last.drug and dose.time < last.time + SPRAYS:
            found[-1] = replace(last, amount=last.amount + dose.amount)
        else:
            found.append(dose)
    return found


def sessions(course: xarray.Dataset) -> list[float]:
    """Start of each session [h]: sprays and split doses count once."""
    found: list[float] = []
    for dose in drug_doses(course):
        if not found or dose.time >= found[-1] + SESSION:
            found.append(dose.time)
    return found


def first_window(course: xarray.Dataset) -> float:
    """End of what belongs to the first dose [h]: the next dose at least 4 h later, or the end."""
    later = [dose.time for dose in doses(course) if dose.time >= 4.0]
    return min([*later, float(hours(course)[-1])])


def after_first(course: xarray.Dataset, usual: float) -> float:
    """Hours that a picture of the first session covers: so many, or so many past the end of a long infusion."""
    long = [it.time + it.duration for it in drug_doses(course) if it.time < SESSION and it.duration > LONG]
    return usual + max(long, default=0.0)


def hours(course: xarray.Dataset) -> Array:
    """Output times [h], float64[T]."""
    return np.asarray(course["time"].values, dtype=np.float64)


def patients(course: xarray.Dataset) -> int:
    """How many patients were simulated."""
    return int(course.sizes.get("patient", 1))


def values(course: xarray.Dataset, name: str, **at: str) -> Array:
    """One variable as float64[patient, time], at the given labels of its other dimensions."""
    chosen = course[name].sel(at) if at else course[name]
    return np.asarray(chosen.transpose("patient", "time").values, dtype=np.float64)


def measured_ketamine(course: xarray.Dataset) -> str | None:
    """The variable of ketamine in plasma: its forms apart, or their sum where the plasma model knows no forms."""
    return next((it for it in ("plasma_ketamine", "plasma_total_ketamine") if it in course), None)


def total_ketamine(course: xarray.Dataset) -> Array:
    """S plus R in plasma, what a racemic assay reads [mg/L], float64[patient, time]."""
    if "plasma_total_ketamine" in course:
        return values(course, "plasma_total_ketamine")
    return both_hands(course, "plasma_ketamine")


def both_hands(course: xarray.Dataset, name: str) -> Array:
    """S plus R, float64[patient, time]; a form that the plasma model does not have (NaN) counts as absent."""
    return np.asarray(sum(np.nan_to_num(values(course, name, enantiomer=hand), nan=0.0) for hand in "SR"))


def spread(samples: Array) -> Array:
    """Quantiles 5, 25, 50, 75, 95 % over patients: float64[5, ...] from float64[patient, ...]."""
    if samples.shape[0] == 1:
        return np.repeat(samples, len(QUANTILES), axis=0)
    return np.asarray(np.quantile(samples, QUANTILES, axis=0))


def forecast_band(course: xarray.Dataset, name: str) -> Array | None:
    """Quantiles that the forecast itself gives for one patient, float64[5, T], if it gives them."""
    band = f"{name}_band"
    if band not in course:
        return None
    return np.asarray(course[band].sel(quantile=list(QUANTILES)).transpose("quantile", "time").values)


def before(course: xarray.Dataset, samples: Array) -> Array:
    """The value at the last moment not after the first dose, float64[patient] from float64[patient, time]."""
    when = hours(course)
    index = int(np.searchsorted(when, 0.0, side="right")) - 1
    return np.asarray(samples[:, max(index, 0)])


def primary_scale(course: xarray.Dataset) -> str | None:
    """The variable of the main rating scale: MADRS if there, else the condition's own scale."""
    if "symptoms_madrs" in course:
        return "symptoms_madrs"
    own = [
        str(name)
        for name in course.data_vars
        if str(name).startswith("symptoms_")
        and course[name].attrs.get("units") in ("points", "sd")
        and not str(name).endswith(("_latent", "_band", "_control"))
        and "cadss" not in str(name)
    ]
    return own[0] if own else None


def control(course: xarray.Dataset, scale: str) -> Array:
    """The middle of the simulated control arm of a scale, without rating noise, float64[T]."""
    other = f"{scale}_control"
    band = forecast_band(course, other) if patients(course) >= ENOUGH else None
    return np.asarray(np.median(values(course, f"{other}_latent"), axis=0) if band is None else band[2])


def stress_days(course: xarray.Dataset) -> float:
    """Days of full stress that end with the first dose; 0 without, NaN for any other stress."""
    spans = plan(course).get("stress") or ()
    if not spans:
        return 0.0
    start, stop = (_hours(spans[0].get(edge, "")) for edge in ("from", "to"))
    return -start / 24.0 if len(spans) == 1 and stop == 0.0 and float(spans[0].get("level", 0.0)) == 1.0 else np.nan


def _hours(text: Any) -> float:
    """-21 d in hours; NaN for what has another unit."""
    number, _, unit = str(text).partition(" ")
    return float(number) * {"h": 1.0, "d": 24.0, "min": 1 / 60}.get(unit, np.nan) if number else np.nan


def scale_name(variable: str) -> str:
    """symptoms_ham_d17 -> HAM-D17."""
    name = variable.removeprefix("symptoms_").replace("_", "")
    known = {"hamd17": "HAM-D17", "hamd6": "HAM-D6", "hdrs25": "HDRS-25", "phq9": "PHQ-9", "caps5": "CAPS-5"}
    known |= {
        "ybocs": "Y-BOCS",
        "hama": "HAM-A",
        "nrs": "Pain (NRS)",
        "nrspain": "Pain (NRS)",
        "pcl5": "PCL-5",
        "iesr": "IES-R",
    }
    return known.get(name, name.upper())
