"""How large the effect is in conditions other than depression, relative to depression. Put in by hand, and said so.

The mechanism is the same chain; nothing in it predicts how much an anxiety or pain scale moves. The size of each
condition's course is therefore its published effect over a control, in standard deviations, divided by that of one
infusion in depression (1.0, E025). Odds ratios of response become standard deviations by sqrt(3)/pi times their log.
"""

from __future__ import annotations

from resynapse.provenance import Source, assumed, param, parameters


@parameters
class Shares:
    """Effect of one course over that in depression."""

    ptsd: float = param(
        0.27,
        "1",
        "post-traumatic stress",
        Source("Kishimoto2016", "g 0.27 (0.03-0.51) over g 1.00", "derived", ("E459", "E025")),
        low=0.03,
        high=0.51,
    )
    ocd: float = param(
        0.7,
        "1",
        "obsessive-compulsive disorder",
        assumed("4 of 8 against 0 of 7 would be 1.5; an open trial saw 0 of 10", "E505", "E506", "E507"),
        low=0.0,
        high=1.5,
    )
    anxiety: float = param(
        1.0,
        "1",
        "social anxiety",
        assumed("response 33 against 0 % and 89 against 53 % are 1.6 and 1.1", "E503", "E504"),
        low=0.3,
        high=1.6,
    )
