"""Wind-up in the dorsal horn (Dickenson and Sullivan 1987): 16 stimuli at 0.5 Hz, with and without NMDA block.

    python examples/Dickenson_1987.py

The paper says in words that NMDA block reduces wind-up and changes the input little; block takes the growth here too.
"""

import numpy as np

from resynapse.circuit.dorsal_horn import DorsalHornState, Stimuli, responses

BLOCKS = (0.0, 0.15, 0.3, 1.0)


def main() -> dict[float, tuple[float, float]]:
    """Print the C response to each stimulus; return the first response and the growth by block."""
    seen = responses(Stimuli(number=16, hz=0.5), DorsalHornState(blocked=np.array(BLOCKS)))
    for place, block in enumerate(BLOCKS):
        print(f"{100 * block:3.0f} % blocked: " + " ".join(f"{spikes:4.1f}" for spikes in seen.c[:, place]))
    return {block: (float(seen.c[0, k]), float(seen.growth[k])) for k, block in enumerate(BLOCKS)}


if __name__ == "__main__":
    main()
