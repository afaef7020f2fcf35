"""One whole referral, walked through in four browsers without JavaScript; the post is real."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import Browser

from tests.browser.people import PASSWORD, open_town
from tests.browser.place import Place
from tests.browser.walking import PHONE, Walker, walking


def today(*, in_days: int = 0) -> str:
    return (datetime.now(UTC) + timedelta(days=in_days)).date().isoformat()


def test_a_whole_referral_from_the_talk_until_it_fits(chromium: Browser, place: Place) -> None:
    open_town()
    with (
        walking(chromium, "miriam") as miriam,
        walking(chromium, "jonas", size=PHONE) as jonas,
        walking(chromium, "samuel", size=PHONE) as samuel,
        walking(chromium, "amara") as amara,
    ):
        try:
            code = begin(miriam, place)
            find(miriam, samuel, amara, place)
        except BaseException:
            for w in (miriam, jonas, samuel, amara):
                open(f"/tmp/dbg-{w.name}.txt", "w").write(w.page.url + "\n" + w.page.locator("body").inner_text())
                open(f"/tmp/dbg-{w.name}.html", "w").write(w.page.content())
                w.page.screenshot(path=f"/tmp/dbg-{w.name}.png", full_page=True)
            open("/tmp/dbg-log", "w").write(place.log.getvalue() + "\n".join(str(m) for m in place.post.mails))
            raise


def sign_in(walker: Walker, place: Place, address: str) -> None:
    walker.go(f"{place.base}/")
    walker.write("E-mail", address)
    walker.write("Password", PASSWORD)
    walker.go_on()


def begin(miriam: Walker, place: Place) -> str:
    """Sign in, a new client, the need. What comes back is the code that was told in session."""
    sign_in(miriam, place, "miriam@elm-and-river.example")
    miriam.reads("Nothing waits for you.")
    miriam.press("New referral")
    miriam.tick("Yes, on the day below", within="Have you talked about this together?")
    miriam.write("The day you talked", today())
    miriam.write("Name", "Jonas Tamm")
    miriam.write("Date of birth", "1992-03-09")
    miriam.tick("E-mail")
    miriam.write("Address or number", "jonas.t@post.example")
    miriam.write("A word to recognize you by", "the blue kettle")
    code = miriam.page.locator(".figure").inner_text()
    miriam.tick("Expertise")
    miriam.go_on()
    return code


def find(miriam: Walker, samuel: Walker, amara: Walker, place: Place) -> None:
    """The need, questions to three, their answers by one tap, three options before the client."""
    miriam.write("In your words", "Panic attacks since his father died. He works shifts.")
    miriam.choose("Main concern", "Panic")
    miriam.tick("Adult", within="Age")
    miriam.tick("Grief", within="Also")
    miriam.tick("Online", within="Format")
    miriam.tick("Evening", within="Hours")
    miriam.tick("No", within="x")
