"""Tags for the pages of the care programme."""
