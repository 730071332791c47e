"""Find links that lead nowhere, without touching the network.

python tools/check_links.py               Markdown of the repository: files and anchors exist
python tools/check_links.py --site site   built pages: the same, and nothing is loaded from elsewhere
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent
FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]*`")
INLINE = re.compile(r"!?\[(?:[^\]\[]|\[[^\]]*\])*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
REFERENCE = re.compile(r"^\[[^\]]+\]:\s+(\S+)", re.MULTILINE)
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)


def slug(heading: str) -> str:
    """The anchor that Markdown gives to a heading."""
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    plain = re.sub(r"[^\w\s-]", "", plain.replace("`", "").replace("*", "")).strip().lower()
    return re.sub(r"[\s-]+", "-", plain)


def anchors(text: str) -> set[str]:
    """Every anchor of a Markdown page; a repeated heading gets a number as well."""
    found: set[str] = set()
    for heading in HEADING.findall(FENCE.sub("", text)):
        name, count = slug(heading), 1
        while (candidate := name if count == 1 else f"{name}_{count - 1}") in found:
            count += 1
        found.add(candidate)
    return found | set(re.findall(r"(?:id|name)=\"([^\"]+)\"", text))


def targets(text: str) -> Iterator[str]:
    """Every link target of a Markdown page, code left out."""
    prose = CODE.sub("", FENCE.sub("", text))
    yield from INLINE.findall(prose)
    yield from REFERENCE.findall(prose)


def external(target: str) -> bool:
    """Whether a target lies outside the repository (never visited)."""
    parts = urlsplit(target)
    return bool(parts.scheme or parts.netloc)


def markdown_pages(root: Path) -> list[Path]:
    """README and its neighbours, and everything under docs/."""
    return sorted(root.glob("*.md")) + sorted((root / "docs").rglob("*.md"))


def dead_in_markdown(root: Path) -> list[str]:
    """One line for each link of the repository's Markdown that leads nowhere."""
    dead = []
    for page in markdown_pages(root):
        text = page.read_text(encoding="utf-8")
        for target in targets(text):
            if external(target):
                continue
            path, _, anchor = unquote(target).partition("#")
            file = (page.parent / path).resolve() if path else page
            if not file.exists():
                dead.append(f"{page.relative_to(root)}: {target}: no such file")
            elif anchor and file.suffix == ".md" and anchor not in anchors(file.read_text(encoding="utf-8")):
                dead.append(f"{page.relative_to(root)}: {target}: no such heading")
    return dead


class Page(HTMLParser):
    """Links, anchors and loaded resources of one HTML page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.anchors: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Sort one element's attributes into links, anchors and loads."""
        values = {name: value or "" for name, value in attrs}
        self.anchors |= {values[name] for name in ("id", "name") if name in values}
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        if tag in ("script", "img", "iframe", "source") and "src" in values:
            self.loads.append(values["src"])
        if tag == "link" and values.get("rel") in ("stylesheet", "icon", "shortcut icon", "preload"):
            self.loads.append(values["href"])


def dead_in_site(site: Path) -> list[str]:
    """One line for each link of the built pages that leads nowhere or to another host's files."""
    pages = {
        file.resolve(): Page(file.read_text(encoding="utf-8"))
        for file in sorted(site.rglob("*.html"))
        if file.name != "404.html"  # its links are absolute: it is served from any path
    }
    dead = []
    for file, page in pages.items():
        name = file.relative_to(site.resolve())
        dead += [f"{name}: loads {load} from elsewhere" for load in page.loads if external(load)]
        for target in page.links + page.loads:
            if external(target):
                continue
            path, _, anchor = unquote(urlsplit(target)._replace(query="").geturl()).partition("#")
            there = (file.parent / path).resolve() if path else file
            there = there / "index.html" if there.is_dir() else there
            if not there.exists():
                dead.append(f"{name}: {target}: no such file")
            elif anchor and there in pages and anchor not in pages[there].anchors:
                dead.append(f"{name}: {target}: no such anchor")
    return dead


def main() -> int:
    """Print every dead link; exit code 1 if there is one."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--site", type=Path, help="check these built pages instead of the Markdown")
    chosen = parser.parse_args()
    if chosen.site is not None and not any(chosen.site.rglob("*.html")):
        print(f"{chosen.site}: no built pages")
        return 1
    dead = dead_in_site(chosen.site) if chosen.site else dead_in_markdown(ROOT)
    print("\n".join(dead) if dead else "No dead links.")
    return 1 if dead else 0


if __name__ == "__main__":
    sys.exit(main())
