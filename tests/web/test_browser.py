"""The programme as people walk it, in a real browser: a server of its own, Debian's chromium.

RESYNAPSE_SCREENSHOTS=FOLDER keeps a picture of every stop.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

CHROMIUM = Path("/usr/bin/chromium")
CODE = "import sys; from resynapse.cli import main; sys.argv[0] = 'resynapse'; main()"
PASSWORD = "ketamine-demo-only"
PICTURES = os.environ.get("RESYNAPSE_SCREENSHOTS")
playwright = pytest.importorskip("playwright.sync_api")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not CHROMIUM.exists(), reason="no /usr/bin/chromium here")]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A demonstration, served by the command that people use."""
    folder = tmp_path_factory.mktemp("clinic") / "demo"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("RESYNAPSE", "DJANGO", "DATABASE"))}
    command = [sys.executable, "-c", CODE, "clinic", "demo", "--folder", str(folder), "--port", str(port)]
    with (folder.parent / "log").open("w") as log:
        server = subprocess.Popen(command, env=kept, stdout=log, stderr=log)
        try:
            _wait(f"http://127.0.0.1:{port}/accounts/login/", server)
            yield f"http://localhost:{port}"  # WebAuthn wants a name
        finally:
            server.terminate()
            server.wait(timeout=20)
    text = (folder.parent / "log").read_text()
    assert "Traceback" not in text
    assert "Internal Server Error" not in text


def _wait(address, server):
    for _ in range(240):
        try:
            urlopen(address, timeout=5).close()
            return
        except OSError:
            assert server.poll() is None, "the server has ended"
            time.sleep(0.5)
    raise TimeoutError(address)


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as engine:
        found = engine.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture
def signed_in(browser, address):
    """A window in which somebody is signed in; it must load nothing from elsewhere and break no rule of content."""
    windows, seen = [], []

    def made(name):
        window = browser.new_context(viewport={"width": 1280, "height": 900})
        window.set_default_timeout(60_000)
        windows.append(window)
        page = window.new_page()
        page.on("request", lambda request: seen.append(request.url))
        page.on("console", lambda said: seen.append(said.text) if "Content Security Policy" in said.text else None)
        page.goto(f"{address}/accounts/login/")
        page.get_by_label("Email").fill(f"{name}@demo.example")
        page.get_by_label("Password").first.fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        return page

    yield made
    for window in windows:
        window.close()
    assert [it for it in seen if not it.startswith((address, "data:", "blob:"))] == []


def look(page, name):
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


def open_patient(page, address, name):
    page.goto(f"{address}/care/patients/")
    page.get_by_role("link", name=name).click()


def test_from_candidate_to_signed_plan(signed_in, address):
    page = signed_in("clinician")
    look(page, "patients")
    open_patient(page, address, "Alice Demo")
    look(page, "overview")
    page.get_by_role("link", name="Candidate", exact=True).first.click()
    look(page, "candidate")
    page.get_by_role("link", name="Decide and sign").click()
    page.get_by_label("Go on to a plan").check()
    page.get_by_label("Note for the record").fill("Reviewed in person today")
    page.get_by_label("Your password, to sign").fill("wrong")
    page.get_by_role("button", name="Sign the decision").click()
    assert "decide" in page.url  # nothing is signed with a wrong password
    page.get_by_label("Go on to a plan").check()
    page.get_by_label("Your password, to sign").fill(PASSWORD)
    page.get_by_role("button", name="Sign the decision").click()
    page.get_by_text("Reviewed in person today").first.wait_for()
    look(page, "decided")
    page.get_by_role("link", name="Plan", exact=True).first.click()
    page.get_by_role("link", name="New plan").click()
    _write_plan(page)
    page.get_by_role("button", name="Save as draft").click()
    look(page, "draft")
    page.get_by_role("link", name="Sign", exact=True).click()
    page.get_by_label("Your password, to sign").fill(PASSWORD)
    page.get_by_role("button", name="Prescribe and sign").click()
    assert "active" in page.get_by_role("heading", name="Plan").first.inner_text()
    look(page, "plan")
    page.get_by_role("link", name="Print").click()
    look(page, "print")


