"""References as sentences, from the entries of references.bib."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

FIELD = re.compile(r"(\w+)\s*=\s*(?:\{((?:[^{}]|\{[^{}]*\})*)\}|\"([^\"]*)\"|(\d+))", re.DOTALL)
ACCENT = re.compile(r"\\([\"'`^~cvr])\s*\{?([A-Za-z])\}?")
LETTERS = {"&": "&", "%": "%", "aa": "å", "AA": "Å", "ae": "æ", "o": "ø", "O": "Ø", "ss": "ß", "l": "ł"}
LETTER = re.compile(r"\\(&|%|(?:aa|AA|ae|ss|o|O|l)(?![A-Za-z]))\s*")
COMBINING = dict(zip("\"'`^~cvr", "\u0308\u0301\u0300\u0302\u0303\u0327\u030c\u030a", strict=True))


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
    note: str

    @property
    def address(self) -> str:
        """Where a reader finds it."""
        return f"https://doi.org/{self.doi}" if self.doi else self.url

    def sentence(self) -> str:
        """Authors (year). Title. Journal. Note."""
        year = f"({self.year})" if self.year else ""
        parts = (f"{self.authors} {year}".strip(), self.title, self.journal, self.note)
        return ". ".join(part.rstrip(".") for part in parts if part) + "."


def plain(text: str) -> str:
    r"""BibTeX text as a reader writes it.

    >>> plain(r"Kr{\"a}henb{\"u}hl, S. {\&} others")
    'Krähenbühl, S. & others'
    """
    letters = LETTER.sub(lambda found: LETTERS[found[1]], text)
    accented = ACCENT.sub(lambda found: unicodedata.normalize("NFC", found[2] + COMBINING[found[1]]), letters)
    return " ".join(re.sub(r"[{}]", "", accented).split())


def parse(key: str, entry: str) -> Citation:
    """A raw BibTeX entry as a citation; fields that are absent are empty."""
    found = {name.lower(): plain(a or b or c) for name, a, b, c in FIELD.findall(entry)}
    journal = found.get("journal") or found.get("publisher") or found.get("howpublished") or ""
    volume = " ".join(found[name] for name in ("volume", "pages") if name in found).replace("--", "-")
    return Citation(
        key,
        found.get("author", "").replace(" and others", " et al.").replace(" and ", "; "),
        found.get("year", ""),
        found.get("title", ""),
        f"{journal} {volume}".strip(),
        found.get("doi", "").removeprefix("https://doi.org/"),
        found.get("url", ""),
        found.get("note", ""),
    )


def citations(entries: dict[str, str]) -> list[Citation]:
    """Every entry of the bibliography in the order of its key."""
    return [parse(key, entries[key]) for key in sorted(entries)]
