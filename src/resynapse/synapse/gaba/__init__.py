"""Published schemes of the GABA-A receptor, one file each; every one is a function without arguments."""
