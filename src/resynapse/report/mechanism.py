"""Sections 1 to 4: from the blood to the synapse. Names the curves and says what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from resynapse.report import observables, published, reading
from resynapse.report.layout import Section, numbers, sig
from resynapse.report.plots import BLUE, BROWN, GREEN, INK, PURPLE, RED, Array, Curve, Panel

if TYPE_CHECKING:
    import xarray

COLOURS = (BLUE, RED, GREEN, PURPLE, BROWN, INK)
CELLS = {
    "pyramidal": "pyramidal (exciting)",
    "PV": "PV (calming)",
    "SST": "SST (calming)",
    "VIP": "VIP (calms calmers)",
}


def curve(course: xarray.Dataset, samples: Array, label: str, place: int, *, band: bool = True) -> Curve:
    """A curve of samples [patient, T]: the median, with bands if there are enough patients."""
    count = samples.shape[0]
    hours = reading.hours(course)
    colour = COLOURS[place % len(COLOURS)]
    if count >= reading.ENOUGH:
        quantiles = reading.spread(samples)
        return Curve(label, hours, quantiles[2], quantiles if band else None, colour, place)
    few = samples if band and count > 1 else None
    return Curve(label, hours, np.median(samples, axis=0), None, colour, place, few)


def window(course: xarray.Dataset, start: float, stop: float) -> tuple[float, float]:
    """The part of the simulated hours between start and stop (the whole, if nothing lies there)."""
    hours = reading.hours(course)
    low, high = max(start, float(hours[0])), min(stop, float(hours[-1]))
    return (low, high) if high > low else (float(hours[0]), float(hours[-1]))


def dosed(course: xarray.Dataset) -> list[float]:
    return sorted({dose.time for dose in reading.doses(course)})


def named(course: xarray.Dataset, parts: Sequence[tuple[str, str]], *, band: bool = False) -> list[Curve]:
    """Curves of the variables that the course has: (variable, label)."""
    return [
        curve(course, reading.values(course, name), label, place, band=band)
        for place, (name, label) in enumerate(parts)
        if name in course
    ]


def along(
    course: xarray.Dataset, name: str, dimension: str, scale: float, words: dict[str, str]
) -> list[Curve]:
    """One curve per label of a dimension."""
    return [
        curve(
            course,
            scale * reading.values(course, name, **{dimension: str(label)}),
            words.get(str(label), str(label)),
            place,
            band=False,
        )
        for place, label in enumerate(course[dimension].values)
    ]


def sections(course: xarray.Dataset) -> list[Section]:
    lines = observables.lines(course)

    def table(caption: str, *starts: str) -> list[Any]:
        chosen = [line for line in lines if line.variable.startswith(starts)]
        return [numbers(caption, chosen, reading.patients(course))] if chosen else []

    return [
        _concentrations(course, table("Levels in numbers", "plasma_")),
        _block(course, table("Largest block", "receptor_")),
        _activity(course, table("Activity in numbers", "circuit_")),
        _building(course, table("Building in numbers", "plasticity_")),
    ]


def _concentrations(course: xarray.Dataset, tables: list[Any]) -> Section:
    panels = []
    at = dosed(course)
    if "plasma_ketamine" in course and np.any(reading.total_ketamine(course) > 0):
        hands = [("S", "S-ketamine"), ("R", "R-ketamine")]
        shown = [
            curve(
                course,
                1000 * reading.values(course, "plasma_ketamine", enantiomer=hand),
                label,
                place,
                band=False,
            )
            for place, (hand, label) in enumerate(hands)
        ]
        both = curve(course, 1000 * reading.total_ketamine(course), "both together", 2)
        title = "Ketamine in the blood, first dose"
        panels.append(
            Panel(
                "concentrations_first_dose",
                title,
                "ng/mL in plasma",
                _alt(title, both),
                [*shown, both],
                window(course, -0.25, 8),
                doses=at,
                floor=0,
                points=published.points(course, "plasma_ketamine"),
                caption="The level rises while the drug goes in and falls as it spreads through the body and the liver removes it.",
            )
        )
        panels.append(_metabolites(course, at))
        title = "Ketamine in the blood, whole course"
        everything = window(course, -24, np.inf)
        if everything[1] > 30:
            panels.append(
                Panel(
                    "concentrations_course",
                    title,
                    "ng/mL in plasma",
                    _alt(title, both),
                    [both],
                    everything,
                    doses=at,
                    floor=0,
                    caption="Each dose is gone from the blood within about a day.",
                )
            )
        panels += _brain(course, at)
    for name in ("lanicemine", "memantine", "midazolam"):
        if f"plasma_{name}" in course and np.any(reading.values(course, f"plasma_{name}") > 0):
            line = curve(course, 1000 * reading.values(course, f"plasma_{name}"), name, 3)
            title = f"{name.capitalize()} in the blood"
            panels.append(
                Panel(
                    f"concentrations_{name}",
                    title,
                    "ng/mL in plasma",
                    _alt(title, line),
                    [line],
                    window(course, -0.25, 48),
                    doses=at,
                    floor=0,
                    caption=f"The level of {name} after the dose.",
                )
            )
    return Section(
        "concentrations",
        "How much drug is in the blood",
        (
            "Ketamine comes in two mirror-image forms, S and R. The liver turns both into norketamine and then into "
            "dehydronorketamine and hydroxynorketamine (HNK), which stay longer than ketamine itself.",
        ),
        panels,
        tables,
    )


def _metabolites(course: xarray.Dataset, at: list[float]) -> Panel:
    parts = (
        ("ketamine", "ketamine"),
        ("norketamine", "norketamine"),
        ("dehydronorketamine", "dehydronorketamine"),
        ("hydroxynorketamine", "hydroxynorketamine"),
    )
    curves = []
    for place, (name, label) in enumerate(part for part in parts if f"plasma_{part[0]}" in course):
        both = sum(reading.values(course, f"plasma_{name}", enantiomer=hand) for hand in "SR")
        line = curve(course, 1000 * np.asarray(both), label, place, band=False)
        if np.any(line.middle > 0):
            clipped = np.where(line.middle > 0, line.middle, np.nan)
            curves.append(Curve(line.label, line.hours, clipped, None, line.colour, line.dash))
    title = "Ketamine and what the liver makes of it"
    span = window(course, -0.25, 48)
    inside = (curves[0].hours >= 0) & (curves[0].hours <= span[1])
    top = max(float(np.nanmax(line.middle[inside])) for line in curves)
    return Panel(
        "concentrations_metabolites",
        title,
        "ng/mL in plasma, log scale",
        f"{title}: S and R added, on a logarithmic axis over {span[1]:.0f} hours.",
        curves,
        span,
        doses=at,
        log=True,
        floor=top / 2000,
        ceiling=2 * top,
        caption="Each step on this axis is ten times the one below, so small amounts stay visible.",
    )


def _brain(course: xarray.Dataset, at: list[float]) -> list[Panel]:
    if "plasma_brain_unbound" not in course:
        return []
    curves = [
        curve(
            course, reading.values(course, "plasma_brain_unbound", enantiomer=hand), f"{hand}-ketamine", place
        )
        for place, hand in enumerate("SR")
    ]
    title = "Free ketamine in the brain, first dose"
    return [
        Panel(
            "concentrations_brain",
            title,
            "\N{MICRO SIGN}mol/L, unbound",
            _alt(title, curves[0]),
            curves,
            window(course, -0.25, 8),
            doses=at,
            floor=0,
            caption="Only the part that is not bound to proteins can act on a receptor; it lags the blood by minutes.",
        )
    ]


def _block(course: xarray.Dataset, tables: list[Any]) -> Section:
    panels = []
    at = dosed(course)
    if "receptor_block" in course:
        title = "NMDA receptors blocked, by kind of cell"
        curves = along(course, "receptor_block", "cell_class", 100, CELLS)
        panels.append(
            Panel(
                "block_cells",
                title,
                "% of receptors blocked",
                _alt(title, curves[0]),
                curves,
                window(course, -0.25, 12),
                doses=at,
                floor=0,
                caption="The share of receptors that are shut by the drug in each kind of cell.",
            )
        )
    if "receptor_block_subunit" in course:
        title = "NMDA receptors blocked, by subunit"
        curves = along(course, "receptor_block_subunit", "subunit", 100, {})
        panels.append(
            Panel(
                "block_subunits",
                title,
                "% of channels blocked",
                _alt(title, curves[0]),
                curves,
                window(course, -0.25, 12),
                doses=at,
                floor=0,
                caption="Receptors are built from different parts (GluN2A to GluN2D), which the drug blocks unequally.",
            )
        )
    return Section(
        "block",
        "Which receptors are blocked",
        (
            "NMDA receptors are gates on nerve cells. Ketamine plugs gates that stand open. Cells that calm others "
            "(interneurons) keep theirs open more of the time, so they lose more of their drive.",
        ),
        panels,
        tables,
        notes=(
            "The patient explanation this project started from says that ketamine triggers NMDA receptors to release "
            "glutamate. That is not how it works: ketamine blocks NMDA receptors on the calming interneurons, and "
            "glutamate rises because a brake is released.",
            "Magnesium leaves the pore of an NMDA receptor when the cell is excited; it does not flow in.",
        ),
    )


def _activity(course: xarray.Dataset, tables: list[Any]) -> Section:
    panels = []
    at = dosed(course)
    span = window(course, -0.5, 12)
    if "circuit_rate" in course:
        title = "Firing rates in the prefrontal column"
        curves = along(course, "circuit_rate", "cell_class", 1, CELLS)
        panels.append(
            Panel(
                "rates",
                title,
                "spikes per second",
                _alt(title, curves[0]),
                curves,
                span,
                doses=at,
                floor=0,
                caption="How often each kind of cell fires, in quasi-steady state.",
            )
        )
    if "circuit_glutamate" in course:
        title = "Glutamate release"
        line = curve(course, reading.values(course, "circuit_glutamate"), "glutamate", 0)
        panels.append(
            Panel(
                "glutamate",
                title,
                "times the level before",
                _alt(title, line),
                [line],
                span,
                doses=at,
                level=(1.0, "before"),
                points=published.points(course, "circuit_glutamate"),
                caption="Glutamate is the main exciting messenger; the burst starts what follows.",
            )
        )
    parts = (
        ("circuit_ei_balance", "excitation/inhibition"),
        ("circuit_gamma", "gamma power"),
        ("receptor_ampa_throughput", "AMPA throughput"),
    )
    balance = named(course, parts)
    if balance:
        title = "Balance, gamma rhythm and AMPA signal"
        panels.append(
            Panel(
                "balance",
                title,
                "times the level before",
                _alt(title, balance[0]),
                balance,
                span,
                doses=at,
                level=(1.0, "before"),
                caption="Above 1, excitation outweighs inhibition more than before; gamma is a fast rhythm seen in the EEG.",
            )
        )
    return Section(
        "activity",
        "What the network does in the next hours",
        (
            "With the calming cells quieter, exciting cells fire more and release more glutamate for a while. "
            "A higher dose does not mean more: at anaesthetic doses the exciting cells are blocked too.",
        ),
        panels,
        tables,
        notes=(
            "The same explanation gives about 7 ms for everything from the impulse to reuptake. The signal is passed on "
            "in 3 to 8 ms; the NMDA window lasts 50 to 270 ms and clearing of the transmitter more than 20 ms.",
            "Human measurements of glutamate after ketamine disagree (13C-glutamine +13 %; Glx +37.8 % in eight patients, "
            "no change in a saline-controlled study).",
        ),
    )


def _building(course: xarray.Dataset, tables: list[Any]) -> Section:
    at = dosed(course)
    panels = []
    parts = [(f"plasticity_{name}", label) for name, label in observables.NAMES.items() if name != "proteins"]
    signals = named(course, parts)
    if signals:
        title = "Growth signals, first hours"
        panels.append(
            Panel(
                "signals",
                title,
                "relative level",
                _alt(title, signals[0]),
                signals,
                window(course, -0.5, 12),
                doses=at,
                caption="BDNF is a growth factor, TrkB its receptor, mTORC1 and eEF2K switches of protein making.",
            )
        )
    slow = named(
        course,
        (("plasticity_proteins", "synaptic proteins"), ("plasticity_potentiation", "fast strengthening")),
    )
    if slow:
        title = "Proteins and strengthening, first week"
        panels.append(
            Panel(
                "proteins",
                title,
                "relative level",
                _alt(title, slow[0]),
                slow,
                window(course, -12, 168),
                doses=at,
                caption="Existing contacts work better within hours; the proteins for new ones last about three days.",
            )
        )
    panels += _structure(course, at)
    if "plasticity_cortisol" in course:
        title = "Cortisol, the stress hormone"
        line = curve(course, reading.values(course, "plasticity_cortisol"), "cortisol", 4)
        panels.append(
            Panel(
                "cortisol",
                title,
                "times the healthy level",
                _alt(title, line),
                [line],
                window(course, -1e9, 1e9),
                doses=at,
                level=(1.0, "healthy"),
                caption="Long stress keeps cortisol up and wears contacts down.",
            )
        )
    if "plasticity_window" in course:
        title = "Window for learning"
        line = curve(course, reading.values(course, "plasticity_window"), "plasticity window", 3)
        panels.append(
            Panel(
                "window",
                title,
                "relative learning rate",
                _alt(title, line),
                [line],
                window(course, -24, 1e9),
                doses=at,
                stamp="HYPOTHESIS",
                caption="Hypothesis: new habits may be easier to learn in these days. The evidence is thin.",
            )
        )
    return Section(
        "building",
        "What is built in the days after",
        (
            "The burst of glutamate switches on growth signals for an hour or two. Proteins for contacts follow, and "
            "from about half a day on new contacts (spines) appear. Chronic stress works in the other direction.",
        ),
        panels,
        tables,
        notes=(
            "These steps are causal in rats and mice. In people, a PET scan of synaptic density showed no change 24 hours "
            "after ketamine (Holmes 2022), so the curves for people are a simulation, not an observation.",
        ),
    )


def _structure(course: xarray.Dataset, at: list[float]) -> list[Panel]:
    parts = (("spines", "spines"), ("dendrite", "dendrite length"), ("synapses", "synapses"))
    places = {"prefrontal": "Prefrontal cortex", "hippocampus": "Hippocampus"}
    panels = []
    for place, words in places.items():
        curves = [
            curve(
                course,
                reading.values(course, f"plasticity_{name}", compartment=place),
                label,
                number,
                band=False,
            )
            for number, (name, label) in enumerate(parts)
            if f"plasticity_{name}" in course and place in course["compartment"].values
        ]
        if curves:
            title = f"{words}: spines, dendrites, synapses"
            panels.append(
                Panel(
                    f"structure_{place}",
                    title,
                    "share of a healthy brain",
                    _alt(title, curves[0]),
                    curves,
                    window(course, -1e9, 1e9),
                    doses=at,
                    level=(1.0, "healthy"),
                    caption="Contacts relative to an unstressed, healthy state; below 1 means fewer.",
                )
            )
    return panels


def _alt(title: str, line: Curve) -> str:
    """A sentence for a reader who does not see the picture."""
    after = line.hours >= 0
    if not np.any(after) or not np.any(np.isfinite(line.middle[after])):
        return f"{title}."
    shown, when = line.middle[after], line.hours[after]
    top = int(np.nanargmax(shown))
    time = f"{sig(when[top])} hours" if when[top] < 48 else f"{sig(when[top] / 24)} days"
    return (
        f"{title}. The line for {line.label} starts at {sig(shown[0])}, is highest at {sig(shown[top])} "
        f"{time} after the first dose and ends at {sig(shown[-1])}."
    )
