"""Perez-Ruixo 2021, Table 4 (third-party transcription): nasal esketamine by dose, age and ancestry.

Tolerances: the table is model-based, with a few percent between its medians and typical values (Cmax);
AUC is printed to four digits.
"""

from __future__ import annotations

import pytest

from plasma_runs import DAY, LONG, exposure, fold, one, peak, value
from resynapse import plasma

MODEL = plasma.choose("PerezRuixo2021")
ROWS = {28.0: 60, 56.0: 64, 84.0: 68}  # mg to the first of four rows: Cmax and AUC0-24, parent and metabolite


def nasal(milligrams, model=MODEL, **who):
    """Levels over a day after one nasal dose."""
    return one("esketamine", "nasal", milligrams, DAY, model=model, **who)


def test_sprays_one_by_one_are_the_dose_at_once():
    from resynapse.dose.regimen import Dose, Regimen

    split = Regimen(tuple(Dose(0.0, "esketamine", "nasal", 28.0) for _ in range(3)))
    levels = plasma.levels(split, plasma.typical(), DAY, MODEL)
    assert exposure(levels, "s_ketamine") == pytest.approx(exposure(nasal(84.0), "s_ketamine"), rel=1e-9)
    apart = Regimen(tuple(Dose(72.0 * k, "esketamine", "nasal", 28.0) for k in range(2)))  # two sessions
    late = plasma.levels(apart, plasma.typical(), LONG, MODEL)
    first = one("esketamine", "nasal", 28.0, LONG, model=MODEL)
    assert exposure(late, "s_ketamine") == pytest.approx(2 * exposure(first, "s_ketamine"), rel=1e-3)


def absolute(milligrams, model=MODEL):
    """Absolute nasal bioavailability."""
    vein = exposure(one("esketamine", "iv", 28.0, LONG, 40, model), "s_ketamine") / 28.0
    return exposure(one("esketamine", "nasal", milligrams, LONG, model=model), "s_ketamine") / milligrams / vein


@pytest.mark.parametrize("model", [MODEL, plasma.DEFAULT], ids=lambda model: model.name)
def test_nasal_bioavailability_of_84_milligrams(model):
    """Calibration target 7: 51 %; the nasal share is the paper's, 5 % of rounding and swallowed part."""
    assert fold(absolute(84.0, model), value("E079") / 100) < 1.05


@pytest.mark.xfail(reason="the default has the meta-analytic clearance 79 L/h and volume 252 L, not 114 and 752")
@pytest.mark.parametrize("milligrams", ROWS)
def test_the_default_model_on_nasal_esketamine(milligrams):
    levels = nasal(milligrams, plasma.DEFAULT)
    assert fold(peak(levels, "s_ketamine"), value(f"P{ROWS[milligrams]:03d}")) < 1.25
