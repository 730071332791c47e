"""What is intended, within limits, signed."""
