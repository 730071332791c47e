"""The forecast of one patient: calibrated on simulated patients, silent outside of what was studied."""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy.special import logsumexp
from scipy.stats import kstest

import resynapse
from resynapse import dose, forecast
from resynapse.errors import InputError
from resynapse.individual import Score, outlook, predict
from resynapse.individual.ensemble import Ensemble, picked, quantile
from resynapse.individual.likelihood import log_likelihood
from resynapse.individual.population import Setting, first_draws, simulator

PLAN = "murrough_2013_ketamine"
VISITS = (0.0, 24.0, 72.0)


@pytest.fixture(scope="module")
def setting() -> Setting:
    prepared = forecast.prepare(PLAN, np.array([-1]), 0)
    return Setting(prepared.line, prepared.people, np.array([0.0, 24.0, 72.0, 168.0, 336.0]))


def test_bands_cover_simulated_patients_as_often_as_they_say(setting: Setting) -> None:
    """Simulation-based calibration: 1,000 patients of another seed, rated three times, forecast at days 7 and 14.

    Each is from another draw of the posterior of the population; who forecasts knows neither the patient nor the draw.
    """
    z = first_draws(0, 2048)
    ensemble, _ = simulator(setting, (), 0)(z)
    people, _ = simulator(setting, (), 99)(first_draws(99, 1000))
    rng = np.random.Generator(np.random.Philox(key=[7, 7]))
    sd = people["rating"][rng.integers(len(people["rating"]), size=1000), np.arange(1000)]
    rated = np.clip(people["score"] + sd * rng.standard_normal(people["score"].shape), 0.0, 60.0)
    inside, ranks, expected, seen = np.zeros((4, 2, 1000))
    for k in range(1000):
        scores = tuple(Score(h, "MADRS", float(rated[j, k])) for j, h in enumerate(VISITS))
        log = log_likelihood(ensemble["score"], setting.hours, scores, ensemble["rating"])
        total = logsumexp(log.sum(axis=0), axis=0)
        e = picked(Ensemble(z, np.exp(total - logsumexp(total)), 0.0, ensemble, log, len(z)), "rating", rng)
        score, noise = e.outcome["score"], e.outcome["rating"]
        low, high = outlook.rated(score[3:], e.weights, noise)[[1, 5]]
        inside[:, k] = (rated[3:, k] >= low - 1e-9) & (rated[3:, k] <= high + 1e-9)
        ranks[:, k] = (score[3:] <= people["score"][3:, k][:, None]) @ e.weights
        expected[:, k] = outlook.share(outlook.response(score, noise, rated[0, k]), e.weights)[3:]
        seen[:, k] = rated[3:, k] <= 0.5 * rated[0, k]
    print(inside.mean(axis=1), [kstest(row, "uniform").pvalue for row in ranks])
    assert np.all((inside.mean(axis=1) > 0.76) & (inside.mean(axis=1) < 0.84)), inside.mean(axis=1)
    for row in ranks:  # uniform: each tenth holds a tenth, within four standard errors
        counts = np.histogram(row, bins=10, range=(0.0, 1.0))[0]
        print(counts)
        assert np.all(np.abs(counts - 100) < 4 * np.sqrt(90)), counts
    for said, was in zip(expected, seen, strict=True):  # of those given about so much, about so many respond
        for low in (0.0, 0.1, 0.3, 0.6):
            here = (said >= low) & (said < {0.0: 0.1, 0.1: 0.3, 0.3: 0.6, 0.6: 1.01}[low])
            mean, sd = said[here].mean(), np.sqrt((said[here] * (1.0 - said[here])).sum()) / here.sum()
            print(low, here.sum(), round(mean, 3), round(was[here].mean(), 3))
            assert abs(was[here].mean() - mean) < 4.0 * sd


def test_the_patients_of_a_forecast_are_those_of_a_simulated_plan(setting: Setting) -> None:
    """With the shipped numbers both doors draw from one population: the same seed gives the same people."""
    z = first_draws(3, 64)
    z[:, -1] = -1.0
    ensemble, _ = simulator(setting, (), 3)(z)
    run = forecast.run(PLAN, 64, 3).symptoms_madrs_latent.sel(time=setting.hours, method="nearest")
    np.testing.assert_allclose(ensemble["score"].T, run, atol=1e-9)


