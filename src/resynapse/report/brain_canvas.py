"""What the pictures of the brain share: a sheet, colours of models and of arms."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from resynapse.report.plots import BLUE, BROWN, GREEN, INK, PURPLE, RED

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DPI = 150
COLOURS = (BLUE, PURPLE, GREEN, RED, INK)  # of models
ARM_COLOURS = (BLUE, RED, GREEN, "0.45", BROWN)
WHOSE = {"aal2_94": "Human Connectome Project, AAL2", "schaefer_100": "Human Connectome Project, Schaefer-100"}
FEW = 5  # moments that fit one picture


def credit(figure: Figure, connectome: str) -> None:
    """Whose connectome it is, in the upper right corner."""
    words = WHOSE.get(connectome, connectome)
    at = 1.0 - 0.12 / figure.get_figheight()
    figure.text(0.99, at, words, ha="right", va="center", fontsize=8.5, color="0.4")


def painted(
    size: tuple[float, float], draw: Callable[[Figure], None], kinds: Sequence[str] = ("png",)
) -> dict[str, bytes]:
    """A figure, by kind ("png", "svg"); nothing of it stays behind, and the same figure gives the same bytes."""
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Made

    found = {}
    with matplotlib.rc_context({"font.size": 10, "text.color": INK, "axes.edgecolor": "0.6", "svg.hashsalt": "brain"}):
        figure = Made(figsize=size, dpi=DPI, facecolor="white")
        FigureCanvasAgg(figure)
        draw(figure)
        for kind in kinds:
            stream = io.BytesIO()
            figure.savefig(stream, format=kind, metadata={"Date": None} if kind == "svg" else None)
            found[kind] = stream.getvalue()
    return found
