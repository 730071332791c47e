"""Pages of which a part is written by the machine, between two marks."""

from __future__ import annotations


def fill(text: str, inner: str, begin: str, finish: str) -> str:
    """A page with what stands between the two marks replaced; ValueError without them."""
    before, mark, rest = text.partition(begin)
    _, end, after = rest.partition(finish)
    if not mark or not end:
        raise ValueError(f"the page has no lines {begin!r} and {finish!r}")
    return f"{before}{begin}\n\n{inner.rstrip()}\n\n{finish}{after}"
