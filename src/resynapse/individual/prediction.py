"""One patient, a plan and the scores so far: what the model expects, and how far that can be trusted."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from resynapse import __version__, dose, forecast
from resynapse.dose import Plan
from resynapse.dose.plan import Baseline
from resynapse.errors import InputError
from resynapse.fit import drawn
from resynapse.individual import outlook
from resynapse.individual.applicability import Verdict, applicability
from resynapse.individual.ensemble import Ensemble, picked, sample, without
from resynapse.individual.observed import READ, Score, checked_scores, read_scores
from resynapse.individual.population import Setting, first_draws, populations, simulator, without_drug
from resynapse.provenance import digest
from resynapse.solve import Floats
from resynapse.symptoms import scales

if TYPE_CHECKING:
    import xarray

FIRST, ROUNDS = 1024, (512, 512)  # draws from the population, then where the scores point: whole chunks
FEW = 50.0  # effective patients below which the page says that its numbers are rough
ARMS = ("with the scores", "same visits without drug", "before any score")
AFTER_DOSE = (0.0, 40 / 60, 2.0, 6.0)  # h; the days between are read once a day
PURPOSE = 0x5C0E  # of the random stream of proposals
BEFORE = 0x5C0F  # of that of the noise before any score


def predict(
    plan: Plan | str | Path | None,
    observed: str | Path | tuple[Score, ...] | None = None,
    seed: int = 0,
    start: date | None = None,
) -> xarray.Dataset:
    """The forecast for one patient.

    Args:
        plan: as in `forecast.run`; a baseline in it is the first score.
        observed: a file (see `observed.read_scores`), scores, or None where nothing was rated yet.
        seed: same seed, same numbers.
        start: day of the first dose, for scores with dates.
    Returns:
        Dataset over arm (with the scores; same visits without drug; before any score: the base rate), time [h] and
        quantile. Outside the studied population: plasma levels and the reason, and no probability.
    Raises:
        InputError: a plan, a file or an argument that cannot be used; a score in a file after the plan's last hour.
    """
    forecast.whole("seed", seed, 0, 2**32 - 1)
    checked = plan if isinstance(plan, Plan) else dose.load_plan(None if plan is None else str(plan))
    scores = read_scores(observed, start) if isinstance(observed, str | Path) else checked_scores(observed)
    scores = _with_baseline(checked, scores)
    prepared = forecast.prepare(_population(checked), np.array([-1]), seed)
    before = next((scales.madrs_equivalent(s.points, s.scale) for s in scores if s.hours <= 0.0), None)
    last = prepared.line.stop
    latest = max((s.hours for s in scores), default=0.0)
    if isinstance(observed, str | Path) and latest > last:
        raise InputError("observed", f"a score at {latest:g} h", f"times within this course, 0 h to {last:g} h")
    verdict = applicability(checked, prepared.regimen, last, before, latest)
    if not verdict.inside:
        return _exposure(checked, verdict, scores, seed)
    hours = _hours(prepared, scores, min(last, verdict.until))
    setting = Setting(prepared.line, prepared.people, hours)
    rng = np.random.Generator(np.random.Philox(key=[seed, PURPOSE]))
    draws = first_draws(seed, FIRST)
    weighted = sample(draws, ROUNDS if scores else (), simulator(setting, scores, seed), rng, populations)
    with_scores, base = picked(weighted, "rating", rng), _before_scores(weighted, seed)
    likely = _likeliest(with_scores, rng)
    nodrug, _ = simulator(setting._replace(line=without_drug(setting.line)), (), seed)(with_scores.z[likely])
    nodrug["rating"] = with_scores.outcome["rating"][likely]
    return _dataset(checked, verdict, scores, seed, hours, with_scores, nodrug, base)


def _with_baseline(plan: Plan, scores: tuple[Score, ...]) -> tuple[Score, ...]:
    """The scores, after those of the plan before treatment that they do not repeat; MADRS is the first of a time."""
    rated = {s.scale for s in scores if s.hours == 0.0}
    stated = plan.patient.baseline.scores()
    first = [Score(0.0, name, float(stated[name])) for name in READ if name in stated and name not in rated]
    return tuple(sorted((*first, *scores), key=lambda s: (s.hours, READ.index(s.scale))))


def _population(plan: Plan) -> Plan:
    """The plan with the baseline left to the population: a stated one counts as a score, with its noise."""
    patient = plan.patient.model_copy(update={"baseline": Baseline()})
    return plan.model_copy(update={"patient": patient})


def _hours(prepared: forecast.Prepared, scores: tuple[Score, ...], stop: float) -> Floats:
    seen = [s.hours for s in scores]
    found = {0.0, stop, *np.arange(0.0, stop, 24.0), *seen}
    for one in prepared.regimen.doses:
        found.update(one.time + np.array(AFTER_DOSE))
    return np.unique(np.round([t for t in found if 0.0 <= t <= stop or t in seen], 6))


def _before_scores(ensemble: Ensemble, seed: int) -> dict[str, Floats]:
    """The patients of the population, before any score: one noise of each, whatever the scores say."""
    noises, score = (ensemble.outcome[name][:, : ensemble.population] for name in ("rating", "score"))
    which = np.random.Generator(np.random.Philox(key=[seed, BEFORE])).integers(len(noises), size=noises.shape[1])
    return {"score": score, "rating": noises[which, np.arange(noises.shape[1])]}


def _likeliest(ensemble: Ensemble, rng: np.random.Generator) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Places of equally weighted draws that stand for the ensemble, [256] (systematic resampling)."""
    places = (rng.random() + np.arange(256)) / 256
    return np.searchsorted(np.cumsum(ensemble.weights), places).clip(max=len(ensemble.z) - 1)


