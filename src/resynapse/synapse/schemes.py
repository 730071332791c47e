"""Every published scheme by name, for the command line; from Python, import the function and call it."""

from __future__ import annotations

from collections.abc import Callable

from resynapse.errors import InputError
from resynapse.synapse.ampa.destexhe_1998 import ampa_destexhe_1998
from resynapse.synapse.ampa.raman_1992 import ampa_raman_1992
from resynapse.synapse.gaba.destexhe_1998 import gaba_destexhe_1998
from resynapse.synapse.gaba.jones_1995 import gaba_jones_1995
from resynapse.synapse.nmda.clements_1992 import nmda_clements_1992
from resynapse.synapse.nmda.destexhe_1998 import nmda_destexhe_1998
from resynapse.synapse.nmda.edmonds_1992 import nmda_edmonds_1992
from resynapse.synapse.nmda.kampa_2004 import nmda_kampa_2004
from resynapse.synapse.nmda.lester_1992 import nmda_lester_1992
from resynapse.synapse.nmda.vargas_caballero_2004 import nmda_vargas_caballero_2004
from resynapse.synapse.scheme import Scheme

SCHEMES: tuple[Callable[[], Scheme], ...] = (
    nmda_destexhe_1998,
    nmda_lester_1992,
    nmda_clements_1992,
    nmda_edmonds_1992,
    nmda_kampa_2004,
    nmda_vargas_caballero_2004,
    ampa_destexhe_1998,
    ampa_raman_1992,
    gaba_destexhe_1998,
    gaba_jones_1995,
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
