"""Ketamine is trapped when the channel closes over it; some memantine gets out (Kotermanski, Wood & Johnson 2009).

    python examples/Kotermanski_2009.py

Channels are blocked while open, agonist and drug are washed away, and agonist asks what is still blocked. How fast
memantine leaves closed channels is an input; what ketamine loses is simulated.
"""

import numpy as np

from resynapse.report.pharmacology import trapping_figure
from resynapse.synapse import pharmacology


def main(picture: str = "") -> dict[str, float]:
    """Print and return the share still blocked after a minute, and memantine's time constant [s]."""
    found = pharmacology.trapping(washes=(*np.linspace(0.0, 4.0, 41), 60.0))
    late = {str(drug): float(found.trapped.sel(drug=drug, wash=60.0)) for drug in found.drug.values}
    for drug, share in late.items():
        print(f"{drug:11s} {100 * share:5.1f} % of the blocked channels are still blocked after a minute")
    memantine = found.trapped.sel(drug="memantine")
    leaving = memantine.sel(wash=slice(0.2, 2.0)) - late["memantine"]
    late["tau"] = -1.0 / float(np.polyfit(leaving.wash, np.log(leaving), 1)[0])
    print(f"memantine leaves with a time constant of {late['tau']:.2f} s")
    if picture:
        trapping_figure(found).savefig(picture)
    return late


if __name__ == "__main__":
    main()
