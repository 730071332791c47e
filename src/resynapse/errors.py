"""What a user is told when an input cannot be used: one sentence, never a traceback."""

from __future__ import annotations


class InputError(ValueError):
    """An input the software refuses, with the field, the value it was given and what is allowed."""

    def __init__(self, field: str, value: object, allowed: str) -> None:
        self.field = field
        self.value = value
        self.allowed = allowed
        super().__init__(f"{field}: {value!r} is not accepted; allowed: {allowed}.")


class NoEvidence(InputError):
    """A forecast that is not given, because no human outcome data carry it."""