def test_scores_pull_the_forecast_towards_them() -> None:
    base = predict(PLAN)
    first = Score(0.0, "MADRS", 34.0)
    well, ill = (predict(PLAN, (first, Score(24.0, "MADRS", p), Score(72.0, "MADRS", p))) for p in (8.0, 32.0))
    day = {"time": 168.0, "method": "nearest"}
    last = [float(d.response_probability.sel(arm="with the scores").sel(**day)) for d in (ill, base, well)]
    assert last[0] < last[1] < last[2]
    same = [float(d.response_probability.sel(arm="before any score").sel(**day)) for d in (ill, well)]
    assert same[0] == same[1] == pytest.approx(last[1], abs=0.05)  # the base rate does not know the scores


def test_without_the_drug_the_same_patient_fares_worse() -> None:
    found = predict(PLAN, (Score(0.0, "MADRS", 34.0), Score(24.0, "MADRS", 12.0)))
    drug, sham = (found.madrs_band.sel(arm=a, quantile=0.5) for a in ("with the scores", "same visits without drug"))
    assert float(sham.sel(time=24.0) - drug.sel(time=24.0)) > 2.0
    assert float(sham[0]) == pytest.approx(float(drug[0]), abs=1.0)


def test_the_same_question_gets_the_same_answer() -> None:
    scores = (Score(24.0, "MADRS", 20.0),)
    one, other = predict(PLAN, scores, 3), predict(PLAN, scores, 3)
    np.testing.assert_array_equal(one.madrs_band, other.madrs_band)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"patient": {"weight": "70 kg", "age": "80 y"}}, "age 80"),
        ({"patient": {"weight": "70 kg", "liver": "severe"}}, "liver"),
        ({"condition": "ptsd"}, "ptsd"),
        ({"doses": [{"drug": "arketamine", "route": "iv", "amount": "0.5 mg/kg", "duration": "40 min"}]}, "arketamine"),
        ({"doses": [{"amount": "2 mg/kg", "duration": "40 min"}]}, "2 mg/kg"),
        ({"doses": [{"route": "oral", "amount": "1 mg/kg"}]}, "without a control arm"),
        ({"doses": []}, "no dose"),
    ],
)
def test_outside_of_what_was_studied_no_probability_is_given(change: dict[str, object], reason: str) -> None:
    plan = {"patient": {"weight": "70 kg"}, "doses": [{"amount": "0.5 mg/kg", "duration": "40 min"}], **change}
    found = predict(dose.load_plan(plan), (Score(24.0, "MADRS", 20.0),))
    assert not found.attrs["inside"]
    assert any(reason in one for one in json.loads(found.attrs["reasons"])), found.attrs["reasons"]
    assert not [name for name in found.data_vars if "probability" in str(name) or "madrs" in str(name)]


def test_nothing_is_forecast_after_controlled_observation_ends() -> None:
    found = predict("murrough_2013_six_infusions")
    assert float(found.time[-1]) <= found.attrs["studied_until_hours"]
    assert "nothing is forecast after" in found.attrs["cautions"]


def test_a_score_after_what_was_studied_ends_the_forecast() -> None:
    found = predict(PLAN, (Score(24.0 * 29, "MADRS", 20.0),))
    assert not found.attrs["inside"]
    assert "a score on day 29 lies after day" in found.attrs["reasons"]
    assert "response_probability" not in found


def test_a_score_after_the_course_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "scores.csv"
    path.write_text("at,scale,score\n9000 d,MADRS,20\n", encoding="utf-8")
    with pytest.raises(InputError, match="observed: 'a score at 216000 h' .* within this course, 0 h to"):
        predict(PLAN, path)


def test_probabilities_agree_with_the_bands() -> None:
    """With no score the share of response is the share of the ensemble itself."""
    found = predict(PLAN)
    own, base = (found.response_probability.sel(arm=a) for a in ("with the scores", "before any score"))
    np.testing.assert_allclose(own, base, atol=0.05)  # the first only knows the plan's baseline
    assert np.all((found.relapse_probability >= 0) & (found.relapse_probability <= 1))


def test_quantiles_of_a_rating_hold_its_noise() -> None:
    flat, noise = np.full((1, 500), 30.0), np.full(500, 5.0)
    weights = np.full(500, 1 / 500)
    spread = np.diff(outlook.rated(flat, weights, noise)[[1, 5], 0])[0]
    assert spread == pytest.approx(2 * 1.2816 * 5.0, rel=0.15)
    assert np.ptp(quantile(flat, weights, (0.1, 0.9))) == 0.0


def test_a_slow_responder_keeps_a_chance_that_a_rater_would_see() -> None:
    """31 to 20 on day 4 of six infusions: below the base rate, but ratings and the model's numbers are uncertain."""
    seen = tuple(Score(24.0 * day, "MADRS", points) for day, points in ((0.0, 31.0), (1.0, 26.0), (4.0, 20.0)))
    found = predict("murrough_2013_six_infusions", seen).response_probability.isel(time=-1)
    own, base = (float(found.sel(arm=arm)) for arm in ("with the scores", "before any score"))
    assert 0.03 < own < 0.5 * base


