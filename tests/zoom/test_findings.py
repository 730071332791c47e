"""The page on contested findings: what it says follows from numbers, and the shipped one says it of all three."""

import json
from pathlib import Path

import numpy as np
import pytest

from resynapse.network.contested import FINDINGS, Shown
from resynapse.network.search import Answer, Cell
from resynapse.zoom import findings, findings_page

SHIPPED = Path(__file__).resolve().parents[2] / "docs" / "brain-findings.md"
ARMS = (*findings.ARMS, "ketamine 1 mg/kg", "healthy")
READINGS = tuple(name for name, _ in findings_page.READINGS)


def made(holds: bool) -> findings.Findings:
    """Three models, two patients; a search of two cells of which the first gives everything if it `holds`."""
    rise = 0.01 if holds else -0.01
    size = {"ketamine": rise, "lanicemine": 0.0, "midazolam": -0.02, "saline": 0.0, "ketamine 1 mg/kg": -0.03}
    seen = {
        (arm, when): {name: np.full(2, size[arm]) for name in READINGS} for arm in size for when in ("40 min", "24 h")
    }
    cells = [Cell("everywhere", "everywhere", 0.3, 0.3, acute, 0.0) for acute in (0.0, 1.0)]
    both = {
        (arm, when): dict.fromkeys(READINGS, np.array([size.get(arm, 0.0), -0.01]))
        for arm in ARMS
        for when in ("40 min", "24 h")
    }
    both["ketamine", "40 min"] = both["ketamine", "40 min"] | {
        "within_default": np.full(2, -0.01), "default_rate": np.zeros(2)
    }  # fmt: skip
    both["healthy", "baseline"] = dict.fromkeys(READINGS, np.zeros(2))
    shown = {name: {model: Shown(holds, "because") for model in ("a", "b", "c")} for name in FINDINGS}
    between = dict.fromkeys(READINGS, 0.02)
    tried = findings.Tried("global", cells, Answer(both, np.ones(2, bool)))
    return findings.Findings(
        8, between, dict.fromkeys(("a", "b", "c"), seen), shown, [tried], {"prefrontal_gbc": (-0.1, -0.05, 0.5)}
    )


@pytest.mark.parametrize(("holds", "words", "found"), [(True, "reproduced", 1), (False, "not reproduced", 0)])
def test_the_verdicts_follow_from_what_the_models_show(holds, words, found):
    it = made(holds)
    verdicts = findings_page.verdicts(it)
    assert verdicts["gbcr"] == verdicts["default"] == words
    assert verdicts["proportion"] == (f"only if {findings_page.ROUTE} is assumed" if holds else words)
    assert f"{found} of 2 combinations of mechanisms tried give all of it" in findings_page.sentence(it)
    assert json.loads(findings_page.as_json(it))["verdicts"] == verdicts


def test_what_the_search_finds_is_called_post_hoc_and_asked_for_untouched_facts():
    text = findings_page.page(made(True), "it.png")
    assert "1 combinations show *all* (post hoc)" in text
    for fact in ("midazolam lowers", "in healthy people", "1 mg/kg lowers it more"):
        assert fact in text, fact
    assert "2 combinations of mechanisms were tried" in text
    assert "post hoc" not in findings_page.page(made(False), "it.png")


def test_a_change_that_is_rounding_is_zero_and_a_spread_of_nothing_is_not_shown():
    text = findings_page.page(made(True), "it.png")
    assert "| a | saline | 24 h | 0, 2 |" in text
    assert "+0.0000" not in text


def test_the_shipped_page_judges_three_findings_over_five_models_and_says_how_many_were_tried():
    text = SHIPPED.read_text(encoding="utf-8")
    for title in findings_page.TITLES.values():
        part = text.split(f"## {title}\n")[1].split("\n## ")[0]
        assert "Verdict: **" in part
        for model in ("global", "held", "regional", "noisy", "hopf"):
            assert f"\n| {model} | " in part, (title, model)
    assert "Human Connectome Project" in text.split("## Whose data")[1]
    assert "2640 combinations of mechanisms were tried" in text
    assert (SHIPPED.parent / "images" / "brain-findings.png").is_file()
