"""Failure 10: scales scored wrongly. Golden vectors for each instrument, worked out by hand from its scoring rules."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from resynapse.errors import InputError
from resynapse_web.care.instruments import cadence, scoring
from resynapse_web.care.instruments.cadence import Course
from resynapse_web.care.instruments.catalogue import SHIP, TOTAL, catalogue
from resynapse_web.care.instruments.screener import Ask, item_nine, screened
from resynapse_web.care.outcomes.drawing import scores as drawn
from resynapse_web.care.outcomes.models import Response
from resynapse_web.care.records.keeping import SYSTEM, keep
from resynapse_web.care.safety.models import Contacts

GOLDEN = [  # instrument, points item by item, total, band
    ("phq-9", "000000000", "0", "minimal"),
    ("phq-9", "111110000", "5", "mild"),
    ("phq-9", "222220000", "10", "moderate"),
    ("phq-9", "222221220", "15", "moderately severe"),
    ("phq-9", "333333333", "27", "severe"),
    ("gad-7", "1111000", "4", "minimal"),
    ("gad-7", "2222200", "10", "moderate"),
    ("gad-7", "3333333", "21", "severe"),
    ("pcl-5", "4" * 20, "80", "at the usual cut-off of 31 to 33 or above"),
    ("pcl-5", "1" * 19 + "4", "23", "below the usual cut-off"),
    ("audit-c", "111", "3", "at the cut-off for women (3)"),
    ("audit-c", "121", "4", "at the cut-off for men (4)"),
    ("audit-c", "444", "12", "at the cut-off for men (4)"),
    ("peg", "789", "8", ""),
    ("peg", "778", "7.33", ""),
    ("ham-d17", "22211122211110110", "21", "severe"),
    ("ham-d17", "44422244444222422", "52", "very severe"),
    ("ham-d17", "10011010000110100", "7", "none"),
    ("bladder", "01001", "2", "the clinician asks about it"),
    ("mood", "7", "7", ""),
]
LOINC = {  # what was seen in a file of HL7 or LOINC, and nothing else
    "phq-9": ("44249-1", "44261-6"), "gad-7": ("69737-5", "70274-6"), "audit-c": ("72109-2", "75626-2"),
    "peg": ("91148-7", "91147-9"),
}  # fmt: skip
FIRST = date(2026, 11, 2)
COURSE = Course(FIRST, 3, (0, 3, 7, 10, 14, 17), ("phq9-weekly", "cssrs-sessions"))


def filled(instrument, text):
    return {item.id: int(point) for item, point in zip(catalogue()[instrument].items, text, strict=True)}


@pytest.mark.parametrize(("key", "points", "total", "band"), GOLDEN)
def test_golden_vectors(key, points, total, band):
    instrument = catalogue()[key]
    found = scoring.score(instrument, filled(key, points))
    assert found == scoring.Scored(Decimal(total), ())
    assert instrument.band(float(total)) == band


def test_every_bundled_instrument_has_its_golden_vector():
    bundled = {key for key, it in catalogue().items() if it.text == SHIP and it.method != "screener"}
    assert bundled == {key for key, *_ in GOLDEN}


@pytest.mark.parametrize("key", [key for key, it in catalogue().items() if it.text == SHIP and it.method == "sum"])
def test_the_items_reach_the_published_top(key):
    assert sum(item.most for item in catalogue()[key].items) == catalogue()[key].high


@given(st.data())
@settings(max_examples=80)
def test_a_missing_item_leaves_a_scale_unscored(data):
    key = data.draw(st.sampled_from([key for key, it in catalogue().items() if it.items and it.method != "screener"]))
    instrument = catalogue()[key]
    answers = {item.id: data.draw(st.integers(0, item.most)) for item in instrument.items}
    assert scoring.score(instrument, answers).total is not None
    lost = data.draw(st.sampled_from([item.id for item in instrument.items]))
    for without in ({**answers, lost: None}, {k: v for k, v in answers.items() if k != lost}):
        assert scoring.score(instrument, without) == scoring.Scored(None, (lost,))


def test_points_outside_of_a_scale_are_refused_or_missing():
    phq = catalogue()["phq-9"]
    with pytest.raises(InputError):
        scoring.score(phq, {**filled("phq-9", "000000000"), "4": 4})
    read = scoring.read(phq, {"1": "4", "2": "-1", "3": "x", "4": "²", "5": "1.5", "9": "3"})
    assert {key for key, value in read.items() if value is not None} == {"9"}


def test_totals_have_no_words_and_stay_inside_their_range():
    for it in catalogue().values():
        assert (it.text == TOTAL) == (not it.items)
        assert it.licence
        assert it.window
    madrs = catalogue()["madrs"]
    assert scoring.whole(madrs, "34") == 34
    for text in ("61", "-1", "nan", "", "many", "1e400"):
        with pytest.raises(InputError):
            scoring.whole(madrs, text)


@pytest.mark.parametrize(
    ("key", "first", "last", "response", "remission", "reliable"),
    [
        ("phq-9", 20, 10, True, False, "improved"),
        ("phq-9", 20, 11, False, False, "improved"),
        ("phq-9", 20, 15, False, False, "no reliable change"),
        ("phq-9", 8, 4, True, True, "no reliable change"),
        ("phq-9", 10, 16, False, False, "worse"),
        ("gad-7", 12, 8, False, False, "improved"),
        ("gad-7", 12, 9, False, False, "no reliable change"),
        ("pcl-5", 50, 40, None, None, "improved"),
        ("madrs", 34, 17, True, False, None),
        ("madrs", 34, 10, True, True, None),
        ("ham-d17", 22, 7, True, True, None),
        ("qids", 16, 5, True, True, None),
        ("cadss", 10, 0, None, None, None),
    ],
)
def test_what_a_change_means(key, first, last, response, remission, reliable):
    found = scoring.verdict(catalogue()[key], Decimal(first), Decimal(last))
    assert found == scoring.Verdict(response, remission, reliable)


def test_every_rule_says_where_it_was_read():
    for it in catalogue().values():
        for _, rule in it.rules:
            assert rule.source
            assert rule.status in "VR"
            assert rule.status == "V" or "remembered" in rule.source


def test_codes_are_those_that_were_seen_and_no_others():
    assert {key: (it.loinc.panel, it.loinc.total) for key, it in catalogue().items() if it.loinc} == LOINC
    items = {item.loinc for it in catalogue().values() for item in it.items if item.loinc}
    assert items == {"44260-8", "75893-8", "91145-3", "91146-1"}


@pytest.mark.parametrize(
    ("answers", "ask"),
    [
        ({"1": 0, "2": 0, "6": 0}, Ask.NOTHING),
        ({"1": 1, "2": 0, "6": 0}, Ask.SAME_DAY),
        ({"1": 1, "2": 1, "3": 1, "4": 0, "5": 0, "6": 0}, Ask.SAME_DAY),
        ({"1": 0, "2": 0, "6": 1, "6b": 0}, Ask.SAME_DAY),
        ({"1": 1, "2": 1, "3": 0, "4": 1, "5": 0, "6": 0}, Ask.PAGE),
        ({"1": 1, "2": 1, "3": 0, "4": 0, "5": 1, "6": 0}, Ask.PAGE),
        ({"1": 0, "2": 0, "6": 1, "6b": 1}, Ask.PAGE),
        ({"4": 1}, Ask.PAGE),  # one such answer is enough, whatever is missing
        ({"1": 0, "2": 0, "6": 1}, Ask.UNKNOWN),
        ({"1": 1, "2": 1, "6": 0}, Ask.UNKNOWN),
        ({"1": 0, "2": 0}, Ask.UNKNOWN),
        ({}, Ask.UNKNOWN),
    ],
)
def test_the_screener_asks_for_people(answers, ask):
    assert screened(answers) == ask


def test_item_nine():
    assert [item_nine({"9": it}) for it in (0, 1, 2, 3, None)] == [
        Ask.NOTHING, Ask.SAME_DAY, Ask.SAME_DAY, Ask.SAME_DAY, Ask.UNKNOWN,
    ]  # fmt: skip


def test_the_cadence():
    rules = cadence.shipped()

    def due(day, *done):
        return {it.instrument for it in cadence.due(COURSE, rules, done, FIRST + timedelta(day))}

    assert due(0) == {"phq-9", "gad-7", "c-ssrs"}
    assert due(0, ("phq-9", FIRST - timedelta(2))) == {"gad-7", "c-ssrs"}
    assert due(0, ("phq-9", FIRST - timedelta(4))) == {"phq-9", "gad-7", "c-ssrs"}
    assert "mood" in due(3)
    assert "mood" in due(3, ("mood", FIRST + timedelta(2)))  # of today, not of yesterday
    assert "mood" not in due(9)
    assert "c-ssrs" in due(7, ("c-ssrs", FIRST + timedelta(3)))
    assert "phq-9" in due(42)
    days = [(it.on - FIRST).days for it in cadence.occasions(COURSE, rules) if it.instrument == "phq-9"]
    assert days == [0, 7, 14, 21, 42, 63, 84, 105]


def test_a_patient_answers_and_the_clinician_sees_it(clinic, client_of, watched):
    page = reverse("care:answer", args=[clinic.alice.pk, "phq-9"])
    client = client_of("alice")
    assert "Little interest or pleasure" in client.get(page).content.decode()
    before = Response.objects.filter(patient=clinic.alice).count()
    client.post(page, {str(k): "1" for k in range(1, 9)} | {"9": "0"})
    kept = Response.objects.filter(patient=clinic.alice).order_by("-at").first()
    assert (kept.total, kept.missing, kept.source, kept.instrument_version) == (8, [], "patient", "1999")
    assert Response.objects.filter(patient=clinic.alice).count() == before + 1
    client.post(page, {"1": "3", "9": "0"})
    kept = Response.objects.filter(patient=clinic.alice).order_by("-at").first()
    assert (kept.total, len(kept.missing)) == (None, 7)
    shown = client_of("clinician").get(reverse("care:outcomes", args=[clinic.alice.pk])).content.decode()
    assert "not scored" in shown


def test_a_clinician_rates_and_enters_totals(clinic, client_of):
    client = client_of("clinician")
    hamd = reverse("care:record_outcome", args=[clinic.alice.pk, "ham-d17"])
    assert "Depressed mood" in client.get(hamd).content.decode()
    client.post(hamd, {str(k): "1" for k in range(1, 18)})
    madrs = reverse("care:record_outcome", args=[clinic.alice.pk, "madrs"])
    today = date.today().isoformat()
    assert client.post(madrs, {"total": "61", "on": today}).status_code == 200
    client.post(madrs, {"total": "30", "on": today})
    rows = Response.objects.filter(patient=clinic.alice, source="clinician")
    assert rows.get(instrument_id="ham-d17").total == 17
    assert rows.filter(instrument_id="madrs", total=30).exists()
    assert client.get(reverse("care:record_outcome", args=[clinic.alice.pk, "nonsense"])).status_code == 404
    assert client_of("alice").get(reverse("care:answer", args=[clinic.alice.pk, "ham-d17"])).status_code == 404


def test_what_a_patient_sees_is_theirs_and_no_verdict(clinic, client_of):
    keep(SYSTEM, "x", Contacts(emergency="911", crisis_line="988", version=9))
    text = client_of("alice").get(reverse("care:mine", args=[clinic.alice.pk])).content.decode()
    assert "988" in text
    for word in ("response:", "remission", "severe", "probability", "forecast", "risk"):
        assert word not in text.lower(), word


def test_a_chart_is_plain_and_says_its_numbers():
    text = drawn([(FIRST, 20.0), (FIRST + timedelta(7), 9.0)], 27.0, "PHQ-9 <x>", ((10, "moderate"),))
    assert "<desc>PHQ-9 &lt;x&gt;: day 0 20, day 7 9</desc>" in text
    assert " style=" not in text
    assert "<script" not in text
