"""What the answers to the suicide questions ask of the clinic. Pure. They order contact; they predict nothing.

PAGE       intent or plan in the past month (items 4, 5), or behaviour in three months (6b): a person is called now
UNKNOWN    an answer is missing that was asked: it counts as not answered, never as "no"
SAME_DAY   any other "yes"
NOTHING    every question answered with "no"
"""

from __future__ import annotations

from enum import StrEnum

from resynapse_web.care.instruments.catalogue import catalogue
from resynapse_web.care.instruments.scoring import ITEM_9, Answers, score

NOW, RECENT = ("4", "5"), "6b"
YES = 1


class Ask(StrEnum):
    """How soon somebody speaks with the patient."""

    PAGE = "page"
    UNKNOWN = "unknown"
    SAME_DAY = "same_day"
    NOTHING = "nothing"


def screened(answers: Answers) -> Ask:
    """What the C-SSRS screener asks for.

    >>> screened({"1": 0, "2": 0, "6": 0}).value, screened({"1": 0, "2": 0}).value
    ('nothing', 'unknown')
    """
    if any(answers.get(key) == YES for key in (*NOW, RECENT)):
        return Ask.PAGE
    if score(catalogue()["c-ssrs"], answers).missing:
        return Ask.UNKNOWN
    return Ask.SAME_DAY if YES in answers.values() else Ask.NOTHING


def item_nine(answers: Answers) -> Ask:
    """What item 9 of the PHQ-9 asks for; above 0 opens the screener."""
    points = answers.get(ITEM_9)
    if points is None:
        return Ask.UNKNOWN
    return Ask.SAME_DAY if points > 0 else Ask.NOTHING
