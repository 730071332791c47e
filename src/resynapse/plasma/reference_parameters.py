"""Numbers of the default model. What no model publishes (R-ketamine, several metabolites) is assumed, with a range."""

from __future__ import annotations

from resynapse.provenance import Source, assumed, param, parameters

KAMP = "E065 (79 L/h for the racemate) split by the S/R ratio 97/92 of Hasan 2021"
KAMP_V = "E064 (252 L for the racemate) split by the S/R ratio 6.6/5.6 of Hasan 2021"


@parameters
class Enantiomer:
    """One enantiomer, 70 kg."""

    clearance: float = param(
        81.3, "L/h", "plasma clearance of S-ketamine, all hepatic",
        Source("Kamp2020", KAMP, "fitted", ("E065", "E213", "E214")), low=69.0, high=97.0,
    )
    volume: float = param(
        272.7, "L", "steady-state volume of S-ketamine",
        Source("Kamp2020", KAMP_V, "fitted", ("E064", "E209", "E210")), low=200.0, high=462.0,
    )
    oral: float = param(
        0.15, "1", "oral bioavailability of S-ketamine (fixes the gut wall)",
        Source("Hasan2021", "E219: prolonged release, complete absorption taken", "fitted", ("E219",)),
        low=0.07, high=0.25,
    )
    hnk_clearance: float = param(
        27.0, "L/h", "clearance of S-2,6-hydroxynorketamine",
        Source("Hasan2021", "E215: AUC ratio 1.7 = 0.8*0.7*(239.7/237.7)*CL/CL_HNK", "fitted", ("E215",)),
        low=13.0, high=60.0,
    )


S_KETAMINE = Enantiomer()
"""S-ketamine."""


@parameters
class REnantiomer:
    """R-ketamine, 70 kg: no population model publishes it; ratios from one chiral study."""

    clearance: float = param(
        76.8, "L/h", "plasma clearance of R-ketamine, all hepatic",
        assumed("no published model; " + KAMP, "E065", "E213", "E214", key="Hasan2021"), low=65.0, high=92.0,
    )
    volume: float = param(
        231.3, "L", "steady-state volume of R-ketamine",
        assumed("no published model; " + KAMP_V, "E064", "E209", "E210", key="Hasan2021"), low=170.0, high=392.0,
    )
    oral: float = param(
        0.19, "1", "oral bioavailability of R-ketamine (fixes the gut wall)",
        assumed("no published model; E219, prolonged release", "E219", key="Hasan2021"), low=0.09, high=0.29,
    )
    hnk_clearance: float = param(
        14.0, "L/h", "clearance of R-2,6-hydroxynorketamine",
        assumed("no published model; from the AUC ratio 3.1 (1.4)", "E216", key="Hasan2021"), low=9.0, high=26.0,
    )


R_KETAMINE = REnantiomer()
"""R-ketamine."""


@parameters
class Shared:
    """Body of a 70 kg adult, the same for both enantiomers."""

    weight: float = param(70.0, "kg", "reference weight", Source("Otto2021", "Table 3, footnote", "measured", ("E143",)))
    allometry: float = param(
        0.75, "1", "exponent of weight on clearances and flows; volumes scale with 1",
        Source("Otto2021", "Table 3, footnote: fixed", "measured", ("E143",)),
    )
    flow: float = param(
        151.0, "L/h", "plasma-equivalent hepatic flow Q",
        Source("PerezRuixo2021", "Table 3, third-party transcription", "measured", ("E095",)), low=90.0, high=190.0,
    )
    flow_age: float = param(
        60.0, "year", "age from which the flow falls",
        Source("PerezRuixo2021", "Table 3, third-party transcription", "measured", ("E096",)),
    )
    flow_per_year: float = param(
        2.19, "L/h/year", "loss of flow per year above that age",
        Source("PerezRuixo2021", "Table 3, third-party transcription", "measured", ("E096",)),
    )
    liver_volume: float = param(
        15.0, "L", "distribution volume of the liver (tissue volume times partition)",
        assumed("1.8 L of tissue at a partition near 8; Perez-Ruixo's apparent hepatoportal volume is 101 L", "E097"),
        low=2.0, high=101.0,
    )
    k12: float = param(
        1.116, "1/h", "central to peripheral",
        Source("Clements1981", "0.0186 /min, 250 ug/kg; third-party transcription", "measured", ("E170",)),
    )
    k21: float = param(
        0.822, "1/h", "peripheral to central",
        Source("Clements1981", "0.0137 /min, 250 ug/kg; third-party transcription", "measured", ("E171",)),
    )


