"""Memantine and lanicemine beside ketamine, at the free concentrations of their clinical doses in people.

The low-concentration component is ketamine's alone by default. That is an assumption, so everything is repeated with
the component shared by all three drugs and with nobody having it; only what holds in all three settings is called
emergent. Without it no balance meets both anchors, and the nearest one is used.

Fixed beforehand: weaker means less than half of ketamine's effect; lanicemine at 110 min is held to d 0.4 within one
standard error of an effect size from 22 patients in a crossover (0.21); a null trial with about 100 patients to an arm
means d below 0.28, the least such a trial finds significant.
"""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from mechanism_runs import HOURS, INFUSION, row, simulate, typical, value
from resynapse import plasma
from resynapse.circuit import Column
from resynapse.cohort import Spread
from resynapse.dose import Dose, Regimen
from resynapse.fit import robustness
from resynapse.symptoms import mood

SETTINGS = tuple(robustness.switched())
MEMANTINE = tuple(Dose(24.0 * day, "memantine", "oral", 20.0, False, 0.0) for day in range(8))
LANICEMINE = (Dose(0.0, "lanicemine", "iv", 150.0, False, 1.0),)
# three a week for three weeks, then weekly; 100 mg; week 6 is read (Sanacora 2017)
TIMES = tuple(168.0 * w + 48.0 * k for w in range(3) for k in range(3)) + (504.0, 672.0, 840.0)
COURSE = tuple(Dose(t, "lanicemine", "iv", 100.0, False, 1.0) for t in TIMES)
DOSES = {"ketamine": (INFUSION,), "memantine": MEMANTINE, "lanicemine": LANICEMINE}
EARLY = 110 / 60  # h
ONE_SE = 1.0 / np.sqrt(22)
FINDABLE = 1.96 * np.sqrt(2 / 100)
ALIKE_BUT = replace(Spread(), potency=0.0)


@cache
def setting(name: str) -> robustness.Point:
    receptors = robustness.switched()[name]
    base = typical()
    return robustness.point(name, receptors, robustness.experiments(), base.column, base.release)


def patient(name: str):
    return typical()._replace(receptor=robustness.switched()[name], balance=setting(name).balance)


@cache
def run(name: str, drug: str):
    return simulate(DOSES[drug], species="human", background=1.0, patient=patient(name))


def relief(name: str, drug: str) -> float:
    """Largest fall of the log score that biology carries, over three weeks."""
    found, who = run(name, drug), patient(name)
    gained = mood.improvement(found["potentiation"], found["synapses"], found["synapses"][0], 1.0, who.mood)
    return float(np.max(gained))


@cache
def effect(name: str, doses: tuple[Dose, ...], hour: float) -> float:
    """Cohen's d of the change of score against saline visits at the same times, 64 patients, rating noise in it."""
    hours = np.array([0.0, hour])
    arms = []
    for drug in (doses, tuple(replace(d, drug="saline") for d in doses)):
        score = simulate(
            drug,
            species="human",
            background=1.0,
            patient=patient(name),
            hours=hours,
            numbers=range(64),
            spread=ALIKE_BUT,
        )["score"]
        arms.append(score[1] - score[0])
    pooled = np.sqrt((arms[0].var() + arms[1].var()) / 2 + 2 * ALIKE_BUT.rating**2)
    return float((arms[1].mean() - arms[0].mean()) / pooled)


def conclusions(name: str) -> dict[str, bool]:
    """What holds with this setting of the low-concentration component."""
    found = setting(name).found
    rat = np.asarray(found.rat)
    ketamine = relief(name, "ketamine")
    return {
        "both anchors are met": setting(name).solved,
        "rat glutamate up at 10, 20, 30 and down at 200 mg/kg": bool((rat[:3] > 0).all() and rat[4] < 0),
        "slice: 1 uM excites, 10 uM does not": bool(found.excitation[0] > 0 > found.excitation[1]),
        "ketamine relieves": ketamine > 0.05,
        "memantine relieves less than half as much": relief(name, "memantine") < 0.5 * ketamine,
        "lanicemine relieves less than half as much": relief(name, "lanicemine") < 0.5 * ketamine,
        "lanicemine at 110 min within one SE of d 0.4": abs(effect(name, LANICEMINE, 110 / 60) - value("E440"))
        < ONE_SE,
        "lanicemine null at week 6": abs(effect(name, COURSE, 42 * 24.0)) < FINDABLE,
        "memantine null after a week": abs(effect(name, MEMANTINE, 168.0)) < FINDABLE,
    }


