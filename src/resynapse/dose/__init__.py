"""Dose: what enters the body, by which route, and when.

A plan (YAML) is read by `load_plan`, unrolled by `expand` into a `Regimen` of doses in hours and milligrams, which is all
that the next scale sees.
"""

from resynapse.dose.bundled import plans
from resynapse.dose.plan import Plan
from resynapse.dose.reading import load_plan, to_yaml
from resynapse.dose.regimen import Dose, Exposure, Regimen, Spell, expand

__all__ = ["Dose", "Exposure", "Plan", "Regimen", "Spell", "expand", "load_plan", "plans", "to_yaml"]
