"""Validation: what was published, what the simulation says, and whether they agree.

`comparisons.clinical` and the lists beside it name each published number, how a trial of that size reads it, and what
may be said about it: calibration (may have been fitted), validation (was not), context (remembered, in words, or the
source of a parameter). `report.lines` compares; `python -m resynapse.validation` writes the page.
"""
