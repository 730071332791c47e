"""Mystical experience and sedation against what was published."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from resynapse.provenance import describe, references
from resynapse.symptoms import breathing, harm
from resynapse.symptoms.mystical import Mystical, probability
from resynapse.symptoms.sedation import Sedation, anaesthesia, racemate_equivalent, sedation
from resynapse.symptoms.tables import table

LEVELS = np.linspace(0.0, 4000.0, 401)


def test_complete_mystical_experience_at_clinical_exposure():
    published = [table("acute")[row].number / 100 for row in ("E578", "E579")]
    assert min(published) <= probability(Mystical().level) <= max(published)
    racemic = probability(table("acute")["E248"].number / 2)
    assert racemic == pytest.approx(published[1], abs=0.02)


def test_mystical_experience_rises_with_exposure_and_needs_drug():
    rising = probability(LEVELS)
    assert rising[0] == 0.0
    assert (np.diff(rising) > 0).all()
    assert rising[-1] < 1.0


def test_the_assumed_slope_is_wide():
    """The range of the slope must leave the effect of a doubled dose open."""
    doubled = [probability(180.0, Mystical(slope=slope)) for slope in (0.3, 4.0)]
    assert doubled[1] / doubled[0] > 3


def test_anaesthetic_and_waking_levels():
    rows = table("acute")
    assert anaesthesia(rows["E254"].number) > 0.9
    assert anaesthesia(rows["E257"].number * 237.7) > 0.99
    assert anaesthesia(rows["E258"].number * 237.7) == pytest.approx(0.5, abs=0.01)
    pure_s = racemate_equivalent(rows["S401"].number, 0.0)
    assert anaesthesia(pure_s) > 0.95
    assert anaesthesia(racemate_equivalent(rows["S402"].number, 0.0)) < 0.05


def test_nasal_esketamine_sedates_half_and_rarely_takes_consciousness():
    """0.3 % lost consciousness in the trials: not used to build it."""
    row = table("acute")["S405"]
    level = racemate_equivalent((row.low + row.high) / 2, 0.0)
    seen = table("acute")["S403"]
    assert seen.low / 100 <= sedation(level) <= seen.high / 100
    assert anaesthesia(level) < 3 * table("acute")["S404"].number / 100


def test_sedation_rises_and_includes_anaesthesia():
    any_sedation = sedation(LEVELS)
    assert any_sedation[0] == 0.0
    assert (np.diff(any_sedation) >= 0).all()
    assert (any_sedation >= anaesthesia(LEVELS)).all()


@pytest.mark.parametrize("function", [probability, sedation, anaesthesia])
def test_the_same_in_jax_with_a_finite_slope(function):
    levels = jnp.asarray(LEVELS[::40])
    assert np.allclose(function(levels), function(LEVELS[::40]), atol=1e-6)
    assert np.isfinite(jax.vmap(jax.grad(function))(levels)).all()


@pytest.mark.parametrize("numbers", [Mystical(), Sedation(), breathing.Limits(), harm.Limits()])
def test_every_number_has_a_reference_and_rows_that_exist(numbers):
    here = {row for name in ("acute", "breathing", "harm") for row in table(name)}
    for row in describe(numbers, "symptoms"):
        assert row.kind == "assumed" or row.source in references()
        assert all(name in here for name in row.rows if not name.startswith("B"))
