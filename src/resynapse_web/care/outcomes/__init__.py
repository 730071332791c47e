"""Questionnaires, their answers and their schedule."""
