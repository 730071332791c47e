"""Published schemes of the AMPA receptor, one file each; every one is a function without arguments."""