def _write_plan(page):
    for name, value in (
        ("amount", "0.5"), ("minutes", "40"), ("per_week", "2"), ("weeks", "3"), ("weight", "68.2"),
        ("height_cm", "171"), ("indication", "Depression, continued"), ("weighed_on", time.strftime("%Y-%m-%d")),
    ):  # fmt: skip
        page.locator(f"[name={name}]").fill(value)
    for name, value in (("product_id", "ketamine-iv"), ("setting", "office"), ("unit", "mg/kg"), ("weight_unit", "kg")):
        page.locator(f"select[name={name}]").select_option(value)


def test_a_session_in_the_office(signed_in, address):
    """Booked, asked, measured, released, given, not to be ended before its time; before Alice is "not sure" below."""
    page = signed_in("clinician")
    open_patient(page, address, "Alice Demo")
    page.get_by_role("link", name="Sessions", exact=True).first.click()
    page.get_by_role("button", name="Book").click()
    look(page, "session-booked")
    page.get_by_role("link", name="Vital signs").click()
    for name, value in (("systolic", "121"), ("diastolic", "79"), ("heart_rate", "70"), ("spo2", "98")):
        page.locator(f"[name={name}]").fill(value)
    look(page, "vitals-form")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Questions of today").click()
    for name, value in (("fasted", "yes"), ("escort", "yes"), ("new_medicine", "no"), ("intoxicated", "no"),
                        ("cssrs_today", "no")):  # fmt: skip
        page.locator(f"[name={name}][value={value}]").check()
    look(page, "today")
    page.get_by_role("button", name="Save answers").click()
    page.locator("[name=escort_name]").fill("Eve")
    page.locator("[name=escort_phone]").fill("555-0110")
    page.locator("select[name=watcher]").select_option(label="Dr Clara Demo")
    page.get_by_label("Your password, to sign").fill(PASSWORD)
    look(page, "release")
    page.get_by_role("button", name="Sign the release").click()
    page.get_by_text("Released. Record the dose").wait_for()
    page.get_by_role("link", name="Dose", exact=True).click()
    page.locator("[name=number]").fill("DEMO-0001")
    page.locator("select[name=product]").select_option("ketamine-iv")
    page.locator("[name=lot]").fill("LOT-1")
    page.locator("[name=amount]").fill("34.1")
    look(page, "dose")
    page.get_by_role("button", name="Record the dose").click()
    page.get_by_role("link", name="Routine end").wait_for()
    look(page, "session-running")
    page.get_by_role("link", name="Dose entered in error").click()
    page.locator("[name=reason]").fill("Typed before it was given")
    page.get_by_label("Your password, to sign").fill(PASSWORD)
    page.get_by_role("button", name="Mark it").click()
    page.get_by_text("Typed before it was given").first.wait_for()
    look(page, "dose-in-error")
    page.get_by_role("link", name="Dose", exact=True).click()
    page.locator("[name=number]").fill("DEMO-0001")
    page.locator("select[name=product]").select_option("ketamine-iv")
    page.locator("[name=lot]").fill("LOT-1")
    page.locator("[name=amount]").fill("34.1")
    page.get_by_role("button", name="Record the dose").click()
    page.get_by_role("link", name="Routine end").click()
    page.get_by_text("minutes have not passed").wait_for()
    look(page, "end")
    page.goto(f"{address}/care/board/")
    look(page, "board")
    page.goto(f"{address}/care/thresholds/")
    look(page, "thresholds")


