"""A simulated course as an xarray dataset: names, units, dimensions and provenance."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np

from resynapse import plasma
from resynapse.cohort import Cohort
from resynapse.dose import Dose
from resynapse.plasma import brain
from resynapse.solve import Floats
from resynapse.symptoms import conditions, mystical, scales, sedation

if TYPE_CHECKING:
    import xarray

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
RATINGS, ENOUGH = 15, 2000  # ratings of each patient; patients from which one of each is enough
SESSION = 4.0  # h after the end of a dose
METABOLITES = ("ketamine", "norketamine", "dehydronorketamine", "hydroxynorketamine")
ENANTIOMERS = {"S": "s_", "R": "r_"}
CLASSES = {"pyramidal": "rate_pyramidal", "PV": "rate_PV", "SST": "rate_SST", "VIP": "rate_VIP"}
# name in the dataset: (name in the course, unit, meaning)
PLAIN = {
    "receptor_ampa_throughput": ("ampa_throughput", "1", "AMPA throughput, multiples of rest"),
    "circuit_glutamate": ("glutamate", "1", "glutamate release, multiples of rest"),
    "circuit_ei_balance": ("ei_balance", "1", "excitation over inhibition on pyramids, multiples of rest"),
    "circuit_gamma": ("gamma", "1", "gain of the pyramid-PV loop (gamma proxy), multiples of rest"),
    "plasticity_bdnf": ("bdnf", "1", "released BDNF, multiples of rest"),
    "plasticity_trkb": ("trkb", "1", "active TrkB above rest"),
    "plasticity_mtorc1": ("mtorc1", "1", "active mTORC1 above rest"),
    "plasticity_eef2k": ("eef2k", "1", "activity of eEF2 kinase, multiples of rest"),
    "plasticity_proteins": ("proteins", "1", "synaptic proteins above rest"),
    "plasticity_potentiation": ("potentiation", "1", "functional potentiation above rest"),
    "plasticity_cortisol": ("cortisol", "1", "day-mean cortisol, multiples of the unstressed"),
    "plasticity_window": (
        "window",
        "1",
        "HYPOTHESIS: learning rate of practice and therapy, multiples of usual",
    ),
    "plasticity_terminals": (
        "terminals",
        "1",
        "presynaptic terminals (what PET sees), multiples of the unstressed",
    ),
    "symptoms_cadss": ("cadss", "points", "dissociation, CADSS"),
    "symptoms_systolic": ("systolic", "mmHg", "systolic rise"),
}
BY_COMPARTMENT = {
    "plasticity_spines": (("spines", "hippocampal_spines"), "spine density, multiples of the unstressed"),
    "plasticity_dendrite": (
        ("length", "hippocampal_length"),
        "dendritic length, multiples of the unstressed",
    ),
    "plasticity_synapses": (("synapses", "hippocampal_synapses"), "synapses, multiples of the unstressed"),
}

Variables = dict[str, tuple[tuple[str, ...], Floats, dict[str, str]]]


def assemble(
    values: dict[str, Floats], levels: plasma.Levels, hours: Floats, cohort: Cohort, given: frozenset[str]
) -> Variables:
    """Everything but the scores, as variables with dimensions and units.

    Args:
        values: what `course.story` names, [T, P].
        levels: plasma and brain, [T, P].
        given: drugs of the plan.
    """
    found: Variables = {}
    for name in METABOLITES:
        pair = [levels.values.get(f"{letter}{name}") for letter in ENANTIOMERS.values()]
        if any(value is not None for value in pair):
            found[f"plasma_{name}"] = _stack(
                [np.full((len(hours), cohort.subjects.number), np.nan) if v is None else v for v in pair],
                "enantiomer",
                "mg/L",
                f"{name} in plasma ({levels.sampling})",
            )
    if "ketamine" in levels.values:
        found["plasma_total_ketamine"] = _plain(
            levels["ketamine"], "mg/L", f"ketamine in plasma, both enantiomers ({levels.sampling})"
        )
    free = [levels[f"brain_{letter}ketamine"] for letter in ENANTIOMERS.values()]
    found["plasma_brain_unbound"] = _stack(free, "enantiomer", "umol/L", "unbound ketamine in the brain")
    for name in ("lanicemine", "memantine", "midazolam"):
        if name in given:
            found[f"plasma_{name}"] = _plain(levels[name], "mg/L", f"{name} in plasma")
    interneuron = values["block_interneuron"]
    found["receptor_block"] = _stack(
        [values["block_pyramidal"], *[interneuron] * 3],
        "cell_class",
        "1",
        "NMDA receptors blocked (pyramids: synaptic; interneurons: tonic)",
    )
    found["receptor_block_resting"] = _plain(values["block_resting"], "1", "NMDA receptors of pyramids blocked at rest")
    rates = [values[name] * rate for name, rate in zip(CLASSES.values(), _resting(cohort), strict=True)]
    found["circuit_rate"] = _stack(rates, "cell_class", "Hz", "firing rate")
    for name, (key, unit, meaning) in PLAIN.items():
        found[name] = _plain(values[key], unit, meaning)
    places = {
        **values,
        "spines": values["density"] + values["new_spines"] + values["kept_spines"],
        "hippocampal_synapses": values["hippocampal_spines"] * values["hippocampal_length"],
    }
    for name, (keys, meaning) in BY_COMPARTMENT.items():
        found[name] = _stack([places[key] for key in keys], "compartment", "1", meaning)
    return found


def _resting(cohort: Cohort) -> tuple[Any, ...]:
    column = cohort.patient.column
    return column.rate_e, column.rate_p, column.rate_s, column.rate_v


def _plain(values: Floats, unit: str, meaning: str) -> tuple[tuple[str, ...], Floats, dict[str, str]]:
    return (
        ("patient", "time"),
        np.ascontiguousarray(values.T),
        {"units": unit, "long_name": meaning, "kind": "simulated"},
    )


def _stack(
    parts: list[Floats], dimension: str, unit: str, meaning: str
) -> tuple[tuple[str, ...], Floats, dict[str, str]]:
    return (
        ("patient", "time", dimension),
        np.stack([p.T for p in parts], axis=-1),
        {"units": unit, "long_name": meaning, "kind": "simulated"},
    )


def acute(
    levels: plasma.Levels, values: dict[str, Floats], hours: Floats, doses: Sequence[Dose], diastolic: float
) -> Variables:
    """Diastolic pressure, sedation and the probability of a mystical experience (of the session so far)."""
    per_level = {letter: brain.unbound_umol_per_mg(letter) / 1000.0 for letter in ("s", "r")}
    s, r = (
        np.maximum(levels[f"brain_{letter}_ketamine"], 0.0) / per_level[letter] for letter in ("s", "r")
    )  # rounding below 0
    peak = np.zeros_like(s)
    for k, hour in enumerate(hours):
        session = [dose.time for dose in doses if dose.time <= hour < dose.stop + SESSION]
        if session:
            peak[k] = s[(hours >= min(session)) & (hours <= hour)].max(axis=0)
    return {
        "symptoms_diastolic": _plain(values["systolic"] * diastolic, "mmHg", "diastolic rise"),
        "symptoms_sedation": _plain(
            sedation.sedation(sedation.racemate_equivalent(s, r)), "1", "probability of any sedation"
        ),
        "symptoms_meq30_probability": _plain(
            mystical.probability(peak),
            "1",
            "probability of a complete mystical experience (MEQ30) in this session",
        ),
    }


def scores(observed: Floats, latent: Floats, hours: Floats) -> Variables:
    """MADRS and the depression scales that have published equivalents, each over its own recall window [T, P]."""
    found = {
        "symptoms_madrs": _plain(observed, "points", "MADRS as rated"),
        "symptoms_madrs_latent": _plain(latent, "points", "MADRS without rating noise"),
    }
    for name in ("HAM-D17", "HAM-D6", "QIDS", "PHQ-9"):
        scale = scales.scale(name)
        recalled = scales.window_average(hours, latent, scale.shortest_recall)
        found[scale.variable] = _plain(
            scales.crosswalk(recalled, name),
            "points",
            f"{name}, read from MADRS, recall of {scale.shortest_recall:g} h",
        )
    recalled = scales.window_average(hours, latent, scales.scale("HDRS-25").shortest_recall)
    change = scales.standardised(recalled - recalled[:1])
    found["symptoms_hdrs_25"] = _plain(change, "sd", "HDRS-25, change in standard deviations (no published equivalent)")
    return found


def control(given: str, observed: Floats, latent: Floats) -> Variables:
    """MADRS of the same patients with `given`, saline or midazolam, at every visit [T, P]."""
    found = {
        "symptoms_madrs_control": _plain(observed, "points", f"MADRS as rated, the same patients given {given}"),
        "symptoms_madrs_control_latent": _plain(
            latent, "points", f"MADRS without rating noise, the same patients given {given}"
        ),
    }
    return {name: (dims, values, {**attrs, "given": given}) for name, (dims, values, attrs) in found.items()}


def other_condition(condition: str, latent: Floats, share: float) -> Variables:
    """The scale of a condition other than depression: the same latent course, in standard deviations.

    The size is put in by hand: `share` is the condition's published effect over that of depression.
    """
    name = conditions.SCALES[condition]
    change = share * scales.standardised(latent - latent[:1])
    return {
        scales.scale(name).variable: _plain(
            change,
            "sd",
            f"{name}, change in standard deviations; size taken from published effects, not predicted",
        )
    }


def pain_course(score: Floats, signal: Floats) -> Variables:
    """The pain score, and the dorsal-horn signal it follows from [T, P]."""
    name = scales.scale(conditions.SCALES["pain"]).variable
    return {
        "circuit_pain_signal": _plain(
            signal, "1", "nociceptive signal that the dorsal horn sends to the brain, multiples of that without drug"
        ),
        name: _plain(
            score,
            "points",
            "NRS pain without rating noise; within hours from the dorsal horn, over days put in by hand",
        ),
    }


def bands(variables: Variables, first: int, noise: float) -> Variables:
    """Quantiles over the patients from `first` on, [quantile, time], for every symptom.

    Args:
        noise: standard deviation of one rating [points]; a score as rated may be any that its patient could be given.
    """
    found: Variables = {}
    for name, (dims, values, attrs) in variables.items():
        if dims == ("patient", "time") and name.startswith("symptoms_"):
            latent = variables.get(f"{name}_latent")
            noisy = latent is not None and len(values) < ENOUGH
            samples = rateable(latent[1][first:], noise) if noisy and latent else values[first:]
            found[f"{name}_band"] = (
                ("quantile", "time"),
                np.quantile(samples, QUANTILES, axis=0),
                {**attrs, "long_name": f"{attrs['long_name']}: spread between patients"},
            )
    return found


def rateable(latent: Floats, noise: float) -> Floats:
    """Scores that raters could write down, equally probable, [P RATINGS, T], of scores without their noise [P, T].

    Each patient at several quantiles of the noise (scaled to its variance), so that a band does not hang on one draw.
    """
    steps = np.array([NormalDist().inv_cdf((k + 0.5) / RATINGS) for k in range(RATINGS)])
    return np.clip(np.concatenate([latent + noise * step / steps.std() for step in steps]), 0.0, 60.0)


def dataset(variables: Variables, hours: Floats, numbers: Any, attrs: dict[str, Any]) -> xarray.Dataset:
    """Put it together."""
    import xarray

    used = {dim for dims, _, _ in variables.values() for dim in dims}
    labels = {
        "enantiomer": list(ENANTIOMERS),
        "cell_class": list(CLASSES),
        "subunit": ["GluN2A", "GluN2B", "GluN2C", "GluN2D"],
        "compartment": ["prefrontal", "hippocampus"],
        "quantile": list(QUANTILES),
    }
    coords: dict[str, Any] = {name: values for name, values in labels.items() if name in used}
    if "quantile" in coords:
        coords["quantile"] = ("quantile", labels["quantile"], {"units": "1", "long_name": "share of patients below"})
    coords["time"] = ("time", hours, {"units": "h", "long_name": "time after the start of the first dose"})
    coords["patient"] = ("patient", numbers, {"long_name": "number of the patient; -1 is the typical one"})
    return xarray.Dataset(variables, coords=coords, attrs=attrs)
