"""Spine, branch and soma: where the ions go and what voltage they make.

    C_s dV_s/dt = -I_AMPA - I_NMDA - (V_s - V_d) / R_neck
    C_d dV_d/dt = (V_s - V_d) / R_neck - (V_d - V) / R_branch - g_L (V_d - E_L)
    C   dV/dt   = together (V_d - V) / R_branch + currents of the soma (hodgkin_huxley)       C + together C_d fixed
    d[Ca]/dt    = -I_Ca / (2 F v (1 + kappa)) - ([Ca] - rest) / tau

`together` synapses of the same kind are active at once, each on a branch of its own: one contact moves the soma
by a fraction of a millivolt, a volley makes it fire.
"""

from __future__ import annotations

from resynapse.provenance import Source, assumed, param, parameters


@parameters
class Spine:
    """One contact on a basal dendrite of a cortical pyramid, its receptors, and the volley it is part of."""

    neck: float = param(
        179.0, "Mohm", "resistance of the neck", Source("Acker2016", "abstract, fits to voltage dyes", "measured",
                                                        ("Y009",)), low=23.0, high=420.0,
    )  # fmt: skip
    head: float = param(0.01, "pF", "capacitance of the head", assumed("one um^2 of membrane"), low=0.005, high=0.03)
    branch: float = param(
        1.0, "pF", "capacitance of the branch between two active contacts", assumed("100 um^2 each"), low=0.3, high=3.0
    )
    axial: float = param(
        100.0, "Mohm", "resistance from branch to soma", assumed("thin basal dendrite"), low=20.0, high=300.0
    )
    ampa: float = param(
        80.0, "1", "AMPA receptors", Source("Matsuzaki2001", "half of the largest number printed, 150 per spine",
                                            "derived", ("Y010",)), low=10.0, high=150.0,
    )  # fmt: skip
    nmda: float = param(15.0, "1", "NMDA receptors", assumed("textbook, 5 to 30"), low=5.0, high=30.0)
    gaba: float = param(
        40.0, "1", "GABA-A receptors of the inhibitory twin", assumed("tens in one synapse"), low=20.0, high=100.0
    )
    volume: float = param(0.1, "um**3", "fluid of the head", assumed("medium spine"), low=0.03, high=0.5)
    buffering: float = param(20.0, "1", "kappa, calcium bound per free", assumed("usual"), low=10.0, high=100.0)
    extrusion: float = param(15.0, "ms", "tau of spine calcium", assumed("usual"), low=8.0, high=40.0)
    rest: float = param(0.06, "umol/L", "resting calcium", assumed("usual"), low=0.03, high=0.1)
    volley: float = param(
        150.0, "1", "synapses that release together and make the cell fire",
        assumed("enough that the cell fires; not counted in any experiment"), low=110.0, high=250.0,
    )  # fmt: skip
