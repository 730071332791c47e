"""The NMDA receptor at a moment of a course: dose axes of one drug, wash-out, use, and calcium as uptake fails."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from resynapse import __version__, course, dose, forecast
from resynapse.dose import Plan
from resynapse.errors import InputError
from resynapse.provenance import digest
from resynapse.receptor import SUBUNITS, by_subunit
from resynapse.receptor.trapping_block import racemate
from resynapse.synapse import SynapseState
from resynapse.zoom import saved
from resynapse.zoom.moment import first, moment

if TYPE_CHECKING:
    import xarray

DRUGS = ("ketamine", "memantine", "lanicemine")
VOLTAGES = tuple(float(v) for v in range(-90, 41, 10))  # mV
MAGNESIUM = (0.0, 0.3, 1.0)  # mmol/L, beside which the voltage is changed
LOADED = 10.0  # umol/L, before the wash
RELEASES = (0.1, 0.3, 1.0, 5.0)  # per second
LEAST = 0.001  # umol/L; with less of the drug, use-dependence is shown at `USUAL`
USUAL = 1.0  # umol/L
FIRING, FAILING = 1.0, 0.05  # Hz and share of transporters left, of the sentence


def look(plan: Plan | str | Path | None = None, at: str = "40 min", drug: str = "ketamine") -> xarray.Dataset:
    """What a drug does to NMDA receptors, with the level that the typical patient's brain has of it at that moment.

    Args:
        plan, at: as in `moment`.
        drug: ketamine, memantine or lanicemine; ketamine as the racemate that blocks as much.
    Returns:
        `level`, `blocked` by the drug alone and `course_blocked` by all drugs of the moment, both by subunit; and
        five experiments whose variables and dimensions begin with dose_, voltage_, trapping_, use_, excitotoxicity_
        (`report.receptor.part` takes one of them out).
    Raises:
        InputError: a plan, time or drug that cannot be used.
    """
    import xarray

    if drug not in DRUGS:
        raise InputError("drug", drug, f"one of {', '.join(DRUGS)}")
    checked = plan if isinstance(plan, Plan) else dose.load_plan(None if plan is None else str(plan))
    now = moment(checked, at)
    state = SynapseState(**first(course.synapse_state(now)))
    level, membranes = _level(now, drug), now.patient.receptor.membranes
    voltage, magnesium = _plain(membranes.voltage), _plain(membranes.magnesium)
    parts = _experiments(drug, level, voltage, magnesium) | {"excitotoxicity": _calcium(state)}
    said = {f"{name}_{key}": value for name, one in parts.items() for key, value in one.attrs.items()}
    whole = _plain_all(by_subunit(now.free, now.patient.receptor))
    about, whose = {"units": "1", "kind": "simulated"}, "blocked by all drugs of the moment, as in the course"
    found = xarray.merge([_named(one, name) for name, one in parts.items()], combine_attrs="override").assign(
        level=((), level, {"units": "umol/L", "long_name": f"unbound {drug} in the brain", "kind": "simulated"}),
        blocked=("subunit", _alone(drug, level, voltage, magnesium), {"long_name": f"blocked by {drug} alone"} | about),
        course_blocked=("subunit", whole, {"long_name": whose} | about),
    )
    return found.assign_coords(
        subunit=("subunit", list(SUBUNITS), {"units": "1", "long_name": "GluN2 subunit"})
    ).assign_attrs(
        version=__version__, parameter_hash=digest(forecast.parameters()), plan=dose.to_yaml(checked), at=at, drug=drug,
        voltage_mV=voltage, magnesium_mmol_per_L=magnesium, **said,
    )  # fmt: skip


def sentence(seen: xarray.Dataset) -> str:
    """What was seen, in one honest sentence."""
    return f"Simulated: {_blocks(seen)}; {_stays(seen)}; {_loads(seen)}."


def _blocks(seen: xarray.Dataset) -> str:
    drug, level, at = seen.attrs["drug"], float(seen.level), seen.attrs["at"]
    here = f"{seen.attrs['magnesium_mmol_per_L']:g} mmol/L magnesium at {seen.attrs['voltage_mV']:g} mV"
    tabulated = seen.dose_half_block.sel(dose_drug=drug).values[:, 0, -1]
    half = f"{_listed([f'{x:.3g}' for x in tabulated])} umol/L (assumed constants)"
    if level < LEAST:
        absent = f"at {at} the brain holds next to no {drug} (below {LEAST:g} umol/L, unbound)"
        return f"{absent}; half block of {_listed(list(SUBUNITS))} in {here} takes {half}"
    alone, whole = (100.0 * seen[name].values for name in ("blocked", "course_blocked"))
    shares = _listed([f"{share:.0f} % of {name}" for share, name in zip(alone, SUBUNITS, strict=True)])
    others = f" ({_listed([f'{x:.0f}' for x in whole])} % with the other drugs)" if abs(whole - alone).max() > 1 else ""
    words = f"at {at} {level:.2g} umol/L of unbound {drug} blocks {shares} in {here}{others}"
    return f"{words}, where half block takes {half}"


def _stays(seen: xarray.Dataset) -> str:
    kept, wash = seen.trapping_trapped.sel(trapping_drug=seen.attrs["drug"]), float(seen.trapping_wash[-1])
    stays = f"{100 * float(kept[-1]):.0f} % stays blocked in {wash:g} s of wash without agonist"
    return f"of what {LOADED:g} umol/L of it block, {stays}"


def _loads(seen: xarray.Dataset) -> str:
    calcium, held = seen.excitotoxicity_calcium_load, seen.attrs["excitotoxicity_voltage"]
    edges = low, high = float(seen.excitotoxicity_warning_low), float(seen.excitotoxicity_warning_high)
    whole, failing = (
        float(calcium.sel(excitotoxicity_rate=FIRING, excitotoxicity_working=share)) for share in (1.0, FAILING)
    )
    return (
        f"held at {held:g} mV and firing at {FIRING:g} Hz, a spine takes up {whole:.0f} fC/s of calcium with all "
        f"transporters ({_standing(whole, edges)} of {low:.0f} to {high:.0f}) and {failing:.0f} with "
        f"{100 * FAILING:g} % of them ({_standing(failing, edges)}), a warning of this model and never a statement "
        "about a person"
    )


def as_json(seen: xarray.Dataset) -> str:
    """Every number, with units and meaning; null where there is none."""
    return json.dumps(json.loads(json.dumps(seen.to_dict()), parse_constant=lambda _: None), indent=2)


def write(seen: xarray.Dataset, folder: Path) -> list[Path]:
    """Five pictures as PNG and SVG, and receptor.nc with every number; all of them or none.

    Raises:
        InputError: the folder cannot be written.
    """
    from resynapse.report import staged
    from resynapse.report.files import write_bytes, write_netcdf
    from resynapse.report.receptor import pictures

    saved.expect(folder, single=False)
    with staged(folder) as stage:
        for name, content in pictures(seen).items():
            write_bytes(stage / name, content)
        write_netcdf(stage / "receptor.nc", seen)
        return [folder / path.name for path in sorted(stage.iterdir())]


def _experiments(drug: str, level: float, voltage: float, magnesium: float) -> dict[str, xarray.Dataset]:
    """Dose axis of every drug, voltage axis and use-dependence of this one, wash-out of every one."""
    from resynapse.synapse import pharmacology

    mine = _constants(drug)
    return {
        "dose": pharmacology.concentration_response(voltages=(voltage,), magnesium=(0.0, magnesium)),
        "voltage": pharmacology.concentration_response(drugs=(mine,), voltages=VOLTAGES, magnesium=MAGNESIUM),
        "trapping": pharmacology.trapping(concentration=LOADED),
        "use": pharmacology.use_dependence(
            drug=mine, rates=RELEASES, concentration=level if level >= LEAST else USUAL, magnesium=magnesium
        ),
    }


def _calcium(state: SynapseState) -> xarray.Dataset:
    """Calcium load of the state, and of the same without its drugs."""
    from resynapse.synapse.excitotoxicity import sweep

    found, free = sweep(state), sweep(state._replace(**dict.fromkeys(SynapseState._fields[:5], 0.0)))
    words = found.calcium_load.attrs | {"long_name": "the same without drugs"}
    return found.assign(calcium_load_undrugged=free.calcium_load.assign_attrs(words))


def _alone(drug: str, level: float, voltage: float, magnesium: float) -> Any:
    """Share of each subunit blocked by this much of one drug, from the gating scheme [4]."""
    from resynapse.synapse import pharmacology

    if level <= 0.0:
        return np.zeros(len(SUBUNITS))
    found = pharmacology.concentration_response(
        drugs=(_constants(drug),), concentrations=np.array([level]), voltages=(voltage,), magnesium=(magnesium,)
    )
    return found.block.values.reshape(len(SUBUNITS))


def _constants(drug: str) -> Any:
    from resynapse.synapse import pharmacology

    return pharmacology.DRUGS[DRUGS.index(drug)]


def _level(now: course.Moment, drug: str) -> float:
    """Unbound in the brain as the receptors feel it [umol/L]."""
    free = now.free
    return _plain(racemate(free, now.patient.receptor.ketamine) if drug == "ketamine" else getattr(free, drug))


def _named(part: xarray.Dataset, name: str) -> xarray.Dataset:
    """The same with the name of the experiment before every variable and dimension."""
    return part.rename({it: f"{name}_{it}" for it in (*part.variables, *part.dims)}).drop_attrs(deep=False)


def _plain(value: Any) -> float:
    """The number of the first patient."""
    return float(np.ravel(np.asarray(value))[0])


def _plain_all(values: Any) -> Any:
    """The numbers of the first patient, by subunit [4]."""
    return np.asarray(values).reshape(len(SUBUNITS), -1)[:, 0]


def _standing(load: float, edges: tuple[float, float]) -> str:
    low, high = edges
    return f"{'below' if load < low else 'inside' if load <= high else 'above'} the warning band"


def _listed(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}"
