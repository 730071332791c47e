"""Answers and decisions."""
