"""`python -m resynapse.validation --out docs/validation.md`: simulate the trials and write the tables of the page."""

from __future__ import annotations

import argparse
from pathlib import Path

from resynapse.validation import page


def main() -> None:
    """Fill the tables of a page; its prose stays."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("docs/validation.md"))
    asked = parser.parse_args()
    text = page.fill(asked.out.read_text(encoding="utf-8"), page.lines())
    asked.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
