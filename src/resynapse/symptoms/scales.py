"""Rating scales: range, recall, what counts as better, and how a MADRS score reads on another scale.

A scale asks about a window of the past, so a score is an average over that window and the scale cannot tell
what happened within it: `window_average` and `smallest_resolved_time` keep that visible. A MADRS score is
carried to another scale through published equivalent scores only, with straight lines between them. Where
none was published (HDRS-25, and every scale of another condition) the score stays in standard deviations of
MADRS before treatment.

Numbers: data/scales.csv (ranges, windows, cut-offs), data/crosswalk.csv (equivalent scores).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import numpy as np

from resynapse.errors import InputError, NoEvidence
from resynapse.symptoms.tables import Row, table

Pair = tuple[float, float, tuple[str, ...]]  # MADRS, the other scale, ids of the rows

DEPRESSION = ("MADRS", "HAM-D17", "HDRS-25", "HAM-D6", "QIDS", "PHQ-9")
OTHER = ("CAPS-5", "PCL-5", "IES-R", "Y-BOCS", "HAM-A", "FQ", "LSAS", "NRS pain", "ISI")
_AT_MADRS = re.compile(r"(?P<scale>.+) at MADRS (?P<madrs>[\d.]+)")
_ERROR = "standard error of predicting HAM-D17 from another depression scale"
_AT_QIDS = re.compile(r"HAM-D17 at QIDS (?P<qids>[\d.]+)")
EQUIVALENT = ("HAM-D17", "HAM-D6", "QIDS", "PHQ-9")  # scales with published equivalents of MADRS


@dataclass(frozen=True)
class Scale:
    """One rating scale; higher is worse.

    Attributes:
        name: as printed.
        highest: largest score [points]; None where it was not read.
        recall: window the questions ask about [h].
        shortest_recall: shortest window in which the scale was tested [h].
        response: fall from baseline that counts as response [fraction]; None without a convention.
        remission: largest score that counts as remission [points]; None without a convention.
        rows: ids of the evidence rows.
    """

    name: str
    highest: float | None
    recall: float
    shortest_recall: float
    response: float | None
    remission: float | None
    rows: tuple[str, ...]

    @property
    def variable(self) -> str:
        """Name in a dataset, e.g. `symptoms_ham_d17`."""
        return "symptoms_" + re.sub(r"[^a-z0-9]+", "_", self.name.lower())


@cache
def scale(name: str) -> Scale:
    """The scale of this name; InputError for one that is not known."""
    if name not in DEPRESSION + OTHER:
        raise InputError("scale", name, ", ".join(DEPRESSION + OTHER))
    rows = {row.quantity: row for row in table("scales").values() if row.context == name}

    def number(quantity: str) -> float | None:
        return rows[quantity].number if quantity in rows else None

    recall = rows["recall window"].number
    return Scale(
        name,
        number("highest score"),
        recall,
        number("shortest recall tested") or recall,
        number("response, fall from baseline"),
        number("remission, score at most"),
        tuple(row.id for row in rows.values()),
    )


@dataclass(frozen=True)
class Anchors:
    """Equivalent scores of MADRS and another scale, in rising order.

    Attributes:
        madrs, other: scores [points], float[n]; first and last pair: the ends of the two scales (assumed).
        published: smallest and largest MADRS score with a published equivalent [points].
        error: published standard error of one converted score [points]; None where none was found.
        rows: ids of the evidence rows.
    """

    madrs: np.ndarray
    other: np.ndarray
    published: tuple[float, float]
    error: float | None
    rows: tuple[str, ...]


@cache
def anchors(name: str) -> Anchors:
    """Published equivalent scores; NoEvidence where there are none."""
    pairs = _direct(name)
    if name == "HAM-D17":
        pairs += _through_qids()
    if name not in EQUIVALENT or not pairs:
        raise NoEvidence(
            "scale",
            name,
            "a scale with published equivalents of MADRS; this one is given in standard deviations only",
        )
    pairs = sorted(pairs, key=lambda pair: pair[:2])
    ends = ((0.0, 0.0), (scale("MADRS").highest or np.nan, _top(name)))
    madrs, other = np.array([ends[0], *(pair[:2] for pair in pairs), ends[1]]).T
    error = _row(_ERROR) if name == "HAM-D17" else None
    ids = tuple(dict.fromkeys(row for pair in pairs for row in pair[2])) + ((error.id,) if error else ())
    return Anchors(madrs, other, (pairs[0][0], pairs[-1][0]), error.number if error else None, ids)


def crosswalk(madrs: np.ndarray, name: str) -> np.ndarray:
    """MADRS scores read on another depression scale.

    Args:
        madrs: scores [points], any shape; clipped to the scale's range.
        name: a scale with published equivalents, or MADRS itself.
    Returns:
        Scores [points], same shape; never falling as MADRS rises.
    Raises:
        NoEvidence: no published equivalent (HDRS-25 and the scales of other conditions).
    Source:
        HAM-D17 and HAM-D6: Carmody 2006 and, through QIDS, Rush 2003; QIDS: Carmody 2006 (QIDS) and Liu 2014;
        PHQ-9: Kim 2024. All hold for groups: a single patient scatters widely around them.

    >>> crosswalk(np.array([7.5, 34.0]), "QIDS").tolist()
    [5.0, 21.0]
    """
    scores = np.asarray(madrs, dtype=float)
    if name == "MADRS":
        return np.clip(scores, 0.0, scale("MADRS").highest)
    known = anchors(name)
    return np.interp(scores, known.madrs, known.other)


def madrs_equivalent(points: float, name: str) -> float:
    """A score of another depression scale read on MADRS [points]: `crosswalk` backwards."""
    grid = np.linspace(0.0, 60.0, 6001)
    return float(np.interp(points, crosswalk(grid, name), grid))


def standardised(madrs: np.ndarray) -> np.ndarray:
    """MADRS scores in standard deviations of MADRS before treatment, same shape [1].

    Source: Carmody 2006 (QIDS): standard deviation 6.7 points in 233 outpatients.
    """
    spread = _row("MADRS standard deviation before treatment", "scales")
    return np.asarray(madrs, dtype=float) / spread.number


def window_average(times: np.ndarray, scores: np.ndarray, window_h: float) -> np.ndarray:
    """What a scale with a recall window reports: the mean over the window that ends now.

    Scores run in straight lines between the times; before the first time the patient is as at the first time.

    Args:
        times: rising [h], float[T].
        scores: momentary scores, float[T, ...].
        window_h: recall [h]; 0 returns the scores.
    Returns:
        float[T, ...], within the range of the scores.
    """
    now = np.asarray(scores, dtype=float)
    if window_h <= 0:
        return now.copy()
    hours = np.concatenate([[times[0] - window_h], np.asarray(times, dtype=float)])
    values = np.concatenate([now[:1], now])
    flat = values.reshape(len(hours), -1)
    steps = np.diff(hours)[:, None]
    cells = steps * (flat[1:] + flat[:-1]) / 2
    area = np.concatenate([np.zeros((1, flat.shape[1])), np.cumsum(cells, axis=0)])
    from_area = _area_until(hours[1:] - window_h, hours, flat, area)
    return ((area[1:] - from_area) / window_h).reshape(now.shape)


def smallest_resolved_time(name: str) -> float:
    """Shortest change [h] the scale can show: its shortest tested recall window."""
    return scale(name).shortest_recall


def resolves(name: str, hours: float) -> bool:
    """Whether a rating `hours` after a change can be the scale's own, rather than a momentary adaptation."""
    return hours >= smallest_resolved_time(name)


