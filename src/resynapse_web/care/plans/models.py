"""Plans and limits."""
