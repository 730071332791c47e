"""What the documentation shows works, and what it links to is there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import check_links

ROOT = Path(__file__).resolve().parent.parent


def test_the_documented_plan_loads(tmp_path):
    from resynapse.dose import expand, load_plan

    page = (ROOT / "docs/plans.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert blocks
    for number, block in enumerate(blocks):
        file = tmp_path / f"{number}.yaml"
        file.write_text(block, encoding="utf-8")
        assert len(expand(load_plan(file)).doses) == 6


def test_a_dead_link_is_found(tmp_path):
    (tmp_path / "docs").mkdir()
    links = "[x](docs/b.md#here) [y](docs/b.md#there) [z](c.md) `[q](d.md)`"
    (tmp_path / "README.md").write_text(f"# A\n{links}\n")
    (tmp_path / "docs/b.md").write_text("## Here\n[up](../README.md#a) [out](https://example.org/nowhere)\n")
    dead = check_links.dead_in_markdown(tmp_path)
    assert dead == ["README.md: docs/b.md#there: no such heading", "README.md: c.md: no such file"]


def test_a_page_that_loads_from_elsewhere_is_found(tmp_path):
    page = '<h1 id="top">x</h1><a href="#top">a</a><a href="gone.html">b</a>'
    page += '<script src="https://example.org/x.js"></script>'
    (tmp_path / "index.html").write_text(page)
    dead = check_links.dead_in_site(tmp_path)
    assert dead == [
        "index.html: loads https://example.org/x.js from elsewhere",
        "index.html: gone.html: no such file",
    ]


def test_the_documented_commands_exist():
    pages = [ROOT / name for name in ("README.md", "docs/cli.md", "docs/plans.md")]
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    said = re.findall(r"^resynapse .*|(?<=`)resynapse [^`]+", text, re.MULTILINE)
    assert said
    for line in said:
        words = line.partition("#")[0].split()[1:]
        depth = 2 if words[:1] in (["zoom"], ["fit"], ["clinic"]) else 1  # these three have commands of their own
        command = [word for word in words[:depth] if not word.startswith("-")]
        shown = subprocess.run(
            [Path(sys.executable).parent / "resynapse", *command, "--help"],
            capture_output=True, text=True, check=True, env={**os.environ, "COLUMNS": "200", "TERM": "dumb"},
        )  # fmt: skip
        missing = [word for word in words if word.startswith("--") and word not in shown.stdout]
        assert missing == [], line
