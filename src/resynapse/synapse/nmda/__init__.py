"""Published schemes of the NMDA receptor, one file each; every one is a function without arguments."""
