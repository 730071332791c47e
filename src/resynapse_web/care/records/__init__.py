"""What was written, by whom, unchangeable."""
