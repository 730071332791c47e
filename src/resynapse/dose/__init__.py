"""Dose: what enters the body, by which route, and when.

A plan (YAML) is read by `load_plan` and unrolled by `expand` into a `Regimen` of doses in hours and
milligrams, which is all that the next scale sees.
"""

from resynapse.dose.bundled import plans
from resynapse.dose.event_table import Subject, read_event_table, write_event_table
from resynapse.dose.from_table import as_plan
from resynapse.dose.limits import LIMITS
from resynapse.dose.plan import Plan
from resynapse.dose.reading import listing, load_plan, to_yaml
from resynapse.dose.regimen import Dose, Exposure, Regimen, Spell, expand
from resynapse.dose.schema import plan_fields, plan_schema

__all__ = [
    "LIMITS",
    "Dose",
    "Exposure",
    "Plan",
    "Regimen",
    "Spell",
    "Subject",
    "as_plan",
    "expand",
    "listing",
    "load_plan",
    "plan_fields",
    "plan_schema",
    "plans",
    "read_event_table",
    "to_yaml",
    "write_event_table",
]
