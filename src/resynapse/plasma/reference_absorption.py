"""Numbers of the default model: routes, and the spread between people."""

from __future__ import annotations

from dataclasses import dataclass

from resynapse.provenance import Source, assumed, param


@dataclass(frozen=True)
class Absorption:
    """From the site of the dose into blood."""

    f_muscle: float = param(
        0.93,
        "1",
        "intramuscular bioavailability",
        Source("Clements1981", "encyclopaedic citation of the 1981-82 studies", "measured", ("E173",)),
        low=0.75,
        high=1.0,
    )
    ka_muscle: float = param(
        5.0,
        "1/h",
        "intramuscular absorption",
        assumed("peak within 5-15 to 22 min after injection"),
        low=2.5,
        high=15.0,
    )
    f_skin: float = param(
        0.90,
        "1",
        "subcutaneous bioavailability",
        assumed("no figure found; near the intramuscular one"),
        low=0.7,
        high=1.0,
    )
    ka_skin: float = param(
        3.0,
        "1/h",
        "subcutaneous absorption",
        assumed("no figure found; slower than intramuscular"),
        low=1.5,
        high=8.0,
    )
    mucosal: float = param(
        0.145,
        "1",
        "share of a sublingual dose absorbed by the mucosa; the rest is swallowed",
        Source("Rolan2014", "E189: 0.29 = m + (1 - m) 0.17", "fitted", ("E189",)),
        low=0.10,
        high=0.27,
    )
    ka_mouth: float = param(
        2.4,
        "1/h",
        "mucosal absorption",
        Source("Simons2022", "KA1 0.04 /min, third-party transcription", "measured", ("E110",)),
        low=1.5,
        high=4.0,
    )
    nasal_first: float = param(
        0.54,
        "1",
        "share of the first esketamine device absorbed in the nasal cavity",
        Source("PerezRuixo2021", "FRn, first 28-mg device", "measured", ("E081", "E077")),
        low=0.35,
        high=0.7,
    )
    nasal_later: float = param(
        0.62,
        "1",
        "factor on that share for later devices of a session",
        Source("PerezRuixo2021", "Table 3, third-party transcription", "measured", ("E082",)),
        low=0.45,
        high=0.8,
    )
    nasal_device: float = param(
        28.0,
        "mg",
        "amount of the first device",
        Source("PerezRuixo2021", "28-mg devices", "measured", ("E077",)),
    )
    nasal_racemate: float = param(
        0.15,
        "1",
        "share of nasal racemate absorbed in the nasal cavity",
        assumed("total bioavailability 45 % (n=3) against 11-17 % (10-50 mg)", "E186"),
        low=0.0,
        high=0.4,
    )
    ka_nose: float = param(
        2.93,
        "1/h",
        "absorption from the nasal cavity",
        Source("PerezRuixo2021", "Table 3, third-party transcription", "measured", ("E084",)),
        low=1.5,
        high=5.5,
    )
    swallowing: float = param(
        0.53,
        "h",
        "duration over which the swallowed part reaches the gut",
        Source("PerezRuixo2021", "Dsw, third-party transcription", "measured", ("E085",)),
    )
    ka_swallowed: float = param(
        1.45,
        "1/h",
        "absorption of the swallowed part",
        Source("PerezRuixo2021", "Table 3, third-party transcription", "measured", ("E086",)),
        low=0.5,
        high=4.0,
    )
    ka_gut: float = param(
        3.0,
        "1/h",
        "absorption of an oral solution or syrup",
        assumed(
            "peak about 30 min after an oral dose; 0.97 /h after a 0.32 h input for an esketamine solution",
            "E088",
        ),
        low=0.97,
        high=8.0,
    )


@dataclass(frozen=True)
class Spread:
    """Between-subject variability, transferred from the named papers: assumed to hold for this model."""

    clearance: float = param(
        0.34,
        "1",
        "log-SD of intrinsic clearance",
        assumed("sqrt(0.026) of clearance (Otto 2021) over dlnCL/dlnCLint = 1 - 81.3/151", "E149", key="Otto2021"),
        low=0.2,
        high=0.5,
    )
    volume: float = param(
        0.29,
        "1",
        "log-SD of central volume",
        assumed("sqrt(0.084)", "E147", key="Otto2021"),
        low=0.2,
        high=0.4,
    )
    correlation: float = param(
        0.48,
        "1",
        "correlation of clearance and volume",
        assumed("0.0226 / sqrt(0.084 x 0.026)", "E148", key="Otto2021"),
        low=0.0,
        high=0.8,
    )
    gut: float = param(
        0.40,
        "1",
        "log-SD of the gut wall's intrinsic clearance",
        assumed("oral bioavailability 15 (8) %", "E219", key="Hasan2021"),
        low=0.1,
        high=0.8,
    )
    oral_absorption: float = param(
        1.004,
        "1",
        "log-SD of oral absorption",
        assumed("CV 132 %", "E086", "E088", key="PerezRuixo2021"),
        low=0.5,
        high=1.1,
    )
    depot: float = param(
        0.40,
        "1",
        "log-SD of intramuscular, subcutaneous and mucosal absorption",
        assumed("no source"),
        low=0.2,
        high=0.7,
    )
    nasal_fraction: float = param(
        0.708,
        "1",
        "SD of the logit of the nasal-cavity share",
        assumed("FRn", "E081", key="PerezRuixo2021"),
        low=0.4,
        high=0.9,
    )
    nasal_absorption: float = param(
        0.565,
        "1",
        "log-SD of nasal absorption",
        assumed("CV 61.5 %", "E084", key="PerezRuixo2021"),
        low=0.3,
        high=0.7,
    )
    norketamine_clearance: float = param(
        0.321,
        "1",
        "log-SD of norketamine clearance",
        assumed("sqrt(0.103)", "E144", key="Otto2021"),
        low=0.2,
        high=0.5,
    )
    norketamine_volume: float = param(
        0.201,
        "1",
        "log-SD of norketamine volume",
        assumed("sqrt(0.040)", "E143", key="Otto2021"),
        low=0.1,
        high=0.4,
    )
    norketamine_correlation: float = param(
        0.69,
        "1",
        "correlation of norketamine clearance and volume",
        assumed("0.0446 / sqrt(0.0404 x 0.1032)", "E143", "E144", key="Otto2021"),
        low=0.3,
        high=0.9,
    )


ABSORPTION, SPREAD = Absorption(), Spread()
