"""The page holds the whole story, stands alone, and can be read by everybody."""

from __future__ import annotations

import base64
import dataclasses
import io
import os
import re
import subprocess
import time
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from resynapse import report
from resynapse.report import page, painter, plots

ORDER = (
    "concentrations", "block", "activity", "building", "scores", "acute", "harm", "assumed", "sources", "provenance",
)  # fmt: skip


class Elements(HTMLParser):
    """Every start tag with its attributes, and the text of the page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)

    def all(self, name):
        return [attrs for tag, attrs in self.tags if tag == name]


def written(course, parameters, folder):
    report.write(course, folder, parameters)
    return (folder / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def text(course, parameters, tmp_path_factory):
    return written(course, parameters, tmp_path_factory.mktemp("page"))


@pytest.fixture(scope="module")
def elements(text):
    return Elements(text)


def test_story_in_order(elements):
    assert tuple(attrs["id"] for attrs in elements.all("section")) == ORDER


def test_nothing_is_fetched(text, elements):
    for tag, attrs in elements.tags:
        for name in ("src", "srcset", "data", "poster"):
            assert attrs.get(name, "data:").startswith("data:"), (tag, attrs)
        if tag == "link":
            assert attrs["href"].startswith("data:")
        assert tag not in ("script", "iframe", "object", "embed")
        assert "url(" not in attrs.get("style", "")
    css = text.split("<style>")[1].split("</style>")[0]
    assert "url(" not in css
    assert "@import" not in css


def test_each_picture_is_whole_and_described(elements):
    pictures = elements.all("img")
    assert len(pictures) >= 15
    for attrs in pictures:
        assert len(attrs["alt"]) > 30
        image = Image.open(io.BytesIO(base64.b64decode(attrs["src"].split(",", 1)[1])))
        image.load()
        assert image.width / image.height == pytest.approx(int(attrs["width"]) / int(attrs["height"]), rel=0.01)


def test_a_picture_is_described_by_what_it_shows(elements):
    """The first doses are six within eleven days; a picture of the first hours must not speak of the fifth day."""
    words = next(a["alt"] for t, a in elements.tags if t == "img" and "first dose" in a["alt"])
    assert "hours" in words
    assert "days" not in words


def test_accessible(elements):
    assert len(elements.all("h1")) == 1
    assert elements.all("html")[0]["lang"] == "en"
    for landmark in ("header", "nav", "main", "footer"):
        assert len(elements.all(landmark)) == 1
    ids = [attrs["id"] for _, attrs in elements.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    for attrs in elements.all("a"):
        if attrs["href"].startswith("#"):
            assert attrs["href"][1:] in ids
    assert all(attrs.get("scope") in ("col", "row") for attrs in elements.all("th"))
    levels = [int(tag[1]) for tag, _ in elements.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert set(levels[1:]) == {2}


def luminance(colour: str) -> float:
    parts = np.array([int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)])
    linear = np.where(parts <= 0.03928, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast(text):
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", text))
    for ink in ("ink", "soft", "accent", "warn"):
        for paper in (colours["paper"], colours["tint"], "#fff4ef"):
            assert contrast(colours[ink], paper) >= 4.5
    for line in (plots.BLUE, plots.RED, plots.GREEN, plots.PURPLE, plots.BROWN, plots.INK):
        assert contrast(line, "#ffffff") >= 4.5


def test_says_what_it_is(elements):
    words = " ".join(" ".join(elements.words).split())
    assert "Research and education; not a device that decides" in words
    assert "does not tell anyone to take, change or stop a treatment" in words
    assert "blocks NMDA receptors on the calming interneurons" in words  # the founding text said the opposite
    assert "3 to 8 ms" in words
    assert "no change 24 hours after ketamine" in words
    assert "Hypothesis: new habits" in words
    for advice in ("you should", "we recommend", "ask your doctor for"):
        assert advice not in words.lower()


def test_breathing_warning_and_flags_are_shown(course, elements):
    words = " ".join(elements.words)
    assert course.attrs["breathing_warning"] in words
    assert "longer series need bladder checks" in words
    assert "Sanacora 2017" in words


def test_breathing_warns_even_if_the_dataset_is_silent(course, parameters, tmp_path):
    silent = course.assign_attrs(breathing_warning="", harm_flags="[]")
    words = written(silent, parameters, tmp_path)
    assert "respiratory depression" in words
    assert "that is not a sign of safety" in words


def test_assumed_numbers_are_listed_with_their_range(elements):
    words = " ".join(elements.words)
    assert "no measurement in people" in words
    assert "0.3 to 0.9" in words


def test_plan_text_cannot_inject(course, parameters, tmp_path):
    evil = course.assign_attrs(plan='name: "<script>alert(1)</script>"\ncondition: depression\n')
    assert "<script" not in written(evil, parameters, tmp_path)


def test_no_forecast_replaces_the_scores(course, parameters, tmp_path):
    reason = "No forecast: no evidence (no trial in people)."
    text = written(course.assign_attrs(no_forecast=reason), parameters, tmp_path)
    assert reason in text
    assert not list((tmp_path / "figures").glob("*scores*"))
    assert "MADRS at" not in (tmp_path / "summary.csv").read_text()


def test_animals_have_no_scores(course, parameters, tmp_path):
    plan = course.attrs["plan"].replace("human", "rat")
    text = written(course.assign_attrs(plan=plan), parameters, tmp_path)
    assert "a rat has no rating scale" in text
    assert not list((tmp_path / "figures").glob("*scores*"))


def test_beyond_the_studied_duration_is_marked(course, parameters):
    short = course.assign_attrs(studied_hours=240.0)
    story = page.sections(short, parameters)
    scores = next(section for section in story if section.key == "scores")
    assert any("beyond the studied duration" in sentence for sentence in scores.plain)
    marked = next(panel for panel in scores.panels if panel.name == "scores")
    assert marked.studied_until == 240.0
    plain = plots.render(marked)
    whole = plots.render(dataclasses.replace(marked, studied_until=None))
    assert plain != whole


def test_where_control_arms_end_is_marked(course, parameters):
    story = page.sections(course.assign_attrs(studied_hours=480.0, controlled_hours=240.0), parameters)
    scores = next(section for section in story if section.key == "scores")
    assert any("after day 10 this treatment was studied without a control arm only" in words for words in scores.plain)
    marked = next(panel for panel in scores.panels if panel.name == "scores")
    assert plots.render(marked) != plots.render(dataclasses.replace(marked, controlled_until=480.0))


def test_bands_are_nested(course, parameters):
    panels = page.panels(page.sections(course, parameters))
    bands = [line.band for panel in panels for line in panel.curves if line.band is not None]
    assert len(bands) > 5
    for band in bands:
        assert np.all(np.diff(band, axis=0) >= -1e-12)


def test_scores_of_one_patient_have_the_bands_of_the_forecast(single, course, parameters):
    import xarray

    levels = np.quantile(course.symptoms_madrs.values, [0.05, 0.25, 0.5, 0.75, 0.95], axis=0)
    band = xarray.DataArray(levels, dims=("quantile", "time"), coords={"quantile": [0.05, 0.25, 0.5, 0.75, 0.95]})
    story = page.sections(single.assign(symptoms_madrs_band=band), parameters)
    line = next(panel for panel in page.panels(story) if panel.name == "scores").curves[0]
    assert np.array_equal(line.band, levels)


def test_same_pictures_from_the_helper(course, parameters):
    panels = page.panels(page.sections(course, parameters))[:5]
    with painter.helper() as draw:
        assert list(draw(panels)) == list(painter.here(panels))


def test_pictures_without_a_working_helper(course, parameters, monkeypatch):
    monkeypatch.setattr("sys.executable", "/nonexistent/python")
    panels = page.panels(page.sections(course, parameters))[:2]
    with painter.helper() as draw:
        assert all(png.startswith(b"\x89PNG") for png in draw(panels))


def test_a_panel_that_its_copy_cannot_draw_is_drawn_here(course, parameters, monkeypatch):
    """The copies end at once, as they would without memory; the pictures are all there."""
    panels = page.panels(page.sections(course, parameters))[:3]
    monkeypatch.setattr(painter, "_copy", lambda some: io.BytesIO())
    with pytest.raises(EOFError):
        list(painter._spread(panels, 2))
    monkeypatch.setattr(painter, "_start", lambda: subprocess.Popen(["true"], stdin=-1, stdout=-1))
    with painter.helper() as draw:
        assert list(draw(panels)) == list(painter.here(panels))


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes where Linux shows them")
def test_no_copy_outlives_a_reader_that_is_gone(course, parameters):
    """Ten pictures are more than a pipe holds: a copy waits in the middle, and must end with its reader."""
    panels = page.panels(page.sections(course, parameters))[:1] * 10
    with painter.helper() as draw:
        next(draw(panels))
        helpers = _children(os.getpid())
        copies = [copy for one in helpers for copy in _children(one)]
        assert copies
    end = time.monotonic() + 60
    while any(_status(number)[0] not in "ZX" for number in (*helpers, *copies)):
        assert time.monotonic() < end
        time.sleep(0.05)


def _children(number: int) -> list[int]:
    found = [int(folder.name) for folder in Path("/proc").iterdir() if folder.name.isdigit()]
    return [one for one in found if _status(one)[1] == str(number) and b"report.painter" in _command(one)]


def _command(number: int) -> bytes:
    try:
        return Path(f"/proc/{number}/cmdline").read_bytes()
    except OSError:
        return b""


def _status(number: int) -> list[str]:
    """State and parent; a process that is gone counts as dead."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[:2]
    except OSError:
        return ["X", "0"]
