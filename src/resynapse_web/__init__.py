"""The web: the open explorer and the signed-in care programme around `resynapse`."""
