"""Prefrontal glutamate against dose in the rat (Moghaddam 1997): up at 10 to 30 mg/kg, flat at 50, down at 200.

    python examples/Moghaddam_1997.py

The flat dose is an anchor of the column's balance; the others are simulated.
"""

import numpy as np

import resynapse

DOSES = (10, 20, 30, 50, 200)  # mg/kg i.p.


def mean_change(dose: int) -> float:
    """Mean change of glutamate release over 100 min, percent."""
    course = resynapse.run(f"moghaddam_1997_rat_{dose}")
    early = course.circuit_glutamate.isel(patient=0).sel(time=slice(0.0, 100 / 60))
    return 100.0 * (float(np.trapezoid(early, early.time) / (early.time[-1] - early.time[0])) - 1.0)


def main() -> dict[int, float]:
    """Print and return the change at each dose."""
    found = {dose: mean_change(dose) for dose in DOSES}
    for dose, change in found.items():
        print(f"{dose:4d} mg/kg  {change:+6.1f} %")
    return found


if __name__ == "__main__":
    main()
