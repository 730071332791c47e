"""The explorer: open to everybody, without account, cookie or database; nonsense gets one sentence, never a 500."""

from __future__ import annotations

import csv
import html
import io
import os
import re
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resynapse.dose import plans
from resynapse.errors import InputError
from resynapse_web.explore import claims, fields, plan, views
from resynapse_web.explore.desk import Busy, Desk

DOCS = Path(__file__).parents[2] / "docs"
ADDRESS = "/explore/course/"
SHOWN = ("murrough_2013_ketamine", "li_2010_rat", "untreated_depression")
ENTRY = st.one_of(
    st.text(max_size=80),
    st.sampled_from(
        ["", "0", "-1", "1e308", "nan", "inf", "0.5", "40", "0.5 mg/kg", "{a: b}", "\x00", "½", "٣", "1_0"]
    ),
    st.integers(-5, 2000).map(str),
)
QUERY = st.dictionaries(st.sampled_from([one.name for one in fields.OWN] + ["plan", "else"]), ENTRY, max_size=6)


@pytest.fixture(scope="module")
def client():
    """A browser that nobody signed in; a page that asks the database fails."""

    def refused(*_):
        raise AssertionError("the explorer asked the database")

    with connection.execute_wrapper(refused):
        yield Client(raise_request_exception=False, headers={"host": "localhost"})


def test_a_page_that_asks_the_database_would_be_noticed(client):
    assert client.get("/accounts/login/").status_code == 500


def page(client, **query):
    """A page of the course once it is computed."""
    for _ in range(20):
        answer = client.get(ADDRESS, query)
        if answer.status_code != 202:
            return answer
    raise AssertionError("never answered")


def said(answer):
    """The sentence of the error."""
    return html.unescape(re.search(r'role="alert" id="said">(.*?)(?: <a|</p>)', answer.content.decode())[1])


def from_elsewhere(text):
    """Addresses that a browser would fetch from another server."""
    return [
        it for it in re.findall(r'(?:src|action|<link[^>]*href)="([^"]*)"', text) if not it.startswith(("/", "data:"))
    ]


@pytest.mark.parametrize("name", SHOWN)
def test_a_bundled_plan_is_shown_in_the_order_of_the_story(client, name):
    answer = page(client, plan=name)
    text = answer.content.decode()
    assert answer.status_code == 200
    steps = re.findall(r'<section id="(\w+)"', text)
    assert steps[:6] == ["concentrations", "block", "activity", "building", "scores", "acute"]
    assert text.count("<figure>") >= 8
    assert all(re.findall(r"<figcaption>(.*?)</figcaption>", text))
    assert all(re.findall(r'<img [^>]*alt="(.*?)"', text))
    assert not from_elsewhere(text)
    assert "<script" not in text
    assert 'style="' not in text
    assert not answer.cookies
    assert ("No forecast" in text) == (name == "li_2010_rat")


def test_every_bundled_plan_can_be_chosen(client):
    text = client.get("/explore/").content.decode()
    assert set(re.findall(r'<option value="(\w+)"', text)) >= {one.name for one in plans()}
    for one in plans():
        assert plan.bundled(one.name, 1).plan.name


def test_ones_own_plan(client):
    answer = page(client, drug="esketamine", route="nasal", amount="84", unit="mg", minutes="", count="4", every="3.5")
    assert answer.status_code == 200
    assert "4 × esketamine 84 mg" in answer.content.decode()


def test_a_known_error_stands_above_the_pictures(client):
    scores = page(client, amount="0.5", count="2", every="3").content.decode().split('id="scores"')[1]
    assert "Known error" in scores.split("<figure>")[0]


def test_no_evidence_no_forecast(client):
    text = page(client, condition="insomnia").content.decode()
    assert "no forecast: no evidence" in text.lower()
    assert "<h2" in text.split('id="scores"')[1][:200]


def test_the_numbers_as_a_table(client):
    page(client, plan=SHOWN[0])
    answer = client.get("/explore/summary.csv", {"plan": SHOWN[0]})
    assert answer["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert len(rows) > 50
    assert "unit" in rows[0]


@pytest.mark.parametrize(
    ("entries", "label", "value"),
    [
        ({"amount": "500"}, "Dose", "35000 mg"),
        ({"amount": "lots"}, "Dose", "lots"),
        ({"minutes": "-3"}, "Minutes it takes", "-3"),
        ({"route": "oral", "minutes": "40"}, "Minutes it takes", "40"),
        ({"drug": "memantine"}, "Route", "iv"),
        ({"weight": "4000"}, "Body weight [kg]", "4000"),
        ({"score": "90"}, "Score before", "90"),
        ({"count": "31"}, "Number of doses", "31"),
        ({"count": "3"}, "Days from dose to dose", "''"),
        ({"days": "9999"}, "Days to follow", "9999"),
        ({"people": "100000"}, "Who", "100000"),
        ({"condition": "boredom"}, "Condition", "boredom"),
        ({"plan": "/etc/passwd"}, "plan", "/etc/passwd"),
        ({"plan": "../plans/li_2010_rat"}, "plan", "li_2010_rat"),
    ],
)
def test_an_error_names_field_value_and_what_is_allowed(client, entries, label, value):
    answer = client.get(ADDRESS, entries)
    assert answer.status_code == 400
    sentence = said(answer)
    assert sentence.startswith(f"{label}: ")
    assert value in sentence
    assert "allowed: " in sentence
    kept = [it for it in entries.items() if it[0] in ("amount", "minutes", "score", "count")]
    assert all(f'name="{name}" value="{typed}"' in answer.content.decode() for name, typed in kept)


@pytest.fixture
def quick(monkeypatch):
    """A desk that answers at once, for questions whose answer does not matter."""
    answer = SimpleNamespace(csv="a,b", steps=(), name="", description="", who="", given=(), no_forecast="")
    monkeypatch.setattr(views, "DESK", SimpleNamespace(ask=lambda question: answer))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=QUERY)
