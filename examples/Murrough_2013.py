"""Six infusions (Murrough 2013): response at the end, in 256 virtual patients.

    python examples/Murrough_2013.py
"""

import resynapse


def main(patients: int = 256) -> float:
    """Print and return the simulated share whose MADRS has halved a day after the last infusion; 17 of 24 did."""
    course = resynapse.run("murrough_2013_six_infusions", patients=patients)
    before, after = (course.symptoms_madrs.sel(time=hour, method="nearest") for hour in (0.0, 288.0))
    share = float((after <= 0.5 * before).mean())
    print(f"simulated response {100 * share:.0f} %, published 70.8 % (17 of 24)")
    return share


if __name__ == "__main__":
    main()
