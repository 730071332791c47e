"""The hazard log names tests that exist, and every hazard has one."""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs/hazards.md"
ROWS = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if re.match(r"\| \d+ \|", line)]


@lru_cache
def named_in(file):
    tree = ast.parse((HERE / file).read_text(encoding="utf-8"))
    return {it.name for it in tree.body if isinstance(it, ast.FunctionDef) and it.name.startswith("test_")}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip())
def test_every_hazard_has_a_control_and_tests_that_exist(row):
    _, _, hazard, control, named, _ = row.split("|")
    assert hazard.strip()
    assert control.strip()
    found = re.findall(r"`(test_\w+\.py)::(test_\w+)`", named)
    assert found
    assert found == [(file, test) for file, test in found if test in named_in(file)]


def test_the_ten_failures_are_all_there():
    assert [int(row.split("|")[1]) for row in ROWS][:10] == list(range(1, 11))
