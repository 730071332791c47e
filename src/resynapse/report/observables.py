"""The numbers of a course: exposure, peaks, scores; one line each, with their spread over patients."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from resynapse.report import reading
from resynapse.report.plots import NOTHING, Array

if TYPE_CHECKING:
    import xarray

HEAD = ("quantity", "unit", "value", "q05", "q25", "q75", "q95", "patients", "variable", "meaning")
RATING_HOURS = (2.0, 24.0, 72.0, 168.0, 336.0, 672.0)
DIALYSIS = 100.0 / 60.0  # h over which Moghaddam 1997 is read; the same window as in validation
REMISSION = {"symptoms_madrs": 10.0, "symptoms_hamd17": 7.0, "symptoms_ham_d17": 7.0}


@dataclass(frozen=True)
class Line:
    """One number per patient, and what it is."""

    quantity: str
    unit: str
    variable: str
    meaning: str
    samples: Array  # [patient]
    quantiles: Array | None = None  # 5, 25, 50, 75, 95 %, where the forecast gives them itself

    @property
    def known(self) -> Array:
        """The patients that have the number."""
        return self.samples[np.isfinite(self.samples)]

    def value(self) -> float:
        """The number of the one patient, or the median of many; NaN where nobody has it."""
        return float(np.median(self.known)) if self.known.size else float("nan")

    def spread(self) -> Array | None:
        """Quantiles 5, 25, 50, 75, 95 % over patients; None where nothing is known of the spread."""
        if self.quantiles is not None:
            return self.quantiles
        return reading.spread(self.known) if self.known.size >= reading.ENOUGH else None


def exposure(hours: Array, level: Array) -> Array:
    """Area under a concentration curve, linear up and logarithmic down [level h]: float64[P] from [P, T]."""
    step, left, right = np.diff(hours), level[:, :-1], level[:, 1:]
    falling = (right < left) & (right > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        log_mean = (left - right) / np.log(left / right)
    return np.asarray(np.sum(np.where(falling, log_mean, (left + right) / 2) * step, axis=1))


def half_life(hours: Array, level: Array, after: float) -> Array:
    """Apparent terminal half-life [h]: straight line through log level, 6 to 24 h after the last input.

    Args:
        hours: float64[T].
        level: float64[P, T].
        after: end of the last input [h].
    Returns:
        float64[P]; NaN where fewer than three samples lie in the window or the level does not fall.
    """
    window = (hours >= after + 6.0) & (hours <= after + 24.0)
    if window.sum() < 3:
        return np.full(level.shape[0], np.nan)
    when, tail = hours[window], level[:, window]
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = np.polyfit(when, np.log(np.where(tail > 0, tail, np.nan)).T, 1)[0]
        return np.where(slope < 0, np.log(2.0) / -slope, np.nan)


def peak(hours: Array, samples: Array, until: float = np.inf) -> tuple[Array, Array]:
    """Largest value from the first dose until an hour, and when: two float64[P] from float64[P, T]."""
    shown = np.where((hours >= 0) & (hours <= until), samples, -np.inf)
    index = np.argmax(shown, axis=1)
    return samples[np.arange(samples.shape[0]), index], hours[index]


def rise_time(top: Array, when: Array, start: Array) -> Array:
    """When the peak was [h]; NaN for a patient in whom nothing rises, so that rounding has no time."""
    return np.where(top - start < NOTHING, np.nan, when)


def lines(course: xarray.Dataset) -> list[Line]:
    """Every number of the report, in the order of the story."""
    return [*_plasma(course), *_receptor(course), *_circuit(course), *_plasticity(course), *_scores(course)]


def table(course: xarray.Dataset) -> list[tuple[object, ...]]:
    """The rows of summary.csv, under `HEAD`."""
    count = reading.patients(course)
    rows: list[tuple[object, ...]] = []
    for line in lines(course):
        spread = line.spread()
        edges = [None] * 4 if spread is None else [float(spread[place]) for place in (0, 1, 3, 4)]
        value = line.value() if line.known.size else None
        rows.append((line.quantity, line.unit, value, *edges, count, line.variable, line.meaning))
    return rows


def _plasma(course: xarray.Dataset) -> Iterator[Line]:
    hours = reading.hours(course)
    first = reading.first_window(course)
    ends = [dose.time + dose.duration for dose in reading.drug_doses(course)]
    for name, label, level, variable in _analytes(course):
        if not np.any(level > 0):
            continue
        top, when = peak(hours, level, first)
        yield Line(f"Cmax {name}", "ng/mL", variable, f"highest level of {label} after the first dose", 1000 * top)
        yield Line(f"Tmax {name}", "h", variable, "when that is, from the start of the first dose", when)
        if first < hours[-1]:
            inside = hours <= first
            area = exposure(hours[inside], np.maximum(level[:, inside], 0))
            yield Line(f"AUC first dose {name}", "ng*h/mL", variable, f"0 to {first:g} h", 1000 * area)
            yield Line(f"highest {name}", "ng/mL", variable, "of the whole course", 1000 * peak(hours, level)[0])
        area = exposure(hours, np.maximum(level, 0))
        yield Line(f"AUC course {name}", "ng*h/mL", variable, "over all simulated hours", 1000 * area)
        if ends:
            tail = half_life(hours, level, max(ends))
            meaning = "apparent, 6 to 24 h after the last input"
            yield Line(f"half-life {name}", "h", variable, meaning, tail)
    if "plasma_brain_unbound" in course:
        free = reading.both_hands(course, "plasma_brain_unbound")
        if not np.any(free > 0):
            return
        top, when = peak(hours, free, first)
        unit = str(course["plasma_brain_unbound"].attrs.get("units", "umol/L"))
        yield Line(
            "peak unbound ketamine in brain",
            unit,
            "plasma_brain_unbound",
            "S and R together, first dose",
            top,
        )
        yield Line("time of that peak", "h", "plasma_brain_unbound", "from the first dose", when)


def _analytes(course: xarray.Dataset) -> Iterator[tuple[str, str, Array, str]]:
    if whole := reading.measured_ketamine(course):
        yield "ketamine (S+R)", "ketamine, both forms", reading.total_ketamine(course), whole
    for variable in ("ketamine", "norketamine", "dehydronorketamine", "hydroxynorketamine"):
        if f"plasma_{variable}" in course:
            for hand in ("S", "R"):
                level = reading.values(course, f"plasma_{variable}", enantiomer=hand)
                yield f"{hand}-{variable}", f"{hand}-{variable}", level, f"plasma_{variable}"
    for variable in ("lanicemine", "memantine", "midazolam"):
        if f"plasma_{variable}" in course:
            name = f"plasma_{variable}"
            yield variable, variable, reading.values(course, name), name


def _receptor(course: xarray.Dataset) -> Iterator[Line]:
    yield from _peaks_along(
        course, "receptor_block", "cell_class", "peak block,", "share of NMDA receptors blocked, whole course", 100
    )
    yield from _peaks_along(
        course,
        "receptor_block_subunit",
        "subunit",
        "peak block,",
        "share of this subunit's channels blocked, whole course",
        100,
    )


def _peaks_along(
    course: xarray.Dataset, name: str, dimension: str, words: str, meaning: str, scale: float
) -> Iterator[Line]:
    if name not in course:
        return
    for label in course[dimension].values:
        top, _ = peak(reading.hours(course), reading.values(course, name, **{dimension: label}))
        yield Line(f"{words} {label}", "%" if scale == 100 else "", name, meaning, scale * top)


def _circuit(course: xarray.Dataset) -> Iterator[Line]:
    hours = reading.hours(course)
    if "circuit_glutamate" in course:
        level = reading.values(course, "circuit_glutamate")
        top, when = peak(hours, level, 24.0)
        change = 100 * (top / reading.before(course, level) - 1)
        yield Line("peak glutamate release", "% change", "circuit_glutamate", "first day, from before", change)
        if reading.doses(course):  # without one there is no rise to time
            when = rise_time(top, when, reading.before(course, level))
            yield Line("time of peak glutamate", "h", "circuit_glutamate", "from the first dose", when)
        if hours[-1] >= DIALYSIS:
            mean = 100 * (_mean(hours, level, DIALYSIS) / reading.before(course, level) - 1)
            meaning = "first 100 min, from before: what microdialysis collects"
            yield Line("mean glutamate release", "% change", "circuit_glutamate", meaning, mean)
        low = 100 * (-peak(hours, -level, 24.0)[0] / reading.before(course, level) - 1)
        yield Line("lowest glutamate release", "% change", "circuit_glutamate", "first day, from before", low)
    for name, words in (("ei_balance", "excitation/inhibition balance"), ("gamma", "gamma power")):
        if f"circuit_{name}" in course:
            level = reading.values(course, f"circuit_{name}")
            top, _ = peak(hours, level, 24.0)
            change = 100 * (top / reading.before(course, level) - 1)
            yield Line(f"peak {words}", "% change", f"circuit_{name}", "first day, from before", change)


def _mean(hours: Array, level: Array, until: float) -> Array:
    """Mean from the first dose until an hour: float64[P] from [P, T]."""
    inside = (hours > 0.0) & (hours < until)
    when = np.concatenate([[0.0], hours[inside], [until]])
    found = [np.trapezoid(np.interp(when, hours, one), when) / until for one in level]
    return np.asarray(found)


def _plasticity(course: xarray.Dataset) -> Iterator[Line]:
    hours = reading.hours(course)
    for name in ("bdnf", "trkb", "mtorc1", "proteins"):
        if f"plasticity_{name}" in course:
            level = reading.values(course, f"plasticity_{name}")
            top, when = peak(hours, level, reading.first_window(course))
            given = bool(reading.doses(course))
            meaning = "highest value, first dose" if given else "highest value"
            yield Line(f"peak {NAMES[name]}", "1", f"plasticity_{name}", meaning, top)
            if given:
                when = rise_time(top, when, reading.before(course, level))
                yield Line(f"time of peak {NAMES[name]}", "h", f"plasticity_{name}", "from the first dose", when)
    for name in ("spines", "synapses"):
        if f"plasticity_{name}" in course:
            for place in course["compartment"].values:
                level = reading.values(course, f"plasticity_{name}", compartment=place)
                yield from _change_at(course, level, f"{name}, {place}", f"plasticity_{name}", (24.0, 168.0))


NAMES = {
    "bdnf": "BDNF",
    "trkb": "TrkB",
    "mtorc1": "mTORC1",
    "eef2k": "eEF2K",
    "proteins": "synaptic proteins",
}


def _change_at(course: xarray.Dataset, level: Array, words: str, variable: str, at: Sequence[float]) -> Iterator[Line]:
    hours = reading.hours(course)
    start = reading.before(course, level)
    for hour in (hour for hour in at if hour <= hours[-1]):
        index = int(np.argmin(np.abs(hours - hour)))
        change = 100 * (level[:, index] / start - 1)
        since = "from before the first dose" if reading.doses(course) else "from time 0 of the plan"
        yield Line(f"{words}, change at {clock(hour)}", "%", variable, since, change)


def _scores(course: xarray.Dataset) -> Iterator[Line]:
    hours = reading.hours(course)
    scale = reading.primary_scale(course)
    if scale and not course.attrs.get("no_forecast"):
        level = reading.values(course, scale)
        start = reading.before(course, level)
        name, unit = reading.scale_name(scale), str(course[scale].attrs.get("units", "points"))
        since = "the last rating before the first dose" if reading.doses(course) else "at time 0 of the plan"
        yield Line(f"{name} before", unit, scale, since, start)
        band = reading.forecast_band(course, scale)
        for hour in (hour for hour in RATING_HOURS if hour <= hours[-1]):
            index = int(np.argmin(np.abs(hours - hour)))
            here = None if band is None else band[:, index]
            yield Line(f"{name} at {clock(hour)}", unit, scale, "simulated rating", level[:, index], here)
        yield from _control(course, scale, name)
    later = any(dose.time + dose.duration > 24.0 for dose in reading.drug_doses(course))
    for name, words, unit in ACUTE:
        if name in course:
            level = reading.values(course, name)
            top, when = peak(hours, level, 24.0)
            yield Line(f"peak {words}", unit, name, "largest value of the first day", top)
            yield Line(f"time of peak {words}", "h", name, "from the first dose", when)
            if later:
                yield Line(f"highest {words}", unit, name, "of the whole course", peak(hours, level)[0])


def _control(course: xarray.Dataset, scale: str, name: str) -> Iterator[Line]:
    """The same patients in the control arm, if the plan names one."""
    hours, other = reading.hours(course), f"{scale}_control"
    if other not in course:
        return
    given, level = course[other].attrs["given"], reading.values(course, other)
    band = reading.forecast_band(course, other)
    for hour in (hour for hour in RATING_HOURS if hour <= hours[-1]):
        index = int(np.argmin(np.abs(hours - hour)))
        here = None if band is None else band[:, index]
        words = f"simulated rating, the same patients given {given}"
        yield Line(f"{name} at {clock(hour)}, {given}", "points", other, words, level[:, index], here)


ACUTE = (
    ("symptoms_cadss", "dissociation (CADSS)", "points"),
    ("symptoms_meq30_probability", "probability of a complete mystical experience (MEQ30)", "1"),
    ("symptoms_systolic", "rise of systolic pressure", "mmHg"),
    ("symptoms_diastolic", "rise of diastolic pressure", "mmHg"),
    ("symptoms_sedation", "probability of any sedation", "1"),
)


def clock(hour: float) -> str:
    """24 h, day 7."""
    return f"{hour:g} h" if hour < 72 else f"day {hour / 24:g}"


def shares(course: xarray.Dataset, scale: str) -> dict[str, Array]:
    """Share of patients with response (half the baseline) and remission, in percent: each float64[T].

    Where the dataset tells how noisy a rating is, expected over that noise (of the baseline too), not one draw of it.
    """
    from scipy.special import ndtr

    latent, noise = f"{scale}_latent", float(course.attrs.get("rating_sd", 0.0))
    smooth = latent in course and noise > 0.0
    level = reading.values(course, latent if smooth else scale)
    half = reading.before(course, level)[:, None] / 2

    def below(limit: Array | float, sd: float) -> Array:
        chance = ndtr((limit - level) / sd) if smooth else level <= limit
        return np.asarray(100 * np.mean(chance, axis=0))

    found = {"response": np.where(reading.hours(course) > 0.0, below(half, noise * np.sqrt(1.25)), 0.0)}
    if scale in REMISSION:
        found["remission"] = below(REMISSION[scale], noise)
    return found


def wilson(percent: Array, count: int, z: float = 1.645) -> tuple[Array, Array]:
    """90 % interval of a simulated share, from the number of patients alone [%]."""
    share = percent / 100.0
    middle = (share + z**2 / (2 * count)) / (1 + z**2 / count)
    half = z / (1 + z**2 / count) * np.sqrt(share * (1 - share) / count + z**2 / (4 * count**2))
    return 100 * np.clip(middle - half, 0, 1), 100 * np.clip(middle + half, 0, 1)
