"""Equations put into an SBML Level 3 Version 2 document."""

from __future__ import annotations

from html import escape
from typing import Any

import libsbml

from resynapse import __version__
from resynapse.sbml.equations import Equations, Quantity

# unit of the package: (id, factors); a factor is (SI kind, exponent, scale, multiplier)
SECOND_H = (libsbml.UNIT_KIND_SECOND, 1, 0, 3600.0)
PER_HOUR = (libsbml.UNIT_KIND_SECOND, -1, 0, 3600.0)
PER_LITRE = (libsbml.UNIT_KIND_LITRE, -1, 0, 1.0)
MILLIGRAM = (libsbml.UNIT_KIND_GRAM, 1, -3, 1.0)
UNITS = {
    "h": ("hour", (SECOND_H,)),
    "1/h": ("per_hour", (PER_HOUR,)),
    "mg": ("milligram", (MILLIGRAM,)),
    "mg/h": ("milligram_per_hour", (MILLIGRAM, PER_HOUR)),
    "mg/L": ("milligram_per_litre", (MILLIGRAM, PER_LITRE)),
    "umol/L": ("micromolar", ((libsbml.UNIT_KIND_MOLE, 1, -6, 1.0), PER_LITRE)),
    "mmol/L": ("millimolar", ((libsbml.UNIT_KIND_MOLE, 1, -3, 1.0), PER_LITRE)),
    "mV": ("millivolt", ((libsbml.UNIT_KIND_VOLT, 1, -3, 1.0),)),
    "Hz": ("hertz_", ((libsbml.UNIT_KIND_HERTZ, 1, 0, 1.0),)),
    "mmHg": ("mmHg", ((libsbml.UNIT_KIND_PASCAL, 1, 0, 133.322387415),)),
}
DISCLAIMER = "Research and education; not a device that decides."
XHTML = "http://www.w3.org/1999/xhtml"


def to_text(equations: Equations, name: str) -> str:
    """The document as text.

    Raises:
        ArithmeticError: it is not valid SBML, which would be a defect of this package.
    """
    document = libsbml.SBMLDocument(3, 2)
    model = document.createModel()
    model.setId("resynapse_course")
    model.setName(f"{name}, from dose to score")
    _units(model)
    _note(model, f"Course of one patient by resynapse {__version__}. Time in hours. {DISCLAIMER}")
    for own, quantity in equations.quantities.items():
        _parameter(model, own, quantity)
    for own, formula in equations.rules.items():
        _math(model.createAssignmentRule(), own, formula)
    for own, formula in equations.rates.items():
        _math(model.createRateRule(), own, formula)
    for k, (hour, changes) in enumerate(equations.events.items(), start=1):
        _event(model, f"event_{k}", hour, changes)
    problems = errors(document)
    if problems:
        raise ArithmeticError(f"the export is not valid SBML: {problems[0]}")
    return str(libsbml.writeSBMLToString(document))


def errors(document: Any) -> list[str]:
    """What libsbml's consistency check calls an error (units are documented, not enforced)."""
    document.setConsistencyChecks(libsbml.LIBSBML_CAT_UNITS_CONSISTENCY, False)
    document.checkConsistency()
    found = (document.getError(k) for k in range(document.getNumErrors()))
    return [one.getMessage().strip() for one in found if one.getSeverity() >= libsbml.LIBSBML_SEV_ERROR]


def _units(model: Any) -> None:
    for own, factors in UNITS.values():
        definition = model.createUnitDefinition()
        definition.setId(own)
        for kind, exponent, scale, multiplier in factors:
            unit = definition.createUnit()
            unit.setKind(kind)
            unit.setExponent(exponent)
            unit.setScale(scale)
            unit.setMultiplier(multiplier)
    model.setTimeUnits("hour")


def _parameter(model: Any, own: str, quantity: Quantity) -> None:
    parameter = model.createParameter()
    if parameter.setId(own) != libsbml.LIBSBML_OPERATION_SUCCESS:
        raise ValueError(f"{own!r} is not an SBML id")
    parameter.setName(quantity.meaning)
    parameter.setConstant(not quantity.moves)
    if quantity.value is not None:
        parameter.setValue(quantity.value)
    parameter.setUnits(UNITS[quantity.unit][0] if quantity.unit in UNITS else "dimensionless")
    unit = f" [{quantity.unit}]" if quantity.unit != "1" else ""
    if quantity.source:
        _note(parameter, f"{quantity.meaning}{unit}. {quantity.source}")


def _note(element: Any, sentence: str) -> None:
    element.setNotes(f'<p xmlns="{XHTML}">{escape(sentence)}</p>')


def _math(element: Any, own: str, formula: str) -> None:
    element.setVariable(own)
    element.setMath(_parsed(formula))


def _parsed(formula: str) -> Any:
    tree = libsbml.parseL3Formula(formula)
    if tree is None:
        raise ValueError(f"{libsbml.getLastParseL3Error()}: {formula}")
    return tree


def _event(model: Any, own: str, hour: float, changes: dict[str, str]) -> None:
    event = model.createEvent()
    event.setId(own)
    event.setUseValuesFromTriggerTime(True)
    trigger = event.createTrigger()
    trigger.setInitialValue(False)
    trigger.setPersistent(True)
    trigger.setMath(_parsed(f"time >= {hour!r}"))
    for variable, formula in changes.items():
        _math(event.createEventAssignment(), variable, formula)
