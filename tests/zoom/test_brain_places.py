"""Where values of regions are drawn: on the right side, near their centre, with nothing fetched."""

import socket

import numpy as np
import pytest
from nilearn import datasets, surface

from resynapse.errors import InputError
from resynapse.network import connectome, regions
from resynapse.report.brain import pictures
from resynapse.report.brain_places import nearest
from resynapse.zoom import brain as micro
from resynapse.zoom import brain_said


@pytest.mark.parametrize("side", ["left", "right"])
def test_every_region_of_the_cortical_atlas_is_somewhere_on_its_side(side, monkeypatch):
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("something was fetched"))
    who, centres = regions.atlas("schaefer_100")
    vertices = surface.load_surf_mesh(datasets.fetch_surf_fsaverage("fsaverage5")[f"pial_{side}"]).coordinates
    found = nearest(centres, who.hemisphere, side, vertices)
    own = np.flatnonzero(np.array(who.hemisphere) == side[0].upper())
    assert set(found) == set(own)
    assert np.bincount(found, minlength=100)[own].min() > 20
    apart = np.linalg.norm(vertices - centres[found], axis=1)
    assert np.median(apart) < 20.0  # mm
    assert apart.max() < 60.0


@pytest.mark.peer
def test_the_second_set_is_shown_on_the_cortex_beside_other_arms():
    try:
        connectome.schaefer_100()
    except InputError as error:
        pytest.skip(str(error))
    seen = micro.look("murrough_2013_ketamine", ["40 min"], connectome="schaefer-100")
    assert seen.attrs["pictured"] == "held"  # the other model has no stable state during the infusion, and says so
    assert "held" in brain_said.sentence(seen)
    assert np.isnan(seen.hippocampal_prefrontal).all()  # no hippocampus in a cortical atlas
    drawn = pictures(seen, kinds=("svg",))
    assert set(drawn) == {f"{it}.svg" for it in ("brain", "matrices", "edges", "spectrum", "dynamics", "readings")}
    assert b"fsaverage5" not in drawn["readings.svg"]
    assert drawn["brain.svg"].count(b"<image") >= 10  # left side twice, before and in each of four arms, as pixels