def test_a_patient_answers_and_practises(signed_in, address):
    page = signed_in("alice")
    look(page, "patient-home")
    page.get_by_role("link", name="Questionnaire before treatment").click()
    page.locator("[name=opioid][value=no]").check()
    page.locator("[name=aneurysm][value=unsure]").check()
    look(page, "questionnaire")
    page.get_by_role("button", name="Save answers").click()
    page.get_by_text("Your clinician reads your answers").wait_for()
    page.get_by_role("link", name="Preparation and integration").click()
    look(page, "practice")
    page.get_by_role("link", name="Journal").click()
    page.get_by_label("Write what you remember").check()
    page.locator("[name=text]").fill("Some days I think I would be better off dead.")
    look(page, "journal")
    page.get_by_role("button", name="Keep").click()
    page.get_by_role("heading", name="Whom to call").wait_for()
    look(page, "contact")
    guide = signed_in("clinician")
    open_patient(guide, address, "Alice Demo")
    guide.get_by_role("link", name="Handed on").click()
    guide.get_by_text("better off dead").wait_for()
    look(guide, "handed-on")


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_the_pacer_breathes_and_can_stand_still(signed_in, address, motion):
    guide = signed_in("guide")
    open_patient(guide, address, "Alice Demo")
    guide.get_by_role("link", name="Practice", exact=True).click()
    guide.get_by_role("link", name="Record a practice together").first.click()
    guide.get_by_label("Minutes").fill("10")
    guide.get_by_role("button", name="Keep").click()
    page = signed_in("alice")
    page.emulate_media(reduced_motion=motion)
    page.get_by_role("link", name="Preparation and integration").click()
    page.get_by_role("link", name="Practise").first.click()
    for radio in page.locator("input[value=no]").all():
        radio.check()
    look(page, "ready")
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Begin").click()
    page.wait_for_timeout(2500)
    radius = float(page.locator("#breath").get_attribute("r"))
    assert page.locator("#word").inner_text() == "Breathe in"
    assert (radius > 45) == (motion == "no-preference")
    look(page, f"pacer-{motion}")
    page.get_by_role("button", name="Stop").click()
    page.get_by_text("nothing was kept").wait_for()


def test_two_tabs_with_two_patients(signed_in, address):
    """What is written in a tab goes to the patient that tab shows, whatever was opened since."""
    first = signed_in("clinician")
    open_patient(first, address, "Alice Demo")
    second = first.context.new_page()
    open_patient(second, address, "Bob Demo")
    alice, bob = first.url, second.url
    first.goto(f"{alice}correct/")
    second.goto(f"{bob}correct/")
    assert "Alice Demo" in first.locator("aside.patient").inner_text()
    assert "Bob Demo" in second.locator("aside.patient").inner_text()
    first.get_by_label("Telephone").fill("555-0177")
    first.get_by_role("button", name="Save").click()
    second.goto(bob)
    assert "555-0177" in first.content()
    assert "555-0177" not in second.content()
    look(second, "second-tab")
    first.goto(f"{alice}correct/")
    third = first.context.new_page()
    third.goto(f"{alice}correct/")
    for page, telephone in ((first, "555-0178"), (third, "555-0179")):
        page.get_by_label("Telephone").fill(telephone)
        page.get_by_role("button", name="Save").click()
    third.get_by_text("Somebody else has changed this record").wait_for()


def test_a_consent_is_explained_signed_and_withdrawn(signed_in, address):
    page = signed_in("clinician")
    open_patient(page, address, "Bob Demo")
    page.get_by_role("link", name="Consent", exact=True).first.click()
    page.get_by_role("link", name="Record that a text was explained").click()
    page.get_by_label("Text that was explained").select_option(index=2)
    page.get_by_label("Your password, to sign").fill(PASSWORD)
    look(page, "consent-explain")
    page.get_by_role("button", name="Sign", exact=True).click()
    page.get_by_text("waits for the patient's own signature").wait_for()
    patient = signed_in("bob")
    patient.get_by_role("link", name="Consent", exact=True).first.click()
    patient.get_by_role("link", name="Read and sign").click()
    patient.get_by_label("I have read this text").check()
    patient.get_by_label("Your password, to sign").fill(PASSWORD)
    look(patient, "consent-agree")
    patient.get_by_role("button", name="Sign", exact=True).click()
    patient.get_by_text("You can withdraw at any time").wait_for()
    patient.get_by_role("link", name="Withdraw", exact=True).first.click()
    patient.get_by_role("button", name="Withdraw now").click()
    patient.get_by_text("was withdrawn").wait_for()
    look(patient, "consents")


