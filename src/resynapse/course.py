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
STRUCTURES = ("density", "length", "hippocampal_density", "hippocampal_length")


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


class Step(NamedTuple):
    """What every scale sees of one patient at one set of times (see `story`)."""

    u: States
    p: Patient
    reference: Reference
    now: States
    advance: Advance

    def relax(self, name: str, hours: ArrayLike, target: ArrayLike) -> Array:
        """A state that approaches its target with one time constant."""
        rate = 1.0 / hours
        return self.advance(name, rate, rate * target)


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
    at = Step(u, p, reference, now, advance)
    free = receptor.Free(*(p.traits.sensitivity * u[drug] for drug in receptor.Free._fields))
    blocked = receptor.block(free, p.receptor)
    body, load = _stress(at)
    cells = _column(at, body, blocked)
    signals, fresh = _signals(at, cells, blocked)
    spine = _spines(at, body, load, signals, fresh, blocked)
    felt = _symptoms(at, spine, free, blocked)
    return body | cells | signals | spine | felt


def _stress(at: Step) -> tuple[States, Array]:
    """Stress -> cortisol -> structure of prefrontal cortex and hippocampus; also the load that cortisol is."""
    u, p, now = at.u, at.p, at.now
    burden = u["stress"] if p.recovery is None else u["stress"] * (1.0 - p.recovery.share * now["recovery"])
    cortisol = stress.cortisol(burden, now["cortisol_receptor"], p.stress)
    target = stress.sensitivity_target(cortisol, p.stress)
    load = stress.load(cortisol, at.reference.chronic)
    return {
        "cortisol": cortisol,
        "cortisol_receptor": at.relax("cortisol_receptor", p.stress.receptor_hours, target),
        **{name: _structure(name, loss, load, at) for name, loss in zip(STRUCTURES, _losses(p.stress), strict=True)},
    }, load


def _column(at: Step, body: States, blocked: receptor.Block) -> States:
    """Blocked receptors -> rates of the column -> glutamate."""
    u, p, t, now, release = at.u, at.p, at.p.traits, at.now, at.p.release
    synapses = (body["density"] + now["new_spines"] + now["kept_spines"]) * body["length"]
    tone = circuit.Tone(
        synapses=synapses * jnp.exp(now["scaling"]),
        ampa=p.signalling.probe * u["ampa_blocker"],
        gaba=1.0 + release.benzodiazepine * u["benzodiazepine"],
    )
    column = circuit.activity(blocked, tone, p.balance, p.column, p.modulators)
    over = t.disinhibition * circuit.surplus(column.excess, u["lamotrigine"], release)
    brake = at.relax("brake", release.brake_hours, over)
    glutamate = circuit.glutamate(column.excess, over, brake, release)
    if p.hydroxynorketamine is not None:
        metabolite = u.get("r_hydroxynorketamine", jnp.zeros(()))  # plasma, mg/L; only followed where it acts
        glutamate = glutamate + circuit.added_release(metabolite, p.hydroxynorketamine)
    return {
        "block_pyramidal": blocked.phasic,
        "block_interneuron": blocked.interneuron,
        "block_resting": blocked.resting,
        **{f"rate_{name}": column.rates[k] for k, name in enumerate(circuit.CLASSES)},
        "inhibition": column.inhibition,
        "ei_balance": column.balance,
        "gamma": column.gamma,
        "scaling": at.advance("scaling", 0.0, (-1.0 / p.homeostasis.hours) * column.excess),
        "brake": brake,
        "glutamate": glutamate,
        "ampa_throughput": glutamate * (1.0 - tone.ampa),
    }


def _signals(at: Step, cells: States, blocked: receptor.Block) -> tuple[States, Array]:
    """Glutamate -> BDNF -> TrkB -> mTORC1 -> proteins, eEF2K beside it; also how new the TrkB signal is."""
    u, s, t = at.u, at.p.signalling, at.p.traits
    pool = at.relax("bdnf_pool", s.pool_hours, signalling.pool_target(blocked.resting, u["eef2k_inhibitor"], s))
    ampa = s.probe * u["ampa_blocker"]
    freed = signalling.released(pool, cells["glutamate"], ampa, u["calcium_blocker"], u["anti_bdnf"], t.secretion, s)
    bdnf = at.relax("bdnf", s.bdnf_hours, freed)
    active = signalling.trkb(bdnf, blocked.racemate, t.secretion, s)
    adapted = at.relax("adaptation", s.feedback_hours, active)
    fresh = signalling.novelty(active, adapted, s)
    mtorc1 = at.relax("mtorc1", s.mtor_hours, fresh * (1.0 - s.probe * u["rapamycin"]))
    return {
        "bdnf_pool": pool,
        "eef2k": signalling.eef2k(blocked.resting, u["eef2k_inhibitor"], s),
        "bdnf": bdnf,
        "trkb": active,
        "adaptation": adapted,
        "mtorc1": mtorc1,
        "proteins": at.advance("proteins", 1.0 / s.protein_hours, mtorc1),
    }, fresh


