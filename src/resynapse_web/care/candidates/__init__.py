"""From a person who asks to a signed decision."""
