"""Validation: every published number that the package holds, beside the simulation, and whether they agree.

`evaluate` compares the bundled trials and the mechanistic checks with one rule (`trial.compare.verdict`). A row's use:
calibration (may have been fitted), validation (was not, nor any other row of its patients), context (remembered, in
words, the source of a parameter, or of patients that a calibration row has seen). `resynapse validate` prints it.
"""
