"""References as sentences, from the entries of references.bib."""

from __future__ import annotations

import re
from dataclasses import dataclass

FIELD = re.compile(r"(\w+)\s*=\s*(?:\{((?:[^{}]|\{[^{}]*\})*)\}|\"([^\"]*)\"|(\d+))", re.DOTALL)


@dataclass(frozen=True)
class Citation:
    """One source, ready to print."""

    key: str
    authors: str
    year: str
    title: str
    journal: str
    doi: str
    url: str

    @property
    def address(self) -> str:
        """Where a reader finds it."""
        return f"https://doi.org/{self.doi}" if self.doi else self.url

    def sentence(self) -> str:
        """Authors (year). Title. Journal."""
        parts = (f"{self.authors} ({self.year})".strip(), self.title, self.journal)
        return ". ".join(part.rstrip(".") for part in parts if part and part != "()") + "."


def parse(key: str, entry: str) -> Citation:
    """A raw BibTeX entry as a citation; fields that are absent are empty."""
    found = {
        name.lower(): re.sub(r"[{}]|\s+", lambda match: " " if match.group().isspace() else "", a or b or c).strip()
        for name, a, b, c in FIELD.findall(entry)
    }
    journal = found.get("journal") or found.get("publisher") or found.get("howpublished") or ""
    volume = " ".join(found[name] for name in ("volume", "pages") if name in found).replace("--", "-")
    return Citation(
        key,
        found.get("author", "").replace(" and ", "; "),
        found.get("year", ""),
        found.get("title", ""),
        f"{journal} {volume}".strip(),
        found.get("doi", "").removeprefix("https://doi.org/"),
        found.get("url", ""),
    )


def citations(entries: dict[str, str]) -> list[Citation]:
    """Every entry of the bibliography in the order of its key."""
    return [parse(key, entries[key]) for key in sorted(entries)]
