"""Numbers of Perez-Ruixo 2021, Table 3, from a third-party transcription; abstract where it prints them."""

from __future__ import annotations

from dataclasses import dataclass

from resynapse.provenance import Source, param


def _read(*rows: str) -> Source:
    return Source("PerezRuixo2021", "Table 3, third-party transcription", "measured", rows)


@dataclass(frozen=True)
class Parameters:
    """Typical values; weight had no effect in the paper."""

    nasal_first: float = param(0.54, "1", "share of the first 28-mg device absorbed in the nasal cavity", _read("E081"))
    nasal_later: float = param(0.62, "1", "factor on that share for later devices of a session", _read("E082"))
    nasal_device: float = param(28.0, "mg", "amount of one device", _read("E077"))
    nasal_japanese: float = param(1.34, "1", "factor on the nasal share in Japanese people", _read("E083"))
    ka_nose: float = param(2.93, "1/h", "absorption from the nasal cavity", _read("E084"))
    d_swallowed: float = param(0.53, "h", "duration of the swallowed input", _read("E085"))
    ka_swallowed: float = param(1.45, "1/h", "absorption of the swallowed part", _read("E086"))
    d_oral: float = param(0.32, "h", "duration of the oral input", _read("E087"))
    ka_oral: float = param(0.97, "1/h", "absorption of an oral solution", _read("E088"))
    gut: float = param(0.64, "1", "share that escapes the gut wall", _read("E089"))
    vc: float = param(192.0, "L", "central volume", _read("E090"))
    q1: float = param(84.3, "L/h", "flow to shallow", _read("E091"))
    vp1: float = param(143.0, "L", "shallow volume", _read("E092"))
    q2: float = param(37.6, "L/h", "flow to deep", _read("E093"))
    vp2: float = param(417.0, "L", "deep volume", _read("E094"))
    qh: float = param(151.0, "L/h", "hepatic flow", _read("E095"))
    qh_per_year: float = param(2.19, "L/h/year", "loss of hepatic flow per year over 60", _read("E096"))
    vh: float = param(101.0, "L", "hepatoportal volume", _read("E097"))
    kel: float = param(1.11, "1/h", "hepatic loss to other metabolites", _read("E098"))
    kel_asian: float = param(0.36, "1", "factor on that loss in Asian people", _read("E099"))
    kmet: float = param(2.77, "1/h", "hepatic metabolism to noresketamine", _read("E100"))
    vcn: float = param(70.0, "L", "apparent central volume of noresketamine", _read("E101"))
    cln: float = param(38.0, "L/h", "apparent clearance of noresketamine", _read("E102"))
    cln_asian: float = param(0.81, "1", "factor on that clearance in Asian people", _read("E103"))
    vpn: float = param(115.0, "L", "apparent peripheral volume of noresketamine", _read("E104"))
    q3: float = param(26.1, "L/h", "apparent intercompartmental flow of noresketamine", _read("E105"))


@dataclass(frozen=True)
class Spread:
    """Between-subject variability: log-SD sqrt(ln(1 + CV^2)), for the nasal share the SD of its logit.

    The paper names a variability of kmet but does not print it; it is left out.
    """

    ka_nose: float = param(0.5664, "1", "log-SD of nasal absorption, CV 61.5 %", _read("E084"))
    ka_oral: float = param(1.0044, "1", "log-SD of oral absorption, CV 132 %", _read("E086"))
    vc: float = param(0.27, "1", "log-SD of central volume, CV 27.5 %", _read("E090"))
    vp1: float = param(0.4664, "1", "log-SD of shallow volume, CV 49.3 %", _read("E092"))
    qh: float = param(0.229, "1", "log-SD of hepatic flow, CV 23.2 %", _read("E095"))
    vh: float = param(0.3363, "1", "log-SD of hepatoportal volume, CV 34.6 %", _read("E097"))
    kel: float = param(0.9445, "1", "log-SD of hepatic loss, CV 120 %", _read("E098"))
    vcn: float = param(0.3085, "1", "log-SD of noresketamine volume, CV 31.6 %", _read("E101"))
    cln: float = param(0.25, "1", "log-SD of noresketamine clearance, CV 25.4 %", _read("E102"))
    nasal: float = param(0.708, "1", "SD of the logit of the nasal share", _read("E081"))


PARAMETERS, SPREAD = Parameters(), Spread()
