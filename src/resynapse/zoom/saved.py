"""A microscope's picture and numbers on disk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from resynapse.errors import InputError

if TYPE_CHECKING:
    import xarray

KINDS = (".png", ".svg", ".nc")


def expect(place: Path, single: bool = True) -> Path:
    """The folder of a place, refused before anything is simulated if nothing can be written there.

    Args:
        single: whether one file will do; otherwise the place is a folder.
    Raises:
        InputError: the place cannot be written, or is a file of another kind.
    """
    from resynapse.report import files

    if not single:
        if place.suffix[1:].isalpha() and not place.is_dir():
            raise InputError("save", str(place), "a folder, for pictures, tables and netCDF together")
        files.expect(place)
        return place
    if not _single(place) and place.suffix[1:].isalpha() and not place.is_dir():
        raise InputError("save", str(place), "a folder, or a file that ends in .png, .svg or .nc")
    folder = place.parent if _single(place) else place
    files.expect(folder)
    return folder


def _single(place: Path) -> bool:
    return place.suffix in KINDS


def save(seen: xarray.Dataset, place: Path, name: str, picture: Callable[[xarray.Dataset, str], bytes]) -> list[Path]:
    """One file by its suffix (.png, .svg, .nc), or all three into a folder: whole or not at all.

    Args:
        place: the file or the folder.
        name: of the files in a folder.
        picture: the dataset as "png" or "svg".
    Raises:
        InputError: the place cannot be written, or is a file of another kind.
    """
    from resynapse.report import staged
    from resynapse.report.files import write_bytes, write_netcdf

    single, folder = _single(place), expect(place)
    names = [place.name] if single else [f"{name}{kind}" for kind in KINDS]
    with staged(folder) as stage:
        for file in names:
            if file.endswith(".nc"):
                write_netcdf(stage / file, seen)
            else:
                write_bytes(stage / file, picture(seen, file[-3:]))
    return [folder / file for file in names]
