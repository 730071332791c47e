"""What the simulation is known to get wrong, and why. A miss that is mended must leave this list (tests are strict)."""

from __future__ import annotations

# (row, beginning of the statistic): reason
MISSES = {
    ("E010", "standard deviation"): "patients differ as much at 2 h as they do later; in the trial they did not",
    ("E013", "responders without relapse"): "nobody stays well without treatment: there is no durable remission",
    (
        "E570",
        "remission 230 min",
    ): "eleven patients of one trial, on another scale; pooled over trials 21 % are in remission at 24 h",
    (
        "E344",
        "remission, 168 h",
    ): "one infusion fades faster here; the end of superiority at days 10 to 12 pulls the same way in the fit",
    ("E371", "MADRS difference from placebo, 2 to 4 h"): "too large within hours: early relief is as after an infusion",
    ("E373", "MADRS difference from placebo, 28 days"): (
        "too large after four weeks: in the trials a new oral drug helps both arms, here nothing does"
    ),
    ("E435", "response at 2 weeks"): "the mechanism can only lose by rapamycin; in patients it prolonged the response",
    ("E437", "remission at 2 weeks"): "as the response: the prolongation by rapamycin is not in the mechanism",
    ("E492", "r of CADSS"): "dissociation and benefit share their causes here, so they correlate by nasal route too",
    ("E297", "r of (2R,6R)"): "hydroxynorketamine acts on nothing here; the association in patients is not explained",
    ("E501", "systolic rise 30 min"): (
        "the pressor effect is fitted to the largest rise of a visit and follows the level: too much at a fixed time"
    ),
}


def reason(row: str, statistic: str) -> str:
    """Why this is missed; "" where no miss is known."""
    return next((why for (known, start), why in MISSES.items() if row == known and statistic.startswith(start)), "")
