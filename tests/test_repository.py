"""What keeps the repository readable, and able to stand alone on another machine."""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("src", "tests", "docs", "tools", "benchmarks", "examples", "lock", ".ci")
BINARY = {".png", ".nc", ".gz", ".pyc", ".ico", ".svg"}
# Written in pieces, so that this file does not hold what it looks for.
FORBIDDEN = {
    "a package index": re.compile(
        r"py" + r"pi\.org|python" + r"hosted|/simp" + r"le/|arti" + r"factory|extra-index" + r"-url"
    ),
    "a path of one machine": re.compile(
        r"(?<![\w.:/-])/(work|root|home|Users|opt|tmp|mnt)" + r"/[a-z]\w*/", re.IGNORECASE
    ),
    "a folder outside the repository": re.compile(r"\.\./sha" + "red|shared/" + "evidence"),
}


def files() -> list[Path]:
    """Every text file that belongs to the repository."""
    inside = [file for folder in FOLDERS for file in (ROOT / folder).rglob("*")]
    inside += [file for file in ROOT.iterdir() if not file.name.startswith(".") or file.name == ".gitignore"]
    return [
        file for file in inside
        if file.is_file() and file.suffix not in BINARY
        and not {"__pycache__", ".hypothesis"} & set(file.parts)
        and not any(part.endswith(".egg-info") for part in file.parts)
    ]  # fmt: skip


def test_no_file_is_too_long():
    lengths = {
        str(file.relative_to(ROOT)): len(file.read_text(encoding="utf-8").splitlines())
        for file in (ROOT / "src").rglob("*.py")
    }
    assert {name: length for name, length in lengths.items() if length > 400} == {}
    assert statistics.median(lengths.values()) < 150


def test_nothing_points_outside_the_repository():
    found = []
    for file in files():
        text = file.read_text(encoding="utf-8")
        found += [
            f"{file.relative_to(ROOT)}: {what}: {match.group(0)}"
            for what, pattern in FORBIDDEN.items()
            for match in pattern.finditer(text)
        ]
    assert found == []


def test_locks_hold_hashes_and_no_address():
    for lock in (ROOT / "lock").glob("*.txt"):
        text = lock.read_text(encoding="utf-8")
        assert not re.search(r"https?:|--index|--find-links|--trusted|file:", text), lock.name
        hashed = r"^[a-z0-9][\w.-]*==[^\\\n]+(\\\n\s+--hash=sha256:[0-9a-f]{64})?"
        pinned = re.findall(hashed, text, re.MULTILINE)
        assert pinned, lock.name
        assert all(pinned), f"{lock.name}: a requirement without a hash"


def declared() -> list[str]:
    """Names of the packages the project says it needs."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [line for lines in project.get("optional-dependencies", {}).values() for line in lines]
    return [re.split(r"[^\w.-]", line)[0].lower() for line in (*project["dependencies"], *extras)]


def test_every_declared_dependency_is_locked():
    lock = (ROOT / "lock/resynapse.txt").read_text(encoding="utf-8")
    assert set(declared()) - set(re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)) == set()


def test_every_declared_dependency_is_used():
    code = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "src").rglob("*.py"))
    module = {
        "python-libsbml": "libsbml", "pyyaml": "yaml", "flatbuffers": "jax.export",  # JAX writes programs with it
        "django-allauth": "allauth", "django-ninja": "ninja", "salib": "SALib",
    }  # fmt: skip
    named = {  # by a setting, and not imported
        "h5netcdf": "h5netcdf", "whitenoise": "whitenoise.middleware", "argon2-cffi": "Argon2PasswordHasher",
        "psycopg": "backends.postgresql",
    }  # fmt: skip
    unused = [
        name for name in declared()
        if not re.search(rf"^\s*(import|from) {module.get(name, name)}\b", code, re.MULTILINE)
        and not (name in named and named[name] in code)
    ]  # fmt: skip
    assert unused == []


def test_a_wheel_holds_every_file(tmp_path):
    for name in ("src", "pyproject.toml", "README.md", "LICENSE"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    build = "from setuptools import build_meta; print(build_meta.build_wheel('.'))"
    built = subprocess.run(
        [sys.executable, "-c", build], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    held = set(zipfile.ZipFile(tmp_path / built.stdout.split()[-1]).namelist())
    source = ROOT / "src"
    needed = {str(file.relative_to(source)) for file in files() if file.is_relative_to(source)}
    assert needed - held == set()


def test_import_is_light():
    heavy = "{'jax', 'xarray', 'matplotlib', 'pandas', 'scipy', 'numpy', 'pydantic'}"
    code = f"import sys, resynapse; print(sorted({heavy} & set(sys.modules)))"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "[]"
