"""Every published scheme by name, for the command line; from Python, import the function and call it."""

from __future__ import annotations

from collections.abc import Callable

from resynapse.errors import InputError
from resynapse.synapse.ampa.destexhe_1998 import ampa_destexhe_1998
from resynapse.synapse.gaba.destexhe_1998 import gaba_destexhe_1998
from resynapse.synapse.nmda.clements_1992 import nmda_clements_1992
from resynapse.synapse.nmda.destexhe_1998 import nmda_destexhe_1998
from resynapse.synapse.nmda.edmonds_1992 import nmda_edmonds_1992
from resynapse.synapse.nmda.lester_1992 import nmda_lester_1992
from resynapse.synapse.scheme import Scheme

SCHEMES: tuple[Callable[[], Scheme], ...] = (
    nmda_destexhe_1998,
    nmda_lester_1992,
    nmda_clements_1992,
    nmda_edmonds_1992,
    ampa_destexhe_1998,
    gaba_destexhe_1998,
)


def names() -> tuple[str, ...]:
    """What `find` accepts."""
    return tuple(build().name for build in SCHEMES)


def find(name: str) -> Scheme:
    """The scheme of this name, such as "nmda-destexhe-1998".

    Raises:
        InputError: for a name that no scheme has; the message lists those that exist.
    """
    for build in SCHEMES:
        found = build()
        if found.name == name:
            return found
    raise InputError("scheme", name, f"one of {', '.join(names())}")
