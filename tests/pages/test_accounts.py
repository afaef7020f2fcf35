"""The second factor of people with accounts, and whom a wrong password locks out: nobody but the one who guesses."""

import re
import time
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client

from segue.acts.link import GiveSignInLink, give_sign_in_link
from segue.acts.practice import hashed
from segue.demo.builders import OPERATOR, SmallWorld
from segue.demo.world import must
from segue.pages.accounts import neighborhood
from segue.store.models import Person
from segue.store.tokens import token_of
from tests.pages.clinic.doors import next_of, small_world, text_of

PASSWORD = "three calm green boats"
SIGN_IN, SECURITY = "/account/login/", "/account/security/"
SECOND_STEP = SECURITY + "authenticate/"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True, scope="module")
def static_files(django_db_setup: None) -> None:
    """Pages name their style sheets by digest, so these are gathered first."""
    from django.core.management import call_command  # app ready

    call_command("collectstatic", verbosity=0, interactive=False)


@pytest.fixture
def world() -> SmallWorld:
    world = small_world()
    Person.objects.update(password=hashed(PASSWORD))
    return world


@pytest.fixture
def email(world: SmallWorld) -> str:
    return Person.objects.get(pk=world.miriam.person).email


@pytest.fixture
def out(settings: Any, tmp_path: Path) -> Path:
    """Where mails lie that went out."""
    settings.SEGUE_HOME, settings.SEGUE_MAIL = tmp_path, "file"
    settings.EMAIL_BACKEND = "segue.site.post.AccountMail"
    return tmp_path / "outbox"


def signed_in(email: str, *, place: str = "192.0.2.1") -> Client:
    """A browser after the first step."""
    browser = Client(REMOTE_ADDR=place)
    browser.post(SIGN_IN, {"login": email, "password": PASSWORD})
    return browser


def proven(email: str) -> Client:
    """A browser in which somebody has just typed the password once more."""
    browser = signed_in(email)
    browser.post("/account/reauthenticate/", {"password": PASSWORD})
    return browser