@parameters
class Metabolites:
    """Formation and fate of the metabolites; amounts are ketamine equivalents."""

    to_norketamine: float = param(
        0.8, "1", "share of hepatic ketamine metabolism that makes norketamine",
        assumed("the share Simons 2022 assumes", "E122", key="Simons2022"), low=0.6, high=1.0,
    )
    gut_to_norketamine: float = param(
        0.8, "1", "share of gut-wall metabolism that makes norketamine",
        assumed("as in the liver; gut CYP3A4 N-demethylates"), low=0.4, high=1.0,
    )
    to_hydroxynorketamine: float = param(
        0.7, "1", "share of norketamine metabolism that makes 2,6-hydroxynorketamine",
        assumed("the share Simons 2022 assumes", "E127", key="Simons2022"), low=0.4, high=0.9,
    )
    to_dehydronorketamine: float = param(
        0.2, "1", "share of norketamine metabolism that makes dehydronorketamine",
        assumed("part of the 30 % Simons 2022 leaves to other metabolites", "E127", key="Simons2022"),
        low=0.05, high=0.3,
    )
    nk_clearance: float = param(
        43.4, "L/h", "clearance of norketamine",
        Source("Otto2021", "57.7 L/h apparent x 0.8 formed x 223.70/237.73", "derived", ("E144",)), low=30.0, high=60.0,
    )
    nk_volume: float = param(
        74.2, "L", "central volume of norketamine",
        Source("Otto2021", "98.6 L apparent x 0.8 formed x 223.70/237.73", "derived", ("E143",)), low=50.0, high=105.0,
    )
    nk_flow: float = param(
        32.2, "L/h", "intercompartmental flow of norketamine",
        Source("Otto2021", "42.8 L/h apparent x 0.8 formed x 223.70/237.73", "derived", ("E146",)), low=20.0, high=45.0,
    )
    nk_peripheral: float = param(
        120.4, "L", "peripheral volume of norketamine",
        Source("Otto2021", "160 L apparent x 0.8 formed x 223.70/237.73", "derived", ("E145",)), low=80.0, high=170.0,
    )
    hnk_volume: float = param(
        150.0, "L", "volume of hydroxynorketamine",
        assumed("between 92 L (Simons 2022, S) and slower published half-lives", "E128", "E129"), low=50.0, high=400.0,
    )
    dhnk_volume: float = param(
        150.0, "L", "volume of dehydronorketamine", assumed("no model; as hydroxynorketamine"), low=50.0, high=400.0,
    )
    dhnk_clearance: float = param(
        30.0, "L/h", "clearance of dehydronorketamine",
        assumed("no model; of the order of hydroxynorketamine's"), low=8.0, high=100.0,
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


@parameters
class Absorption:
    """From the site of the dose into blood."""

    f_muscle: float = param(
        0.93, "1", "intramuscular bioavailability",
        Source("Clements1981", "encyclopaedic citation of the 1981-82 studies", "measured", ("E173",)), low=0.75, high=1.0,
    )
    ka_muscle: float = param(
        5.0, "1/h", "intramuscular absorption",
        assumed("peak within 5-15 to 22 min after injection"), low=2.5, high=15.0,
    )
    f_skin: float = param(
        0.90, "1", "subcutaneous bioavailability", assumed("no figure found; near the intramuscular one"), low=0.7, high=1.0,
    )
    ka_skin: float = param(
        3.0, "1/h", "subcutaneous absorption", assumed("no figure found; slower than intramuscular"), low=1.5, high=8.0,
    )
    mucosal: float = param(
        0.145, "1", "share of a sublingual dose absorbed by the mucosa; the rest is swallowed",
        Source("Rolan2014", "E189: 0.29 = m + (1 - m) 0.17", "fitted", ("E189",)), low=0.10, high=0.27,
    )
    ka_mouth: float = param(
        2.4, "1/h", "mucosal absorption",
        Source("Simons2022", "KA1 0.04 /min, third-party transcription", "measured", ("E110",)), low=1.5, high=4.0,
    )
    nasal_first: float = param(
        0.54, "1", "share of the first esketamine device absorbed in the nasal cavity",
        Source("PerezRuixo2021", "FRn, first 28-mg device", "measured", ("E081", "E077")), low=0.35, high=0.7,
    )
    nasal_later: float = param(
        0.62, "1", "factor on that share for later devices of a session",
        Source("PerezRuixo2021", "Table 3, third-party transcription", "measured", ("E082",)), low=0.45, high=0.8,
    )
    nasal_device: float = param(
        28.0, "mg", "amount of the first device",
        Source("PerezRuixo2021", "28-mg devices", "measured", ("E077",)),
    )
    nasal_racemate: float = param(
        0.15, "1", "share of nasal racemate absorbed in the nasal cavity",
        assumed("total bioavailability 45 % (n=3) against 11-17 % (10-50 mg)", "E186"), low=0.0, high=0.4,
    )
    ka_nose: float = param(
        2.93, "1/h", "absorption from the nasal cavity",
        Source("PerezRuixo2021", "Table 3, third-party transcription", "measured", ("E084",)), low=1.5, high=5.5,
    )
    swallowing: float = param(
        0.53, "h", "duration over which the swallowed part reaches the gut",
        Source("PerezRuixo2021", "Dsw, third-party transcription", "measured", ("E085",)),
    )
    ka_swallowed: float = param(
        1.45, "1/h", "absorption of the swallowed part",
        Source("PerezRuixo2021", "Table 3, third-party transcription", "measured", ("E086",)), low=0.5, high=4.0,
    )
    ka_gut: float = param(
        3.0, "1/h", "absorption of an oral solution or syrup",
        assumed("peak about 30 min after an oral dose; 0.97 /h after a 0.32 h input for an esketamine solution", "E088"),
        low=0.97, high=8.0,
    )


@parameters
class Spread:
    """Between-subject variability, transferred from the named papers: assumed to hold for this model."""

    clearance: float = param(
        0.34, "1", "log-SD of intrinsic clearance",
        assumed("sqrt(0.026) of clearance (Otto 2021) over dlnCL/dlnCLint = 1 - 81.3/151", "E149", key="Otto2021"),
        low=0.2, high=0.5,
    )
    volume: float = param(
        0.29, "1", "log-SD of central volume", assumed("sqrt(0.084)", "E147", key="Otto2021"), low=0.2, high=0.4,
    )
    correlation: float = param(
        0.48, "1", "correlation of clearance and volume",
        assumed("0.0226 / sqrt(0.084 x 0.026)", "E148", key="Otto2021"), low=0.0, high=0.8,
    )
    gut: float = param(
        0.40, "1", "log-SD of the gut wall's intrinsic clearance",
        assumed("oral bioavailability 15 (8) %", "E219", key="Hasan2021"), low=0.1, high=0.8,
    )
    oral_absorption: float = param(
        1.004, "1", "log-SD of oral absorption",
        assumed("CV 132 %", "E086", "E088", key="PerezRuixo2021"), low=0.5, high=1.1,
    )
    depot: float = param(
        0.40, "1", "log-SD of intramuscular, subcutaneous and mucosal absorption", assumed("no source"), low=0.2, high=0.7,
    )
    nasal_fraction: float = param(
        0.708, "1", "SD of the logit of the nasal-cavity share",
        assumed("FRn", "E081", key="PerezRuixo2021"), low=0.4, high=0.9,
    )
    nasal_absorption: float = param(
        0.565, "1", "log-SD of nasal absorption", assumed("CV 61.5 %", "E084", key="PerezRuixo2021"), low=0.3, high=0.7,
    )
    norketamine_clearance: float = param(
        0.321, "1", "log-SD of norketamine clearance", assumed("sqrt(0.103)", "E144", key="Otto2021"), low=0.2, high=0.5,
    )
    norketamine_volume: float = param(
        0.201, "1", "log-SD of norketamine volume", assumed("sqrt(0.040)", "E143", key="Otto2021"), low=0.1, high=0.4,
    )
    norketamine_correlation: float = param(
        0.69, "1", "correlation of norketamine clearance and volume",
        assumed("0.0446 / sqrt(0.0404 x 0.1032)", "E143", "E144", key="Otto2021"), low=0.3, high=0.9,
    )


SHARED, METABOLITES, ABSORPTION, SPREAD = Shared(), Metabolites(), Absorption(), Spread()
