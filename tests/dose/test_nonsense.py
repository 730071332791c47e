"""Thousands of plans that make no sense, and many that do: only one kind of error may come out."""

import string

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resynapse.dose import expand, load_plan, plans, to_yaml
from resynapse.dose.names import COMEDICINES, DRUGS, ROUTES
from resynapse.errors import InputError

MANY = settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TEXTS = [bundled.path.read_text(encoding="utf-8") for bundled in plans()]
KEYS = [
    "schema",
    "name",
    "description",
    "species",
    "condition",
    "patient",
    "doses",
    "comedication",
    "stress",
    "control",
    "blinding",
    "observe",
    "weight",
    "age",
    "baseline",
    "MADRS",
    "drug",
    "route",
    "amount",
    "amounts",
    "duration",
    "at",
    "after",
    "repeat",
    "every",
    "times",
    "skip",
    "sprays",
    "count",
    "from",
    "to",
    "level",
    "until",
]

numbers = st.sampled_from(["0", "1", "0.5", "35", "-1", "1e3", "nan", "inf", "1e308", "70", "10000"])
units = st.sampled_from(
    ["mg", "mg/kg", "g", "min", "h", "d", "kg", "lb", "y", "", "mm", "mg/h", "kg/mg", "%"]
)
quantities = st.builds("{} {}".format, numbers, units)
words = st.sampled_from(
    [*DRUGS, *ROUTES, *COMEDICINES, "human", "rat", "mouse", "open", "dose 1", "dose 9", "none"]
)
scalars = (
    quantities
    | words
    | st.text(max_size=8)
    | st.integers(-3, 2000)
    | st.floats()
    | st.booleans()
    | st.none()
    | st.binary(max_size=3)
)
anything = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=4), inner, max_size=6)
    ),
    max_leaves=25,
)
amounts = st.sampled_from(["0 mg", "1 mg", "35 mg", "0.1 g", "0.5 mg/kg", "1 mg/kg", "20 mg/kg"])
times = st.sampled_from(["0 h", "5 min", "40 min", "2 h", "1 d", "3 d", "2 weeks", "0.2 y"])
later = st.sampled_from(["5 min", "40 min", "2 h", "1 d", "3 d", "2 weeks", "0.2 y"])
repeats = st.fixed_dictionaries(
    {"every": later},
    optional={"times": st.integers(1, 9) | st.just(900), "skip": st.lists(st.integers(1, 5), max_size=2)},
)
infusions = {"drug": st.sampled_from(DRUGS[:4]), "route": st.just("iv"), "amount": amounts, "duration": times}
others = {"drug": st.sampled_from(DRUGS[:2]), "route": st.sampled_from(ROUTES[1:]), "amount": amounts}
sprays = {
    "route": st.just("nasal"),
    "amounts": st.lists(amounts, min_size=1, max_size=3),
    "sprays": st.fixed_dictionaries({"count": st.integers(1, 21)}, optional={"every": times}),
}
placed = {"at": times, "after": st.sampled_from(["dose 1", "dose 2", "dose 9"]), "repeat": repeats}
doses = st.one_of([st.fixed_dictionaries(kind, optional=placed) for kind in (infusions, others, sprays)])
weights = st.sampled_from(["70 kg", "150 lb"]) | st.sampled_from(["300 g", "25 g", "10000 kg"])
exposures = st.fixed_dictionaries({"drug": st.sampled_from(COMEDICINES), "from": times, "to": times})
spells = st.fixed_dictionaries({"from": times}, optional={"to": times, "level": st.floats(0, 1.2)})
nearly = st.fixed_dictionaries(
    {"doses": st.lists(doses, min_size=1, max_size=3)},
    optional={
        "species": st.sampled_from(["human", "rat", "mouse"]),
        "patient": st.fixed_dictionaries({"weight": weights}),
        "observe": st.fixed_dictionaries(
            {"until": times | st.just("4 y")}, optional={"at": st.lists(times, max_size=3)}
        ),
        "comedication": st.lists(exposures, max_size=2),
        "stress": st.lists(spells, max_size=2),
    },
)


def to_mapping(text):
    """The plain content of a plan's text."""
    return yaml.safe_load(text)


def accepted(source):
    """The plan, or None where it was refused as it should be; any other exception fails the test."""
    try:
        plan = load_plan(source)
    except InputError as error:
        refusal = error
    else:
        check(plan)
        return plan
    assert "\n" not in str(refusal)
    assert len(str(refusal)) < 900
    assert refusal.allowed
    return None


def check(plan):
    """What holds for every accepted plan."""
    regimen = expand(plan)
    assert all(dose.milligrams(plan.weight_kg) >= 0 and dose.duration >= 0 for dose in regimen.doses)
    assert all(0 <= dose.time <= dose.stop <= plan.until_hours for dose in regimen.doses)
    assert [dose.time for dose in regimen.doses] == sorted(dose.time for dose in regimen.doses)
    assert load_plan(to_yaml(plan)) == plan


@MANY
@given(st.dictionaries(st.sampled_from(KEYS), anything, max_size=6))
def test_any_mapping(content):
    accepted(content)


@st.composite
def one_thing_wrong(draw):
    """A bundled plan with one value replaced by anything."""
    plan = to_mapping(draw(st.sampled_from(TEXTS)))
    place = plan
    while True:
        key = draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
        if not isinstance(place[key], dict | list) or not place[key] or draw(st.booleans()):
            place[key] = draw(anything)
            return plan
        place = place[key]


@MANY
@given(one_thing_wrong())
def test_a_good_plan_with_one_thing_wrong(content):
    accepted(content)


@MANY
@given(nearly)
def test_plans_that_are_nearly_right(content):
    accepted(content)


@MANY
@given(st.text(max_size=60) | st.text(alphabet=string.printable + "&*!|>%@`{}[]", max_size=60))
def test_any_text(text):
    accepted(text + "\n")


@MANY
@given(st.sampled_from(TEXTS), st.integers(0, 2000), st.integers(0, 20), st.text(max_size=5))
def test_a_good_plan_cut_and_scratched(text, place, length, scratch):
    place %= len(text)
    accepted(text[:place] + "\n")
    accepted(text[:place] + scratch + text[place + length :] + "\n")


@st.composite
def sensible(draw):
    """A plan that ought to be accepted."""
    weight = draw(st.integers(40, 150))
    route = draw(st.sampled_from(["iv", "im", "sc", "nasal", "oral", "sublingual"]))
    per_kg = route in ("iv", "im", "sc", "oral")
    dose = {
        "drug": draw(st.sampled_from(["ketamine", "esketamine"])),
        "route": route,
        "amount": f"{draw(st.floats(0.01, 0.9)):.3f} mg/kg" if per_kg else f"{draw(st.integers(1, 90))} mg",
        "at": "0 h",
        "repeat": {"every": f"{draw(st.integers(12, 200))} h", "times": draw(st.integers(1, 12))},
    }
    if route == "iv":
        dose["duration"] = f"{draw(st.integers(0, 240))} min"
    if route == "nasal":
        dose["sprays"] = {"count": draw(st.integers(1, 4))}
    name = draw(st.text(max_size=30).filter(str.isprintable))
    return {
        "name": name,
        "patient": {"weight": f"{weight} kg"},
        "doses": [dose],
        "observe": {"until": "150 d"},
    }


@MANY
@given(sensible())
def test_sensible_plans_are_accepted_and_come_back_from_yaml(content):
    assert accepted(content) is not None
