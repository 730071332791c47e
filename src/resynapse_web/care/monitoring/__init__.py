"""Pure: due times, thresholds, end criteria, check-ins and the ladder. No Django, no clock."""
