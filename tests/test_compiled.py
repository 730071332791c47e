"""Kept machine code: a changed callee is never answered with the old result, and no cache is no obstacle."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from resynapse.compiled import sources

INNER = "from resynapse.compiled import compiled\n\n@compiled\ndef inner(x):\n    return {factor} * x\n"
OUTER = """
from resynapse import compiled as helper
helper.folder.cache_clear()
helper.__file__ = __file__  # the folder is named by the sources beside this file
from resynapse.compiled import compiled
from inner import inner

@compiled
def outer(x):
    return inner(x) + 1.0

print(outer(3.0), sum(outer.stats.cache_hits.values()))
"""


def run(folder: Path, factor: float, cache: Path) -> tuple[float, int]:
    """Without bytecode (-B): a file changed within the second, at the same length, is answered from the old one."""
    inner = folder / "inner.py"
    inner.write_text(INNER.format(factor=factor))
    (folder / "outer.py").write_text(OUTER)
    environment = os.environ | {"NUMBA_CACHE_DIR": str(cache)}
    text = subprocess.run(
        [sys.executable, "-B", "outer.py"], cwd=folder, env=environment, capture_output=True, text=True, check=True
    ).stdout.split()
    return float(text[0]), int(text[1])


def test_a_changed_callee_is_compiled_again_and_an_unchanged_one_is_not(tmp_path):
    cache = tmp_path / "cache"
    assert run(tmp_path, 2.0, cache) == (7.0, 0)
    assert run(tmp_path, 2.0, cache) == (7.0, 1)
    assert run(tmp_path, 5.0, cache) == (16.0, 0)


def test_a_folder_that_cannot_be_made_means_no_cache(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert run(tmp_path, 2.0, blocked / "cache") == (7.0, 0)


def test_files_beside_a_compiled_function_matter_and_others_do_not(tmp_path):
    (tmp_path / "scale").mkdir()
    (tmp_path / "scale" / "a.py").write_text(INNER.format(factor=1.0))
    before = sources(tmp_path)
    (tmp_path / "other.py").write_text("import numpy\n")
    assert sources(tmp_path) == before
    (tmp_path / "scale" / "b.py").write_text("def plain(x):\n    return x\n")  # may be compiled by its neighbour
    assert sources(tmp_path) != before
