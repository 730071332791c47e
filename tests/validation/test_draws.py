"""What survives when the numbers that nobody measured are drawn anew: wiring, shares, drives, brake; and potency.

Required beforehand: with the balance solved from its anchors in every draw, all signs hold in at least 90 % of draws
at a log standard deviation of 20 %. The share without solving it again is reported beside it, not required. Every
share counts draws without a balance as lost.
"""

import pytest

from resynapse.fit import robustness

DRAWS = 200


@pytest.fixture(scope="module")
def table():
    found = {}
    for width in (0.1, 0.2):
        found[width] = robustness.shares(DRAWS, 0, robustness.Widths(width, width, width, width))
    print()
    print(robustness.lines([share for pair in found.values() for share in pair]))
    return found


@pytest.mark.parametrize("width", [0.1, 0.2])
def test_signs_hold_conditional_on_the_anchors(table, width):
    tuned, _ = table[width]
    assert tuned.anchored
    assert tuned.draws == DRAWS
    for name in ("up_10", "up_20", "up_30", "flat_50", "below_200", "slice_1", "slice_10", "all_signs"):
        assert getattr(tuned, name) >= 0.90, name


def test_without_the_anchors_they_do_not(table):
    """The inverted U is a balance: columns that are not tuned lose it often, and this is said."""
    assert table[0.2][1].all_signs < 0.9
    assert table[0.2][1].all_signs < table[0.1][1].all_signs
    assert not table[0.2][1].anchored


def test_draws_are_repeatable_and_differ():
    base = robustness.Column(), robustness.Release(), robustness.Widths()
    one, two = (list(robustness.drawn(3, 5, *base)) for _ in range(2))
    other = list(robustness.drawn(3, 6, *base))
    assert one == two
    assert one[0] != one[1]
    assert one[0] != other[0]
    assert all(0 < column.nu_s <= 0.95 for column, _ in one)
    assert one[0][0].rate_e == robustness.Column().rate_e


@pytest.fixture(scope="module")
def span():
    """GluN2A half block in magnesium from 5.35 to 0.33 uM; the balance solved again at each point."""
    found = robustness.spans()
    print()
    print(robustness.points(found))
    return found


def test_the_span_is_sixteenfold(span):
    assert [point.name for point in span][:: len(span) - 1] == ["5.35 uM", "0.33 uM"]
    assert all(point.solved for point in span)


@pytest.mark.parametrize("name", ["up_10", "up_20", "up_30", "down_200", "slice_1", "slice_10"])
def test_signs_survive_the_whole_span(span, name):
    assert all(bool(robustness.holds(point.found)[name]) for point in span)


def test_the_end_of_the_human_surge_survives_the_whole_span(span):
    """Under 4 % at 3 h (E576)."""
    assert all(abs(float(point.found.late)) < 0.04 for point in span)


@pytest.mark.xfail(
    strict=True, reason="-7 % at a quarter of the half block, -3 % at a sixteenth: only the sign survives"
)
def test_the_size_of_the_fall_survives_the_whole_span(span):
    assert all(bool(robustness.holds(point.found)["below_200"]) for point in span)


@pytest.mark.xfail(strict=True, reason="without magnesium's hold the drug no longer prefers interneurons: no balance")
def test_a_balance_exists_when_magnesium_does_not_decide():
    """The other way along the span: every subunit at its own half block without magnesium."""
    assert robustness.spans((1 / 16,), hold=True)[0].solved
