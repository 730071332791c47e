"""What is known of each pore blocker: potency by subunit with and without magnesium, trapping, voltage.

The magnesium table of Kotermanski and Johnson is remembered, not read (looked for twice): every value of it is an
assumption with a range as wide as the laboratories disagree. The low-concentration component of native receptors
rests on verified single-channel data; that it belongs to ketamine alone is an assumption with a switch.
"""

from __future__ import annotations

from resynapse.provenance import Source, assumed, param, parameters

TABLE = assumed(
    "recalled table, -66 mV, not found in a readable source",
    "M001",
    "M003",
    "M005",
    "M007",
    key="Kotermanski2009",
)
TABLE_MG = assumed("recalled table, 1 mM Mg, -66 mV, not found", "M002", "M004", "M006", "M008", key="Kotermanski2009")
MEMANTINE = assumed(
    "recalled table at -66 mV; read values at -70 mV lie inside the range",
    "M009",
    "M011",
    "M013",
    "M015",
    "M017",
    key="Kotermanski2009",
)
MEMANTINE_MG = assumed(
    "recalled table at -66 mV; read values at -30 mV lie inside the range",
    "M010",
    "M012",
    "M014",
    "M016",
    "M018",
    key="Kotermanski2009",
)
LANICEMINE = assumed(
    "no table by subunit and magnesium exists; the maker prints 4 to 40 uM for GluN2A and 2B",
    "B002",
    key="AstraZenecaLanicemine",
)
LANICEMINE_RATIO = assumed("2C and 2D scaled as for ketamine", "B002", "M006", "M008")
DEPTH = assumed("recalled electrical distance", "M055")
SITE = assumed(
    "share and half-saturation chosen so that tonic block is near the quoted half at 1 uM; no published value found",
    "M074",
    "M030",
    "B023",
    key="Gerhard2020",
)


@parameters
class Ketamine:
    """Racemate; an enantiomer is weighed by its share of the racemate's potency."""

    ic50_2a: float = param(0.33, "umol/L", "half block of GluN2A, no Mg", TABLE, low=0.1, high=5.35)
    ic50_2b: float = param(0.31, "umol/L", "half block of GluN2B, no Mg", TABLE, low=0.1, high=5.08)
    ic50_2c: float = param(0.51, "umol/L", "half block of GluN2C, no Mg", TABLE, low=0.1, high=2.0)
    ic50_2d: float = param(0.83, "umol/L", "half block of GluN2D, no Mg", TABLE, low=0.2, high=3.0)
    mg_2a: float = param(5.35, "umol/L", "half block of GluN2A, 1 mM Mg", TABLE_MG, low=0.33, high=16.0)
    mg_2b: float = param(5.08, "umol/L", "half block of GluN2B, 1 mM Mg", TABLE_MG, low=0.31, high=16.0)
    mg_2c: float = param(1.18, "umol/L", "half block of GluN2C, 1 mM Mg", TABLE_MG, low=0.3, high=4.7)
    mg_2d: float = param(2.95, "umol/L", "half block of GluN2D, 1 mM Mg", TABLE_MG, low=0.7, high=11.8)
    depth: float = param(0.6, "1", "electrical distance of the site", DEPTH, low=0.5, high=0.8)
    trapped: float = param(
        0.86,
        "1",
        "share trapped when the channel closes",
        assumed("recalled; trapping in nearly all is read", "M042", "M043"),
        low=0.8,
        high=0.95,
    )
    s_over_r: float = param(
        3.5,
        "1",
        "potency of S over R",
        Source(
            "Sinner2005",
            "middle of the printed 3 to 4; labs span 1.2 to 4.7",
            "derived",
            ("B019", "M061", "M062"),
        ),
        low=1.2,
        high=4.7,
    )
    site: float = param(0.40, "1", "largest share closed by the low-concentration component", SITE, low=0.2, high=0.6)
    site_half: float = param(0.20, "umol/L", "half-saturation of that component", SITE, low=0.02, high=1.0)


@parameters
class Memantine:
    """Same equations, own constants; no part in the low-concentration component by default."""

    ic50_2a: float = param(0.8, "umol/L", "half block of GluN2A, no Mg", MEMANTINE, low=0.4, high=1.6)
    ic50_2b: float = param(0.57, "umol/L", "half block of GluN2B, no Mg", MEMANTINE, low=0.3, high=1.2)
    ic50_2c: float = param(0.52, "umol/L", "half block of GluN2C, no Mg", MEMANTINE, low=0.3, high=1.0)
    ic50_2d: float = param(0.54, "umol/L", "half block of GluN2D, no Mg", MEMANTINE, low=0.3, high=1.0)
    mg_2a: float = param(13.0, "umol/L", "half block of GluN2A, 1 mM Mg", MEMANTINE_MG, low=5.0, high=26.0)
    mg_2b: float = param(10.0, "umol/L", "half block of GluN2B, 1 mM Mg", MEMANTINE_MG, low=5.0, high=20.0)
    mg_2c: float = param(1.6, "umol/L", "half block of GluN2C, 1 mM Mg", MEMANTINE_MG, low=0.8, high=4.0)
    mg_2d: float = param(1.8, "umol/L", "half block of GluN2D, 1 mM Mg", MEMANTINE_MG, low=0.9, high=4.0)
    depth: float = param(0.6, "1", "electrical distance of the site", DEPTH, low=0.5, high=0.8)
    trapped: float = param(
        0.6, "1", "share trapped when the channel closes", assumed("recalled", "M045"), low=0.5, high=0.75
    )


@parameters
class Lanicemine:
    """Same equations, own constants, most of them guessed inside the maker's range."""

    ic50_2a: float = param(2.0, "umol/L", "half block of GluN2A, no Mg", LANICEMINE, low=0.5, high=10.0)
    ic50_2b: float = param(2.0, "umol/L", "half block of GluN2B, no Mg", LANICEMINE, low=0.5, high=10.0)
    ic50_2c: float = param(2.0, "umol/L", "half block of GluN2C, no Mg", LANICEMINE_RATIO, low=0.5, high=10.0)
    ic50_2d: float = param(3.0, "umol/L", "half block of GluN2D, no Mg", LANICEMINE_RATIO, low=0.5, high=15.0)
    mg_2a: float = param(12.6, "umol/L", "half block of GluN2A, 1 mM Mg", LANICEMINE, low=4.0, high=40.0)
    mg_2b: float = param(12.6, "umol/L", "half block of GluN2B, 1 mM Mg", LANICEMINE, low=4.0, high=40.0)
    mg_2c: float = param(2.8, "umol/L", "half block of GluN2C, 1 mM Mg", LANICEMINE_RATIO, low=0.7, high=11.0)
    mg_2d: float = param(6.9, "umol/L", "half block of GluN2D, 1 mM Mg", LANICEMINE_RATIO, low=1.7, high=28.0)
    depth: float = param(0.6, "1", "electrical distance of the site", DEPTH, low=0.5, high=0.8)
    trapped: float = param(
        0.54,
        "1",
        "share trapped when the channel closes",
        Source("AstraZenecaLanicemine", "printed 52 to 59 %", "measured", ("M044", "B004")),
        low=0.52,
        high=0.59,
    )
