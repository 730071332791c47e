"""Everything about records again on PostgreSQL, and the drill of a restore there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from web import postgres

HERE = Path(__file__).parent
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not postgres.available(), reason="no PostgreSQL server here")]


@pytest.fixture(scope="module")
def address():
    with postgres.server() as found:
        yield found


def done(address, *command, check=True):
    path = f"{postgres.SERVERS[0]}:{os.environ['PATH']}"
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("RESYNAPSE", "DJANGO"))}
    return subprocess.run(
        [sys.executable, *command],
        env={**kept, "DATABASE_URL": address, "PATH": path}, capture_output=True, text=True, check=check, timeout=300,
    )  # fmt: skip


@pytest.mark.parametrize("file", ["test_records.py", "test_plan.py", "test_access.py"])
def test_the_same_tests_pass(address, file):
    found = done(address, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(HERE / file), check=False)
    assert found.returncode == 0, found.stdout[-3000:]
    asked = "from resynapse_web.database import read_url; import os; print(read_url(os.environ['DATABASE_URL'], None))"
    assert "postgresql" in done(address, "-c", asked).stdout


def test_a_restore_drill(address, tmp_path):
    code = "import sys; from resynapse.cli import main; sys.argv[0] = 'resynapse'; main()"
    resynapse = ("-c", code, "clinic")
    done(address, *resynapse, "demo", "--no-serve", "--folder", str(tmp_path / "demo"))
    head = done(address, *resynapse, "check", str(tmp_path / "demo")).stdout
    copy = tmp_path / "clinic.backup"
    done(address, *resynapse, "backup", str(tmp_path / "demo"), "--to", str(copy))
    assert copy.stat().st_size > 10_000
    again = done(address, *resynapse, "restore", str(tmp_path / "new"), "--from", str(copy), check=False)
    assert again.returncode == 2  # never over records
    with postgres.server() as empty:
        restored = done(empty, *resynapse, "restore", str(tmp_path / "new"), "--from", str(copy))
        assert head.split("head ")[1] in restored.stdout
        assert done(empty, *resynapse, "check", str(tmp_path / "new")).stdout == head
