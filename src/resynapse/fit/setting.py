"""Numbers by "group.name" put where they belong: into a patient, or into how patients differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from resynapse import course
from resynapse.cohort import Spread


class Setting(NamedTuple):
    """What is inferred: the numbers of a patient and how patients differ."""

    patient: course.Patient
    spread: Spread


def put(setting: Setting, values: Mapping[str, Any]) -> Setting:
    """The setting with these numbers in it; each a number, or one of each patient [P]."""
    patient, spread = setting
    for key, value in values.items():
        group, name = key.split(".")
        if group == "spread":
            spread = replace(spread, **{name: value})
        else:
            patient = patient._replace(**{group: replace(getattr(patient, group), **{name: value})})
    return Setting(patient, spread)