def test_a_security_key_is_enrolled_and_asked_for(signed_in, browser, address):
    page = signed_in("clinician2")
    tool = page.context.new_cdp_session(page)
    tool.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "usb", "hasResidentKey": True, "hasUserVerification": True,
               "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    key = tool.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    page.goto(f"{address}/accounts/2fa/webauthn/add/")
    if "reauthenticate" in page.url:
        page.get_by_label("Password").first.fill(PASSWORD)
        page.get_by_role("button", name="Confirm").click()
    look(page, "security-key")
    page.locator("[name=name]").fill("My key")
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/2fa/**recovery-codes/**")
    look(page, "recovery-codes")
    assert len(tool.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]) == 1
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{address}/accounts/login/")
    page.get_by_label("Email").fill("clinician2@demo.example")
    page.get_by_label("Password").first.fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/2fa/authenticate/**")
    look(page, "second-factor")
    page.goto(f"{address}/care/patients/")
    assert "/accounts/" in page.url  # the password alone does not pass; the second factor is asked for
    page.locator("#mfa_webauthn_authenticate").click()
    page.wait_for_url("**/care/**")
    assert page.goto(f"{address}/care/patients/").status == 200
    page.get_by_text("Charlie Demo").wait_for()


def test_a_peer_monitor_checks_in_and_the_screen_shows_a_lost_server(signed_in, address):
    page = signed_in("peer")
    page.get_by_role("link", name="Session of Dana Demo").click()
    look(page, "peer")
    for name in ("present", "awake", "breathing", "calm"):
        page.locator(f"[name={name}]").check()
    page.get_by_role("button", name="Send the check-in").click()
    page.get_by_text("The clinic has your check-in").wait_for()
    page.context.set_offline(True)
    page.get_by_text("This page has lost the server").wait_for()
    look(page, "peer-lost")
    page.context.set_offline(False)
    clinician = signed_in("clinician")
    clinician.goto(f"{address}/care/board/")
    clinician.get_by_role("link", name="Dana Demo").click()
    look(clinician, "session-home")
    clinician.get_by_role("link", name="Sheet for home").click()
    look(clinician, "sheet")
    clinician.go_back()
    clinician.get_by_role("link", name="Paper sheet").click()
    look(clinician, "paper")


def test_an_answer_that_cannot_wait(signed_in, address):
    """Item 9 above 0: numbers at once, the screener, and whoever is on duty takes it."""
    page = signed_in("bob")
    page.get_by_role("link", name="Questions and scores").click()
    look(page, "questions")
    page.goto(page.url.rstrip("/") + "/phq-9/")
    page.get_by_text("Little interest or pleasure").wait_for(timeout=20_000)
    for k in range(1, 10):
        page.locator(f"[name='{k}'][value='{1 if k == 9 else 0}']").check()
    look(page, "phq-9")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("555-0199").first.wait_for()
    look(page, "help")
    page.goto(page.url.replace("/help/", "/questions/c-ssrs/"))
    for name, value in (("1", "1"), ("2", "1"), ("3", "0"), ("4", "1"), ("5", "0"), ("6", "0")):
        page.locator(f"[name='{name}'][value='{value}']").check()
    look(page, "screener")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("555-0199").first.wait_for()
    duty = signed_in("clinician")
    duty.goto(f"{address}/care/safety/")
    look(duty, "queue")
    duty.get_by_role("link", name="Open", exact=True).first.click()
    look(duty, "concern")
    duty.get_by_role("button", name="I take this now").click()
    duty.locator("[name=outcome]").fill("Seen at once; safe plan agreed")
    duty.get_by_role("button", name="Settle").click()
    duty.get_by_text("It left the queue").wait_for()
    for name in ("safety/duty", "forecasts", "limits", "rules"):
        duty.goto(f"{address}/care/{name}/")
        look(duty, name.replace("/", "-"))
