"""Amounts, regimens and limits as plain functions over plain data: no database, no clock."""
