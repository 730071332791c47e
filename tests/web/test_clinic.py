"""The commands: a demonstration, a real clinic, the nightly check, the drill of a restore."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys

import pytest

CODE = "import sys; from resynapse.cli import main; sys.argv[0] = 'resynapse'; main()"


def resynapse(*words, stdin=None, **environment):
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("RESYNAPSE", "DJANGO", "DATABASE"))}
    done = subprocess.run(
        [sys.executable, "-c", CODE, *map(str, words)],
        env={**kept, **environment}, capture_output=True, text=True, check=False, timeout=600, input=stdin,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return done


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("clinics") / "demo"
    done = resynapse("clinic", "demo", "--no-serve", "--folder", folder)
    assert done.returncode == 0, done.stderr
    assert "clinician@demo.example" in done.stdout
    return folder


def test_a_restore_drill(demo, tmp_path):
    """What a backup holds comes back, with its audit whole, and nothing is overwritten."""
    head = resynapse("clinic", "check", demo).stdout
    copy, new = tmp_path / "clinic.backup", tmp_path / "restored"
    assert resynapse("clinic", "backup", demo, "--to", copy).returncode == 0
    assert copy.stat().st_mode & 0o077 == 0
    assert resynapse("clinic", "backup", demo, "--to", copy).returncode == 2
    done = resynapse("clinic", "restore", new, "--from", copy)
    assert done.returncode == 0, done.stderr
    assert head.split("head ")[1] in done.stdout
    assert resynapse("clinic", "check", new).stdout == head
    assert resynapse("clinic", "restore", demo, "--from", copy).returncode == 2
    damaged = tmp_path / "damaged"
    damaged.write_bytes(copy.read_bytes()[:40_000])
    assert resynapse("clinic", "restore", tmp_path / "other", "--from", damaged).returncode == 2
    assert not (tmp_path / "other").exists()


def test_the_nightly_check_finds_tampering(demo, tmp_path):
    copy, new = tmp_path / "b", tmp_path / "tampered"
    resynapse("clinic", "backup", demo, "--to", copy)
    resynapse("clinic", "restore", new, "--from", copy)
    with sqlite3.connect(new / "clinic.sqlite3") as inside:
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            inside.execute("UPDATE records_auditevent SET user = '9' WHERE number = 7")
        inside.execute("DROP TRIGGER records_auditevent_no_update")
        inside.execute("UPDATE records_auditevent SET user = '9' WHERE number = 7")
    done = resynapse("clinic", "check", new)
    assert done.returncode == 1
    assert "line 7" in done.stderr
    assert "records_auditevent" in done.stderr


def test_a_real_clinic_is_empty_and_guarded(tmp_path):
    folder = tmp_path / "real"
    words = ("clinic", "init", folder, "--name", "Real", "--director", "D", "--email", "d@example.org", "--password")
    assert resynapse(*words, "short").returncode == 2
    done = resynapse("clinic", "init", folder, *words[3:], "correct horse battery")
    assert done.returncode == 0, done.stderr
    assert (folder / "secret.key").stat().st_mode & 0o077 == 0
    with sqlite3.connect(folder / "clinic.sqlite3") as inside:
        assert inside.execute("SELECT count(*) FROM people_patient").fetchone() == (0,)
        assert inside.execute("SELECT password FROM people_user").fetchone()[0].startswith("argon2$argon2id$")
    assert resynapse(*words[:2], folder, *words[3:], "correct horse battery").returncode == 2  # there is one already
    assert resynapse("clinic", "demo", "--no-serve", "--folder", folder).returncode == 2  # never over a real one
    code = (
        f"import os; os.environ['RESYNAPSE_CLINIC'] = {str(folder)!r}; from resynapse_web import settings as s; "
        "assert s.SESSION_COOKIE_SECURE and s.CSRF_COOKIE_SECURE and s.SECURE_SSL_REDIRECT and s.SECURE_HSTS_SECONDS; "
        "assert not s.DEMO and not s.DEBUG and 'smtp' in s.EMAIL_BACKEND"
    )
    kept = {key: value for key, value in os.environ.items() if not key.startswith("RESYNAPSE")}
    subprocess.run([sys.executable, "-c", code], env=kept, check=True, timeout=60)


@pytest.mark.parametrize(
    "words",
    [("clinic", "check", "nowhere"), ("web", "nowhere"), ("clinic", "demo", "--port", "0")],
)
def test_nonsense_is_answered_in_a_sentence(words, tmp_path):
    done = resynapse(*words)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1


def test_another_kind_of_database_is_refused(demo):
    done = resynapse("clinic", "check", demo, DATABASE_URL="mysql://u:secret@h/n")
    assert done.returncode == 2
    assert "secret" not in done.stderr


def test_the_command_line_starts_without_django():
    code = "import sys; import resynapse.cli; print('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
