"""A dose that was entered in error: the rows stay with the reason, and the session goes back to its release."""

from __future__ import annotations

from django.db import transaction

from resynapse_web.care.records.entry import Refused
from resynapse_web.care.records.keeping import Actor, retract, revise
from resynapse_web.care.treatments.models import State, Treatment


def dose_in_error(actor: Actor, treatment: Treatment, seen: int, reason: str) -> None:
    """Mark every version of the dose; then nothing counts as given, and the right dose can be recorded.

    It is no undo of something that was given: the caller asks for the password and tells the whole team.

    Args:
        seen: number of the stage the person was looking at.
    Raises:
        Refused: no dose is recorded.
        Stale: somebody else was faster.
    """
    rows = list(treatment.doses.standing())
    if not rows:
        raise Refused("No dose is recorded.")
    with transaction.atomic():
        if (now := treatment.stage).state == State.DOSED:
            revise(actor, "treatment.undosed", now, seen, state=State.RELEASED)
        for it in rows:
            retract(actor, it, reason)
