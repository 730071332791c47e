"""Numbers of the default model. What no model publishes (R-ketamine, metabolites) is assumed."""

from __future__ import annotations

from dataclasses import dataclass

from resynapse.provenance import Source, assumed, param

KAMP = "E065 (79 L/h for the racemate) split by the S/R ratio 97/92 of Hasan 2021, E213/E214"
KAMP_V = "E064 (252 L for the racemate) split by the S/R ratio 6.6/5.6, E209/E210"


@dataclass(frozen=True)
class Enantiomer:
    """One enantiomer, 70 kg."""

    clearance: float = param(
        81.3,
        "L/h",
        "plasma clearance of S-ketamine, all hepatic",
        Source("Kamp2020", KAMP, "fitted", ("E065",)),
        low=69.0,
        high=97.0,
    )
    volume: float = param(
        272.7,
        "L",
        "steady-state volume of S-ketamine",
        Source("Kamp2020", KAMP_V, "fitted", ("E064",)),
        low=200.0,
        high=462.0,
    )
    oral: float = param(
        0.15,
        "1",
        "oral bioavailability of S-ketamine (fixes the gut wall)",
        Source("Hasan2021", "E219: prolonged release, complete absorption taken", "fitted", ("E219",)),
        low=0.07,
        high=0.25,
    )
    hnk_clearance: float = param(
        27.0,
        "L/h",
        "clearance of S-2,6-hydroxynorketamine",
        Source("Hasan2021", "E215: AUC ratio 1.7 = 0.8*0.7*(239.7/237.7)*CL/CL_HNK", "fitted", ("E215",)),
        low=13.0,
        high=60.0,
    )


S_KETAMINE = Enantiomer()
"""S-ketamine."""


@dataclass(frozen=True)
class REnantiomer:
    """R-ketamine, 70 kg: no population model publishes it; ratios from one chiral study."""

    clearance: float = param(
        76.8,
        "L/h",
        "plasma clearance of R-ketamine, all hepatic",
        assumed("no published model; " + KAMP, "E065", "E213", "E214", key="Hasan2021"),
        low=65.0,
        high=92.0,
    )
    volume: float = param(
        231.3,
        "L",
        "steady-state volume of R-ketamine",
        assumed("no published model; " + KAMP_V, "E064", "E209", "E210", key="Hasan2021"),
        low=170.0,
        high=392.0,
    )
    oral: float = param(
        0.19,
        "1",
        "oral bioavailability of R-ketamine (fixes the gut wall)",
        assumed("no published model; E219, prolonged release", "E219", key="Hasan2021"),
        low=0.09,
        high=0.29,
    )
    hnk_clearance: float = param(
        14.0,
        "L/h",
        "clearance of R-2,6-hydroxynorketamine",
        assumed("no published model; from the AUC ratio 3.1 (1.4)", "E216", key="Hasan2021"),
        low=9.0,
        high=26.0,
    )


R_KETAMINE = REnantiomer()
"""R-ketamine."""


@dataclass(frozen=True)
class Shared:
    """Body of a 70 kg adult, the same for both enantiomers."""

    weight: float = param(
        70.0, "kg", "reference weight", Source("Otto2021", "Table 3, footnote", "measured", ("E143",))
    )
    allometry: float = param(
        0.75,
        "1",
        "exponent of weight on clearances and flows; volumes scale with 1",
        Source("Otto2021", "Table 3, footnote: fixed", "measured", ("E143",)),
    )
    flow: float = param(
        151.0,
        "L/h",
        "plasma-equivalent hepatic flow Q",
        Source("PerezRuixo2021", "Table 3, third-party transcription", "measured", ("E095",)),
        low=90.0,
        high=190.0,
    )
    flow_age: float = param(
        60.0,
        "year",
        "age from which the flow falls",
        Source("PerezRuixo2021", "Table 3, third-party transcription", "measured", ("E096",)),
    )
    flow_per_year: float = param(
        2.19,
        "L/h/year",
        "loss of flow per year above that age",
        Source("PerezRuixo2021", "Table 3, third-party transcription", "measured", ("E096",)),
    )
    liver_volume: float = param(
        15.0,
        "L",
        "distribution volume of the liver (tissue volume times partition)",
        assumed(
            "1.8 L of tissue at a partition near 8; Perez-Ruixo's apparent hepatoportal volume is 101 L",
            "E097",
        ),
        low=2.0,
        high=101.0,
    )
    k12: float = param(
        1.116,
        "1/h",
        "central to peripheral",
        Source("Clements1981", "0.0186 /min, 250 ug/kg; third-party transcription", "measured", ("E170",)),
    )
    k21: float = param(
        0.822,
        "1/h",
        "peripheral to central",
        Source("Clements1981", "0.0137 /min, 250 ug/kg; third-party transcription", "measured", ("E171",)),
    )


