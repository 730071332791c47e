"""What came out of the contested findings, as a page, a table and a picture."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from resynapse.network import contested
from resynapse.network.connectome import AAL2_NOTICE
from resynapse.zoom.findings import DEFICITS, Findings, counted, untouched

TITLES = {
    "gbcr": "Prefrontal GBCr rises with ketamine, during the infusion and at 24 h, and not with lanicemine",
    "default": "The default mode network is suppressed during the infusion",
    "proportion": "The change at 24 h is in proportion to the response",
}
PUBLISHED = {
    "gbcr": "Abdallah 2018, Chronic Stress (title; the numbers are recalled).",
    "default": "Thirty healthy men: d = 0.63 with ketamine, and d = 0.77 with midazolam (Adhikari 2021): not "
    "specific. Others saw it rise, or fall only a day later.",
    "proportion": "Abdallah 2017 (recalled): normalised at 24 h, mainly in responders.",
}
ROUTE = "a synaptic loss that reaches the coupling of regions"
READINGS = (
    ("prefrontal_gbcr", "prefrontal GBCr"),
    ("prefrontal_gbc", "prefrontal GBC"),
    ("within_default", "within default mode"),
    ("within_default_r", "the same after regression"),
    ("default_rate", "default-mode rate [Hz]"),
)
FIRST = 16  # patients of the first run
NOTHING = 1e-6  # smaller changes are rounding
ALWAYS_BUILT_IN = {"proportion": ROUTE}


def verdicts(found: Findings) -> dict[str, str]:
    """Of each finding."""
    return {name: contested.verdict(shown, ALWAYS_BUILT_IN.get(name, "")) for name, shown in found.shown.items()}


def rows(found: Findings) -> list[dict[str, Any]]:
    """Every change: model, arm, moment, reading, median, 5 % and 95 % of patients."""
    return [
        {"model": model, "arm": arm, "at": when, "reading": name} | contested.spread(values[name])._asdict()
        for model, seen in found.seen.items()
        for (arm, when), values in seen.items()
        for name, _ in READINGS
    ]


def as_json(found: Findings) -> str:
    """Verdicts, what each model shows, and every change."""
    shown = {name: {model: one._asdict() for model, one in each.items()} for name, each in found.shown.items()}
    about = {"patients": found.patients, "acknowledgement": AAL2_NOTICE}
    return json.dumps(about | {"verdicts": verdicts(found), "shown": shown, "changes": rows(found)}, indent=2)


def sentence(found: Findings) -> str:
    """The verdicts, and how many variants were tried."""
    lines = [f"{TITLES[name]}: {words}." for name, words in verdicts(found).items()]
    return "\n".join([*lines, tried(found), AAL2_NOTICE])


def tried(found: Findings) -> str:
    """How large the open search was and what it found."""
    total = sum(len(it.cells) for it in found.searched)
    all_three = sum(int(counted(it, found.between)["all"].sum()) for it in found.searched)
    words = f"{all_three} of {total} combinations of mechanisms tried give all of it"
    return f"Open search: {words}" + ("; these are post hoc." if all_three else ".")


def page(found: Findings, picture: str) -> str:
    """The page as Markdown. Args: picture: its path, relative to the page."""
    parts = [
        "# Three contested findings about the brain",
        "Simulated, with rules fixed before the results were seen. This page is written by "
        "`resynapse zoom brain --contested`; nothing on it is typed by hand.",
        "| finding | verdict |\n|---|---|\n"
        + "\n".join(f"| {TITLES[name]} | **{words}** |" for name, words in verdicts(found).items()),
        f"{len(found.seen)} models, four arms and {found.patients} patients in each; "
        f"{sum(len(it.cells) for it in found.searched)} combinations of mechanisms were tried besides.",
        f"![Changes of three readings against baseline in four arms under {len(found.seen)} models. "
        f"Points: median of {found.patients} patients; bars: 90 % of them.]({picture})",
        "## The rules\n\n<!-- docstring: resynapse.network.contested -->",
        "## The models\n\n<!-- docstring: resynapse.network.variants -->",
        *(_finding(found, name) for name in TITLES),
        _search(found),
        _deficit(found),
        _changes(found),
        f"## Whose data\n\n{AAL2_NOTICE}",
    ]
    return "\n\n".join(parts) + "\n"


def _finding(found: Findings, name: str) -> str:
    lines = [
        f"| {model} | {'yes' if one.holds else 'no'} | {one.because} |" for model, one in found.shown[name].items()
    ]
    table = "\n".join(["| model | shown | what it shows |", "|---|---|---|", *lines])
    return f"## {TITLES[name]}\n\nPublished: {PUBLISHED[name]}\n\n{table}\n\nVerdict: **{verdicts(found)[name]}**." + (
        _resolved(found.patients) if name == "proportion" else ""
    )


def _resolved(patients: int) -> str:
    """The smallest correlation that so many patients tell from none, and how that came to be the number."""
    least, first = (np.tanh(1.96 / np.sqrt(n - 3)) for n in (patients, FIRST))
    return (
        f" {patients} patients tell a correlation from none if it is above {least:.2f}. A first run (same seed) "
        f"had {FIRST}, which need {first:.2f}: there this verdict was *not reproduced*, and the others were the same."
    )


def _search(found: Findings) -> str:
    counts = {it.fit: counted(it, found.between) for it in found.searched}
    names = list(next(iter(counts.values())))
    head = f"| combinations that show | {' | '.join(f'{it.fit} fit, of {len(it.cells)}' for it in found.searched)} |"
    lines = [f"| {name} | {' | '.join(str(int(each[name].sum())) for each in counts.values())} |" for name in names]
    table = "\n".join([head, "|---" * (len(counts) + 1) + "|", *lines])
    about = (
        "Where the block reaches interneurons and pyramids, how much of their excitation NMDA receptors carry, how "
        "fast inhibition compensates and how much of that outlasts the drug were combined on a grid "
        "(`network/search.py`), in the typical patient. Delays are not among them: connectivity here is that of zero "
        "frequency, where a delay turns no phase."
    )
    return "\n\n".join(["## An open search", about, table, tried(found), *_predicted(found)])


def _predicted(found: Findings) -> list[str]:
    """What the nearest cells say about facts they were not chosen for."""
    parts = []
    for it in found.searched:
        counts = counted(it, found.between)
        best = next(
            (n for n in ("all", "prefrontal GBCr finding and default mode connectivity") if counts[n].any()), None
        )
        near = best or "both, and not with lanicemine"
        chosen = counts[near]
        if not chosen.any():
            parts.append(f"On the {it.fit} fit no combination gives even the prefrontal GBCr finding.")
            continue
        facts = "; ".join(f"{words}: {count}" for words, count in untouched(it, chosen).items())
        example = it.cells[int(np.flatnonzero(chosen)[0])]
        parts.append(
            f"On the {it.fit} fit, {int(chosen.sum())} combinations show *{near}* (post hoc). "
            f"Of these, for facts they were not chosen by: {facts}. One of them: block of interneurons "
            f"{example.interneurons}, of pyramids {example.pyramids}, shares {example.share_i:g} and "
            f"{example.share_e:g}, homeostasis {example.acute:g}, of which {example.outlasts:g} outlasts the drug."
        )
    return parts


def _deficit(found: Findings) -> str:
    lines = [
        f"| {name.replace('prefrontal_gbcr', 'prefrontal GBCr').replace('prefrontal_gbc', 'prefrontal GBC')} "
        f"| {first:+.4f} | {left:+.4f} | {100 * less:.0f} % |"
        for name, (first, left, less) in found.deficit.items()
    ]
    head = f"| reading | depressed | 24 h after ketamine | of {DEFICITS} random sets, fall less |"
    about = (
        "This is put in, not found: prefrontal and hippocampal synapses are fewer under stress and grow after "
        "ketamine. Differences are against the healthy brain. The last column asks whether prefrontal cortex is "
        "special: the same loss in as many regions chosen at random, read in those regions."
    )
    title = "## Consistency check: a depressed brain has less prefrontal connectivity, recovery restores it"
    return "\n\n".join([title, about, "\n".join([head, "|---|---|---|---|", *lines])])


def _changes(found: Findings) -> str:
    head = "| model | arm | at | " + " | ".join(words for _, words in READINGS) + " |"
    lines = []
    for model, seen in found.seen.items():
        for (arm, when), values in seen.items():
            cells = [_cell(contested.spread(values[name])) for name, _ in READINGS]
            lines.append(f"| {model} | {arm} | {when} | {' | '.join(cells)} |")
    table = "\n".join([head, "|---" * (3 + len(READINGS)) + "|", *lines])
    unit = found.between["prefrontal_gbcr"]
    words = (
        f"Median and 90 % of {found.patients} patients, change against their own baseline (Fisher z), and how many "
        f"have a stable state. Prefrontal GBCr differs between the seven measured persons by {unit:.4f} (standard "
        "deviation). Midazolam is taken to raise the GABA gain by 5 % while it is infused (assumed)."
    )
    return f"## Every change\n\n{words}\n\n{table}"


def _cell(it: contested.Spread) -> str:
    if not it.patients:
        return "\N{EN DASH}"
    middle, low, high = (_change(value) for value in (it.median, it.low, it.high))
    spread = "" if low == middle == high else f" ({low} to {high})"
    return f"{middle}{spread}, {it.patients}"


def _change(value: float) -> str:
    """Two digits, none below a millionth."""
    return "0" if abs(value) < NOTHING else f"{float(f'{value:.2g}'):+.7f}".rstrip("0").rstrip(".")


def write(found: Findings, folder: Path) -> list[Path]:
    """brain-findings.md, .csv, .png and .svg, all of them or none."""
    from resynapse.report import staged
    from resynapse.report.brain_findings import picture
    from resynapse.report.files import write_bytes, write_table

    with staged(folder) as stage:
        changes = rows(found)
        write_bytes(stage / "brain-findings.md", page(found, "images/brain-findings.png").encode())
        drawn = {f"images/brain-findings.{kind}": content for kind, content in picture(changes).items()}
        for name, content in drawn.items():
            write_bytes(stage / name, content)
        write_table(stage / "brain-findings.csv", list(changes[0]), [list(row.values()) for row in changes])
    return [folder / name for name in ("brain-findings.md", *drawn, "brain-findings.csv")]
