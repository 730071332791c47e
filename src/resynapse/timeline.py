"""The inputs of a course, hour by hour: levels from the doses, and everything that is switched on and off.

Levels are continuous. Stress, visits, probes and co-medication are steps: constant on every element of the grid,
which has an edge wherever one of them changes.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from resynapse import plasma, solve
from resynapse.dose import Dose, Regimen
from resynapse.solve import Floats, Grid
from resynapse.symptoms.expectation import VISIT_HOURS

BRAIN = {
    "s_ketamine": "brain_s_ketamine",
    "r_ketamine": "brain_r_ketamine",
    "memantine": "brain_memantine",
    "lanicemine": "brain_lanicemine",
    "midazolam": "brain_midazolam",
}
METABOLITE = "r_hydroxynorketamine"  # in plasma, mg/L; from R-ketamine
PROBES = (
    "rapamycin",
    "ampa_blocker",
    "calcium_blocker",
    "anti_bdnf",
    "eef2k_inhibitor",
    "benzodiazepine",
    "lamotrigine",
)


FINER = {"human": 1, "rat": 3, "mouse": 3}  # small animals are faster and dosed higher: elements are cut into pieces
QUIET = ("saline", "midazolam", "memantine")  # move no signal quickly


class Timeline(NamedTuple):
    """What happens to the patients of one plan.

    Attributes:
        regimen: doses, exposures, stress spells.
        model: plasma model.
        background: stress level wherever no spell says otherwise.
        start, stop: simulated span [h]; it begins before the first dose if a spell or exposure does.
        metabolite: whether R-hydroxynorketamine is followed too.
    """

    regimen: Regimen
    model: plasma.Model
    background: float
    start: float
    stop: float
    metabolite: bool = False


def timeline(regimen: Regimen, model: plasma.Model, background: float, until: float) -> Timeline:
    """The span that holds everything the regimen names, up to `until` h."""
    begins = [
        0.0,
        *(s.start for s in regimen.stress),
        *(e.start for e in regimen.comedication if e.drug in PROBES),
    ]
    return Timeline(regimen, model, background, min(begins), until)


def grid(line: Timeline, refine: int = 1) -> Grid:
    """Elements with an edge wherever an input jumps."""
    regimen = line.regimen
    probes = [t for e in regimen.comedication if e.drug in PROBES for t in (e.start, e.stop)]
    spells = [t for s in regimen.stress for t in (s.start, s.stop)]
    visits = [t for d in regimen.doses for t in (d.time, d.time + VISIT_HOURS)]
    doses = [d.time for d in regimen.doses]  # saline too: something is expected of it
    fast = [*plasma.edges(regimen, line.model), *doses, *probes, *spells]
    split = max((_split(dose) for dose in regimen.doses), default=1)
    return solve.graded(fast, visits, line.start, line.stop, refine * FINER[line.model.species], split)


def _split(dose: Dose) -> int:
    """Into how many pieces the graded elements are cut for a dose.

    Their lengths were chosen for ketamine infused as it is for depression, about 0.5 mg/kg over 40 min: levels turn at
    edges only, and are low before elements are long. Levels that turn between edges (absorbed ones), that rise faster
    or higher, or that last, bring the signals of some patients to a turn inside of a long element; a bolus starts all
    of them at once. Measured on the virtual patients of every bundled plan (tests/course/test_grid.py).
    """
    if dose.drug in QUIET:
        return 1
    if dose.drug == "lanicemine":
        return 3
    if dose.route != "iv":
        return 2
    if dose.duration < 0.1:
        return 4
    usual = dose.drug == "ketamine" and 0.5 <= dose.duration <= 1.0 and dose.milligrams(70.0) <= 50.0
    return 1 if usual else 2


def switched(line: Timeline, elements: Grid) -> NDArray[np.bool_]:
    """Whether a dose, stress or a probe begins or changes at the start of an element, [E]: slopes turn there."""
    found = steps(line, 0.5 * (elements.edges[1:] + elements.edges[:-1]))
    acting = np.hstack([found[name] for name in ("stress", *PROBES)])
    rest = np.array([line.background, *np.zeros(len(PROBES))])
    given = np.isin(elements.edges[:-1], [dose.time for dose in line.regimen.doses])
    return np.asarray(given | np.any(np.diff(acting, axis=0, prepend=rest[None]) != 0.0, axis=1))


def levels(line: Timeline, subjects: plasma.Subjects, times: Floats) -> dict[str, Floats]:
    """Unbound brain levels [umol/L] (midazolam [mg/L]) at `times`, [T, P]; zeros [T, 1] for what is not given."""
    given = {name for dose in line.regimen.doses for name in _moieties(dose.drug)}
    readouts = BRAIN | ({METABOLITE: METABOLITE} if line.metabolite else {})
    given |= {METABOLITE} if "r_ketamine" in given else set()
    wanted = [readouts[name] for name in readouts if name in given]
    found = plasma.levels(line.regimen, subjects, times, line.model, wanted).values if wanted else {}
    nothing = np.zeros((len(times), 1))
    return {name: found.get(readout, nothing) for name, readout in readouts.items()}


def _moieties(drug: str) -> tuple[str, ...]:
    return {
        "ketamine": ("s_ketamine", "r_ketamine"),
        "esketamine": ("s_ketamine",),
        "arketamine": ("r_ketamine",),
    }.get(drug, (drug,))


def steps(line: Timeline, times: Floats) -> dict[str, Floats]:
    """Stress, visits, probes and co-medication at `times`, [T, 1]."""
    found = {"stress": np.full(len(times), line.background), "visit": np.zeros(len(times))}
    for spell in line.regimen.stress:
        found["stress"][(times >= spell.start) & (times < spell.stop)] = spell.level
    for dose in line.regimen.doses:
        found["visit"][(times >= dose.time) & (times < dose.time + VISIT_HOURS)] = 1.0
    for name in PROBES:
        found[name] = np.zeros(len(times))
    for exposure in line.regimen.comedication:
        if exposure.drug in PROBES:
            found[exposure.drug][(times >= exposure.start) & (times < exposure.stop)] = 1.0
    return {name: value[:, None] for name, value in found.items()}


def inputs(
    line: Timeline, subjects: plasma.Subjects, elements: Grid, times: Floats
) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """All inputs at the nodes of every element, [E, m, P] or [E, m, 1], and at output times, [T, P] or [T, 1]."""
    count, points = elements.times.shape
    flowing = levels(line, subjects, np.concatenate([elements.times.ravel(), times]))
    split = count * points
    nodes = {name: value[:split].reshape(count, points, -1) for name, value in flowing.items()} | held(line, elements)
    return nodes, {name: value[split:] for name, value in flowing.items()} | steps(line, times)


def held(line: Timeline, elements: Grid) -> dict[str, Floats]:
    """What is switched, at the nodes of every element, [E, m, 1]."""
    found = steps(line, 0.5 * (elements.edges[1:] + elements.edges[:-1]))
    return {name: np.repeat(value[:, None, :], elements.times.shape[1], axis=1) for name, value in found.items()}
