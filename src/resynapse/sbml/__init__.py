"""The course of one patient and plan as SBML Level 3 Version 2, for other simulators."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from resynapse import forecast
from resynapse.errors import InputError
from resynapse.sbml.document import to_text
from resynapse.sbml.equations import equations

if TYPE_CHECKING:
    from resynapse.dose import Plan

__all__ = ["text", "write"]


def text(plan: Plan | str | Path | None = None, patient: int = -1, seed: int = 0, **options: Any) -> str:
    """The model as SBML; arguments as in `write`."""
    prepared = forecast.prepare(plan, np.array([patient]), seed, **options)
    if prepared.line.metabolite:
        raise InputError("contested", "hydroxynorketamine", "what the exported equations hold: inside_out, recovery")
    return to_text(equations(prepared.line, prepared.people), prepared.plan.name)


def write(plan: Plan | str | Path | None, path: str | Path, patient: int = -1, seed: int = 0, **options: Any) -> Path:
    """Write the model of one patient and plan; the file appears whole or not at all.

    Time in the file starts at the start of the simulated span (parameter `first_dose` says when dosing begins).

    Args:
        plan: a `Plan`, the path or name of one, or None for the default.
        path: the file to write.
        patient: its number; -1 is the typical one.
        seed: the same seed gives the same patients.
        options: `model`, `probes`, `rodent_gate`, `contested` as in `forecast.run`.
    Returns:
        The path.
    Raises:
        InputError: a plan that cannot be used, or a file that cannot be written.
    """
    target = Path(path)
    if target.is_dir():
        raise InputError("SBML file", str(target), "the name of a file, not of a folder")
    content = text(plan, patient, seed, **options)
    partial = target.with_name(f".{target.name}.part")
    try:
        partial.write_text(content, encoding="utf-8")
        partial.replace(target)
    except OSError as error:
        with contextlib.suppress(OSError):  # the folder may be a file
            partial.unlink(missing_ok=True)
        reason = error.strerror or "it could not be written"
        raise InputError("SBML file", str(target), f"a file in a folder that can be written ({reason})") from error
    return target
