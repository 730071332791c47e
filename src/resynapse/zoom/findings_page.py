"""A page for each contested finding: what every variant of the model shows on every connectome, and a verdict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from resynapse.network import contested
from resynapse.zoom.findings import DEEPER, Findings
from resynapse.zoom.findings_words import (
    READINGS,
    TITLES,
    correlations,
    holding,
    spread,
    stands_on,
    verdict,
)

NAMES = {
    "gbcr": "brain-findings-prefrontal",
    "default": "brain-findings-default-mode",
    "proportion": "brain-findings-response",
}
INDEX = "brain-findings"
PUBLISHED = {
    "gbcr": "Abdallah 2018, Chronic Stress (title; the numbers are recalled).",
    "default": "Thirty healthy men: d = 0.63 with ketamine, and d = 0.77 with midazolam (Adhikari 2021): not "
    "specific. Others saw it rise, or fall only a day later.",
    "proportion": "Abdallah 2017 (recalled): normalised at 24 h, mainly in responders.",
}
ASKED = {  # readings and moments that a page shows, those that decide first
    "gbcr": (("prefrontal_gbcr", "40 min"), ("prefrontal_gbcr", "24 h"), ("prefrontal_gbc", "40 min"),
             ("prefrontal_gbc", "24 h")),
    "default": (("within_default", "40 min"), ("default_rate", "40 min"), ("within_default_r", "40 min"),
                ("within_default", "24 h"), ("within_default_r", "24 h"), ("default_rate", "24 h")),
    "proportion": (("prefrontal_gbcr", "24 h"),),
}  # fmt: skip


def page(found: Sequence[Findings], name: str) -> str:
    """One finding as Markdown; its picture lies in images/ beside it."""
    sets = " and ".join(it.connectome for it in found)
    shown = [(f"`{it.connectome}`", holding(it, name)) for it in found]
    parts = [
        f"# {TITLES[name]}",
        f"Verdict: **{verdict(found, name)}**.",
        f"Published: {PUBLISHED[name]}",
        table(("connectome", "shown by"), shown),
        f"![{TITLES[name]}: simulated changes in four arms under every model, on {sets}.](images/{NAMES[name]}.png)",
        "## What each variant shows",
        table(("connectome", "model", "shown", "what it shows"), _shown(found, name)),
        *(_correlated(found) if name == "proportion" else ()),
        "## With intervals",
        _about(found),
        table(("reading", "at", "connectome", "model", *_arms(found)), _changes(found, name)),
        "## What it stands on",
        f"The rules and the models are on [the first page]({INDEX}.md). {made_by(found)}",
        "\n".join(f"- {line}" for line in stands_on(found)),
        *dict.fromkeys(it.notice for it in found),
    ]
    return "\n\n".join(parts) + "\n"


def made_by(found: Sequence[Findings]) -> str:
    """The command that writes the pages."""
    also = " --connectome schaefer-100" if len(found) > 1 else ""
    return f"This page is written by `resynapse zoom brain --contested{also}`; nothing on it is typed by hand."


def table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    return "\n".join("| " + " | ".join(line) + " |" for line in (head, ["---"] * len(head), *lines))


def _shown(found: Sequence[Findings], name: str) -> list[Sequence[str]]:
    return [
        (it.connectome, model, "yes" if one.holds else "no", one.because)
        for it in found
        for model, one in it.shown[name].items()
    ]


def _arms(found: Sequence[Findings]) -> list[str]:
    return list(dict.fromkeys(arm for arm, _ in next(iter(found[0].seen.values()))))


def _changes(found: Sequence[Findings], name: str) -> list[Sequence[str]]:
    """A line per reading, moment, connectome and model; a column per arm."""
    return [
        (READINGS[reading][0], when, it.connectome, model,
         *(spread(contested.spread(seen[arm, when][reading])) for arm in _arms(found)))
        for reading, when in ASKED[name]
        for it in found
        for model, seen in it.seen.items()
    ]  # fmt: skip


def _about(found: Sequence[Findings]) -> str:
    it = found[0]
    both = ", on both connectomes, because two groups are no persons (assumed)" if len(found) > 1 else ""
    return (
        f"Change against their own baseline (Fisher z; rates in Hz): median and 90 % of {it.patients} patients, then "
        f"how many have a stable state. Between the measured persons of {it.judge} prefrontal GBCr differs by "
        f"{it.between['prefrontal_gbcr']:.4f} and connectivity within the default mode by "
        f"{it.between['within_default']:.3f} (standard deviations); a tenth of that counts as a change{both}. "
        f"Midazolam is taken to raise the GABA gain by 5 % while it is infused (assumed). *{DEEPER}* is the deep "
        "dose, which no rule uses."
    )


def _correlated(found: Sequence[Findings]) -> list[str]:
    """The table of correlations, and what so many patients can tell."""
    patients = found[0].patients
    least = np.tanh(1.96 / np.sqrt(patients - 3))
    lines = [
        (row["connectome"], row["model"], row["arm"], _interval(row, ""),
         _interval(row, "cut_") if "cut_r" in row else "")
        for row in correlations(found)
        if row["arm"] != DEEPER
    ]  # fmt: skip
    return [
        "## Correlation in every arm",
        "Change of prefrontal GBCr at 24 h against improvement of the score, r with its 95 % interval; *without*: with "
        "no synapse that reaches the coupling of regions. Where a brain does not change there is nothing to correlate.",
        table(("connectome", "model", "arm", "r", "without"), lines),
        f"{patients} patients tell a correlation from none if it is above {least:.2f}.",
    ]


def _interval(row: dict[str, float | None], prefix: str) -> str:
    r, low, high = (row[f"{prefix}{name}"] for name in ("r", "low", "high"))
    return "nothing varies" if r is None else f"{r:.2f} ({low:.2f} to {high:.2f})"
