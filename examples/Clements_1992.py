"""Glutamate in the cleft of Clements 1992: a peak near 1.1 mmol/L that decays in about 1.2 ms.

    python examples/Clements_1992.py
"""

import numpy as np

from resynapse import synapse


def main() -> dict[str, float]:
    """Print and return peak [mmol/L] and time to 1/e [ms] of glutamate after one vesicle."""
    seen = synapse.transmit(clamp=-70.0)
    after = seen.sel(time=slice(float(seen.latency), None))
    low = after.cleft.values < after.cleft.values.max() / np.e
    found = {
        "peak": float(after.cleft.max()),
        "decay": float(after.time.values[low][0] - after.time.values[0]),
    }
    print(f"peak {found['peak']:.2f} mmol/L, down to 1/e in {found['decay']:.2f} ms")
    return found


if __name__ == "__main__":
    main()
