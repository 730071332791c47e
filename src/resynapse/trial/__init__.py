"""Trials: arms, endpoints, statistics, and published results beside simulated ones.

`load_trial` reads a trial file, `compare` simulates replicate trials of its size and holds them against what was
published, `power` asks how large a planned one must be.
"""
