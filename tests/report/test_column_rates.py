"""Rates of the column: error bars and their names stay inside the panel, however short the recording."""

import numpy as np
import pytest
import xarray
from matplotlib.figure import Figure

from resynapse.report import column


@pytest.mark.parametrize("error", [0.1, 4.0, np.nan])
def test_error_bars_and_names_are_inside(error):
    seen = xarray.Dataset(
        {
            "rate": (("condition", "cell_class"), [[2.0, 13.0, 6.0, 5.0], [2.4, 12.0, 4.6, 4.8]]),
            "rate_error": (("condition", "cell_class"), np.full((2, 4), error)),
        },
        {"cell_class": ["pyramidal", "PV", "SST", "VIP"]},
    )
    axes = Figure().add_subplot()
    column._rates(axes, seen)
    top = axes.get_ylim()[1]
    assert top > 13.0 + 2.0 * np.nan_to_num(error)
    assert [words.get_text() for words in axes.texts] == ["before", "now"]
    assert all(words.xy[1] < top for words in axes.texts)
