"""Prefrontal connectivity with ketamine, lanicemine and saline, after Abdallah 2018 (doi:10.1177/2470547018796102).

That study, by its title, saw prefrontal global connectivity rise with ketamine and not with lanicemine. Three models of
one connectome answer here, and they disagree with it: during the infusion GBCr falls. A day later it rises a little,
because regrown synapses are assumed to reach the coupling of regions. Not a prediction.

    python examples/Abdallah_2018.py
"""

import numpy as np

from resynapse.network import BrainState, connectome, variants
from resynapse.zoom.brain import follow

ARMS = {
    "ketamine": "murrough_2013_ketamine",
    "lanicemine": "zarate_2013_lanicemine",
    "saline": "berman_2000_saline",
}
MOMENTS = ("baseline", "40 min", "24 h")


def main() -> dict[tuple[str, str], np.ndarray]:
    """Print and return the change of prefrontal GBCr (Fisher z) at both moments, by model and arm."""
    brain, found = connectome.aal2_94(), {}
    states = {arm: follow(plan, MOMENTS).states for arm, plan in ARMS.items()}
    print(f"{'model':8s}{'arm':12s}{'during':>10s}{'24 h':>10s}   prefrontal GBCr, change")
    for model in variants.quick(brain):
        for arm, stops in states.items():
            joined = BrainState(*map(np.concatenate, zip(*(map(np.atleast_1d, one) for one in stops), strict=True)))
            values = model.read(joined, None)["prefrontal_gbcr"]
            found[model.name, arm] = values[1:] - values[0]
            print(f"{model.name:8s}{arm:12s}{found[model.name, arm][0]:+10.4f}{found[model.name, arm][1]:+10.4f}")
    print(brain.notice)
    return found


if __name__ == "__main__":
    main()
