"""What changes the enzymes: liver disease, genotype, interacting drugs.

Every modifier is an activity relative to normal (1) of the gut wall's CYP3A4 or of the liver's enzymes.
It acts on intrinsic clearance only; how much exposure changes by each route follows from the liver and
gut of the model.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from resynapse.errors import InputError
from resynapse.provenance import Source, assumed, param


@dataclass(frozen=True)
class Activity:
    """Enzyme activity relative to a healthy, untreated *1/*1 adult."""

    gut: float = 1.0  # intrinsic clearance of the gut wall (CYP3A4)
    liver: float = 1.0  # intrinsic clearance of the liver, all enzymes together


NORMAL = Activity()

PELTONIEMI_TICLOPIDINE = "oral S-ketamine AUC x2.4 with ticlopidine = 1 / (1 - 0.65 (1 - activity))"


@dataclass(frozen=True)
class Enzymes:
    """Which enzymes make up the liver's intrinsic clearance of ketamine at low doses."""

    cyp2b6_share: float = param(
        0.65,
        "1",
        "share of CYP2B6 in hepatic intrinsic clearance",
        assumed(
            "CYP2B6 is the main N-demethylase at therapeutic concentrations (Rao2016)",
            "P001",
            key="Rao2016",
        ),
        low=0.2,
        high=0.9,
    )
    cyp3a4_share: float = param(
        0.10,
        "1",
        "share of CYP3A4 in hepatic intrinsic clearance",
        assumed("itraconazole left the exposure to oral S-ketamine unchanged", "P002", key="Peltoniemi2011"),
        low=0.0,
        high=0.5,
    )


@dataclass(frozen=True)
class Interactions:
    """Activity left (below 1) or induced (above 1) by an interacting drug."""

    ticlopidine_cyp2b6: float = param(
        0.10,
        "1",
        "CYP2B6 activity left by ticlopidine",
        Source("Peltoniemi2011", PELTONIEMI_TICLOPIDINE, "derived", ("P001",)),
        low=0.0,
        high=0.5,
    )
    clarithromycin_gut: float = param(
        0.14,
        "1",
        "gut CYP3A4 activity left by clarithromycin",
        Source(
            "Hagelberg2010",
            "oral S-ketamine AUC x2.6 with gut availability 0.31 and hepatic CYP3A4 at its activity below",
            "derived",
            ("P003",),
        ),
        low=0.0,
        high=0.4,
    )
    clarithromycin_liver: float = param(
        0.20,
        "1",
        "hepatic CYP3A4 activity left by clarithromycin",
        assumed("strong inhibitor"),
        low=0.05,
        high=0.5,
    )
    grapefruit_gut: float = param(
        0.10,
        "1",
        "gut CYP3A4 activity left by repeated grapefruit juice",
        assumed("repeated juice destroys most gut CYP3A4 and spares the liver; not fitted to ketamine"),
        low=0.0,
        high=0.5,
    )
    rifampicin_liver: float = param(
        1.44,
        "1",
        "hepatic intrinsic clearance under rifampicin",
        Source("Peltoniemi2012b", "IV S-ketamine AUC -14 % through a well-stirred liver", "derived", ("P004",)),
        low=1.1,
        high=1.8,
    )
    rifampicin_gut: float = param(
        6.9,
        "1",
        "gut intrinsic clearance under rifampicin",
        Source("Peltoniemi2012b", "oral S-ketamine AUC -86 % after the hepatic part", "derived", ("P005",)),
        low=4.0,
        high=12.0,
    )
    cyp2b6_inducer: float = param(
        1.5,
        "1",
        "CYP2B6 activity under an inducer of CYP2B6 alone",
        assumed("no study with ketamine; rifampicin's size"),
        low=1.0,
        high=2.5,
    )


@dataclass(frozen=True)
class Genotype:
    """CYP2B6 activity by genotype. Reported clearances and a null study disagree: the ranges hold both."""

    one_star_six: float = param(
        0.75,
        "1",
        "CYP2B6 activity of *1/*6 relative to *1/*1",
        assumed(
            "between a 40 % lower clearance (E295, recalled) and no difference (Rao2016, n=30)",
            "E294",
            "E295",
            "E296",
            "P006",
            key="Rao2016",
        ),
        low=0.4,
        high=1.0,
    )
    two_star_six: float = param(
        0.55,
        "1",
        "CYP2B6 activity of *6/*6 relative to *1/*1",
        assumed(
            "between a 68 % lower clearance (E294, recalled) and no difference (Rao2016, n=30)",
            "E294",
            "E296",
            "P006",
            key="Rao2016",
        ),
        low=0.15,
        high=1.0,
    )
    cyp3a4_poor: float = param(
        0.5,
        "1",
        "CYP3A4 activity of a poor metaboliser",
        assumed("no ketamine study by CYP3A4 genotype"),
        low=0.2,
        high=0.9,
    )


@dataclass(frozen=True)
class Liver:
    """Intrinsic clearance of a cirrhotic liver, as galactose elimination capacity relative to controls."""

    mild: float = param(
        0.85,
        "1",
        "hepatic intrinsic clearance, Child-Pugh A",
        Source("Duthaler2022", "Table: galactose elimination capacity 0.58 / 0.68 g/min", "derived", ("P007",)),
        low=0.6,
        high=1.0,
    )
    moderate: float = param(
        0.62,
        "1",
        "hepatic intrinsic clearance, Child-Pugh B",
        Source("Duthaler2022", "Table: galactose elimination capacity 0.42 / 0.68 g/min", "derived", ("P008",)),
        low=0.3,
        high=0.9,
    )
    severe: float = param(
        0.18,
        "1",
        "hepatic intrinsic clearance, Child-Pugh C",
        Source(
            "Duthaler2022",
            "Table: galactose elimination capacity 0.12 / 0.68 g/min; CYP2B6 ratio 0.53, CYP3A 0.57",
            "derived",
            ("P009",),
        ),
        low=0.1,
        high=0.57,
    )


ENZYMES, INTERACTIONS, GENOTYPE, LIVER = Enzymes(), Interactions(), Genotype(), Liver()

# Co-medication that changes the kinetics of ketamine: agents, and a plan's classes by their best-studied one.
AGENTS = {
    "ticlopidine": "ticlopidine",
    "clarithromycin": "clarithromycin",
    "grapefruit": "grapefruit",
    "rifampicin": "rifampicin",
    "cyp2b6_inhibitor": "ticlopidine",
    "cyp3a4_inhibitor": "clarithromycin",
    "cyp3a4_inducer": "rifampicin",
    "cyp2b6_inducer": "cyp2b6_inducer",
}


def activity(
    liver: str = "normal", cyp2b6: str = "*1/*1", cyp3a4: str = "normal", agents: Iterable[str] = ()
) -> Activity:
    """Enzyme activity of one covariate pattern with the given co-medication.

    Raises:
        InputError: an unknown liver class, genotype or agent.
    """
    known = {
        "liver": (
            liver,
            {"normal": 1.0, "mild": LIVER.mild, "moderate": LIVER.moderate, "severe": LIVER.severe},
        ),
        "cyp2b6": (cyp2b6, {"*1/*1": 1.0, "*1/*6": GENOTYPE.one_star_six, "*6/*6": GENOTYPE.two_star_six}),
        "cyp3a4": (cyp3a4, {"normal": 1.0, "poor": GENOTYPE.cyp3a4_poor}),
    }
    factor = {}
    for field, (value, allowed) in known.items():
        if value not in allowed:
            raise InputError(field, value, ", ".join(allowed))
        factor[field] = allowed[value]
    b6, a4, gut, whole = factor["cyp2b6"], factor["cyp3a4"], factor["cyp3a4"], factor["liver"]
    for agent in {_agent(name) for name in agents}:
        if agent == "ticlopidine":
            b6 *= INTERACTIONS.ticlopidine_cyp2b6
        elif agent == "clarithromycin":
            a4 *= INTERACTIONS.clarithromycin_liver
            gut *= INTERACTIONS.clarithromycin_gut
        elif agent == "grapefruit":
            gut *= INTERACTIONS.grapefruit_gut
        elif agent == "rifampicin":
            whole *= INTERACTIONS.rifampicin_liver
            gut *= INTERACTIONS.rifampicin_gut
        elif agent == "cyp2b6_inducer":
            b6 *= INTERACTIONS.cyp2b6_inducer
    shares = ENZYMES.cyp2b6_share * b6 + ENZYMES.cyp3a4_share * a4
    rest = 1.0 - ENZYMES.cyp2b6_share - ENZYMES.cyp3a4_share
    return Activity(gut=gut, liver=whole * (shares + rest))


def _agent(name: str) -> str:
    if name not in AGENTS:
        raise InputError("comedication", name, ", ".join(AGENTS))
    return AGENTS[name]
