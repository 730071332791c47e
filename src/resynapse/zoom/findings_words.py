"""What came out of the contested findings, in words and rows: verdicts, changes with intervals, what was tried."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from resynapse.network import contested
from resynapse.zoom.findings import KETAMINE, Findings
from resynapse.zoom.findings_search import counted

TITLES = {
    "gbcr": "Prefrontal GBCr rises with ketamine, during the infusion and at 24 h, and not with lanicemine",
    "default": "The default mode network is suppressed during the infusion",
    "proportion": "The change at 24 h is in proportion to the response",
}
ROUTE = "a synaptic loss that reaches the coupling of regions"
ALWAYS_BUILT_IN = {"proportion": ROUTE}
READINGS = {
    "prefrontal_gbcr": ("prefrontal GBCr", "1"),
    "prefrontal_gbc": ("prefrontal GBC", "1"),
    "within_default": ("within default mode", "1"),
    "within_default_r": ("within default mode after regression", "1"),
    "default_rate": ("default-mode rate [Hz]", "Hz"),
}
NOTHING = 1e-6  # smaller changes are rounding


def verdict(found: Sequence[Findings], name: str) -> str:
    """Of a finding, over the models of all connectomes."""
    built_in = ALWAYS_BUILT_IN.get(name, "")
    if len(found) == 1:
        return contested.verdict(found[0].shown[name], built_in)
    which = [words for it in found if (words := _where(it, name))]
    if not which or all(one.holds for it in found for one in it.shown[name].values()):
        return contested.verdict(found[0].shown[name], built_in) if which else "not reproduced"
    choice = ", or ".join(which)
    return f"only if {built_in} and ({choice}) are assumed" if built_in else f"only if {choice} is assumed"


def _where(it: Findings, name: str) -> str:
    """Under which models of one connectome a finding holds, in words; empty if under none."""
    models = [model for model, one in it.shown[name].items() if one.holds]
    if len(models) == len(it.shown[name]):
        return f"the connectome {it.connectome}"
    several = f"{', '.join(models[:-1])} or {models[-1]}" if len(models) > 1 else "".join(models)
    return f"model {several} on {it.connectome}" if models else ""


def holding(it: Findings, name: str) -> str:
    """How many models of one connectome show a finding, and which."""
    which = [model for model, one in it.shown[name].items() if one.holds]
    return f"{len(which)} of {len(it.shown[name])} models" + (f" ({', '.join(which)})" if which else "")


def rows(found: Sequence[Findings]) -> list[dict[str, Any]]:
    """Every change: connectome, model, arm, moment, reading, units, median, 5 % and 95 % of patients, patients."""
    return [
        {"connectome": it.connectome, "model": model, "arm": arm, "at": when, "reading": name, "units": units}
        | contested.spread(values[name])._asdict()
        for it in found
        for model, seen in it.seen.items()
        for (arm, when), values in seen.items()
        for name, (_, units) in READINGS.items()
    ]


def correlations(found: Sequence[Findings]) -> list[dict[str, Any]]:
    """Change of prefrontal GBCr against improvement at 24 h: r, low and high over patients of each arm and model.

    `cut_r`, `cut_low`, `cut_high`: with no synapse that reaches the coupling of regions, for ketamine.
    """
    made = []
    for it in found:
        for model, seen in it.seen.items():
            for arm, better in it.better.items():
                r = contested.correlation(seen[arm, "24 h"]["prefrontal_gbcr"], better)
                row: dict[str, Any] = {"connectome": it.connectome, "model": model, "arm": arm}
                row |= dict(zip(("r", "low", "high"), map(_known, r), strict=True))
                if arm == KETAMINE:
                    cut = contested.correlation(it.cut[model][KETAMINE, "24 h"]["prefrontal_gbcr"], better)
                    row |= dict(zip(("cut_r", "cut_low", "cut_high"), map(_known, cut), strict=True))
                made.append(row)
    return made


def tried(found: Sequence[Findings]) -> str:
    """How large the open search was and what it found."""
    grids = [(it, grid) for it in found for grid in it.searched]
    slow = sum(one.cells for it in found for one in it.delayed)
    total = sum(len(grid.cells) for _, grid in grids)
    every = sum(int(counted(grid, it.between)["all"].sum()) for it, grid in grids)
    words = f"{every} of {total} combinations of mechanisms tried give all of it"
    also = f" {slow} of them were tried with delays as well." if slow else ""
    return f"Open search: {words}{'; these are post hoc' if every else ''}.{also}"


def sentence(found: Sequence[Findings]) -> str:
    """The verdicts, how many variants were tried, and what it all stands on."""
    lines = [f"{title}: {verdict(found, name)}." for name, title in TITLES.items()]
    return "\n".join([*lines, tried(found), *stands_on(found), *(it.notice for it in found)])


def stands_on(found: Sequence[Findings]) -> list[str]:
    """Fit, parameters, seed, version and cost, a line for each connectome."""
    from resynapse import __version__, forecast
    from resynapse.provenance import digest

    numbers = digest(forecast.parameters())
    return [
        f"{it.connectome}: brain fit {it.ground.digest} ({it.ground.name}: {it.ground.attributes()['strengths']}); "
        f"parameters {numbers}; seed {it.seed}; resynapse {__version__}; {it.spent / 60:.0f} minutes of one core."
        for it in found
    ]


def spread(it: contested.Spread) -> str:
    """Median, 5 % and 95 % of patients, and how many are stable; a dash where none is."""
    if not it.patients:
        return "\N{EN DASH}"
    middle, low, high = (change(value) for value in (it.median, it.low, it.high))
    return f"{middle}{'' if low == middle == high else f' ({low} to {high})'}, {it.patients}"


def change(value: float) -> str:
    """Two digits, none below a millionth."""
    return "0" if abs(value) < NOTHING else f"{float(f'{value:.2g}'):+.7f}".rstrip("0").rstrip(".")


def _known(value: float) -> float | None:
    """JSON has no NaN."""
    return None if np.isnan(value) else value