def test_scores_that_no_patient_of_the_model_explains_are_said_to_be_so() -> None:
    scores = tuple(
        Score(24.0 * day, "MADRS", points) for day, points in ((0.0, 31.0), (1.0, 50.0), (4.0, 56.0), (7.0, 60.0))
    )
    found = predict("murrough_2013_six_infusions", scores)
    assert "unlike what the model expects" in found.attrs["cautions"]
    assert np.isfinite(found.madrs_band).all()


def test_two_weeks_of_daily_scores_leave_enough_patients() -> None:
    """The noise of a rating is averaged over: it is what a dozen ratings tell best."""
    scores = (Score(0.0, "MADRS", 34.0), *(Score(24.0 * day, "MADRS", 3.0) for day in range(1, 14)))
    assert predict("murrough_2013_six_infusions", scores).attrs["effective_draws"] > 100


def test_a_response_is_what_a_rater_would_see() -> None:
    """A score of half the first one is a response in one of two ratings, whether the first rating is known or not."""
    score, noise = np.array([[30.0], [15.0], [5.0]]), np.array([5.0])
    known, unknown = (outlook.response(score, noise, first)[:, 0] for first in (30.0, None))
    assert known[:2] == pytest.approx([0.0, 0.5])
    assert unknown[:2] == pytest.approx([0.0, 0.5])
    assert 0.9 < unknown[2] < known[2] < 1.0


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        (lambda: predict(PLAN, 5), "observed"),
        (lambda: predict(PLAN, ("soon",)), "observed"),
        (lambda: predict(PLAN, (Score(24.0, "MADRS", float("nan")),)), "observed"),
        (lambda: predict(PLAN, seed="one"), "seed"),
        (lambda: resynapse.run(PLAN, model=3), "plasma model"),
        (lambda: resynapse.run(PLAN, model=""), "plasma model"),
        (lambda: resynapse.run(PLAN, contested=True), "contested"),
        (lambda: resynapse.run(PLAN, progress=3), "progress"),
    ],
)
def test_arguments_that_make_no_sense_are_one_sentence(asked, named):
    with pytest.raises(InputError, match=f"^{named}: .* is not accepted; allowed: "):
        asked()


@pytest.mark.parametrize(
    "scores",
    [
        (Score(24.0, "MADRS", 400.0),),
        (Score(24.0, "MADRS", -5.0),),
        (Score(24.0, "MADRS", True),),
        (Score(-24.0, "MADRS", 20.0),),
        (Score(24.0, "MADRS", 20.0), Score(24.0, "MADRS", 22.0)),
    ],
)
def test_scores_from_python_are_held_to_what_a_file_is(scores) -> None:
    with pytest.raises(InputError, match="observed"):
        predict(PLAN, scores)


NASAL = {"drug": "esketamine", "route": "nasal", "amount": "56 mg", "duration": None, "at": "3 d"}


def _planned(**change: object) -> dose.Plan:
    given = {"drug": "ketamine", "route": "iv", "amount": "0.5 mg/kg", "duration": "40 min", "at": "0 h"}
    return dose.Plan.model_validate(
        {
            "patient": {"weight": "70 kg", "age": "45 y", "baseline": change.pop("baseline", {"MADRS": 32})},
            "doses": [given | change.pop("first", {}), *({**given, **it} for it in change.pop("more", ()))],
            "observe": {"until": "28 d"},
        }
    )


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"first": {"duration": "1 min"}}, "over 1 min"),
        ({"first": {"repeat": {"every": "24 h", "times": 3}}}, "24 h between two doses"),
        ({"first": {"repeat": {"every": "3 h", "times": 2}}}, "3 h between two doses"),
        ({"more": [NASAL]}, "both"),
        ({"baseline": {"PHQ-9": 3}}, "before treatment"),
    ],
)
def test_what_no_trial_gave_has_no_probability(change: dict, word: str) -> None:
    found = predict(_planned(**change))
    assert "response" not in found
    assert word in found.attrs["reasons"]


def test_a_score_before_treatment_counts_on_any_scale_of_depression() -> None:
    """A plan that says PHQ-9 is the plan without it and that score observed at 0 h."""
    stated = predict(_planned(baseline={"PHQ-9": 20}))
    seen = predict(_planned(baseline={}), (Score(0.0, "PHQ-9", 20.0),))
    np.testing.assert_array_equal(stated.score, seen.score)