def _area_until(when: np.ndarray, hours: np.ndarray, values: np.ndarray, area: np.ndarray) -> np.ndarray:
    """Integral of the broken line from its start to each `when`, float[len(when), columns]."""
    cell = np.clip(np.searchsorted(hours, when, side="right") - 1, 0, len(hours) - 2)
    into = (when - hours[cell])[:, None]
    slope = (values[cell + 1] - values[cell]) / (hours[cell + 1] - hours[cell])[:, None]
    return area[cell] + into * (values[cell] + slope * into / 2)


def _direct(name: str) -> list[Pair]:
    found: list[Pair] = []
    for row in table("crosswalk").values():
        match = _AT_MADRS.fullmatch(row.quantity)
        if match and match["scale"] == name:
            found.append((float(match["madrs"]), row.number, (row.id,)))
    return found


def _through_qids() -> list[Pair]:
    """HAM-D17 at the MADRS scores that have a published QIDS equivalent."""
    rows = table("crosswalk").values()
    steps = {float(found["qids"]): row for row in rows if (found := _AT_QIDS.fullmatch(row.quantity))}
    return [(madrs, steps[qids].number, (*ids, steps[qids].id)) for madrs, qids, ids in _direct("QIDS")]


def _top(name: str) -> float:
    """What the largest MADRS score is taken to mean: the top class of the table, or the end."""
    return _row("HAM-D17 at QIDS 27").number if name == "HAM-D17" else scale(name).highest or np.nan


def _row(quantity: str, name: str = "crosswalk") -> Row:
    return next(row for row in table(name).values() if row.quantity == quantity)
