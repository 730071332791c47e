"""Reading trial files, and the trials that come with the package."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from resynapse.dose.reading import parse_yaml, sentence
from resynapse.errors import InputError
from resynapse.trial.file import Trial

FOLDER = Path(__file__).parent / "trials"
LARGEST = 400_000  # bytes
_A_TRIAL = "a YAML mapping with the keys name, arms and endpoints, or a name that `resynapse trials` lists"


class Bundled(NamedTuple):
    """A trial in the package."""

    name: str
    study: str
    description: str
    path: Path


def bundled() -> tuple[Bundled, ...]:
    """Every bundled trial, by the name of its file."""
    return tuple(
        Bundled(path.stem, one.study, one.description, path) for path, one in zip(_paths(), all_trials(), strict=True)
    )


@cache
def all_trials() -> tuple[Trial, ...]:
    """Every bundled trial, read."""
    return tuple(load_trial(path) for path in _paths())


def _paths() -> list[Path]:
    return sorted(FOLDER.glob("*.yaml"))


def load_trial(source: Trial | Mapping[str, Any] | Path | str) -> Trial:
    """A checked trial.

    Args:
        source: a file, the name of a bundled trial, the text of a file, or a mapping.
    Raises:
        InputError: one sentence with the field, the value and what is allowed.
    """
    if isinstance(source, Trial):
        return source
    content = source if isinstance(source, Mapping) else parse_yaml(_text(source), "trial", _A_TRIAL)
    if not isinstance(content, Mapping):
        raise InputError("trial", content, _A_TRIAL)
    try:
        return Trial.model_validate(content)
    except ValidationError as error:
        raise sentence(error, "trial") from None


def _text(source: Path | str) -> str:
    if isinstance(source, str) and "\n" in source:
        return source
    named = FOLDER / f"{source}.yaml"
    path = named if named.parent == FOLDER and named.is_file() else Path(source)
    try:
        if path.stat().st_size > LARGEST:
            raise InputError("trial", str(source), f"a file of up to {LARGEST} bytes")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("trial", str(source), "a text file in UTF-8") from None
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError("trial", str(source), f"a readable file, {_A_TRIAL}") from None
