"""A dose that was given on paper, recorded afterwards: it has happened, so nothing refuses it.

It is no way around the release: only a dose of some time ago can be recorded, everything that stood against it is
written beside it, and the caller tells the whole team.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from resynapse_web.care import clock
from resynapse_web.care.records.entry import Refused
from resynapse_web.care.records.keeping import Actor, keep, revise
from resynapse_web.care.treatments import flow
from resynapse_web.care.treatments.models import Dose, State, Treatment

AT_MOST = timedelta(hours=24)


def record(
    actor: Actor, treatment: Treatment, seen: int, product: str, lot: str, mg: Decimal, at: datetime, why: str
) -> Dose:
    """Record it as it was, also where it was not what the plan says.

    Raises:
        Refused: it is not of the past, nothing was given, or the session runs or has ended.
        Stale: somebody else was faster.
    """
    now, stage, plan = clock.now(), treatment.stage, treatment.plan
    if not flow.LATEST < now - at <= AT_MOST:
        raise Refused("On paper: more than 15 minutes and less than a day ago. Any other dose goes by the release.")
    if mg <= 0:
        raise Refused("The amount that was given is above zero.")
    if stage.version == seen and stage.state not in (State.BOOKED, State.RELEASED):
        raise Refused(f"The session is {stage.get_state_display()}.")
    against = flow.obstacles(treatment, mg)
    if product != plan.product_id or abs(mg - plan.regimen.dose_mg) > flow.ROUNDING_MG:
        against.insert(0, f"The plan says {plan.product.name}, {plan.regimen.dose_mg:.1f} mg.")
    boot, ticks = clock.ticks()
    made = Dose(
        treatment=treatment, patient=treatment.patient, product_id=product, lot=lot, amount_mg=mg, given_at=at,
        boot=boot, ticks=ticks - (now - at).total_seconds(), version=flow.next_dose(treatment),
        reason=f"Recorded afterwards: {why} Found then: {' '.join(against) or 'nothing against it.'}",
    )  # fmt: skip
    with transaction.atomic():
        revise(actor, "treatment.dosed", stage, seen, state=State.DOSED)
        keep(actor, "treatment.dose", made)
    return made
