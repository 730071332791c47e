"""Settings for all tests."""

from __future__ import annotations

from hypothesis import settings

# A loaded machine is no reason to fail; and what is tried on one machine is tried on every machine.
settings.register_profile("resynapse", deadline=None, derandomize=True, database=None)
settings.load_profile("resynapse")
