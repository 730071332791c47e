"""Rules of care as plain functions over plain data: no database, no clock."""
