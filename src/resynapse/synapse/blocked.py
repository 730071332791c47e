"""An NMDA receptor of one subunit in the presence of drugs, with the constants of the course's receptor.

The half block without magnesium and in 1 mmol/L of it come from `receptor.blockers`; how strongly magnesium holds the
pore of a subunit follows from the two, as in `receptor.trapping_block`. What the course does not need is how fast:
here are the rates of leaving.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from resynapse.errors import InputError
from resynapse.provenance import Source, assumed, param, parameters
from resynapse.receptor.blockers import Ketamine, Lanicemine, Memantine
from resynapse.receptor.magnesium import Magnesium, strength
from resynapse.receptor.trapping_block import SUBUNITS, TABULATED, THERMAL
from resynapse.synapse.pore import Site, occupied, without_magnesium
from resynapse.synapse.scheme import BLOCKER, MAGNESIUM, SECOND_BLOCKER, Scheme, at_rest, equilibrium, generator

Drug = Ketamine | Memantine | Lanicemine
GILLING = Source("Gilling2009", "abstract: rate of unbinding at -70 mV, human GluN1/GluN2A", "measured", ("K010",))
GILLING_SLOW = Source(
    "Gilling2009", "abstract: 1 / slow time constant of recovery, 5107 ms at -70 mV", "derived", ("K018",)
)
MOUTH = Source("KotermanskiWood2009", "abstract: untrapping after agonist removal", "measured", ("M046",))
ASCHER = Source("VargasCaballero2004", "unbinding of magnesium after Ascher and Nowak", "measured", ("K004",))
MEASURED_AT = -70.0  # mV, of the rates of Gilling 2009
SATURATING = 1.0  # mmol/L glutamate


@parameters
class Leaving:
    """How fast what sits in the pore leaves it."""

    ketamine: float = param(0.22, "1/s", "ketamine leaves in steady agonist at -70 mV", GILLING, sd=0.05)
    memantine: float = param(0.196, "1/s", "memantine leaves the deep site in steady agonist at -70 mV", GILLING_SLOW)
    lanicemine: float = param(
        1.0,
        "1/s",
        "lanicemine leaves in steady agonist at -70 mV",
        assumed("not measured in what was read; faster than memantine, since it traps less", "B004"),
        low=0.3,
        high=10.0,
    )
    mouth: float = param(0.79, "s", "a drug near the mouth leaves, channel open or closed", MOUTH, low=0.47, high=1.11)
    ketamine_mouth: float = param(
        0.0,
        "1",
        "share of ketamine's binding that is near the mouth",
        Source("KotermanskiWood2009", "abstract: lack of ketamine binding there", "measured", ("M042",)),
    )
    memantine_mouth: float = param(
        0.4,
        "1",
        "share of memantine's binding that is near the mouth",
        assumed("what is not trapped; recalled 0.25 to 0.5, another laboratory 0.2", "M045", "K019"),
        low=0.15,
        high=0.5,
    )
    lanicemine_mouth: float = param(
        0.45,
        "1",
        "share of lanicemine's binding that is near the mouth",
        assumed("what is not trapped, printed 41 to 48 %; that it sits near the mouth is by analogy", "B004"),
        low=0.3,
        high=0.6,
    )
    magnesium: float = param(5.4, "1/ms", "magnesium leaves at 0 mV", ASCHER)
    magnesium_voltage: float = param(47.0, "mV", "voltage over which that rate rises e-fold", ASCHER)


def magnesium_site(hold: float = 1.0, leaving: Leaving | None = None) -> Site:
    """Magnesium as a site of its own, in every state alike: within a millisecond the curve of Jahr and Stevens.

    Args:
        hold: strength relative to that curve; it depends on the subunit.
    """
    curve, rates = Magnesium(), leaving or Leaving()
    off_slope = 1.0 / rates.magnesium_voltage
    on = rates.magnesium * hold / curve.half
    return Site("+Mg", MAGNESIUM, on, rates.magnesium, off_slope - curve.slope, off_slope, closed=True)


def drug_sites(
    drug: Drug,
    subunit: str,
    leaving: Leaving | None = None,
    hold: float | None = None,
    ligand: int = BLOCKER,
    opening: float = 1.0,
) -> tuple[Site, ...]:
    """The deep site of a drug and, where it has one, the site near the mouth.

    Args:
        drug: constants of the course's receptor.
        subunit: one of `receptor.SUBUNITS`.
        leaving: rates of leaving.
        hold: strength of magnesium in this pore, where it is not this drug's own: the half block in 1 mmol/L
            magnesium at -66 mV is kept then, not the one without.
        ligand: 2, or 4 for a second drug.
        opening: open probability in steady agonist, without magnesium.
    """
    bare, held = potency(drug, subunit)
    if hold is not None:
        bare = held / (1.0 + hold * float(strength(TABULATED)))
    rates = leaving or Leaving()
    slope = drug.depth / THERMAL
    half = bare * math.exp(-slope * TABULATED)  # at 0 mV
    name = type(drug).__name__.lower()
    off = getattr(rates, name) / 1000.0 / opening * math.exp(-slope * MEASURED_AT)
    out = 1.0 / (1000.0 * rates.mouth)
    mouth = getattr(rates, f"{name}_mouth")
    deep = Site(f"+{name}", ligand, (1.0 - mouth) * off / half, off, 0.0, slope)
    shallow = Site(f"+{name}*", ligand, mouth * out / half, out, -slope, 0.0, closed=True)
    return (deep, shallow) if mouth > 0.0 else (deep,)


def potency(drug: Drug, subunit: str) -> tuple[float, float]:
    """Half block at -66 mV without magnesium and in 1 mmol/L of it [umol/L]."""
    if subunit not in SUBUNITS:
        raise InputError("subunit", subunit, f"one of {', '.join(SUBUNITS)}")
    letter = subunit[-2:].lower()
    return getattr(drug, f"ic50_{letter}"), getattr(drug, f"mg_{letter}")


def magnesium_hold(drug: Drug, subunit: str) -> float:
    """Strength of magnesium in this subunit's pore, relative to Jahr and Stevens, from the two half blocks."""
    bare, held = potency(drug, subunit)
    return (held / bare - 1.0) / float(strength(TABULATED))


