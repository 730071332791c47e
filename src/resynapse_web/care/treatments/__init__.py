"""A session of treatment: released, dosed, watched, ended."""
