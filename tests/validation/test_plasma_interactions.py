"""Interacting drugs and liver disease: sizes are set by one study and held to others.

Inhibitors and inducers are set by oral and intravenous S-ketamine in volunteers (P001-P005); grapefruit and
the nasal spray are not used. Tolerance where none is printed: 1.25-fold, the custom of bioequivalence.
"""

from __future__ import annotations

import pytest

from plasma_runs import DAY, LONG, exposure, fold, one, peak, row, value


def change(route, milligrams=28.0, measure=exposure, hours=LONG, analyte="s_ketamine", agents=(), **who):
    """Exposure (or peak) with the agents or in the patients, over without."""
    with_it = measure(one("esketamine", route, milligrams, hours, agents=agents, **who), analyte)
    return with_it / measure(one("esketamine", route, milligrams, hours), analyte)


@pytest.mark.parametrize(
    ("agent", "route", "identity"),
    [("cyp2b6_inhibitor", "oral", "P001"), ("cyp3a4_inhibitor", "oral", "P003"),
     ("cyp3a4_inducer", "iv", "P004"), ("cyp3a4_inducer", "oral", "P005")],
)  # fmt: skip
def test_the_studies_that_set_the_sizes_come_back(agent, route, identity):
    assert fold(change(route, agents=(agent,)), value(identity)) < 1.05


@pytest.mark.parametrize("agent", ["grapefruit", "cyp3a4_inhibitor", "cyp2b6_inhibitor", "cyp3a4_inducer"])
def test_oral_exposure_changes_far_more_than_intravenous(agent):
    oral, vein = (fold(change(route, agents=(agent,)), 1.0) - 1 for route in ("oral", "iv"))
    assert oral > 2 * vein


def test_grapefruit():
    """Peltoniemi 2012: AUC x3.0 (2.4-3.6), Cmax x2.1 (1.8-2.6); nothing changes past the gut."""
    for measure, identity, hours in ((exposure, "E288", LONG), (peak, "E289", DAY)):
        found = change("oral", 14.0, measure, hours, agents=("grapefruit",))
        low, high = (float(x) for x in (row(identity)["low"], row(identity)["high"]))
        assert low <= found <= high, identity
    assert change("iv", 14.0, agents=("grapefruit",)) == pytest.approx(1.0, abs=0.02)


def test_rifampicin_and_nasal_esketamine():
    """Label, recalled: AUC -28 %."""
    assert fold(change("nasal", 84.0, agents=("rifampicin",)), 1 + value("E280") / 100) < 1.25


@pytest.mark.xfail(reason="x1.32 predicted from oral x2.6 through the swallowed part; the label (recalled) says x1.04")
def test_clarithromycin_and_nasal_esketamine():
    assert fold(change("nasal", 84.0, agents=("clarithromycin",)), 1 + value("E278") / 100) < 1.25


@pytest.mark.xfail(
    reason="x1.3 from functional liver mass; the label (recalled) says x2.03, with shunts around the liver"
)
def test_moderate_liver_disease_and_nasal_esketamine():
    assert fold(change("nasal", 28.0, liver="moderate"), 1 + value("E281") / 100) < 1.25


def test_genotype_stays_inside_what_two_studies_disagree_about():
    """CYP2B6*6/*6: no difference in 30 volunteers (Rao 2016), clearance -68 % in patients (recalled)."""
    found = change("iv", cyp2b6="*6/*6")
    assert 1.0 < found < value("E296") / value("E294")