def with_drugs(
    scheme: Scheme,
    subunit: str,
    drugs: Sequence[Drug] = (),
    leaving: Leaving | None = None,
) -> Scheme:
    """An NMDA scheme whose pore may hold magnesium or one of up to two drugs.

    A scheme with instantaneous magnesium gets it as a site, as strong as the first drug's two half blocks say. One with
    explicit magnesium keeps its own; the drugs keep their half block in 1 mmol/L of it, at -66 mV and a saturating
    pulse of glutamate, and give up the one without.

    Args:
        scheme: any NMDA scheme.
        subunit: whose constants the pore has; the gating stays that of the scheme.
        drugs: the first is ligand 2, the second ligand 4; ketamine alone when empty.
    Raises:
        InputError: for more than two drugs, a subunit that does not exist, or a receptor without a magnesium block.
    """
    given = tuple(drugs) or (Ketamine(),)
    if len(given) > 2:
        raise InputError("drugs", len(given), "one or two")
    if scheme.mg == "none":
        raise InputError("scheme", scheme.name, "an NMDA scheme")
    own = scheme.mg == "explicit"
    hold = _own_hold(scheme) if own else magnesium_hold(given[0], subunit)
    opening = _opening(scheme)
    sites: tuple[Site, ...] = () if own else (magnesium_site(hold, leaving),)
    for drug, ligand in zip(given, (BLOCKER, SECOND_BLOCKER), strict=False):
        keeps_both = ligand == BLOCKER and not own
        sites += drug_sites(drug, subunit, leaving, None if keeps_both else hold, ligand, opening)
    return at_rest(occupied(scheme, sites, f"{scheme.name}+{subunit}"), TABULATED)


def _opening(scheme: Scheme) -> float:
    """Open probability in steady saturating glutamate, of the channels without magnesium."""
    settled = equilibrium(scheme, generator(scheme, SATURATING, 0.0, MEASURED_AT, 0.0))
    return float(settled @ scheme.open)


def _own_hold(scheme: Scheme) -> float:
    """Channels with magnesium over channels without, relative to Jahr and Stevens, where magnesium is in the states."""
    settled = equilibrium(scheme, generator(scheme, SATURATING, 0.0, TABULATED, 1.0))
    free = without_magnesium(scheme)
    share = sum(p for p, state in zip(settled, scheme.states, strict=True) if state in free)
    return float(1.0 / share - 1.0) / float(strength(TABULATED))
