"""The care programme: candidate, plan, session, integration, outcome; records that cannot change silently."""
