"""The pictures of the receptor microscope: dose axis, voltage axis, wash-out, use-dependence, excitotoxicity."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from resynapse.report.pharmacology import (
    dose_figure,
    excitotoxicity_figure,
    trapping_figure,
    use_figure,
    voltage_figure,
)
from resynapse.report.plots import DPI, INK

if TYPE_CHECKING:
    import xarray
    from matplotlib.figure import Figure

KINDS = ("png", "svg")


def pictures(seen: xarray.Dataset) -> dict[str, bytes]:
    """Every picture as PNG and SVG, by the name of its file.

    Args:
        seen: of `zoom.receptor.look`.
    """
    import matplotlib

    with matplotlib.rc_context({"svg.hashsalt": "receptor", "text.color": INK}):
        drawn = figures(seen)
        return {f"receptor_{name}.{kind}": _bytes(one, kind) for name, one in drawn.items() for kind in KINDS}


def figures(seen: xarray.Dataset) -> dict[str, Figure]:
    """The figures by the name of their experiment."""
    drug, at, level = seen.attrs["drug"], seen.attrs["at"], float(seen.level)
    load = part(seen, "excitotoxicity")
    free = load.assign(calcium_load=load.calcium_load_undrugged)
    return {
        "dose": dose_figure(part(seen, "dose"), drug, mark=(level, f"{at}, {level:.2g} µmol/L")),
        "voltage": voltage_figure(part(seen, "voltage"), drug=drug),
        "trapping": trapping_figure(part(seen, "trapping")),
        "use": use_figure(part(seen, "use")),
        "excitotoxicity": excitotoxicity_figure([free, load], ("No drug in the pore", f"The course at {at}")),
    }


def part(seen: xarray.Dataset, name: str) -> xarray.Dataset:
    """One experiment out of the dataset of all: what begins with its name, under the names it had by itself.

    Args:
        seen: of `zoom.receptor.look`, or `receptor.nc`.
        name: dose, voltage, trapping, use or excitotoxicity.
    """
    start = f"{name}_"
    mine = seen[[it for it in seen.data_vars if str(it).startswith(start)]]
    mine = mine.drop_vars([it for it in mine.coords if not str(it).startswith(start)])
    names = {it: str(it).removeprefix(start) for it in (*mine.variables, *mine.dims)}
    attrs = {key.removeprefix(start): value for key, value in seen.attrs.items() if key.startswith(start)}
    return mine.rename(names).assign_attrs(attrs)


def _bytes(figure: Figure, kind: str) -> bytes:
    stream = io.BytesIO()
    figure.savefig(stream, format=kind, dpi=DPI, metadata={"Date": None} if kind == "svg" else None)
    return stream.getvalue()
