"""Every published scheme by name, for the command line; from Python, import the function and call it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from resynapse.errors import InputError
from resynapse.synapse.ampa.destexhe_1998 import DestexheAmpa, ampa_destexhe_1998
from resynapse.synapse.ampa.raman_1992 import RamanAmpa, ampa_raman_1992
from resynapse.synapse.blocked import Leaving
from resynapse.synapse.gaba.destexhe_1998 import DestexheGaba, gaba_destexhe_1998
from resynapse.synapse.gaba.jones_1995 import JonesGaba, gaba_jones_1995
from resynapse.synapse.hydroxynorketamine import Hydroxynorketamine
from resynapse.synapse.nmda.clarke_2008 import ClarkeNmda, nmda_clarke_2008
from resynapse.synapse.nmda.clements_1992 import ClementsNmda, nmda_clements_1992
from resynapse.synapse.nmda.destexhe_1998 import DestexheNmda, nmda_destexhe_1998
from resynapse.synapse.nmda.edmonds_1992 import EdmondsNmda, nmda_edmonds_1992
from resynapse.synapse.nmda.kampa_2004 import KampaNmda, nmda_kampa_2004
from resynapse.synapse.nmda.lester_1992 import LesterNmda, nmda_lester_1992
from resynapse.synapse.nmda.vargas_caballero_2004 import VargasCaballeroNmda, nmda_vargas_caballero_2004
from resynapse.synapse.scheme import Scheme

SCHEMES: tuple[Callable[[], Scheme], ...] = (
    nmda_destexhe_1998,
    nmda_lester_1992,
    nmda_clements_1992,
    nmda_edmonds_1992,
    nmda_kampa_2004,
    nmda_vargas_caballero_2004,
    nmda_clarke_2008,
    ampa_destexhe_1998,
    ampa_raman_1992,
    gaba_destexhe_1998,
    gaba_jones_1995,
)

PARAMETERS: tuple[tuple[str, Any], ...] = (
    ("nmda_destexhe_1998", DestexheNmda()),
    ("nmda_lester_1992", LesterNmda()),
    ("nmda_clements_1992", ClementsNmda()),
    ("nmda_edmonds_1992", EdmondsNmda()),
    ("nmda_kampa_2004", KampaNmda()),
    ("nmda_vargas_caballero_2004", VargasCaballeroNmda()),
    ("nmda_clarke_2008", ClarkeNmda()),
    ("ampa_destexhe_1998", DestexheAmpa()),
    ("ampa_raman_1992", RamanAmpa()),
    ("gaba_destexhe_1998", DestexheGaba()),
    ("gaba_jones_1995", JonesGaba()),
    ("leaving", Leaving()),
    ("hydroxynorketamine", Hydroxynorketamine()),
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
