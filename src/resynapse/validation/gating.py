"""What stays in the NMDA channel and what never enters: trapping, the metabolite, magnesium, and gating by itself.

Limits were set before any of these runs: "nearly all" is 80 %, a number that is an input comes back within a quarter,
the curve of magnesium to 0.001, answers to a pulse (computed from the published rates by another program) to 1 %.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy.optimize import curve_fit

from resynapse.receptor.blockers import Ketamine, Memantine
from resynapse.synapse import pharmacology, schemes
from resynapse.synapse.blocked import magnesium_site, with_drugs
from resynapse.synapse.hydroxynorketamine import with_hydroxynorketamine
from resynapse.synapse.pore import occupied
from resynapse.synapse.protocol import Step, follow
from resynapse.synapse.scheme import Scheme, at_rest, equilibrium, generator
from resynapse.validation.channels import base
from resynapse.validation.check import Check, around, at_least, at_most, printed
from resynapse.validation.rows import number


def checks() -> tuple[Check, ...]:
    """All of them."""
    return (*_trapping(), *_metabolite(), *_magnesium(), *_pulses())


def trapped(scheme: str) -> float:
    """Share of ketamine that a wash of 10 s without agonist leaves in the channel, by a scheme of gating."""
    return float(pharmacology.trapping(schemes.find(scheme), (Ketamine(),), washes=(10.0,)).trapped.squeeze())


@cache
def untrapping(voltage: float = -66.0) -> float:
    """Time constant with which memantine leaves after the agonist [s]."""
    found = pharmacology.trapping(drugs=(Memantine(),), washes=tuple(np.linspace(0.0, 6.0, 25)), voltage=voltage)

    def decay(t, rest, tau):  # type: ignore[no-untyped-def]
        return rest + (1.0 - rest) * np.exp(-t / tau)

    (_, tau), _ = curve_fit(decay, found.wash.values, found.trapped.values[0], (0.6, 0.8))
    return float(tau)


def _trapping() -> tuple[Check, ...]:
    """Kotermanski 2009."""
    return (
        Check(
            "M042",
            "ketamine trapped after a wash without agonist",
            "share of the blocked channels",
            at_least(0.8),
            lambda: trapped("nmda-destexhe-1998"),
            "published in words: nearly all; other schemes of gating give 46 % and more",
        ),
        Check(
            "M046",
            "memantine leaves after the agonist",
            "time constant [s]",
            printed("M046"),
            untrapping,
            "the time is an input; the whole experiment gives it back",
        ),
    )


def metabolite() -> Scheme:
    """The receptor with (2R,6R)-hydroxynorketamine."""
    return with_hydroxynorketamine(base())


def share_blocked(blocked: Scheme, level: float, magnesium: float, voltage: float = -66.0) -> float:
    """Equilibrium block by a level [umol/L] in saturating glutamate."""
    drug, none = (
        equilibrium(blocked, generator(blocked, 1.0, c, voltage, magnesium)) @ blocked.open for c in (level, 0.0)
    )
    return float(1.0 - drug / none)


def half(blocked: Scheme, magnesium: float = 0.0) -> float:
    """Half block [umol/L]."""
    levels = np.geomspace(0.01, 1e4, 121)
    return float(np.exp(np.interp(0.5, [share_blocked(blocked, c, magnesium) for c in levels], np.log(levels))))


def _metabolite() -> tuple[Check, ...]:
    """(2R,6R)-hydroxynorketamine: Abbott and Popescu 2020, Lumsden 2019."""
    return (
        Check(
            "M066",
            "(2R,6R)-hydroxynorketamine at the receptor without magnesium",
            "half block [umol/L]",
            around("M066", 0.25 * number("M066")),
            lambda: half(metabolite()),
            "an input, given back by the experiment",
        ),
        Check(
            "M067",
            "(2R,6R)-hydroxynorketamine at the level found in hippocampus, 1 mM magnesium",
            "share blocked",
            at_most(0.2),
            lambda: share_blocked(metabolite(), number("M067"), 1.0),
            "published in words: no functional block",
        ),
        Check(
            "M069",
            "(2R,6R)-hydroxynorketamine against ketamine",
            "half blocks, ratio",
            at_least(10.0),
            lambda: half(metabolite()) / half(with_drugs(base(), "GluN2A", (Ketamine(),))),
            "sign only: 36-fold in the animal",
        ),
    )


def magnesium_free(voltage: float, magnesium: float = 1.0) -> float:
    """Open channels without magnesium among all that would conduct."""
    site = occupied(base(), (magnesium_site(),))
    shares = dict(zip(site.states, equilibrium(site, generator(site, 1.0, 0.0, voltage, magnesium)), strict=True))
    return float(shares["O"] / (shares["O"] + shares["O+Mg"]))


def pulse(name: str, voltage: float = 40.0, magnesium: float = 0.0, after: float = 600.0) -> tuple[float, float, float]:
    """Answer to 1 mmol/L for 1 ms: peak open share, its time [ms] and the time from there to 1/e [ms]."""
    scheme = at_rest(schemes.find(name), voltage, magnesium)
    steps = [Step(1.0, 1.0, 0.0, voltage, magnesium), Step(after, 0.0, 0.0, voltage, magnesium)]
    trace = follow(scheme, steps, 0.01)
    top = int(trace.conductance.argmax())
    fallen = top + int(np.argmax(trace.conductance[top:] < trace.conductance[top] / np.e))
    return float(trace.conductance[top]), float(trace.time[top]), float(trace.time[fallen] - trace.time[top])


def _magnesium() -> tuple[Check, ...]:
    """Jahr and Stevens 1990."""
    return (
        Check(
            "M080",
            "magnesium in the open NMDA channel at -65 mV, 1 mmol/L",
            "share of channels free of it",
            around("M080", 1e-3),
            lambda: magnesium_free(-65.0),
            "transcription: the curve is an input",
        ),
        Check(
            "M087",
            "magnesium in the open NMDA channel, 1 mmol/L",
            "voltage at which half is free [mV]",
            around("M087", 0.1),
            half_free,
            "transcription: the curve is an input",
        ),
    )


def half_free() -> float:
    """Voltage at which half of the open channels are free of 1 mmol/L magnesium [mV]."""
    volts = np.linspace(-40.0, 0.0, 41)
    return float(np.interp(0.5, [magnesium_free(v) for v in volts], volts))


def _pulses() -> tuple[Check, ...]:
    """Destexhe 1998, answer to 1 mmol/L glutamate for 1 ms."""
    words = ("largest open share", "time of the peak [ms]", "from the peak to 1/e [ms]")
    return tuple(
        Check(
            row,
            "NMDA receptor of five states, a pulse of glutamate",
            statistic,
            around(row, 0.01 * number(row)),
            lambda k=k: pulse("nmda-destexhe-1998")[k],  # type: ignore[misc]
            "transcription: the published rates, solved by another program",
        )
        for k, (row, statistic) in enumerate(zip(("M103", "M104", "M105"), words, strict=True))
    )
