"""Sections 2 to 4: block, activity, building. Names the curves and says what they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from resynapse.report import levels, observables, published, reading
from resynapse.report.curves import ALL, along, curve, from_rest, named, panel
from resynapse.report.layout import Section, Table, numbers
from resynapse.report.plots import NOTHING, Panel

if TYPE_CHECKING:
    import xarray

CELLS = {
    "pyramidal": "pyramidal (exciting)",
    "PV": "PV (calming)",
    "SST": "SST (calming)",
    "VIP": "VIP (calms others)",
}
FOLD = "times the level before"
HALF_DAY = 12.0  # h
LITTLE = 1.0  # % of glutamate release; a smaller change cannot be seen in the picture
WRONG_TRIGGER = (
    "The patient explanation this project started from says that ketamine triggers NMDA receptors to "
    "release glutamate. "
    "That is not how it works: ketamine blocks NMDA receptors on the calming interneurons, and "
    "glutamate rises because a "
    "brake is released."
)
MAGNESIUM = "Magnesium leaves the pore of an NMDA receptor when the cell is excited; it does not flow in."
SEVEN_MS = (
    "The same explanation gives about 7 ms for everything from the impulse to reuptake. The signal "
    "is passed on in 3 to "
    "8 ms; the NMDA window lasts 50 to 270 ms, and clearing of the transmitter more than 20 ms (acceptance bands of "
    "this project, set before anything was simulated; printed is 70 ms for one turn of a transporter, Wadiche 1995)."
)
CONFLICT = (
    "Measurements of glutamate in people disagree: 13C-glutamine +13 % (n = 21), Glx +37.8 % (n = "
    "8), no change of Glx in "
    "a saline-controlled study (n = 17)."
)
PET = (
    "These steps are causal in rats and mice. In people, a PET scan of synaptic density showed no "
    "change 24 hours after "
    "ketamine (Holmes 2022), so the curves for people are a simulation, not an observation."
)


def sections(course: xarray.Dataset) -> list[Section]:
    """The first four steps of the story, each with its table of numbers."""
    lines = observables.lines(course)

    def table(caption: str, scale: str) -> list[Table]:
        chosen = [line for line in lines if line.variable.startswith(scale)]
        return [numbers(caption, chosen, reading.patients(course))] if chosen else []

    return [
        levels.section(course, table("Levels in numbers", "plasma_")),
        _block(course, table("Largest block", "receptor_")),
        _activity(course, table("Activity in numbers", "circuit_")),
        _building(course, table("Building in numbers", "plasticity_")),
    ]


def _day(course: xarray.Dataset) -> tuple[float, float]:
    """The hours around the first dose [h]."""
    return -0.5, reading.after_first(course, HALF_DAY)


def _block(course: xarray.Dataset, tables: list[Table]) -> Section:
    panels: list[Panel] = []
    blocked = _most(course) >= NOTHING  # an empty picture shows nothing that the sentence does not say
    if "receptor_block" in course and blocked:
        lines = along(course, "receptor_block", "cell_class", CELLS, 100)
        title, caption = "NMDA receptors blocked, by kind of cell", "The share of receptors shut by the drug."
        panels += panel(course, "block_cells", title, "% of receptors blocked", lines, _day(course), caption, floor=0)
    if "receptor_block_subunit" in course and blocked:
        lines = along(course, "receptor_block_subunit", "subunit", {}, 100)
        title = "NMDA receptors blocked, by subunit"
        caption = "Receptors are built from different parts (GluN2A to GluN2D), which the drug blocks unequally."
        panels += panel(course, "block_subunits", title, "% of channels blocked", lines, _day(course), caption, floor=0)
    plain = "NMDA receptors are gates on nerve cells, and ketamine and its relatives plug gates that stand open. "
    return Section(
        "block",
        "Which receptors are blocked",
        (plain + _who_loses(course),),
        panels,
        tables if blocked else [],
        (WRONG_TRIGGER, MAGNESIUM),
    )


def _most(course: xarray.Dataset) -> float:
    """The largest share of receptors blocked in any cell, by any subunit."""
    names = [name for name in ("receptor_block", "receptor_block_subunit") if name in course]
    return max((float(np.nanmax(course[name].values)) for name in names), default=0.0)


def _who_loses(course: xarray.Dataset) -> str:
    """Which cells lose more of their drive in this course."""
    if "receptor_block" not in course:
        return ""
    most = {
        cell: float(np.median(reading.values(course, "receptor_block", cell_class=cell), axis=0).max())
        for cell in course["cell_class"].values
    }
    exciting = most.pop("pyramidal", 0.0)
    calming = max(most.values(), default=0.0)
    if max(exciting, calming) < 1e-9:
        return "No drug of this plan blocks them."
    if calming > 1.2 * exciting:
        return (
            "Some of the cells that calm others (interneurons) keep theirs open more of the time, "
            "so they lose more of their drive."
        )
    return "In this course the cells that calm others (interneurons) do not lose more of their drive than the rest."


def _activity(course: xarray.Dataset, tables: list[Table]) -> Section:
    panels: list[Panel] = []
    if "circuit_rate" in course:
        lines = along(course, "circuit_rate", "cell_class", CELLS)
        title, caption = "Firing rates in the prefrontal column", "How often each kind of cell fires."
        panels += panel(course, "rates", title, "spikes per second", lines, _day(course), caption, floor=0)
    if "circuit_glutamate" in course:
        lines = [curve(course, reading.values(course, "circuit_glutamate"), "glutamate release")]
        caption = "Glutamate is the main exciting messenger; its burst starts what follows."
        edges: dict[str, Any] = {"level": 1.0, "points": published.points(course, "circuit_glutamate")}
        panels += panel(course, "glutamate", "Glutamate release", FOLD, lines, _day(course), caption, **edges)
    parts = (
        ("circuit_ei_balance", "excitation/inhibition"),
        ("circuit_gamma", "gamma power"),
        ("receptor_ampa_throughput", "AMPA throughput"),
    )
    title = "Balance, gamma rhythm and AMPA signal"
    caption = "Above 1, excitation outweighs inhibition more than before. Gamma is a fast rhythm seen in the EEG."
    panels += panel(course, "balance", title, FOLD, named(course, parts), _day(course), caption, level=1.0)
    plain = [
        "Where calming cells grow quieter, SST cells above all, exciting cells fire more and release more glutamate "
        "for a while. More drug does not mean more of this: at anaesthetic doses the exciting cells are blocked too.",
        *_little(course),
    ]
    title = "What the network does in the next hours"
    notes = (SEVEN_MS, CONFLICT, *published.findings(course, "circuit_glutamate"))
    return Section("activity", title, plain, panels, tables, notes)


def _little(course: xarray.Dataset) -> list[str]:
    """A sentence where hardly anything of this happens in this course."""
    if "circuit_glutamate" not in course:
        return []
    level = reading.values(course, "circuit_glutamate")
    most = 100.0 * float(np.max(np.abs(np.median(level / reading.before(course, level)[:, None], axis=0) - 1.0)))
    return [f"In this course glutamate release moves by {most:.1f} % at most."] if most < LITTLE else []


def _building(course: xarray.Dataset, tables: list[Table]) -> Section:
    signals = [(f"plasticity_{name}", words) for name, words in observables.NAMES.items() if name != "proteins"]
    caption = (
        "BDNF is a growth factor and TrkB its receptor; mTORC1 and eEF2K are switches of protein making. At "
        "rest BDNF and eEF2K are 1, TrkB and mTORC1 are 0; drawn is the change."
    )
    panels = panel(
        course,
        "signals",
        "Growth signals, first hours",
        "change from rest",
        [from_rest(line) for line in named(course, signals)],
        _day(course),
        caption,
        level=0.0,
    )
    slow = (("plasticity_proteins", "synaptic proteins"), ("plasticity_potentiation", "fast strengthening"))
    caption = "Existing contacts work better within hours; the proteins for new ones last about three days."
    title = "Proteins and strengthening, first week"
    panels += panel(course, "proteins", title, "relative level", named(course, slow), (-12, 167.9), caption)
    panels += _structure(course)
    if "plasticity_cortisol" in course:
        lines = [curve(course, reading.values(course, "plasticity_cortisol"), "cortisol", 4)]
        title, caption = (
            "Cortisol, the stress hormone",
            "Long stress keeps cortisol up and wears contacts down.",
        )
        panels += panel(course, "cortisol", title, "times the healthy level", lines, ALL, caption, level=1.0)
    if "plasticity_window" in course:
        lines = [curve(course, reading.values(course, "plasticity_window"), "plasticity window", 3)]
        caption = "Hypothesis: new habits may be easier to learn in these days. The evidence is thin."
        span, unit = (-24, np.inf), "relative learning rate"
        panels += panel(course, "window", "Window for learning", unit, lines, span, caption, stamp="HYPOTHESIS")
    plain = (
        "The burst of glutamate switches on growth signals for an hour or two. Proteins for contacts "
        "follow, and from "
        "about half a day on new contacts (spines) appear. Chronic stress works in the other direction."
    )
    notes = (PET, *published.findings(course, *(f"plasticity_{name}" for name, _ in STRUCTURE)))
    return Section("building", "What is built in the days after", (plain,), panels, tables, notes)


STRUCTURE = (("spines", "spines"), ("dendrite", "dendrite length"), ("synapses", "synapses"))


def _structure(course: xarray.Dataset) -> list[Panel]:
    caption = "Relative to an unstressed, healthy state; below 1 means fewer contacts or shorter branches."
    panels: list[Panel] = []
    for place, words in (("prefrontal", "Prefrontal cortex"), ("hippocampus", "Hippocampus")):
        if "compartment" not in course.coords or place not in course["compartment"].values:
            continue
        lines = [
            curve(course, reading.values(course, f"plasticity_{name}", compartment=place), label, number, "half")
            for number, (name, label) in enumerate(STRUCTURE)
            if f"plasticity_{name}" in course
        ]
        if place == "prefrontal" and "plasticity_terminals" in course:
            ends = reading.values(course, "plasticity_terminals")
            lines.append(curve(course, ends, "terminals (seen by PET)", len(lines), "half"))
        title, unit = f"{words}: spines, dendrites, synapses", "share of a healthy brain"
        names = [f"plasticity_{name}" for name, _ in STRUCTURE if place == "prefrontal"]  # where the published are from
        points = [point for name in names for point in published.points(course, name)]
        said = f"{caption} {published.caption(course, *names)}".strip()
        panels += panel(course, f"structure_{place}", title, unit, lines, ALL, said, level=1.0, points=points)
    return panels
