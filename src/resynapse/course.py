"""One patient, dose to score: the only file that knows every scale.

`story` is the model: every scale in the order of the biology, each handing a small named state to the next. It is
written once and read by three solvers: collocation (`march.py`, for cohorts), a plain right-hand side (SciPy, tests)
and the SBML export. It sees time only through `advance(name, rate, forcing)`, which stands for

    d(name)/dt = forcing - rate * (name)

and through `now`, the states as known so far: a later state that acts on an earlier one (new spines and homeostasis
on the column) enters through `now`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import jax.numpy as jnp
from jax import Array
from jax.typing import ArrayLike

from resynapse import circuit, network, plasticity, receptor, synapse
from resynapse.circuit import dorsal_horn as horn
from resynapse.circuit.spiking.state import ColumnState
from resynapse.plasticity import inside_out, signalling, spines, stress
from resynapse.symptoms import dissociation, expectation, mood, pain, pressure, recovery

States = dict[str, Array]
Advance = Callable[[str, ArrayLike, Array], Array]
INPUTS = (
    "s_ketamine",
    "r_ketamine",
    "memantine",
    "lanicemine",
    "midazolam",
    "stress",
    "visit",
    "rapamycin",
    "ampa_blocker",
    "calcium_blocker",
    "anti_bdnf",
    "eef2k_inhibitor",
    "benzodiazepine",
    "lamotrigine",
)


class Traits(NamedTuple):
    """How one patient differs from the typical one; scalars or [P]."""

    sensitivity: ArrayLike = 1.0  # of receptors: multiplies the free level that blocks and dissociates
    disinhibition: ArrayLike = 1.0  # how readily interneurons let go
    mood_gain: ArrayLike = 1.0
    readiness: ArrayLike = 1.0  # to respond to being treated
    dissociation: ArrayLike = 1.0
    pressure: ArrayLike = 1.0
    keep: ArrayLike = 1.0  # how long new spines are held
    baseline: ArrayLike = 32.6  # score before treatment
    secretion: ArrayLike = 1.0  # Val66Met, activity-dependent BDNF secretion
    open_label: ArrayLike = 1.0


class Patient(NamedTuple):
    """All numbers of one patient, one field per scale in the order of the story; contested parts are None (off)."""

    receptor: receptor.Receptors = receptor.Receptors()
    column: circuit.Column = circuit.Column()
    modulators: circuit.Modulators = circuit.Modulators()
    release: circuit.Release = circuit.Release()
    balance: circuit.Balance = circuit.Balance(0.0, 0.0)
    dorsal_horn: horn.DorsalHorn = horn.DorsalHorn()
    ongoing: horn.Ongoing = horn.Ongoing()
    stress: plasticity.Stress = plasticity.Stress()
    signalling: plasticity.Signalling = plasticity.Signalling()
    spines: plasticity.Spines = plasticity.Spines()
    homeostasis: plasticity.Homeostasis = plasticity.Homeostasis()
    window: plasticity.Window = plasticity.Window()
    expectation: expectation.Expectation = expectation.Expectation()
    dissociation: dissociation.Dissociation = dissociation.Dissociation()
    pressure: pressure.Pressure = pressure.Pressure()
    mood: mood.Mood = mood.Mood()
    pain: pain.Pain = pain.Pain()
    traits: Traits = Traits()
    hydroxynorketamine: circuit.Hydroxynorketamine | None = None
    inside_out: plasticity.InsideOut | None = None
    recovery: recovery.Recovery | None = None


class Reference(NamedTuple):
    """The patient before anything happens."""

    chronic: Array  # cortisol under lasting stress of level 1
    synapses: Array  # prefrontal, relative to the unstressed brain


class Moment(NamedTuple):
    """The course at one time, as a microscope finds it; arrays are [P]."""

    hours: float
    inputs: States
    values: States
    patient: Patient

    @property
    def free(self) -> receptor.Free:
        """Unbound levels as the receptors of this patient feel them [umol/L]."""
        u, felt = self.inputs, self.patient.traits.sensitivity
        return receptor.Free(
            felt * u["s_ketamine"], felt * u["r_ketamine"], felt * u["memantine"], felt * u["lanicemine"]
        )

    @property
    def tone(self) -> circuit.Tone:
        """What else sets the column."""
        u, v, p = self.inputs, self.values, self.patient
        return circuit.Tone(
            synapses=v["synapses"] * jnp.exp(v["scaling"]),
            ampa=p.signalling.probe * u["ampa_blocker"],
            gaba=1.0 + p.release.benzodiazepine * u["benzodiazepine"],
        )


def synapse_state(moment: Moment) -> synapse.SynapseState:
    """What the first microscope sees; potentiation beyond homeostatic scaling stays on the slow clock."""
    free, tone = moment.free, moment.tone
    return synapse.SynapseState(
        s_ketamine=free.s_ketamine,
        r_ketamine=free.r_ketamine,
        memantine=free.memantine,
        lanicemine=free.lanicemine,
        ampa_blocked=tone.ampa,
        strength=jnp.exp(moment.values["scaling"]),
        release=moment.values["glutamate"],
        gaba=tone.gaba,
        magnesium=moment.patient.receptor.membranes.magnesium,
    )


def column_state(moment: Moment) -> ColumnState:
    """What the second microscope sees: the same as the mean field."""
    blocked, tone, balance = receptor.block(moment.free, moment.patient.receptor), moment.tone, moment.patient.balance
    return ColumnState(
        phasic=blocked.phasic,
        interneuron=blocked.interneuron,
        resting=blocked.resting,
        synapses=tone.synapses,
        ampa=tone.ampa,
        gaba=tone.gaba,
        gain=circuit.gain(moment.patient.modulators),
        tonic_interneuron=balance.interneuron,
        tonic_pyramidal=balance.pyramidal,
    )


def dorsal_horn_state(moment: Moment) -> horn.DorsalHornState:
    """What the spinal microscope sees; the cord is taken to hold the same unbound levels as the brain."""
    receptors, tone = moment.patient.receptor, moment.tone
    return horn.DorsalHornState(
        blocked=horn.blocked(moment.free, receptors, moment.patient.dorsal_horn),
        ampa=tone.ampa,
        gaba=tone.gaba,
        magnesium=receptors.membranes.magnesium,
    )


def brain_state(moment: Moment) -> network.BrainState:
    """What the third microscope sees."""
    blocked, values = receptor.block(moment.free, moment.patient.receptor), moment.values
    return network.BrainState(
        phasic=blocked.phasic,
        interneuron=blocked.interneuron,
        prefrontal=values["synapses"],
        hippocampal=values["hippocampal_spines"] * values["hippocampal_length"],
        gaba=moment.tone.gaba,
        excitation=values["rate_pyramidal"],
    )


def rest(background: ArrayLike, patient: Patient) -> tuple[States, Reference]:
    """Every state after endless background stress and no drug; with constant inputs nothing moves from here."""
    s, g = patient.stress, patient.signalling
    chronic, _ = stress.settled(1.0, s)
    cortisol, sensitivity = stress.settled(background, s)
    load = stress.load(cortisol, chronic)
    density, length, h_density, h_length = (1.0 / (1.0 + stress.excess(loss) * load) for loss in _losses(s))
    mu = patient.traits.secretion
    active = signalling.trkb(jnp.asarray(mu), jnp.zeros(()), mu, g)
    zero = jnp.zeros(())
    states = {
        "cortisol_receptor": sensitivity,
        "density": density,
        "length": length,
        "hippocampal_density": h_density,
        "hippocampal_length": h_length,
        "brake": zero,
        "bdnf_pool": jnp.ones(()),
        "bdnf": jnp.asarray(mu),
        "adaptation": active,
        "mtorc1": zero,
        "proteins": zero,
        "delay_1": zero,
        "delay_2": zero,
        "potentiation": zero,
        "new_spines": zero,
        "kept_spines": zero,
        "scaling": -jnp.log(density * length),
        "acute_tolerance": zero,
        "lasting_tolerance": zero,
        "expectation": zero,
        "pain_memory": zero,
    }
    if patient.inside_out is not None:
        states["inside"] = zero
    if patient.recovery is not None:
        states["recovery"] = zero
    return states, Reference(chronic, density * length)


def _losses(s: plasticity.Stress) -> tuple[ArrayLike, ...]:
    return s.density_loss, s.length_loss, s.hippocampal_density_loss, s.hippocampal_length_loss


def story(u: States, p: Patient, reference: Reference, now: States, advance: Advance) -> States:
    """The whole chain at one set of times.

    Args:
        u: inputs by name (`INPUTS`): unbound brain levels [umol/L], midazolam [mg/L], stress level, visit (1 during
            a visit), and the presence of each probe or co-medication (0 or 1); any shape [..., P].
        p: patient; its arrays broadcast against the last axis.
        now: states as known so far.
        advance: moves one state on (see above) and returns it.
    Returns:
        states and everything derived from them, by name.
    """
    t, probe = p.traits, p.signalling.probe

    def relax(name: str, hours: ArrayLike, target: Array) -> Array:
        rate = 1.0 / hours
        return advance(name, rate, rate * target)

    # stress -> cortisol -> structure
    burden = u["stress"] if p.recovery is None else u["stress"] * (1.0 - p.recovery.share * now["recovery"])
    cortisol = stress.cortisol(burden, now["cortisol_receptor"], p.stress)
    sensitivity = relax("cortisol_receptor", p.stress.receptor_hours, stress.sensitivity_target(cortisol, p.stress))
    load = stress.load(cortisol, reference.chronic)
    structure = [
        _structure(name, loss, load, now, advance, p.stress)
        for name, loss in zip(
            ("density", "length", "hippocampal_density", "hippocampal_length"), _losses(p.stress), strict=True
        )
    ]

    # drug -> receptor -> column -> glutamate
    free = receptor.Free(
        t.sensitivity * u["s_ketamine"],
        t.sensitivity * u["r_ketamine"],
        t.sensitivity * u["memantine"],
        t.sensitivity * u["lanicemine"],
    )
    blocked = receptor.block(free, p.receptor)
    synapses = (structure[0] + now["new_spines"] + now["kept_spines"]) * structure[1]
    tone = circuit.Tone(
        synapses=synapses * jnp.exp(now["scaling"]),
        ampa=probe * u["ampa_blocker"],
        gaba=1.0 + p.release.benzodiazepine * u["benzodiazepine"],
    )
    column = circuit.activity(blocked, tone, p.balance, p.column, p.modulators)
    scaling = advance("scaling", 0.0, (-1.0 / p.homeostasis.hours) * column.excess)
    release = p.release
    over = t.disinhibition * circuit.surplus(column.excess, u["lamotrigine"], release)
    brake = relax("brake", release.brake_hours, over)
    glutamate = circuit.glutamate(column.excess, over, brake, release)
    if p.hydroxynorketamine is not None:
        metabolite = u.get("r_hydroxynorketamine", jnp.zeros(()))  # plasma, mg/L; only followed where it acts
        glutamate = glutamate + circuit.added_release(metabolite, p.hydroxynorketamine)

    # glutamate -> BDNF -> TrkB -> mTORC1 -> proteins
    s = p.signalling
    pool = relax("bdnf_pool", s.pool_hours, signalling.pool_target(blocked.resting, u["eef2k_inhibitor"], s))
    freed = signalling.released(pool, glutamate, tone.ampa, u["calcium_blocker"], u["anti_bdnf"], t.secretion, s)
    bdnf = relax("bdnf", s.bdnf_hours, freed)
    active = signalling.trkb(bdnf, blocked.racemate, t.secretion, s)
    adapted = relax("adaptation", s.feedback_hours, active)
    fresh = signalling.novelty(active, adapted, s)
    rapamycin = probe * u["rapamycin"]
    mtorc1 = relax("mtorc1", s.mtor_hours, fresh * (1.0 - rapamycin))
    proteins = advance("proteins", 1.0 / s.protein_hours, mtorc1)

    # proteins -> spines; potentiation beside them
    n = p.spines
    first = relax("delay_1", n.delay_hours, proteins)
    second = relax("delay_2", n.delay_hours, first)
    strengthened = fresh * (1.0 - n.gate * rapamycin)
    contested = {}
    if p.inside_out is not None:
        inside = relax("inside", p.inside_out.hours, inside_out.occupancy(blocked.racemate, p.inside_out))
        contested["inside"] = inside
        strengthened = strengthened + p.inside_out.gain * inside
    potentiation = advance("potentiation", 1.0 / n.potentiation_hours, strengthened)
    extra = stress.excess(p.stress.density_loss)
    slowest = spines.loss_rate(jnp.zeros(()), extra, t.keep, n)
    faster = extra / (n.new_hours * t.keep) * load  # what stress adds
    grown = spines.formed(second, now["new_spines"], now["kept_spines"], n)
    new = advance("new_spines", slowest, grown - faster * now["new_spines"])
    kept = advance("kept_spines", 1.0 / (n.kept_hours * t.keep), n.consolidation / t.keep * new)

    # levels -> dissociation, pressure; visits -> expectation; all of it -> score
    d = p.dissociation
    full = dissociation.driver(free.s_ketamine, d)
    acute = relax("acute_tolerance", d.acute_hours, full)
    lasting = advance("lasting_tolerance", 1.0 / d.lasting_hours, d.lasting_rate * full)
    person = t.dissociation * t.disinhibition**d.shared
    cadss = dissociation.cadss(full, acute, lasting, person, u["benzodiazepine"], d)
    e = p.expectation
    goal = expectation.target(t.open_label, expectation.cue(cadss, u["midazolam"], e), t.readiness, e)
    expected = advance("expectation", expectation.rate(u["visit"], e), u["visit"] / e.on_hours * goal)
    synapses = (structure[0] + new + kept) * structure[1]
    improvement = mood.improvement(potentiation, synapses, reference.synapses, t.mood_gain, p.mood)
    nociception = horn.signal(horn.blocked(free, p.receptor, p.dorsal_horn), p.ongoing)
    recalled = relax("pain_memory", 1.0 / pain.rate(p.pain), pain.exposure(blocked.racemate, p.receptor.ketamine))
    score = mood.score(t.baseline, improvement + expected)
    if p.recovery is not None:
        well = recovery.wellness(score, p.recovery) - recovery.wellness(t.baseline, p.recovery)
        contested["recovery"] = relax("recovery", p.recovery.hours, well)
    systolic = pressure.systolic(u["s_ketamine"] + u["r_ketamine"], t.pressure, p.pressure)

    return {
        "cortisol_receptor": sensitivity,
        "density": structure[0],
        "length": structure[1],
        "hippocampal_density": structure[2],
        "hippocampal_length": structure[3],
        "brake": brake,
        "bdnf_pool": pool,
        "bdnf": bdnf,
        "adaptation": adapted,
        "mtorc1": mtorc1,
        "proteins": proteins,
        "delay_1": first,
        "delay_2": second,
        "potentiation": potentiation,
        "new_spines": new,
        "kept_spines": kept,
        "scaling": scaling,
        "acute_tolerance": acute,
        "lasting_tolerance": lasting,
        "expectation": expected,
        "pain_memory": recalled,
        "pain_signal": nociception,
        "cortisol": cortisol,
        "block_pyramidal": blocked.phasic,
        "block_interneuron": blocked.interneuron,
        "block_resting": blocked.resting,
        "ampa_throughput": glutamate * (1.0 - tone.ampa),
        **{f"rate_{name}": column.rates[k] for k, name in enumerate(circuit.CLASSES)},
        "inhibition": column.inhibition,
        "ei_balance": column.balance,
        "gamma": column.gamma,
        "glutamate": glutamate,
        "eef2k": signalling.eef2k(blocked.resting, u["eef2k_inhibitor"], s),
        "trkb": active,
        "synapses": synapses,
        "hippocampal_spines": structure[2] + n.hippocampal * (new + kept),
        "terminals": reference.synapses + n.terminals * kept,
        "window": plasticity.learning_rate(potentiation, new, p.window),
        "cadss": cadss,
        "systolic": systolic,
        "score": score,
    } | contested


def _structure(name: str, loss: ArrayLike, load: Array, now: States, advance: Advance, s: plasticity.Stress) -> Array:
    """One multiple of the unstressed brain; the rate is that of lasting stress, the rest is forcing."""
    extra = stress.excess(loss)
    rate = 1.0 / s.structure_hours
    return advance(name, (1.0 + extra) * rate, rate * (1.0 + extra * (1.0 - load) * now[name]))
