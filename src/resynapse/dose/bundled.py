"""The plans that come with the package: one for each route, the comparators, and the animals."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent / "plans"
DEFAULT = "murrough_2013_six_infusions"
_DESCRIPTION = re.compile(r"^description: *(.*)$", re.MULTILINE)


class Bundled(NamedTuple):
    """A plan in the package."""

    name: str
    description: str
    path: Path


def plans() -> tuple[Bundled, ...]:
    """Every bundled plan, the default first, the others by name.

    >>> plans()[0].name
    'murrough_2013_six_infusions'
    """
    paths = sorted(FOLDER.glob("*.yaml"), key=lambda path: (path.stem != DEFAULT, path.stem))
    return tuple(Bundled(path.stem, _described(path), path) for path in paths)


def default_path() -> Path:
    """The file of the default plan."""
    return FOLDER / f"{DEFAULT}.yaml"


def find(name: str) -> Path | None:
    """The file of a bundled plan by its name, with or without ".yaml"; None where there is none."""
    if not re.fullmatch(r"[a-z0-9_]+(?:\.yaml)?", name):
        return None
    path = FOLDER / f"{name.removesuffix('.yaml')}.yaml"
    return path if path.is_file() else None


def _described(path: Path) -> str:
    found = _DESCRIPTION.search(path.read_text(encoding="utf-8"))
    return found[1].strip().strip("'\"") if found else ""
