"""A file of scores is read exactly or refused with one sentence; nothing is skipped or guessed."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resynapse.errors import InputError
from resynapse.individual.observed import Score, read_scores


def _file(folder: Path, text: str) -> Path:
    path = folder / "scores.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_times_and_dates_are_read_in_order(tmp_path: Path) -> None:
    by_time = read_scores(_file(tmp_path, "at,scale,score\n7 d,PHQ-9,11\n24 h,madrs,20\n"))
    assert by_time == (Score(24.0, "MADRS", 20.0), Score(168.0, "PHQ-9", 11.0))
    assert read_scores(_file(tmp_path, "at,scale,score\nBaseline,MADRS,34\n")) == (Score(0.0, "MADRS", 34.0),)
    dated = _file(tmp_path, "date,scale,score\n2026-03-02,MADRS,34\n2026-03-09,MADRS,20\n")
    by_date = read_scores(dated, date(2026, 3, 2))
    assert [s.hours for s in by_date] == [0.0, 180.0]  # before the dose; noon a week later


@pytest.mark.parametrize(
    "text",
    [
        "",
        "at,scale,score\n",
        "time,scale,score\n24 h,MADRS,20\n",
        "at,scale,score\n24 h,MADRS\n",
        "at,scale,score\n24 h,MADRS,20,30\n",
        "at,scale,score\n24 h,MADRS,\n",
        "at,scale,score\n24 h,BDI,20\n",
        "at,scale,score\n24 h,MADRS,61\n",
        "at,scale,score\n24 h,MADRS,-1\n",
        "at,scale,score\n24 h,MADRS,nan\n",
        "at,scale,score\nsoon,MADRS,20\n",
        "at,scale,score\n-3 h,MADRS,20\n",
        "at,scale,score\n24 h,MADRS,20\n1 d,MADRS,22\n",
        "date,scale,score\n2026-13-02,MADRS,20\n",
        "date,scale,score\n2026-03-02,MADRS,20\n",
    ],
)
def test_what_cannot_be_used_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match="observed") as error:
        read_scores(_file(tmp_path, text), date(2026, 3, 2) if "13-02" in text else None)
    assert str(error.value).count("\n") == 0


def test_a_day_before_the_first_dose_is_refused(tmp_path: Path) -> None:
    dated = _file(tmp_path, "date,scale,score\n2026-03-01,MADRS,34\n")
    with pytest.raises(InputError, match="line 2, date: '2026-03-01' .* 2026-03-02, the day of the first dose"):
        read_scores(dated, date(2026, 3, 2))


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a file that can be read"):
        read_scores(tmp_path / "none.csv")


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(("at,scale,score\n" + text).encode("utf-8", "surrogatepass"))
    try:
        found = read_scores(path)
    except InputError:
        return
    assert all(0.0 <= s.points <= 60.0 for s in found)