@pytest.fixture(scope="module")
def table():
    found = {name: conclusions(name) for name in SETTINGS}
    print()
    print(f"{'':55}" + "".join(f"{name:>15}" for name in SETTINGS))
    for line in found["all"]:
        print(f"{line:55}" + "".join(f"{'yes' if found[name][line] else 'no':>15}" for name in SETTINGS))
    for drug in DOSES:
        print(f"{'largest relief, ' + drug:55}" + "".join(f"{relief(name, drug):15.3f}" for name in SETTINGS))
    for title, doses, hour in (("150 mg at 110 min", LANICEMINE, EARLY), ("100 mg at week 6", COURSE, 42 * 24.0)):
        print(f"{'d, lanicemine ' + title:55}" + "".join(f"{effect(name, doses, hour):15.2f}" for name in SETTINGS))
    return found


def test_concentrations_are_clinical():
    """Memantine, free: inside the 0.23 to 0.56 uM of 20 mg a day (CSF); lanicemine, total: within 10 %."""
    days, infusion = Regimen(MEMANTINE), Regimen(LANICEMINE)
    model = plasma.default_for("human")
    free = plasma.levels(days, plasma.typical(70.0), HOURS, model, ["brain_memantine"])["brain_memantine"].max()
    assert float(row("B016")["low"]) < free < float(row("B016")["high"])
    total = plasma.levels(infusion, plasma.typical(70.0), np.linspace(0, 2, 121), model, ["lanicemine"])["lanicemine"]
    assert 1000 * total.max() / 198.26 == pytest.approx(value("B011"), rel=0.10)


def test_what_is_emergent(table):
    """Holds with the component for ketamine only, for all, and for none; everything else is put in by a switch.

    That the comparators are weak is not in the list: it follows from who has the component.
    """
    emergent = {line for line in table["all"] if all(table[name][line] for name in SETTINGS)}
    assert emergent == {
        "rat glutamate up at 10, 20, 30 and down at 200 mg/kg",
        "slice: 1 uM excites, 10 uM does not",
        "ketamine relieves",
    }


def test_no_balance_without_the_component(table):
    """Both anchors need it: with nobody having it the tonic drive of interneurons would have to exceed all there is."""
    assert not table["none"]["both anchors are met"]
    assert float(setting("none").balance.interneuron) > 0.99


def test_null_trials_by_default(table):
    assert row("E447")["value"] == "not significant"
    assert row("S101")["value"] == "no treatment effect"
    assert table["ketamine only"]["lanicemine null at week 6"]
    assert table["ketamine only"]["memantine null after a week"]


@pytest.mark.xfail(strict=True, reason="d 0.0: lanicemine reaches no component and too little pore to disinhibit")
def test_lanicemine_helps_a_little_at_110_minutes(table):
    assert table["ketamine only"]["lanicemine at 110 min within one SE of d 0.4"]


@pytest.mark.xfail(strict=True, reason="d 0.7 at 110 min, 0.7 at week 6: lanicemine becomes a second ketamine")
def test_lanicemine_if_the_component_is_shared(table):
    assert table["all"]["lanicemine at 110 min within one SE of d 0.4"]
    assert table["all"]["lanicemine null at week 6"]


def test_memantine_leaves_signalling_alone():
    """No fall of eEF2 phosphorylation, no rise of BDNF (Gideons 2014): under 5 %, where ketamine moves both by more."""
    assert "not memantine" in row("M048")["value"]
    quiet, loud = run("ketamine only", "memantine"), run("ketamine only", "ketamine")
    assert quiet["eef2k"].min() > 0.95
    assert quiet["bdnf"].max() < 1.05
    assert loud["eef2k"].min() < 0.9
    assert loud["bdnf"].max() > 1.1


def test_lanicemine_does_not_dissociate():
    """None seen after 150 mg."""
    assert row("E443")["value"] == "none"
    assert run("ketamine only", "lanicemine")["cadss"].max() < 1.0


def test_the_column_is_the_default_one():
    assert typical().column == Column()
