"""Fit: calibration of what the literature leaves open, and how well the data hold it."""
