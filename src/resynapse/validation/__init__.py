"""Validation: what was published, what the simulation says, and whether they agree.

`fitted`, `outcome`, `drugs`, `acute` and `remembered` name each published number and how a trial of that size reads
it. Its use: calibration (may have been fitted), validation (was not), context (remembered, in words, or the source of a
parameter). `page.lines` compares; `python -m resynapse.validation` writes the page.
"""
