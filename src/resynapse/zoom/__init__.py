"""Zoom: one course, stopped at a moment, under a microscope."""
