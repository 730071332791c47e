"""Run by the interpreter of .venv-roadrunner: libroadrunner on the exported course, patient after patient.

Reads a folder with course.xml, patients.npz (ids, values [P, ids], hours, states) and settings.npz; writes result.npz.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np
import roadrunner
from roadrunner import Config, RoadRunner


def main(folder: Path) -> None:
    task, settings = np.load(folder / "patients.npz"), np.load(folder / "settings.npz")
    Config.setValue(Config.LLVM_BACKEND, Config.LLJIT)
    Config.setValue(Config.LLJIT_OPTIMIZATION_LEVEL, Config.AGGRESSIVE)
    model = RoadRunner(str(folder / "course.xml"))
    model.timeCourseSelections = ["time", *task["states"].tolist()]
    known = model.model.getGlobalParameterIds()
    places = [known.index(name) for name in task["ids"].tolist()]
    hours = task["hours"].tolist()
    integrator = model.getIntegrator()
    integrator.setValue("relative_tolerance", float(settings["relative"]))
    integrator.setValue("absolute_tolerance", float(settings["absolute"]))
    integrator.setValue("maximum_num_steps", 1_000_000)
    atleast, spent, done, first = float(settings["seconds"]), [], 0, []
    patients = task["values"]
    while done < len(patients) or sum(spent) < atleast:
        model.model.setGlobalParameterValues(places, patients[done % len(patients)].tolist())
        begin = time.process_time()
        model.reset()
        found = model.simulate(times=hours)
        spent.append(time.process_time() - begin)
        if done < len(patients):
            first.append(np.array(found)[:, 1:])
        done += 1
    np.savez(folder / "result.npz", found=np.array(first), spent=np.array(spent), version=roadrunner.__version__)


main(Path(sys.argv[1]))
