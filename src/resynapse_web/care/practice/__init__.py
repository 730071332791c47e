"""Preparation, breathwork and integration, as data and as what was done of it."""
