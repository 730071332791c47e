"""Questionnaires as data, and their scoring as pure functions."""