def _spines(at: Step, body: States, load: Array, signals: States, fresh: Array, blocked: receptor.Block) -> States:
    """Proteins -> new spines, some of them kept; functional potentiation beside them."""
    p, n, keep, now = at.p, at.p.spines, at.p.traits.keep, at.now
    first = at.relax("delay_1", n.delay_hours, signals["proteins"])
    second = at.relax("delay_2", n.delay_hours, first)
    strengthened = fresh * (1.0 - n.gate * p.signalling.probe * at.u["rapamycin"])
    contested = {}
    if p.inside_out is not None:
        inside = at.relax("inside", p.inside_out.hours, inside_out.occupancy(blocked.racemate, p.inside_out))
        contested["inside"] = inside
        strengthened = strengthened + p.inside_out.gain * inside
    potentiation = at.advance("potentiation", 1.0 / n.potentiation_hours, strengthened)
    extra = stress.excess(p.stress.density_loss)
    slowest = spines.loss_rate(jnp.zeros(()), extra, keep, n)
    faster = extra / (n.new_hours * keep) * load  # what stress adds
    grown = spines.formed(second, now["new_spines"], now["kept_spines"], n)
    new = at.advance("new_spines", slowest, grown - faster * now["new_spines"])
    kept = at.advance("kept_spines", 1.0 / (n.kept_hours * keep), n.consolidation / keep * new)
    return {
        "delay_1": first,
        "delay_2": second,
        "potentiation": potentiation,
        "new_spines": new,
        "kept_spines": kept,
        "synapses": (body["density"] + new + kept) * body["length"],
        "hippocampal_spines": body["hippocampal_density"] + n.hippocampal * (new + kept),
        "terminals": at.reference.synapses + n.terminals * kept,
        "window": plasticity.learning_rate(potentiation, new, p.window),
    } | contested


def _symptoms(at: Step, spine: States, free: receptor.Free, blocked: receptor.Block) -> States:
    """Levels -> dissociation and pressure; visits -> expectation; all of it -> the score."""
    u, p, t, d, e = at.u, at.p, at.p.traits, at.p.dissociation, at.p.expectation
    full = dissociation.driver(free.s_ketamine, d)
    acute = at.relax("acute_tolerance", d.acute_hours, full)
    lasting = at.advance("lasting_tolerance", 1.0 / d.lasting_hours, d.lasting_rate * full)
    person = t.dissociation * t.disinhibition**d.shared
    cadss = dissociation.cadss(full, acute, lasting, person, u["benzodiazepine"], d)
    goal = expectation.target(t.open_label, expectation.cue(cadss, u["midazolam"], e), t.readiness, e)
    expected = at.advance("expectation", expectation.rate(u["visit"], e), u["visit"] / e.on_hours * goal)
    improvement = mood.improvement(spine["potentiation"], spine["synapses"], at.reference.synapses, t.mood_gain, p.mood)
    score = mood.score(t.baseline, improvement + expected)
    contested = {}
    if p.recovery is not None:
        well = recovery.wellness(score, p.recovery) - recovery.wellness(t.baseline, p.recovery)
        contested["recovery"] = at.relax("recovery", p.recovery.hours, well)
    exposure = pain.exposure(blocked.racemate, p.receptor.ketamine)
    return {
        "acute_tolerance": acute,
        "lasting_tolerance": lasting,
        "cadss": cadss,
        "systolic": pressure.systolic(u["s_ketamine"] + u["r_ketamine"], t.pressure, p.pressure),
        "expectation": expected,
        "pain_signal": horn.signal(horn.blocked(free, p.receptor, p.dorsal_horn), p.ongoing),
        "pain_memory": at.relax("pain_memory", 1.0 / pain.rate(p.pain), exposure),
        "score": score,
    } | contested


def _structure(name: str, loss: ArrayLike, load: Array, at: Step) -> Array:
    """One multiple of the unstressed brain; the rate is that of lasting stress, the rest is forcing."""
    extra = stress.excess(loss)
    rate = 1.0 / at.p.stress.structure_hours
    return at.advance(name, (1.0 + extra) * rate, rate * (1.0 + extra * (1.0 - load) * at.now[name]))
