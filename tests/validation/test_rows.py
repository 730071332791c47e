"""Every published number without replicate trials, as `resynapse validate` prints it: met, or a miss that is named.

The page and this test read the same functions. What is known to be missed says why beside the number, and fails here
the day it is mended.
"""

import pytest

from resynapse.validation import evaluate, rows

CHECKS = [check for check in evaluate.checks() if check.simulate is not None]
ELSEWHERE = {
    "E073": "a range of doses that were studied, no result",
    "E028": "said with E027, as the difference on day 11",
}


def case(check):
    return pytest.param(
        check, id=check.id, marks=[pytest.mark.xfail(strict=True, reason=check.why)] if check.why else []
    )


@pytest.mark.parametrize("check", [case(check) for check in CHECKS])
def test_row(check):
    assert check.compare().verdict == "consistent"


def test_every_row_that_is_kept_for_validation_is_compared_or_says_why_not():
    trials = {e.id for trial in evaluate.all_trials() for e in trial.endpoints if e.id}
    known = {name.split(".")[0] for name in trials | {check.id for check in evaluate.checks()}} | ELSEWHERE.keys()
    kept = {name for name, row in rows.rows().items() if row["use"] in ("calibration", "validation")}
    assert kept <= known
    assert all(check.note for check in evaluate.checks() if check.simulate is None)


def test_a_number_without_an_equation_is_a_miss_that_says_so():
    found = next(check for check in evaluate.checks() if check.id == "M207").compare()
    assert found.simulated is None
    assert found.missed
    assert found.note
