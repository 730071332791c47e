"""Numbers of Simons 2022, Table 4, from a third-party transcription; minutes turned into hours."""

from __future__ import annotations

from dataclasses import dataclass

from resynapse.provenance import Source, assumed, param

PLACE = "Table 4, third-party transcription; per minute x 60"


def _read(*rows: str) -> Source:
    return Source("Simons2022", PLACE, "measured", rows)


@dataclass(frozen=True)
class Parameters:
    """Typical values, 70 kg."""

    f_mouth: float = param(0.263, "1", "share of a film absorbed by the mucosa", _read("E108"))
    d_mouth: float = param(0.2183333333, "h", "duration of mucosal input", _read("E109"))
    ka_mouth: float = param(2.4, "1/h", "mucosal absorption", _read("E110"))
    f_gut: float = param(1.16, "1", "swallowed input into metabolism, relative to the dose", _read("E111"))
    d_gut: float = param(0.4983333333, "h", "duration of swallowed input", _read("E112"))
    ka_gut: float = param(2.94, "1/h", "absorption of the swallowed part", _read("E113"))
    gut_delay: float = param(0.1783333333, "h", "mean transit time from gut to liver", _read("E114"))
    v1: float = param(11.6, "L", "central volume of ketamine and norketamine", _read("E115"))
    v2: float = param(39.0, "L", "shallow volume", _read("E116"))
    v3: float = param(174.0, "L", "deep volume", _read("E117"))
    clearance: float = param(88.8, "L/h", "clearance of ketamine", _read("E118"))
    q2: float = param(145.8, "L/h", "flow to shallow", _read("E119"))
    q3: float = param(72.6, "L/h", "flow to deep", _read("E120"))
    nk_delay: float = param(0.335, "h", "mean transit time from ketamine to norketamine", _read("E121"))
    nk_v2: float = param(221.0, "L", "peripheral volume of norketamine", _read("E123"))
    nk_clearance: float = param(60.0, "L/h", "clearance of norketamine", _read("E124"))
    nk_q: float = param(157.8, "L/h", "intercompartmental flow of norketamine", _read("E125"))
    hnk_delay: float = param(
        0.0186666667, "h", "mean transit time from norketamine to hydroxynorketamine", _read("E126")
    )
    vh1: float = param(4.4, "L", "central volume of hydroxynorketamine", _read("E128"))
    vh2: float = param(87.5, "L", "peripheral volume of hydroxynorketamine", _read("E129"))
    hnk_clearance: float = param(55.98, "L/h", "clearance of hydroxynorketamine", _read("E130"))
    hnk_q: float = param(102.0, "L/h", "intercompartmental flow of hydroxynorketamine", _read("E131"))
    to_norketamine: float = param(
        0.8,
        "1",
        "share of ketamine that becomes norketamine",
        assumed("the paper's assumption", "E122"),
        low=0.6,
        high=1.0,
    )
    to_hydroxynorketamine: float = param(
        0.7,
        "1",
        "share of norketamine that becomes hydroxynorketamine",
        assumed("the paper's assumption", "E127"),
        low=0.4,
        high=0.9,
    )
    allometry: float = param(
        0.75,
        "1",
        "exponent of weight on clearances and flows; volumes scale with 1",
        assumed("values are printed per 70 kg without exponents"),
        low=0.0,
        high=1.0,
    )
    nk_mass: float = param(
        0.941, "1", "molar mass of norketamine over ketamine", Source("", "223.70 / 237.73", "derived")
    )
    hnk_mass: float = param(
        1.008, "1", "molar mass of hydroxynorketamine over ketamine", Source("", "239.70 / 237.73", "derived")
    )


@dataclass(frozen=True)
class Spread:
    """Between-subject variances on the log scale."""

    volume: float = param(0.057, "1", "variance of central volume", _read("E115"))
    clearance: float = param(0.029, "1", "variance of ketamine clearance", _read("E118"))
    deep_flow: float = param(0.026, "1", "variance of flow to deep", _read("E120"))
    norketamine_clearance: float = param(0.05, "1", "variance of norketamine clearance", _read("E124"))
    norketamine_delay: float = param(0.021, "1", "variance of transit time to norketamine", _read("P052"))
    hydroxynorketamine_volume: float = param(
        1.22, "1", "variance of central volume of hydroxynorketamine", _read("P053")
    )
    hydroxynorketamine_clearance: float = param(0.103, "1", "variance of hydroxynorketamine clearance", _read("E130"))
    hydroxynorketamine_flow: float = param(0.287, "1", "variance of flow of hydroxynorketamine", _read("P054"))


PARAMETERS, SPREAD = Parameters(), Spread()