@dataclass(frozen=True)
class Metabolites:
    """Formation and fate of the metabolites; amounts are ketamine equivalents."""

    to_norketamine: float = param(
        0.8,
        "1",
        "share of hepatic ketamine metabolism that makes norketamine",
        assumed("the share Simons 2022 assumes", "E122", key="Simons2022"),
        low=0.6,
        high=1.0,
    )
    gut_to_norketamine: float = param(
        0.8,
        "1",
        "share of gut-wall metabolism that makes norketamine",
        assumed("as in the liver; gut CYP3A4 N-demethylates"),
        low=0.4,
        high=1.0,
    )
    to_hydroxynorketamine: float = param(
        0.7,
        "1",
        "share of norketamine metabolism that makes 2,6-hydroxynorketamine",
        assumed("the share Simons 2022 assumes", "E127", key="Simons2022"),
        low=0.4,
        high=0.9,
    )
    to_dehydronorketamine: float = param(
        0.2,
        "1",
        "share of norketamine metabolism that makes dehydronorketamine",
        assumed("part of the 30 % Simons 2022 leaves to other metabolites", "E127", key="Simons2022"),
        low=0.05,
        high=0.3,
    )
    nk_clearance: float = param(
        43.4,
        "L/h",
        "clearance of norketamine",
        Source("Otto2021", "57.7 L/h apparent x 0.8 formed x 223.70/237.73", "derived", ("E144",)),
        low=30.0,
        high=60.0,
    )
    nk_volume: float = param(
        74.2,
        "L",
        "central volume of norketamine",
        Source("Otto2021", "98.6 L apparent x 0.8 formed x 223.70/237.73", "derived", ("E143",)),
        low=50.0,
        high=105.0,
    )
    nk_flow: float = param(
        32.2,
        "L/h",
        "intercompartmental flow of norketamine",
        Source("Otto2021", "42.8 L/h apparent x 0.8 formed x 223.70/237.73", "derived", ("E146",)),
        low=20.0,
        high=45.0,
    )
    nk_peripheral: float = param(
        120.4,
        "L",
        "peripheral volume of norketamine",
        Source("Otto2021", "160 L apparent x 0.8 formed x 223.70/237.73", "derived", ("E145",)),
        low=80.0,
        high=170.0,
    )
    hnk_volume: float = param(
        150.0,
        "L",
        "volume of hydroxynorketamine",
        assumed("between 92 L (Simons 2022, S) and slower published half-lives", "E128", "E129"),
        low=50.0,
        high=400.0,
    )
    dhnk_volume: float = param(
        150.0,
        "L",
        "volume of dehydronorketamine",
        assumed("no model; as hydroxynorketamine"),
        low=50.0,
        high=400.0,
    )
    dhnk_clearance: float = param(
        30.0,
        "L/h",
        "clearance of dehydronorketamine",
        assumed("no model; of the order of hydroxynorketamine's"),
        low=8.0,
        high=100.0,
    )
    nk_mass: float = param(
        0.941, "1", "molar mass of norketamine over ketamine", Source("", "223.70 / 237.73", "derived")
    )
    hnk_mass: float = param(
        1.008, "1", "molar mass of hydroxynorketamine over ketamine", Source("", "239.70 / 237.73", "derived")
    )
    dhnk_mass: float = param(
        0.933, "1", "molar mass of dehydronorketamine over ketamine", Source("", "221.68 / 237.73", "derived")
    )


SHARED, METABOLITES = Shared(), Metabolites()