def code_of(secret: str, *, ahead: int = 0) -> str:
    """What the app shows now, or some half minutes later."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead)))


def with_app(email: str) -> tuple[Client, str]:
    """Somebody who has set up an app, and the secret in it."""
    browser = proven(email)
    page = browser.get(SECURITY + "totp/activate/").content.decode()
    found = re.search(r'id="secret">([A-Z2-7 ]+)<', page)
    assert found
    secret = found[1].replace(" ", "")
    kept = browser.post(SECURITY + "totp/activate/", {"code": code_of(secret)})
    assert (kept.status_code, kept["Location"]) == (302, SECURITY + "recovery-codes/")
    return browser, secret


def test_an_app_is_set_up_by_a_square_or_by_letters_and_proved_by_its_code(email: str) -> None:
    browser = proven(email)
    page = browser.get(SECURITY + "totp/activate/")
    wrong = browser.post(SECURITY + "totp/activate/", {"code": "000000"})
    again = re.search(r'id="secret">([A-Z2-7 ]+)<', wrong.content.decode())

    assert '<svg viewBox="' in page.content.decode()
    assert "style=" not in page.content.decode()
    assert "This code does not fit." in text_of(wrong)
    assert again
    assert again[1] in page.content.decode()  # the secret that was scanned still counts


def test_a_code_of_the_app_is_asked_for_after_the_password_and_works_once(email: str) -> None:
    _, secret = with_app(email)
    browser = signed_in(email)

    page = browser.get(SECOND_STEP)
    assert (next_of(page), browser.get("/").status_code) == (["Sign in"], 302)
    wrong = browser.post(SECOND_STEP, {"code": "12 34"})
    assert "This code does not fit." in text_of(wrong)
    code = code_of(secret)
    right = browser.post(SECOND_STEP, {"code": f" {code[:3]} {code[3:]}"})
    assert (right.status_code, right["Location"]) == (302, "/")
    assert browser.get("/").status_code == 200

    other = signed_in(email)
    assert "This code does not fit." in text_of(other.post(SECOND_STEP, {"code": code}))


def test_a_used_code_stays_used_for_as_long_as_it_could_be_right(
    email: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, secret = with_app(email)
    code = code_of(secret, ahead=1)
    assert signed_in(email).post(SECOND_STEP, {"code": code}).status_code == 302
    cache.delete(
        f"allauth.mfa.totp.used?user={Person.objects.get(email=email).pk}&code={code}"
    )  # as after half a minute

    again = signed_in(email).post(SECOND_STEP, {"code": code})

    assert "This code does not fit." in text_of(again)


def test_recovery_codes_are_shown_once_and_each_signs_in_once(email: str) -> None:
    browser, _ = with_app(email)

    shown = browser.get(SECURITY + "recovery-codes/")
    codes = re.findall(r"<code>(\d{4} \d{4})</code>", shown.content.decode())
    later = browser.get(SECURITY + "recovery-codes/")

    assert (len(codes), len(set(codes))) == (10, 10)
    assert "These codes were shown already" in text_of(later)
    assert codes[0] not in later.content.decode()
    assert browser.get(SECURITY + "recovery-codes/download/").status_code == 404
    assert signed_in(email).post(SECOND_STEP, {"code": codes[0]}).status_code == 302
    assert signed_in(email).post(SECOND_STEP, {"code": codes[0]}).status_code == 200
    assert "9 codes are left" in text_of(browser.get(SECURITY))


def test_new_recovery_codes_end_the_old_ones(email: str) -> None:
    browser, _ = with_app(email)
    old = re.findall(r"<code>([\d ]+)<", browser.get(SECURITY + "recovery-codes/").content.decode())

    browser.post(SECURITY + "recovery-codes/generate/")
    new = re.findall(r"<code>([\d ]+)<", browser.get(SECURITY + "recovery-codes/").content.decode())

    assert (len(new), set(old) & set(new)) == (10, set())
    assert signed_in(email).post(SECOND_STEP, {"code": old[0]}).status_code == 200
    assert signed_in(email).post(SECOND_STEP, {"code": new[0]}).status_code == 302


def test_secrets_are_sealed_where_they_are_kept(email: str) -> None:
    _, secret = with_app(email)

    kept = {one.type: one.data for one in Authenticator.objects.all()}

    assert secret not in str(kept)
    assert len(kept["totp"]["secret"]) > len(secret)
    assert not re.fullmatch(r"[0-9a-f]{80}", kept["recovery_codes"]["seed"])


@pytest.mark.parametrize(
    "path", ["totp/activate/", "webauthn/add/", "recovery-codes/generate/", "webauthn/keys/1/remove/"]
)
def test_whoever_changes_a_factor_proves_once_more_who_they_are(email: str, path: str) -> None:
    asked = signed_in(email).get(SECURITY + path)

    leads_on = quote(SECURITY + path, safe="")
    assert (asked.status_code, asked["Location"]) == (302, f"/account/reauthenticate/?next={leads_on}")


def test_a_wrong_password_before_a_change_is_told_and_leads_on_when_right(email: str) -> None:
    browser = signed_in(email)
    path = browser.get(SECURITY + "totp/activate/")["Location"]

    wrong = browser.post(path, {"password": "no"})
    right = browser.post(path, {"password": PASSWORD})

    assert "This is not your password." in text_of(wrong)
    assert (right.status_code, right["Location"]) == (302, SECURITY + "totp/activate/")


def test_each_change_is_told_by_mail(email: str, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.db.transaction.on_commit", lambda told: told())  # this test never commits
    browser, _ = with_app(email)
    browser.post(SECURITY + "recovery-codes/generate/")
    browser.post(SECURITY + "totp/deactivate/")

    mails = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in out.glob("*.eml")]

    assert {(mail["To"], mail["Subject"]) for mail in mails} == {(email, "Your sign-in was changed")}
    assert {mail.get_content().split("\n")[0].strip() for mail in mails} == {
        "An authenticator app was added to your account.",
        "Your account has new recovery codes. The old ones open nothing.",
        "The authenticator app of your account was removed.",
    }


def test_a_new_password_signs_out_every_other_device(email: str) -> None:
    here, elsewhere = signed_in(email), signed_in(email)
    new = "four slow brown rivers"

    here.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302


class TestWhereASecondFactorIsRequired:
    """SEGUE_SECOND_FACTOR=1."""

    @pytest.fixture(autouse=True)
    def required(self, settings: Any) -> None:
        settings.SEGUE_SECOND_FACTOR = True

    def test_a_password_alone_leads_to_the_page_that_sets_one_up(self, email: str) -> None:
        browser = signed_in(email)

        led = browser.get("/new")
        page = browser.get(led["Location"])

        assert (led.status_code, led["Location"]) == (302, SECURITY)
        assert "One thing first" in text_of(page)
        assert browser.post("/account/logout/").status_code == 302

    def test_whoever_has_one_goes_on(self, email: str) -> None:
        browser, secret = with_app(email)
        anew = signed_in(email)
        anew.post(SECOND_STEP, {"code": code_of(secret, ahead=1)})

        assert browser.get("/").status_code == 200
        assert anew.get("/").status_code == 200
        assert "One thing first" not in text_of(anew.get(SECURITY))

    def test_a_link_that_signs_in_is_the_operators_own_choice(self, world: SmallWorld, settings: Any) -> None:
        settings.SEGUE_SIGN_IN_BY_LINK = True
        given = must(
            give_sign_in_link(OPERATOR, GiveSignInLink("in", str(world.miriam.person)), world.clock.at())
        )
        browser = Client()

        browser.get(f"/l/{token_of(UUID(given.id))}")

        assert browser.get("/").status_code == 200


def test_wrong_passwords_from_elsewhere_lock_nobody_out(email: str) -> None:
    guesser = Client(REMOTE_ADDR="198.51.100.7")
    for _ in range(6):
        answer = guesser.post(SIGN_IN, {"login": email, "password": "guessed"})
    stopped = guesser.post(SIGN_IN, {"login": email, "password": PASSWORD})

    assert "Tried too often from here." in text_of(answer)
    assert "Tried too often from here." in text_of(stopped)  # the right one as well, from there
    assert signed_in(email, place="192.0.2.1").get("/").status_code == 200


def test_wrong_passwords_for_one_account_leave_another_open_at_the_same_place(
    world: SmallWorld, email: str
) -> None:
    other = Person.objects.get(pk=world.amara.person).email
    desk = Client(REMOTE_ADDR="192.0.2.1")
    for _ in range(6):
        desk.post(SIGN_IN, {"login": email, "password": "forgotten"})

    assert signed_in(other, place="192.0.2.1").get("/").status_code == 200


def test_a_household_is_one_place_in_both_kinds_of_addresses() -> None:
    assert neighborhood("192.0.2.7") == "192.0.2.7"
    assert neighborhood("2001:db8:1:2:3::4") == neighborhood("2001:db8:1:2::9") == "2001:db8:1:2::/64"
    assert neighborhood("2001:db8:1:3::4") != neighborhood("2001:db8:1:2::9")


@pytest.mark.only("sqlite")
@pytest.mark.parametrize(
    "credential",
    [
        "",
        "x",
        "[]",
        "1",
        "null",
        '"x"',
        "{}",
        '{"id": 1, "rawId": 2, "response": 3, "type": 4}',
        '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}',
        '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"userHandle": 1}}',
        '{"id": "é", "rawId": "é", "type": "public-key", "response": {"userHandle": "MQ"}}',
        '{"id": "AA", "rawId": "AA", "response": {"clientDataJSON": "AA", "signature": "AA", "userHandle": "AA"}}',
        '{"response": {"clientDataJSON": "e30", "attestationObject": "oA"}}',
        "[" * 2000,
    ],
)
def test_a_passkey_that_is_none_is_refused_calmly(email: str, credential: str) -> None:
    nobody, somebody = Client(raise_request_exception=False), proven(email)
    somebody.raise_request_exception = False
    nobody.get(SECURITY + "webauthn/login/", headers={"accept": "application/json"})
    somebody.get(SECURITY + "webauthn/add/")

    signing_in = nobody.post(SECURITY + "webauthn/login/", {"credential": credential})
    adding = somebody.post(SECURITY + "webauthn/add/", {"credential": credential, "name": "Mine"})

    assert (signing_in.status_code, signing_in["Location"]) == (302, SIGN_IN)
    assert "This passkey is not known here" in text_of(nobody.get(SIGN_IN))
    assert (adding.status_code, "could not be kept" in text_of(adding)) == (200, True)
    assert Authenticator.objects.count() == 0


def test_the_page_takes_as_many_statements_for_many_passkeys_as_for_one(
    world: SmallWorld, email: str, django_assert_num_queries: Any
) -> None:
    browser = signed_in(email)
    for many in (1, 30):
        for number in range(many):
            Authenticator.objects.create(
                user_id=world.miriam.person, type="webauthn", data={"name": f"Key {number}", "credential": {}}
            )
        with django_assert_num_queries(4):
            page = browser.get(SECURITY)
        assert page.content.decode().count("Not used yet") == Authenticator.objects.count()


@pytest.mark.parametrize("verb", ["edit", "remove"])
def test_somebody_elses_passkey_is_as_if_it_were_not(world: SmallWorld, email: str, verb: str) -> None:
    browser = proven(email)
    of = {"user_id": world.miriam.person}, {"user_id": world.amara.person}
    kept = {"type": "webauthn", "data": {"name": "Key", "credential": {}}}
    mine, theirs = (Authenticator.objects.create(**whose, **kept) for whose in of)

    def changed(key: int) -> int:
        return browser.post(f"{SECURITY}webauthn/keys/{key}/{verb}/", {"name": "Other"}).status_code

    assert (changed(mine.pk), changed(theirs.pk), changed(theirs.pk + 1)) == (302, 404, 404)
    assert [one.data["name"] for one in Authenticator.objects.filter(user_id=world.amara.person)] == ["Key"]


def test_a_strange_code_is_only_a_wrong_one(email: str) -> None:
    browser, _ = with_app(email)
    stranger = signed_in(email)
    strange = ["", "é٣٤", "1" * 5000, "\x00", "<b>", "12\u202e34"]

    answers = [stranger.post(SECOND_STEP, {"code": code}) for code in strange]

    assert {answer.status_code for answer in answers} == {200}
    assert [
        code for code, answer in zip(strange, answers, strict=True) if "<b>" in answer.content.decode()
    ] == []
    assert browser.get(SECURITY + "webauthn/keys/99999999999999999999/remove/").status_code == 404
