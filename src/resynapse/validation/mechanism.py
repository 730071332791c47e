"""Mechanism in the rat, from the bundled animal plans: glutamate, signalling, spines, stress, and every cut arrow.

Limits were set before any of these runs: a change of glutamate counts from 10 %, of spines from 3 %, a blocker
"completely blocks" when less than a tenth is left, stress within 5 points, "over" is a fifth of the peak.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from resynapse import cohort, treatment
from resynapse.dose import Plan, load_plan
from resynapse.solve import Floats
from resynapse.trial.interval import Published
from resynapse.validation.check import Check

TYPICAL = np.array([-1])
DAY = 24.0
HOURS = np.unique(np.concatenate([np.linspace(0, 3, 61), np.arange(4.0, 24.1, 1.0), DAY * np.arange(1, 15)]))
SHALLOW = "the sign is right, but the curve between its anchors is too shallow"
Run = dict[str, Floats]


def checks() -> tuple[Check, ...]:
    """All of them."""
    return (*_glutamate(), *_signalling(), *_arrows(), *_stress())


@cache
def rat(plan: str, probe: str = "", genotype: str = "val/val") -> Run:
    """Everything the course names for a typical animal, [T]; `probe` is present from before the dose to a day after."""
    wanted = load_plan(plan)
    content = wanted.model_dump(by_alias=True, exclude_none=True)
    if probe:
        content["comedication"] = [{"drug": probe, "from": "-30 min", "to": "24 h"}]
    content["patient"]["val66met"] = genotype
    return followed(Plan.model_validate(content), HOURS)


def followed(plan: Plan, hours: Floats) -> Run:
    """Everything the course names for the typical animal or person of a plan, [T]."""
    treated = treatment.prepare(plan, TYPICAL)
    found = cohort.follow(treated.line._replace(stop=float(hours[-1]) + 1.0), treated.people, hours, workers=1)
    return {name: value[:, 0] for name, value in found.items()}


def _at(run: Run, name: str, hour: float) -> float:
    return float(run[name][int(np.argmin(np.abs(HOURS - hour)))])


def spines(run: Run, hour: float) -> float:
    """Change of prefrontal spine density [%]."""
    now = density(run)
    return 100.0 * float(now[int(np.argmin(np.abs(HOURS - hour)))] / now[0] - 1.0)


def density(run: Run) -> Floats:
    """Spines of prefrontal dendrites, old and new, over the unstressed density, at every time."""
    return np.asarray(run["density"] + run["new_spines"] + run["kept_spines"])


def _glutamate() -> tuple[Check, ...]:
    """Moghaddam 1997: the mean over 100 min of microdialysis."""

    def mean(amount: int) -> float:
        early = HOURS <= 100 / 60
        level = rat(f"moghaddam_1997_rat_{amount}")["glutamate"][early]
        return 100.0 * float(np.trapezoid(level, HOURS[early]) / HOURS[early][-1] - 1.0)

    signs = {10: ("M244", 10.0, None), 20: ("M245", 10.0, None), 30: ("M246", 10.0, None)}
    found = [
        Check(
            row,
            f"rat prefrontal glutamate after {amount} mg/kg",
            "change, mean of 100 min [%]",
            Published(None, low, high),
            lambda amount=amount: mean(amount),  # type: ignore[misc]
            "published in words: up",
            "" if amount == 10 else SHALLOW,
        )
        for amount, (row, low, high) in signs.items()
    ]
    words = "change, mean of 100 min [%]"
    return (
        *found,
        Check(
            "M247",
            "rat prefrontal glutamate after 50 mg/kg",
            words,
            Published(None, -10.0, 10.0),
            lambda: mean(50),
            "published in words: no change; an anchor of the column",
        ),
        Check(
            "M248",
            "rat prefrontal glutamate after 200 mg/kg",
            words,
            Published(None, None, -10.0),
            lambda: mean(200),
            "published in words: down",
        ),
    )


def _signalling() -> tuple[Check, ...]:
    """Li 2010 and those who looked at spines after it, 10 mg/kg."""

    def run() -> Run:
        return rat("li_2010_rat")

    def share(name: str, hour: float) -> float:
        return _at(run(), name, hour) / float(run()[name].max())

    return (
        Check("M329", "mTORC1 after 10 mg/kg", "time of the peak [h]", Published(0.5, 0.25, 1.0), _peak),
        Check(
            "E052",
            "mTORC1 two hours after 10 mg/kg",
            "share of the peak",
            Published(None, None, 0.2),
            lambda: share("mtorc1", 2.0),
            "remembered: back to baseline",
        ),
        Check(
            "E054",
            "synaptic proteins three days after 10 mg/kg",
            "share of the peak",
            Published(None, 0.2, None),
            lambda: share("proteins", 72.0),
            "remembered: still raised",
            "time constant of 30 h",
        ),
        Check(
            "M326",
            "spines a day after 10 mg/kg",
            "change [%]",
            Published(None, 3.0, None),
            lambda: spines(run(), DAY),
            "published in words: more spine synapses",
        ),
        Check(
            "M352",
            "spines three hours after the dose",
            "change [%]",
            Published(0.0, -3.0, 3.0),
            lambda: spines(run(), 3.0),
        ),
        Check(
            "M348",
            "spines two weeks after one dose",
            "change [%]",
            Published(None, 3.0, None),
            lambda: spines(run(), 14 * DAY),
            "published in words: still raised",
        ),
    )


def _peak() -> float:
    return float(HOURS[int(np.argmax(rat("li_2010_rat")["mtorc1"]))])


def _arrows() -> tuple[Check, ...]:
    """Every arrow of the causal graph cut: what is left of the spines that ketamine alone grows."""

    def left(probe: str = "", genotype: str = "val/val", plan: str = "li_2010_rat") -> float:
        return spines(rat(plan, probe, genotype), DAY) / spines(rat("li_2010_rat"), DAY)

    blocked = Published(None, None, 0.1)
    cut = (
        ("M327", "rapamycin (mTORC1)", "rapamycin"),
        ("M336", "an AMPA blocker", "ampa_blocker"),
        ("M342", "an antibody against BDNF", "anti_bdnf"),
        ("M343", "a blocker of L-type calcium channels", "calcium_blocker"),
    )
    words = "share of the spines of ketamine alone"
    return (
        *(
            Check(
                row,
                f"spines a day after ketamine with {name}",
                words,
                blocked,
                lambda probe=probe: left(probe),  # type: ignore[misc]
                "published in words: blocks",
            )
            for row, name, probe in cut
        ),
        Check(
            "M346",
            "spines a day after ketamine, Met/Met",
            words,
            Published(None, None, 0.4),
            lambda: left(genotype="met/met"),
            "published in words: markedly impaired",
        ),
    )


def _stress() -> tuple[Check, ...]:
    """Radley 2006: 21 days of stress."""

    def loss(name: str) -> float:
        hours = DAY * np.array([-21.0, 0.0])
        run = followed(load_plan("radley_2006_rat_stress"), hours)
        return 100.0 * float(run[name][1] / run[name][0] - 1.0)

    return (
        Check(
            "M357",
            "spine density after 21 days of stress",
            "change [%]",
            Published(-16.0, -21.0, -11.0),
            lambda: loss("density"),
            "its endless value is put in",
        ),
        Check(
            "M358",
            "dendritic length after 21 days of stress",
            "change [%]",
            Published(-20.0, -25.0, -15.0),
            lambda: loss("length"),
            "its endless value is put in",
        ),
        Check(
            "M359",
            "synapses after 21 days of stress",
            "change [%]",
            Published(-33.0, -38.0, -28.0),
            lambda: loss("synapses"),
            "follows from the two above",
        ),
    )
