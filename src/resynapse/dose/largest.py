"""The largest published dose of each drug, by route: what a plan may not exceed.

A field is named drug_route; more than one published form (per kg, fixed, as a rate) has a suffix. mg of base.
"""

from __future__ import annotations

from dataclasses import dataclass

from resynapse.provenance import Source, assumed, param


def _read(key: str, where: str, *rows: str) -> Source:
    return Source(key, where, "measured", rows)


KETALAR = _read("KetalarLabel", "section 2.2, induction of anaesthesia", "D001", "D002")
KETANEST = _read(
    "EsketamineSmPC", "section 4.2, induction and maintenance of anaesthesia", "D003", "D004", "D005"
)
MIDAZOLAM = _read(
    "MidazolamLabel", "adult dose: anaesthesia, sedation, infusion", "D006", "D007", "D008", "D009"
)


@dataclass(frozen=True)
class HumanDoses:
    """Largest doses given to people, for any purpose, anaesthesia included."""

    ketamine_iv: float = param(4.5, "mg/kg", "largest intravenous ketamine", KETALAR)
    ketamine_iv_rate: float = param(
        2.46, "mg/kg/h", "fastest ketamine infusion", _read("Idvall1979", "41 ug/kg/min, anaesthesia", "E257")
    )
    ketamine_im: float = param(13.0, "mg/kg", "largest intramuscular ketamine", KETALAR)
    ketamine_sc: float = param(
        1.0, "mg/kg", "largest subcutaneous ketamine", _read("Glue2017", "abstract", "E493")
    )
    ketamine_sc_rate: float = param(
        500 / 24,
        "mg/h",
        "fastest subcutaneous ketamine infusion",
        _read("Hardy2012", "500 mg in 24 h", "D010"),
    )
    ketamine_nasal: float = param(
        100.0,
        "mg",
        "largest nasal ketamine",
        assumed("100 mg is recalled from a pilot trial, 90 mg was read in a patent", "D011"),
        low=50.0,
        high=150.0,
    )
    ketamine_oral: float = param(
        7.0, "mg/kg", "largest oral ketamine", _read("Andrade2019", "abstract", "E041")
    )
    ketamine_oral_fixed: float = param(
        300.0, "mg", "largest fixed oral ketamine", _read("Andrade2019", "abstract", "E043")
    )
    ketamine_sublingual: float = param(
        400.0,
        "mg",
        "largest sublingual ketamine",
        assumed("lozenges of 50 to 400 mg in a retrospective series, read in a summary only", "D012"),
        low=100.0,
        high=600.0,
    )
    esketamine_iv: float = param(1.0, "mg/kg", "largest intravenous esketamine", KETANEST)
    esketamine_iv_rate: float = param(
        3.6,
        "mg/kg/h",
        "fastest esketamine infusion",
        _read("Flint2017", "children in intensive care", "E304"),
    )
    esketamine_im: float = param(4.0, "mg/kg", "largest intramuscular esketamine", KETANEST)
    esketamine_sc: float = param(
        1.0,
        "mg/kg",
        "largest subcutaneous esketamine",
        assumed("0.5 to 1 mg/kg is recalled from case series of subcutaneous esketamine", "D013"),
        low=0.5,
        high=1.5,
    )
    esketamine_nasal: float = param(
        112.0, "mg", "largest nasal esketamine", _read("PerezRuixo2021", "abstract", "E073")
    )
    esketamine_oral: float = param(
        112.0, "mg", "largest oral esketamine", _read("PerezRuixo2021", "abstract", "E073")
    )
    esketamine_sublingual: float = param(
        100.0, "mg", "largest oromucosal esketamine", _read("Simons2022", "two 50 mg films", "E108")
    )
    arketamine_iv: float = param(
        150.0,
        "mg",
        "largest intravenous arketamine",
        _read("ArketamineTrial2020", "sixth planned cohort", "D014"),
    )
    lanicemine_iv: float = param(
        460.0,
        "mg",
        "largest intravenous lanicemine",
        _read("AstraZenecaLanicemine", "largest loading dose", "D015"),
    )
    memantine_oral: float = param(
        28.0,
        "mg",
        "largest oral memantine",
        assumed("once-daily extended-release capsule, recalled from its label", "D016"),
        low=20.0,
        high=60.0,
    )
    midazolam_iv: float = param(0.6, "mg/kg", "largest intravenous midazolam", MIDAZOLAM)
    midazolam_iv_rate: float = param(0.2, "mg/kg/h", "fastest midazolam infusion", MIDAZOLAM)
    midazolam_im: float = param(10.0, "mg", "largest intramuscular midazolam", MIDAZOLAM)
    midazolam_sc: float = param(
        0.045,
        "mg/kg",
        "largest subcutaneous midazolam",
        assumed("control arm of a trial of subcutaneous ketamine, recalled", "E485", key="Loo2023"),
        low=0.025,
        high=0.2,
    )
    midazolam_oral: float = param(20.0, "mg", "largest oral midazolam", MIDAZOLAM)


@dataclass(frozen=True)
class RodentDoses:
    """Largest doses given to rats and mice by any route."""

    ketamine: float = param(
        200.0, "mg/kg", "largest ketamine", _read("Moghaddam1997", "prefrontal microdialysis in rats", "M248")
    )
    esketamine: float = param(
        100.0, "mg/kg", "largest esketamine", assumed("half of the largest racemate"), low=20.0, high=200.0
    )
    arketamine: float = param(
        100.0, "mg/kg", "largest arketamine", assumed("half of the largest racemate"), low=20.0, high=200.0
    )
    lanicemine: float = param(
        50.0,
        "mg/kg",
        "largest lanicemine",
        assumed("wide guess above behavioural doses"),
        low=10.0,
        high=100.0,
    )
    memantine: float = param(
        50.0,
        "mg/kg",
        "largest memantine",
        assumed("wide guess above behavioural doses"),
        low=20.0,
        high=100.0,
    )
    midazolam: float = param(
        20.0, "mg/kg", "largest midazolam", assumed("wide guess above behavioural doses"), low=5.0, high=100.0
    )
