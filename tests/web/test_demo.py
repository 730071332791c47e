"""The demonstration is a clinic at work: sessions behind Alice, scores, and forecasts that the simulator gave."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys

import pytest

from resynapse_web.care.forecasts import question, queue
from resynapse_web.care.forecasts.models import Forecast
from web.moved import later
from web.test_forecasts import scored, switched, told

LOOK = """
import json, sys
from pathlib import Path
from resynapse_web import folders
folders.enter(Path(sys.argv[1]), loopback=True)
from resynapse_web.care.forecasts import calibration, history, queue, shown
from resynapse_web.care.outcomes.series import series
from resynapse_web.care.people.models import Patient, User
from resynapse_web.care.plans.signing import active_plan
from resynapse_web.care.records.keeping import check_chain
from resynapse_web.care.treatments import flow
alice, clara = Patient.objects.get(number="DEMO-0001"), User.objects.get(name="Dr Clara Demo")
plan, pairs = active_plan(alice), history.all_pairs()
print(json.dumps({
    "doses": alice.doses.current().count(), "ended": [it.stage.state for it in alice.treatments.all()],
    "too_much": flow.too_much(plan), "verdicts": {it.instrument.id: it.verdict for it in series(alice)},
    "points": [len(it.points) for it in series(alice)], "pairs": len(pairs),
    "label": shown.shown(alice, clara).label, "trust": calibration.trust(pairs, 100),
    "forecasts": [it.forecast.inside for it in history.told(alice)], "asked_again": queue.ask(alice) is not None,
    "broken": check_chain().broken_at,
}))
"""


@pytest.mark.slow
def test_alice_has_two_weeks_behind_her(tmp_path):
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("RESYNAPSE", "DJANGO", "DATABASE"))}
    start = "import sys; from resynapse.cli import main; sys.argv[0] = 'resynapse'; main()"
    folder = str(tmp_path / "demo")
    make = [sys.executable, "-c", start, "clinic", "demo", "--no-serve", "--folder", folder]
    subprocess.run(make, check=True, env=kept, timeout=300)
    look = subprocess.run([sys.executable, "-c", LOOK, folder], check=True, env=kept, capture_output=True, text=True)
    found = json.loads(look.stdout)
    assert (found["doses"], found["ended"]) == (4, ["ended"] * 4)
    assert found["too_much"] == []  # the next dose of the plan can be given today
    assert found["points"] == [3, 3, 3]
    assert found["verdicts"]["phq-9"] == [True, False, "improved"]
    assert found["verdicts"]["madrs"][:2] == [True, False]
    assert found["label"] == "Not validated on individual patients."
    assert found["forecasts"] == [True] * 4
    assert (found["pairs"], found["trust"]) == (3, "collecting")
    assert found["asked_again"] is False  # the worker of the demonstration finds nothing new to ask
    assert found["broken"] is None


def test_an_answer_that_is_no_number_is_kept_as_a_problem(clinic, monkeypatch):
    def empty(plan, scores, seed):
        return told("", (), seed) | {"arms": [{"response": [math.nan]}]}

    seeds = []
    monkeypatch.setattr("resynapse.individual.predict", lambda plan, scores, seed: seeds.append(seed))
    monkeypatch.setattr("resynapse.individual.commands.summary", lambda _: empty("", (), 0))
    switched(clinic)
    scored(clinic, 32)
    asked = queue.ask(clinic.alice)
    with pytest.raises(ValueError, match="JSON"):
        question.predicted(asked.plan_text, asked.scores, asked.seed)
    for attempt in range(queue.ATTEMPTS):
        assert queue.work_one()
        assert Forecast.objects.filter(asked=asked).exists() == (attempt == queue.ATTEMPTS - 1)
        later(monkeypatch, minutes=queue.LEASE_MINUTES + 1)
    assert Forecast.objects.get(asked=asked).problem == "ValueError"
    assert [it - asked.seed for it in seeds[1:]] == [0, 1, 2]  # each attempt draws anew
    assert not queue.work_one()