def test_nonsense_is_answered(client, quick, query):
    for address in (ADDRESS, "/explore/", "/explore/summary.csv"):
        answer = client.get(address, query)
        assert answer.status_code in (200, 400)
        if answer.status_code == 400:
            assert said(answer).count("is not accepted; allowed: ") == 1
            assert "<script" not in answer.content.decode()


def test_markup_in_an_entry_is_only_text(client):
    text = client.get(ADDRESS, {"amount": '"><script>alert(1)</script>'}).content.decode()
    assert "<script" not in text


def test_nothing_can_be_written(client, quick):
    for address in (ADDRESS, "/explore/", "/explore/story/", "/explore/summary.csv"):
        assert client.post(address).status_code == 405
        assert client.head(address).status_code in (200, 202)


def test_the_story_says_what_the_documentation_says(client):
    top, rest = (DOCS / "story.md").read_text(encoding="utf-8").split("<!-- generated by resynapse validate, begin -->")
    written = {row[0]: row[-1] for row in re.findall(r"^\| (\d+) \| (.*) \| (.*) \| (.*) \|$", top, re.MULTILINE)}
    shown = {one.name: one for one in claims.claims()}
    assert {name: one.evidence for name, one in shown.items()} == written
    tallies = dict(re.findall(r"^\| (\d+) \| .* \| (\d+ of \d+ consistent|no published number)", rest, re.MULTILINE))
    assert {
        name: re.match(r"\d+ of \d+ consistent|no published number", it.verdict)[0] for name, it in shown.items()
    } == (tallies)
    text = client.get("/explore/story/").content.decode()
    assert all(f'id="claim-{name}"' in text for name in written)
    known = {one.name for one in plans()}
    assert set(re.findall(r"\?plan=(\w+)#", text)) <= known
    assert not from_elsewhere(text)


def test_the_words_are_those_of_the_glossary(client):
    written = re.findall(r"^\*\*(.+?)\*\* : (.+)$", (DOCS / "glossary.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert [(it["word"], it["meaning"]) for it in claims.words()] == [(a, b.replace("*", "")) for a, b in written]
    text = html.unescape(client.get("/explore/words/").content.decode())
    assert all(word in text for word, _ in written)


def test_few_wait_and_the_same_is_computed_once():
    gate, done = threading.Event(), []

    def work(question):
        assert gate.wait(10)
        if question.key == "bad":
            raise InputError("plan", "bad", "good")
        done.append(question.key)
        return question.key

    desk = Desk(work, waiting=2, kept=2)
    asked = [SimpleNamespace(key=name) for name in ("one", "two", "three", "bad")]
    assert desk.ask(asked[0], patience=0.01) is None
    assert desk.ask(asked[1], patience=0.01) is None
    assert desk.ask(asked[0], patience=0.01) is None
    with pytest.raises(Busy):
        desk.ask(asked[2], patience=0.01)
    gate.set()
    assert [desk.ask(one) for one in asked[:2]] == ["one", "two"]
    assert done == ["one", "two"]
    for _ in range(2):  # a failure is not kept
        with pytest.raises(InputError):
            desk.ask(asked[3])
    assert desk.ask(asked[2]) == "three"
    assert desk.ask(asked[0]) == "one"
    assert done == ["one", "two", "three", "one"]  # the oldest answer was given up


def test_who_waits_and_who_finds_it_busy(client, monkeypatch):
    monkeypatch.setattr(views, "DESK", SimpleNamespace(ask=lambda question: None))
    assert 'http-equiv="refresh"' in client.get(ADDRESS).content.decode()

    def busy(question):
        raise Busy

    monkeypatch.setattr(views, "DESK", SimpleNamespace(ask=busy))
    answer = client.get(ADDRESS)
    assert (answer.status_code, answer["Retry-After"]) == (503, "20")


def test_alone_it_needs_no_clinic(tmp_path):
    code = (
        "from resynapse_web import folders; folders.without_clinic()\n"
        "from django.test import Client\n"
        "client = Client(headers={'host': 'localhost'})\n"
        "assert client.get('/')['Location'] == '/explore/'\n"
        "for page in ('/explore/', '/explore/story/', '/explore/words/'):\n"
        "    answer = client.get(page)\n"
        "    assert answer.status_code == 200 and not answer.cookies and 'Content-Security-Policy' in answer\n"
        "assert client.get('/care/').status_code == 404\n"
    )
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("RESYNAPSE", "DJANGO"))}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=kept, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert not list(tmp_path.iterdir())
