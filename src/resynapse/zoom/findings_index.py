"""The first page on the contested findings: verdicts, rules, models, the open search, a consistency check, costs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from resynapse.network import contested, variants
from resynapse.zoom.findings import Findings
from resynapse.zoom.findings_deficit import DEFICITS
from resynapse.zoom.findings_page import NAMES, made_by, table
from resynapse.zoom.findings_search import GBCR, VELOCITIES, Tried, counted, nearest, untouched
from resynapse.zoom.findings_words import TITLES, holding, stands_on, tried, verdict


def index(found: Sequence[Findings]) -> str:
    """The page as Markdown."""
    grid = sum(len(tried.cells) for it in found for tried in it.searched)
    sets = [it.connectome for it in found]
    verdicts = [
        (f"[{title}]({NAMES[name]}.md)", f"**{verdict(found, name)}**", *(holding(it, name) for it in found))
        for name, title in TITLES.items()
    ]
    parts = [
        "# Three contested findings about the brain",
        f"Simulated, with rules fixed before the results were seen. {made_by(found)}",
        table(("finding", "verdict", *(f"shown on {it}" for it in sets)), verdicts),
        f"{len(found[0].seen)} models, four arms and a deep dose, {found[0].patients} patients in each, on "
        f"{' and '.join(sets)}; {grid} combinations of mechanisms were tried besides.",
        f"## The rules\n\n{_block(contested.__doc__)}",
        f"## The models\n\n{_block(variants.__doc__)}",
        *_search(found),
        _deficit(found),
        "## What it stands on, and what it costs",
        "\n".join(f"- {line}" for line in stands_on(found)),
        *dict.fromkeys(it.notice for it in found),
    ]
    return "\n\n".join(parts) + "\n"


def _block(text: str | None) -> str:
    return f"```text\n{(text or '').strip()}\n```"


def _search(found: Sequence[Findings]) -> list[str]:
    counts = {(it.connectome, one.fit): counted(one, it.between) for it in found for one in it.searched}
    head = [f"{where}, {fit}" for where, fit in counts]
    names = list(next(iter(counts.values())))
    lines = [("tried", *(str(len(one.cells)) for it in found for one in it.searched))]
    lines += [(name, *(str(int(each[name].sum())) for each in counts.values())) for name in names]
    about = (
        "Where the block reaches interneurons and pyramids (also more in association or in sensory cortex, thalamus "
        "or hippocampus alone, or as NMDA receptors are spread where a map is known), how much of their excitation "
        "NMDA receptors carry, how fast inhibition compensates and how much of that outlasts the drug were combined "
        "on a grid (`network/search.py`), in the typical patient."
    )
    closest = [line for it in found for one in it.searched for line in _predicted(it, one)]
    return [
        "## An open search", about, table(("combinations by connectome and fit", *head), lines), tried(found),
        "\n".join(f"- {line}" for line in closest), _delays(found),
    ]  # fmt: skip


def _predicted(it: Findings, one: Tried) -> list[str]:
    """What the nearest cells of one fit say about facts they were not chosen for."""
    near, chosen = nearest(one, it.between)
    where = f"On {it.connectome}, {one.fit} fit,"
    if not chosen.any():
        return [f"{where} no combination gives even *{GBCR}*."]
    facts = "; ".join(f"{words}: {count}" for words, count in untouched(one, chosen).items())
    example = one.cells[int(np.flatnonzero(chosen)[0])]
    return [
        f"{where} {int(chosen.sum())} combinations show *{near}* (post hoc). Of these, for facts they were not chosen "
        f"by: {facts}. One of them: block of interneurons {example.interneurons}, of pyramids {example.pyramids}, "
        f"shares {example.share_i:g} and {example.share_e:g}, homeostasis {example.acute:g}, of which "
        f"{example.outlasts:g} outlasts the drug."
    ]


def _delays(found: Sequence[Findings]) -> str:
    """What delays along fibres change in the nearest combinations."""
    speeds = ", ".join(f"{it:g}" for it in VELOCITIES)
    lines = [
        (it.connectome, one.fit, str(one.cells), f"{one.gbcr:.1g} (counts from {one.least[0]:.1g})",
         f"{one.default:.1g} (counts from {one.least[1]:.1g})")
        for it in found for one in it.delayed if one.cells
    ]  # fmt: skip
    about = (
        f"**Delays.** The nearest combinations again, with conduction at {speeds} m/s and connectivity of the band of "
        "BOLD (0.01 to 0.1 Hz; `network/delayed.py`): the largest difference that a delay makes to a change during "
        "ketamine or at 24 h (Fisher z)."
    )
    if not lines:
        return f"{about} No combination came near enough to be asked."
    return f"{about}\n\n" + table(
        ("connectome", "fit", "combinations", "prefrontal GBCr", "within default mode"), lines
    )


def _deficit(found: Sequence[Findings]) -> str:
    lines = [
        (it.connectome, {"prefrontal_gbc": "prefrontal GBC", "prefrontal_gbcr": "prefrontal GBCr"}[name],
         f"{first:+.4f}", f"{left:+.4f}", f"{100 * less:.0f} %")
        for it in found for name, (first, left, less) in it.deficit.items()
    ]  # fmt: skip
    head = ("connectome", "reading", "depressed", "24 h after ketamine", f"of {DEFICITS} random sets, fall less")
    about = (
        "This is put in, not found: prefrontal and hippocampal synapses are fewer under stress and grow after "
        "ketamine. Differences are against the healthy brain (Fisher z). The last column asks whether prefrontal "
        "cortex is special: the same loss in as many regions chosen at random, read in those regions."
    )
    title = "## Consistency check: a depressed brain has less prefrontal connectivity, recovery restores it"
    return "\n\n".join([title, about, table(head, lines)])