def _dataset(
    plan: Plan,
    verdict: Verdict,
    scores: tuple[Score, ...],
    seed: int,
    hours: Floats,
    e: Ensemble,
    nodrug: dict[str, Floats],
    base: dict[str, Floats],
) -> xarray.Dataset:
    import xarray

    score, noise = e.outcome["score"], e.outcome["rating"]
    first = next((s.points for s in scores if s.scale == "MADRS" and s.hours <= 0.0), None)
    arms = (
        (score, noise, e.weights, first),
        (nodrug["score"], nodrug["rating"], _alike(nodrug["rating"]), first),
        (base["score"], base["rating"], _alike(base["rating"]), None),
    )
    bands = np.stack([outlook.rated(values, weights, sd) for values, sd, weights, _ in arms])
    shares = {
        "response": [outlook.share(outlook.response(values, sd, at), weights) for values, sd, weights, at in arms],
        "remission": [outlook.share(outlook.remission(values, sd), weights) for values, sd, weights, _ in arms],
        "relapse": [outlook.share(outlook.relapsed(values), weights) for values, _, weights, _ in arms],
    }
    variables: dict[str, Any] = {
        "madrs_band": (("arm", "quantile", "time"), bands, _about("points", "MADRS as it would be rated"))
    }
    for name, of in shares.items():
        about = _about("1", f"probability of {name} at this time")
        variables[f"{name}_probability"] = (("arm", "time"), np.stack(of), about)
    variables |= _seen(scores, e, outlook.response(score, noise, first)[-1])
    coords = {
        "arm": list(ARMS),
        "quantile": list(outlook.LEVELS),
        "time": ("time", hours, {"units": "h", "long_name": "time after the start of the first dose"}),
    }
    if e.effective < FEW:
        said = f"these scores are unlike what the model expects: all numbers rest on {e.effective:.0f} virtual patients"
        verdict = verdict._replace(cautions=(*verdict.cautions, f"{said} and are rough"))
    attrs = _attrs(plan, verdict, scores, seed) | {"effective_draws": e.effective}
    attrs |= {"populations": drawn.COUNT, "posterior": drawn.origin()}
    return xarray.Dataset(variables, coords=coords, attrs=attrs)


def _alike(of: Floats) -> Floats:
    """Equal weights [P]."""
    return np.full(len(of), 1.0 / len(of))


def _seen(scores: tuple[Score, ...], e: Ensemble, well: np.ndarray) -> dict[str, Any]:
    """The scores, and what each of them did to the probability of response at the end."""
    now = float(well @ e.weights)
    moved = [now - float(well @ without(e, k)) for k in range(len(scores))]
    return {
        "observed_score": ("score", [s.points for s in scores], _about("points", "score, on its own scale")),
        "observed_time": ("score", [s.hours for s in scores], _about("h", "time of the score")),
        "observed_scale": ("score", [s.scale for s in scores], {"long_name": "scale"}),
        "moved": ("score", moved, _about("1", "change of the last probability of response because of this score")),
    }


def _exposure(plan: Plan, verdict: Verdict, scores: tuple[Score, ...], seed: int) -> xarray.Dataset:
    """Outside what was studied: levels in the blood, and the reason."""
    course = forecast.run(plan, 1, seed)
    kept = [str(name) for name in course.data_vars if str(name).startswith("plasma_")]
    if "plasma_ketamine" in course and "plasma_total_ketamine" not in course:
        total = course["plasma_ketamine"].sum("enantiomer", keep_attrs=True)
        course, kept = course.assign(plasma_total_ketamine=total), [*kept, "plasma_total_ketamine"]
    found = course[kept]
    found.attrs = _attrs(plan, verdict, scores, seed)
    return found


def _about(unit: str, meaning: str) -> dict[str, str]:
    return {"units": unit, "long_name": meaning, "kind": "simulated"}


def _attrs(plan: Plan, verdict: Verdict, scores: tuple[Score, ...], seed: int) -> dict[str, Any]:
    return {
        "version": __version__,
        "parameter_hash": digest(forecast.parameters()),
        "plan": dose.to_yaml(plan),
        "seed": seed,
        "inside": int(verdict.inside),
        "reasons": json.dumps(list(verdict.reasons)),
        "cautions": json.dumps(list(verdict.cautions)),
        "studied_until_hours": verdict.until,
        "scores": len(scores),
        "status": "Checked on simulated patients only; not validated on individual people.",
        "disclaimer": "Research and education; not a device that decides; no advice to take, change or source a drug.",
    }
