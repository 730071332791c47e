"""How many patients a trial of one infusion against midazolam needs, by simulation."""

from __future__ import annotations

from resynapse.trial.reading import load_trial
from resynapse.trial.run import run

INFUSION = {"drug": "ketamine", "route": "iv", "amount": "0.5 mg/kg", "duration": "40 min"}
CONTROL = {"drug": "midazolam", "route": "iv", "amount": "0.045 mg/kg", "duration": "40 min"}
TRIAL = {
    "name": "planned",
    "arms": [
        {"name": "ketamine", "n": 30, "plan": {"doses": [INFUSION]}},
        {"name": "midazolam", "n": 30, "control": "midazolam", "plan": {"doses": [CONTROL]}},
    ],
    "endpoints": [
        {"arm": "ketamine", "versus": "midazolam", "scale": "MADRS", "at": at, "statistic": "mean change"}
        for at in ("24 h", "7 d")
    ],
}


def main(patients: int = 256) -> dict[str, int | None]:
    """Patients in an arm for a power of 80 %, on day 1 and on day 7."""
    found = run(load_trial(TRIAL), patients, replicates=400)
    return dict(zip(("day 1", "day 7"), (curve.needed for curve in found.curves), strict=True))


if __name__ == "__main__":
    print(main())
