"""Who is called when an answer cannot wait."""
