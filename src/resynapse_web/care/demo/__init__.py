"""A clinic to look at: invented people, clearly marked; and the first hour of a real one."""
