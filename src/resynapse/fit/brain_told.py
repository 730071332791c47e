"""What a fit of the brain says of itself: numbers with units, how well they predict, and what it was made from."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from resynapse import __version__

if TYPE_CHECKING:
    from resynapse.network.brain import Brain
    from resynapse.network.evaluate import Score
    from resynapse.network.fit import Fitted

UNIT = "1"  # all four numbers, and all measures of how well they predict
MAP_UNITS = {"r": UNIT, "slopes": "1 per standard deviation of the map"}
DRAWN = "no patient is drawn; the noise of FCD and of null maps has a key of its own"


class Told(NamedTuple):
    """A fit and how well it predicts.

    Attributes:
        brain: that was fitted.
        whole: fitted to all that was measured.
        digest: of data, model, loss and search.
        scores: of each person or group left out, by method.
    """

    brain: Brain
    whole: Fitted
    digest: str
    scores: Mapping[str, Sequence[Score]]


def stands_on(brain: Brain, digest: str) -> dict[str, Any]:
    """Version, connectome, name and hash of the fit, and whose data they are."""
    return {
        "version": __version__,
        "seed": DRAWN,
        "connectome": brain.name,
        "brain_fit": f"four global numbers fitted to {brain.name}",
        "brain_fit_hash": digest,
        "acknowledgement": brain.notice,
    }


def numbers(told: Told) -> dict[str, str]:
    """The four numbers as they are kept, to four digits."""
    from resynapse.network import fit

    return {name: f"{float(value):.4g}" for name, value in fit.four(told.whole.strengths)}


def csv(told: Told) -> str:
    """One line per number: parameter, value, unit, hash of the fit."""
    lines = [("parameter", "value", "unit", "fit")]
    lines += [(name, value, UNIT, told.digest) for name, value in numbers(told).items()]
    return "\n".join(",".join(line) for line in lines) + "\n"


def as_json(told: Told) -> str:
    """The four numbers, the scores as mean, low and high, units and what the fit was made from."""
    plain = {name: {it: [_known(v) for v in three] for it, three in each.items()} for name, each in _table(told)}
    said = {"fitted": {name: float(value) for name, value in numbers(told).items()}, "scores": plain}
    units = {
        "fitted": UNIT,
        "scores": f"{UNIT}: mean, low and high end of the 95 % interval over persons; null where there is none",
    }
    return json.dumps(said | {"units": units} | stands_on(told.brain, told.digest), indent=2)


def words(told: Told) -> str:
    """The same as tab-separated lines."""
    from resynapse.network.evaluate import Score

    lines = ["\t".join((name, value, told.digest)) for name, value in numbers(told).items()]
    lines += ["", "\t".join(("left out", *Score._fields))]
    lines += ["\t".join((name, *(_spread(*it) for it in scores.values()))) for name, scores in _table(told)]
    about = stands_on(told.brain, told.digest)
    said = f"Brain fit {told.digest}: {about['brain_fit']}; all numbers are dimensionless. resynapse {__version__}."
    return "\n".join([*lines, "", said, told.brain.notice])


def _table(told: Told) -> list[tuple[str, dict[str, tuple[float, float, float]]]]:
    from resynapse.network import evaluate

    return [
        (name, {it: evaluate.interval([getattr(s, it) for s in scores]) for it in evaluate.Score._fields})
        for name, scores in told.scores.items()
    ]


def _spread(mean: float, low: float, high: float) -> str:
    """A mean, with its interval where there is one."""
    return f"{mean:.3f}" if low != low else f"{mean:.3f} ({low:.3f} to {high:.3f})"


def _known(value: float) -> float | None:
    """JSON has no NaN."""
    return None if value != value else value
