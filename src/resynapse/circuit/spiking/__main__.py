"""`python -m resynapse.circuit.spiking`: solve the resting point again and write it into the package's data."""

from pathlib import Path

from resynapse.circuit.spiking.calibrate import solve, write

if __name__ == "__main__":
    point, seen = solve()
    write(point, Path(__file__).parent / "data" / "rest.csv")
    print("rates", seen.rates.round(3))
