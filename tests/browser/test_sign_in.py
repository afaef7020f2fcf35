"""Signing in by passkey and by code in a real browser, with a made-up device; its pages as all pages must be."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, CDPSession, ConsoleMessage, expect

from segue.acts.practice import hashed
from segue.demo.builders import Clock, open_small_world
from segue.store.models import Person
from tests.browser.people import PASSWORD
from tests.browser.place import Place
from tests.browser.walking import DESK, PHONE, Walker, walking

SECURITY = "/account/security/"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def email(place: Place) -> str:
    """Somebody with an account."""
    world = open_small_world(Clock(datetime.now(UTC)))
    Person.objects.update(password=hashed(PASSWORD))
    return Person.objects.get(pk=world.miriam.person).email


@contextmanager
def at_the_desk(browser: Browser, name: str, *, scripts: bool = True, **how: object) -> Iterator[Walker]:
    """Somebody whose browser may say nothing of a broken policy or script."""
    with walking(browser, name, scripts=scripts, reduced_motion="reduce", **how) as walker:  # type: ignore[arg-type]
        said: list[str] = []
        walker.page.on("pageerror", lambda error: said.append(str(error)))
        walker.page.on("console", lambda line: said.extend(_complaint(line)))
        yield walker
        assert said == []


def _complaint(line: ConsoleMessage) -> list[str]:
    return [line.text] if line.type == "error" or "Security Policy" in line.text else []


def with_device(walker: Walker) -> tuple[CDPSession, str]:
    """Give the browser a device of its own that holds passkeys."""
    tools = walker.page.context.new_cdp_session(walker.page)
    tools.send("WebAuthn.enable")
    made = tools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return tools, made["authenticatorId"]


def sign_in(walker: Walker, place: Place, email: str) -> None:
    walker.go(f"{place.base}/account/login/")
    walker.write("E-mail", email)
    walker.write("Password", PASSWORD)
    walker.go_on()


def touch(walker: Walker, label: str, *, leads_to: str = "") -> None:
    """Press a button that asks the device first; the page goes on when the device has answered."""
    walker.page.get_by_role("button", name=label, exact=True).click()
    if leads_to:
        walker.page.wait_for_url(leads_to)


def prove(walker: Walker) -> None:
    walker.write("Password", PASSWORD)
    walker.go_on()


def is_readable(walker: Walker) -> None:
    """axe finds nothing, wide and in light, narrow and in the dark."""
    for size, scheme in ((DESK, "light"), (PHONE, "dark")):
        walker.page.set_viewport_size(size)  # type: ignore[arg-type]
        walker.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found = Axe().run(walker.page).response["violations"]
        assert [(one["id"], node["html"][:160]) for one in found for node in one["nodes"]] == []
        walker.look()
    walker.page.set_viewport_size(DESK)  # type: ignore[arg-type]


def test_a_passkey_is_added_and_signs_in_alone(chromium: Browser, place: Place, email: str) -> None:
    with at_the_desk(chromium, "passkey") as miriam:
        tools, device = with_device(miriam)
        sign_in(miriam, place, email)
        miriam.follow("Sign-in and security")
        is_readable(miriam)
        miriam.press("Add a passkey")
        prove(miriam)
        is_readable(miriam)
        miriam.write("Name", "Laptop “<b>at work</b>”")
        touch(miriam, "Add it", leads_to="**/recovery-codes/")
        miriam.reads("Keep these codes")
        miriam.go_on()
        miriam.reads("Laptop “<b>at work</b>”", "Not used yet")
        is_readable(miriam)
        assert len(tools.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]) == 1
        miriam.press("Sign out")

        miriam.go(f"{place.base}/account/login/")
        is_readable(miriam)
        touch(miriam, "Sign in with a passkey", leads_to=f"{place.base}/")
        expect(miriam.page).to_have_url(f"{place.base}/")

        miriam.press("Sign out")
        sign_in(miriam, place, email)
        miriam.reads("The second step")
        is_readable(miriam)
        touch(miriam, "Use my passkey", leads_to=f"{place.base}/")
        expect(miriam.page).to_have_url(f"{place.base}/")


def test_a_device_that_refuses_is_told_in_words_and_nothing_is_lost(
    chromium: Browser, place: Place, email: str
) -> None:
    with at_the_desk(chromium, "refused") as miriam:
        tools, device = with_device(miriam)
        sign_in(miriam, place, email)
        miriam.go(f"{place.base}{SECURITY}webauthn/add/")
        prove(miriam)
        tools.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
        miriam.write("Name", "My phone")
        touch(miriam, "Add it")
        expect(miriam.page.get_by_role("alert")).to_contain_text(
            "The passkey was not used, and nothing was changed."
        )
        expect(miriam.page.get_by_label("Name")).to_have_value("My phone")

        tools.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": True})
        touch(miriam, "Add it", leads_to="**/recovery-codes/")
        miriam.reads("Keep these codes")
        miriam.go(f"{place.base}{SECURITY}webauthn/add/")
        touch(miriam, "Add it")
        expect(miriam.page.get_by_role("alert")).to_contain_text("This device has a passkey")

        miriam.go(f"{place.base}{SECURITY}")
        miriam.press("Rename")
        miriam.write("Name", "My old phone")
        miriam.go_on()
        miriam.reads("My old phone")
        miriam.press("Remove")
        miriam.reads("Remove the passkey “My old phone”?")
        is_readable(miriam)
        miriam.press("Remove it")
        miriam.reads("No passkey")


def test_an_app_and_its_codes_work_without_scripts(chromium: Browser, place: Place, email: str) -> None:
    with at_the_desk(chromium, "app", scripts=False) as miriam:
        sign_in(miriam, place, email)
        miriam.follow("Sign-in and security")
        miriam.reads("Passkeys need a newer browser with JavaScript. Everything else works without.")
        miriam.press("Set up an app")
        prove(miriam)
        expect(miriam.page.get_by_role("img", name="Code to scan")).to_be_visible()
        secret = re.sub(r"\s", "", miriam.page.locator("#secret").inner_text())
        miriam.write("Code that the app shows", "123")
        miriam.go_on()
        miriam.reads("This code does not fit.")
        miriam.write("Code that the app shows", code_of(secret))
        miriam.go_on()
        miriam.reads("Keep these codes")
        recovery = miriam.page.locator("ol code").all_inner_texts()
        miriam.go_on()
        miriam.reads("An app gives you codes since", "10 codes are left")
        miriam.press("Sign out")

        sign_in(miriam, place, email)
        miriam.reads("The second step")
        miriam.write("Code", "000 000")
        miriam.go_on()
        miriam.reads("This code does not fit.")
        miriam.write("Code", code_of(secret))
        miriam.go_on()
        expect(miriam.page).to_have_url(f"{place.base}/")
        miriam.press("Sign out")
        sign_in(miriam, place, email)
        miriam.write("Code", recovery[3])
        miriam.go_on()
        expect(miriam.page).to_have_url(f"{place.base}/")
    assert len(recovery) == 10


def test_recovery_codes_are_saved_as_a_file(chromium: Browser, place: Place, email: str) -> None:
    with at_the_desk(chromium, "codes", size=PHONE) as miriam:
        sign_in(miriam, place, email)
        miriam.go(f"{place.base}{SECURITY}totp/activate/")
        prove(miriam)
        is_readable(miriam)
        secret = re.sub(r"\s", "", miriam.page.locator("#secret").inner_text())
        miriam.write("Code that the app shows", code_of(secret))
        miriam.go_on()
        is_readable(miriam)
        shown = miriam.page.locator("ol code").all_inner_texts()
        with miriam.page.expect_download() as loading:
            miriam.page.get_by_role("button", name="Save them as a file").click()

        saved = loading.value.path().read_text().split("\n")
        assert loading.value.suggested_filename == "segue-recovery-codes.txt"
        assert saved[:-1] == shown
        assert len(shown) == 10


def code_of(secret: str) -> str:
    """What an app that holds the secret shows now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
