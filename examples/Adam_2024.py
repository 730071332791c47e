"""Gamma and slow delta from one rate, after Adam et al. 2024: how fast plugged NMDA channels are freed.

The published column without drug, with unblocking slowed to 55 % and to 40 % in all its receptors. First the tonic
interneurons fall silent and pyramids fire in gamma; then gamma comes and goes, which is slow delta.

    python examples/Adam_2024.py
"""

from resynapse.circuit.adam_2024.observables import Seen, observe
from resynapse.circuit.adam_2024.run import batch
from resynapse.circuit.spiking import ColumnState

BLOCKED = {"without drug": 0.0, "unblocking 55 %": 0.45, "unblocking 40 %": 0.60}


def main(seconds: float = 12.0, seed: int = 0) -> dict[str, Seen]:
    """Print rates, power and how much firing waxes and wanes; return what was seen of each."""
    states = [ColumnState(phasic=share, interneuron=share) for share in BLOCKED.values()]
    runs = batch([{"state": state, "seconds": seconds, "seed": seed} for state in states])
    found = {name: observe(run) for name, run in zip(BLOCKED, runs, strict=True)}
    print(f"{'':18s}{'pyramidal':>10s}{'phasic':>8s}{'tonic':>7s}  Hz   gamma   0.5 to 4 Hz   waxing")
    for name, seen in found.items():
        rates = f"{seen.rates[0]:10.1f}{seen.rates[1]:8.1f}{seen.rates[2]:7.1f}"
        print(f"{name:18s}{rates}{seen.gamma:12.4f}{seen.slow:14.4f}{seen.waxing:9.2f}")
    return found


if __name__ == "__main__":
    main()
