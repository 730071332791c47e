"""Small multiples of a brain: one scale that holds every change and keeps small ones and signs."""

import numpy as np
import pytest

from resynapse.report.brain_edges import strongest
from resynapse.report.brain_grid import far, root, ticks


def test_one_scale_holds_every_change_and_never_ends_at_zero():
    change = np.array([[0.3, -0.4], [0.0, np.nan]])
    assert far(change) == 0.4
    assert far(np.zeros(3)) > 0.0
    assert far(np.full(3, np.nan)) > 0.0


def test_colours_keep_the_sign_and_the_order_of_changes():
    change = np.array([-0.3, -0.01, 0.0, 0.003, 0.3])
    shown = root(change) / far(change) ** 0.5
    assert np.all(np.diff(shown) > 0.0)
    assert shown[2] == 0.0
    assert shown[3] > 0.08  # a hundredth of the largest is still seen
    np.testing.assert_allclose(root(change) * np.abs(root(change)), change)


@pytest.mark.parametrize("end", [1e-6, 0.0123, 0.036, 0.3, 0.999, 4.0])
def test_marks_lie_on_the_scale(end):
    marks = ticks(end)
    assert marks == sorted(marks)
    assert 0.1 * end < marks[-1] <= end * (1 + 1e-9)
    assert marks[0] == -marks[-1]


def test_the_strongest_hundredth_of_pairs_is_kept_whatever_their_sign():
    draw = np.random.default_rng(0).normal(size=(40, 40))
    values = draw + draw.T
    kept = strongest(values)
    pairs = np.abs(values[np.triu_indices(40, 1)])
    assert np.count_nonzero(kept[np.triu_indices(40, 1)]) == np.ceil(0.01 * len(pairs))
    assert np.abs(kept).max() == pairs.max()
    assert not np.diag(kept).any()
