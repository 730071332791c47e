"""Who works here, who is cared for, and who may see what."""
