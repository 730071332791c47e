"""A folder never holds a broken file, whatever goes wrong."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import xarray

from resynapse import report
from resynapse.errors import InputError
from resynapse.report import files


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_all_files_or_none(course, parameters, tmp_path):
    out = tmp_path / "new" / "out"
    with files.staged(out) as stage:
        report.write(course, stage, parameters)
        assert not out.exists()
    names = set(content(out))
    assert {"report.html", "course.nc", "summary.csv"} < names
    assert {path.parent for path in out.rglob("*.png")} == {out / "figures"}
    assert [path.name for path in out.parent.iterdir()] == ["out"]


def test_an_error_leaves_the_old_results(tmp_path):
    with files.staged(tmp_path / "out") as stage:
        (stage / "report.html").write_text("old")
    with pytest.raises(ZeroDivisionError), files.staged(tmp_path / "out") as stage:  # noqa: PT012
        (stage / "report.html").write_text("half")
        raise ZeroDivisionError
    assert content(tmp_path) == {"out/report.html": b"old"}


def test_an_error_leaves_no_new_folder(tmp_path):
    with pytest.raises(KeyboardInterrupt), files.staged(tmp_path / "a" / "b" / "out"):
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_pictures_of_an_earlier_run_go_others_stay(tmp_path):
    figures = tmp_path / "figures"
    figures.mkdir()
    for name in ("17_scores.png", "mine.png"):
        (figures / name).write_text("old")
    with files.staged(tmp_path) as stage:
        files.write_bytes(stage / "figures" / "01_levels.png", b"new")
    assert sorted(path.name for path in figures.iterdir()) == ["01_levels.png", "mine.png"]


@pytest.mark.parametrize("below", ["file/out", "file/deep/out", "file"])
def test_a_path_below_a_file_is_refused(tmp_path, below):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(InputError, match="output folder") as refused, files.staged(tmp_path / below):
        pytest.fail("should not start")
    assert str(tmp_path / below) in str(refused.value)
    assert "\n" not in str(refused.value)
    assert content(tmp_path) == {"file": b"mine"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_refused(tmp_path):
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(InputError, match="Permission denied"), files.staged(tmp_path):
            pytest.fail("should not start")
    finally:
        tmp_path.chmod(0o700)


def test_permission_denied_is_one_sentence(tmp_path, monkeypatch):
    def denied(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(files.tempfile, "mkdtemp", denied)
    with pytest.raises(InputError, match="Permission denied"), files.staged(tmp_path / "out"):
        pytest.fail("should not start")


FULL = """
import importlib.util, resource, signal, sys
from pathlib import Path
spec = importlib.util.spec_from_file_location("made", sys.argv[1])
made = importlib.util.module_from_spec(spec)
spec.loader.exec_module(made)
from resynapse import report
from resynapse.errors import InputError
course, limit = made.make_course(50), int(sys.argv[3])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    with report.staged(Path(sys.argv[2])) as stage:
        report.write(course, stage, made.make_parameters())
except InputError as error:
    sys.exit(str(error))
"""


@pytest.mark.parametrize("limit", [100, 5_000, 40_000, 1_000_000])
def test_a_disk_that_takes_no_more_leaves_the_old_results(tmp_path, limit):
    """No file may grow past `limit` bytes: the table, the netCDF or the page fails, in turn."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "summary.csv").write_text("old")
    made = Path(__file__).with_name("conftest.py")
    command = [sys.executable, "-c", FULL, str(made), str(tmp_path / "out"), str(limit)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 1
    assert ended.stderr.startswith("output folder: ")
    assert len(ended.stderr.strip().splitlines()) == 1
    assert content(tmp_path) == {"out/summary.csv": b"old"}


def can_mount() -> bool:
    return os.geteuid() == 0 and subprocess.run(["which", "mount"], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not can_mount(), reason="needs root to make a small disk")
def test_a_full_disk_leaves_the_old_results(course, parameters, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", disk], check=False).returncode:
        pytest.skip("no small disk can be made here")
    try:
        (disk / "summary.csv").write_text("old")
        with pytest.raises(InputError, match="output folder"), files.staged(disk) as stage:
            report.write(course, stage, parameters)
        assert content(disk) == {"summary.csv": b"old"}
    finally:
        subprocess.run(["umount", disk], check=False)


def test_two_writers_never_mix(tmp_path):
    """Each run's files carry its number; after both, all files are of one run."""
    out = tmp_path / "out"
    names = [f"{place}.txt" for place in range(20)]

    def write(number: int) -> None:
        for _ in range(15):
            with files.staged(out) as stage:
                for name in names:
                    (stage / name).write_text(str(number))

    writers = [threading.Thread(target=write, args=(number,)) for number in (1, 2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len({(out / name).read_text() for name in names}) == 1
    assert sorted(path.name for path in out.iterdir()) == sorted(names)


KILLED = """
import sys, time
from pathlib import Path
from resynapse.report import files
with files.staged(Path(sys.argv[1])) as stage:
    (stage / "report.html").write_text("half")
    print("writing", flush=True)
    time.sleep(60)
"""


def test_a_killed_run_leaves_no_broken_file(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "report.html").write_text("old")
    run = subprocess.Popen([sys.executable, "-c", KILLED, str(out)], stdout=subprocess.PIPE)
    assert run.stdout
    run.stdout.readline()
    run.kill()
    run.wait()
    run.stdout.close()
    assert (out / "report.html").read_text() == "old"
    with files.staged(out) as stage:
        (stage / "report.html").write_text("new")
    assert (out / "report.html").read_text() == "new"


def test_a_file_holds_all_of_a_dataset_and_integers_of_64_bits_too(course, tmp_path):
    for name, seed in (("small", 7), ("large", 2**32 - 1)):
        written = course.assign_attrs(seed=seed)
        files.write_netcdf(tmp_path / name, written)
        with xarray.open_dataset(tmp_path / name) as read:
            assert int(read.attrs["seed"]) == seed
            xarray.testing.assert_equal(read.load(), written)
            assert all(read[variable].attrs == written[variable].attrs for variable in written.variables)


def test_room_for_a_large_dataset_is_claimed_before(course, tmp_path, monkeypatch):
    monkeypatch.setattr(files, "IN_MEMORY", 0)

    def full(*_):
        raise OSError(28, "No space left on device")

    files.write_netcdf(tmp_path / "course.nc", course)
    assert [path.name for path in tmp_path.iterdir()] == ["course.nc"]
    monkeypatch.setattr(os, "posix_fallocate", full, raising=False)
    with pytest.raises(OSError, match="No space"):
        files.write_netcdf(tmp_path / "more.nc", course)
    assert [path.name for path in tmp_path.iterdir()] == ["course.nc"]


def test_what_a_killed_run_left_is_removed_and_what_a_running_one_holds_stays(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    left, young = out / ".out-abcdefgh.part", tmp_path / ".out-ijklmnop.part"
    for folder in (left, young):
        (folder / "figures").mkdir(parents=True)
    os.utime(left, (0, 0))
    with files.staged(out) as running:
        os.utime(running, (0, 0))
        with files.staged(out):
            pass
        assert running.exists()
        assert not left.exists()
        assert young.exists()  # may be of a run that has just begun
    assert not running.exists()


def test_a_place_is_refused_before_any_work_and_nothing_is_left(tmp_path):
    (tmp_path / "file").touch()
    for bad in (tmp_path / "file", tmp_path / "file" / "deep" / "er"):
        with pytest.raises(InputError, match="output folder"):
            files.expect(bad)
    files.expect(tmp_path / "new" / "folder")
    assert [it.name for it in tmp_path.iterdir()] == ["file"]
