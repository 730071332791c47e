"""The causal chain of Li 2010 in the rat: each blocker cuts its own arrow, and new spines do not come.

    python examples/Li_2010.py
"""

import resynapse

PLANS = {
    "ketamine": "li_2010_rat",
    "with rapamycin": "li_2010_rat_rapamycin",
    "with an AMPA blocker": "li_2010_rat_ampa_blocker",
}


def main() -> dict[str, float]:
    """Print and return the rise of prefrontal spine density at 24 h, percent."""
    found = {}
    for name, plan in PLANS.items():
        spines = resynapse.run(plan).plasticity_spines.sel(time=24.0, compartment="prefrontal").item()
        found[name] = 100.0 * (spines - 1.0)
        print(f"{name:22s} {found[name]:+6.1f} %")
    return found


if __name__ == "__main__":
    main()
