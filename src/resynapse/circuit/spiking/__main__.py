"""`python -m resynapse.circuit.spiking`: solve the resting point again and write it into the package's data."""

import sys
from pathlib import Path
from typing import Any

from resynapse.circuit.spiking.calibrate import solve, write


def told(stage: str, step: int, rates: Any, *_: Any) -> None:
    """One line on stderr for each look."""
    sys.stderr.write(f"{stage} loop, look {step}: " + ", ".join(f"{rate:.2f}" for rate in rates) + " Hz\n")


if __name__ == "__main__":
    point, _ = solve(report=told)
    write(point, Path(__file__).parent / "data" / "rest.csv")
