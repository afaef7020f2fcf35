"""One whole referral, walked through in four browsers without JavaScript; the post is real."""

import re
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from icalendar import Calendar
from playwright.sync_api import Browser, Locator, Request, expect

from segue.demo.world import World
from segue.store.record import verify
from tests.browser.people import PASSWORD, declare_tie, open_town
from tests.browser.place import ZONE, Place
from tests.browser.walking import PHONE, Walker, walking
from tests.wires.letters import text_of

SAMUEL, AMARA, JONAS = (
    "samuel@adeyemi-psychology.example",
    "amara.lindqvist@lakeside.example",
    "kettle@post.example",
)

OWN_WORDS = "I am fine with silence, less fine with being told to breathe."
BAIT = ("Jonas", "Tamm", "1992", "panic", "father", "breathe", "exposure")
PROOF = re.compile(r"^(?!.*&name=).*&(code|password)=")
CODE = re.compile(r"\b\d{6}\b")


def today(*, in_days: int = 0) -> str:
    """A day as a form takes it, where these people live."""
    return (datetime.now(ZoneInfo(ZONE)) + timedelta(days=in_days)).date().isoformat()


def test_a_whole_referral_from_the_talk_until_it_fits(chromium: Browser, place: Place) -> None:
    town = open_town()
    with (
        walking(chromium, "miriam") as miriam,
        walking(chromium, "jonas", size=PHONE) as jonas,
        walking(chromium, "samuel", size=PHONE) as samuel,
        walking(chromium, "amara") as amara,
    ):
        sent_again: list[int] = []
        for walker in (miriam, jonas, samuel, amara):
            walker.sends_again = partial(send_again, place, walker, sent_again)
        code = begin(miriam, place)
        find(miriam, samuel, place, town)
        choose(jonas, place, code)
        approve(miriam)
        sign(jonas)
        ask_two(miriam, place)
        decline(amara, place)
        question(samuel, miriam, place)
        confirm(samuel, place)
        read(samuel, place)
        meet(samuel, jonas, place)
        arrive(samuel, jonas, miriam, place)
        told = "\n".join(walker.met() for walker in (miriam, jonas, samuel, amara))
    assert sent_again.count(303) >= 20
    events, problems = verify()
    assert (events > 60, problems) == (True, [])
    assert_nothing_leaked(told, place, code)


def send_again(place: Place, walker: Walker, sent_again: list[int], sent: Request) -> None:
    """Everybody presses every button twice: the second time gives the same answer and does nothing more."""
    before, first = place.effects(), sent.response()
    assert first
    again = walker.page.context.request.post(
        sent.url,
        data=sent.post_data_buffer,
        headers={"content-type": "application/x-www-form-urlencoded"},
        max_redirects=0,
    )
    assert place.effects() == before, sent.url
    sent_again.append(again.status)
    # Whoever has come in is not asked for a code or a password again.
    if not PROOF.search(sent.post_data or ""):
        assert (again.status, again.headers.get("location")) == (first.status, first.headers.get("location"))


def assert_nothing_leaked(told: str, place: Place, code: str) -> None:
    """No name and no word about the client in titles, addresses, headers, mails, texts and the log."""
    posted = "\n".join(f"{mail.items()} {text_of(mail)}" for mail in place.post.mails)
    places = {"pages": told, "mails": posted, "texts": "\n".join(place.texts()), "log": place.log.getvalue()}
    assert all(len(text) > 40 for text in places.values())
    bait = re.compile("|".join((*BAIT, code, code.replace(" ", ""))), re.IGNORECASE)
    assert {name: bait.findall(text) for name, text in places.items() if bait.search(text)} == {}


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
    miriam.write("Address or number", "kettle@post.example")
    miriam.write("A word to recognize you by", "the blue kettle")
    code = miriam.page.locator(".figure").inner_text()
    miriam.tick("Expertise")
    miriam.go_on()
    return code


def find(miriam: Walker, samuel: Walker, place: Place, town: World) -> None:
    """The need, questions to three, their answers by one tap, three options before the client."""
    miriam.write("In your words", "Panic attacks since his father died. He works shifts.")
    miriam.choose("Main concern", "Panic")
    miriam.tick("Adults", within="Age")
    miriam.tick("Grief", within="Also")
    miriam.tick("Online", within="Format")
    miriam.tick("In person", within="Format")
    miriam.choose("How far is near enough?", "20 miles")
    miriam.tick("Evenings", within="Hours")
    miriam.page.locator(".need > div", has_text="Insurance").locator("summary").click()
    miriam.tick("North Star")
    miriam.write("Or dollars a visit, paid by themself", "80")
    miriam.write("ZIP code of their area", "55408")
    miriam.tick(
        "No", within="Anything about safety that the next clinician must know before the first visit?"
    )
    miriam.write("What has helped, and what has not?", "Naming the panic early helped.")
    miriam.write("What should the next clinician look at first?", "Is exposure the right next step?")
    miriam.write("Since when, how often, and what have you tried?", "Nine sessions since June.")
    miriam.go_on()
    for name in ("Samuel Adeyemi", "Odalys Ferreira", "Emmett Thao"):
        line(miriam, name).get_by_text("Ask", exact=True).click()
    miriam.press("Ask them, without naming anyone")
    place.work()
    samuel.go(place.link_to(SAMUEL))
    samuel.has_the_turn("Do you have an opening?")
    samuel.go_on()
    samuel.reads("Thank you: open from")
    declare_tie(town)
    miriam.go(miriam.page.url)
    miriam.reads("Yes, from", "Connections to tell")
    miriam.page.locator("article:visible").last.locator("label").click()
    miriam.unfold("more who fit")
    line(miriam, "Samuel Adeyemi").locator("label").click()
    miriam.press("Give these to Jonas")
    miriam.waits("Jonas has the turn")
    place.work()


def choose(jonas: Walker, place: Place, code: str) -> None:
    """The link from the mail, the code from the session, "I want this", the connection, the order."""
    (mail,) = place.mails_to(JONAS)
    assert mail["Subject"] == "the blue kettle"
    jonas.go(place.link_to(JONAS))
    jonas.write("Code", code)
    jonas.go_on()
    jonas.has_the_turn("How is this for you?")
    jonas.reads("Help now", "Nothing is decided, and nobody has been told.")
    jonas.tick("I want this")
    jonas.go_on()
    jonas.has_the_turn("Three people who could help")
    jonas.tick("1st", within="My choice for Amara")
    jonas.tick("2nd", within="My choice for Samuel")
    jonas.tick("3rd", within="My choice for Ruth")
    jonas.tick("In my order")
    jonas.go_on()
    jonas.reads("Read this first", "rent rooms from the same owner")
    jonas.tick("I have read this")
    jonas.tick("No", within="My choice for Ruth")
    jonas.go_on()
    jonas.reads("still writing")


def approve(miriam: Walker) -> None:
    """The referrer stands by the summary."""
    miriam.go(miriam.page.url)
    miriam.has_the_turn("It is your turn: read and approve the summary")
    miriam.go_on()
    miriam.press("Approve it for Jonas")
    miriam.waits("Jonas has the turn")


def sign(jonas: Walker) -> None:
    """Strike a part, add own words, read the papers, sign once."""
    jonas.press("Where it stands")
    jonas.has_the_turn("It is your turn")
    jonas.go_on()
    part(jonas, "How it went so far").locator("label.keep").click()
    jonas.write("In my own words", OWN_WORDS)
    jonas.go_on()
    jonas.has_the_turn("What may Miriam hear back?")
    jonas.tick("Short updates")
    jonas.tick("Yes", within="May we ask you now and then how it goes?")
    jonas.go_on()
    jonas.has_the_turn("Read and sign")
    jonas.write("Type your full name", "Jonas Tamm")
    jonas.press("Sign for the two I ranked")
    jonas.waits("Miriam has the turn")


def part(walker: Walker, heading: str) -> Locator:
    return walker.page.locator(".part").filter(has=walker.page.get_by_role("heading", name=heading)).first


def ask_two(miriam: Walker, place: Place) -> None:
    """Two requests go out; they speak of nobody."""
    miriam.go(miriam.page.url)
    miriam.has_the_turn("It is your turn: ask for an opening")
    miriam.press("Ask Amara and Samuel for an opening")
    miriam.waits("Amara Lindqvist has the turn")
    place.work()


def decline(amara: Walker, place: Place) -> None:
    """The first choice has an account, and says no."""
    sign_in(amara, place, AMARA)
    amara.reads("Miriam Castellanos", "One other colleague is asked too.")
    amara.go_on()
    amara.has_the_turn("Do you have an opening?")
    amara.tick("Decline and suggest")
    amara.choose("Reason", "No opening")
    amara.go_on()
    amara.reads("Thank you for your answer")
    place.work()


def question(samuel: Walker, miriam: Walker, place: Place) -> None:
    """The second choice has a link, asks from the list, and is answered from the list."""
    samuel.go(place.link_to(SAMUEL))
    samuel.has_the_turn("Do you have an opening?")
    samuel.tick("Ask")
    samuel.choose("Your question", "Other hours?")
    samuel.go_on()
    samuel.reads("The clock stands still until Miriam answers your question.")
    place.work()
    miriam.go(miriam.page.url)
    miriam.has_the_turn("It is your turn: Samuel asks a question")
    miriam.tick("Weekends")
    miriam.press("Answer Samuel")
    miriam.waits("Samuel Adeyemi has the turn")
    place.work()


def confirm(samuel: Walker, place: Place) -> None:
    """Yes, on these terms."""
    samuel.go(place.link_to(SAMUEL))
    samuel.tick("I have an opening, on these terms")
    samuel.write("First free day", today(in_days=6))
    samuel.tick("Tuesday evenings", within="Free hours")
    samuel.tick("Thursday evenings", within="Free hours")
    samuel.tick("Online", within="Where")
    samuel.choose("Insurance, or what the client pays", "North Star Health")
    samuel.choose("Method", "Exposure")
    samuel.tick("Call", within="First step")
    samuel.go_on()
    samuel.has_the_turn("The summary is yours to read")


def read(samuel: Walker, place: Place) -> None:
    """A code to the number on file; the link alone opens nothing."""
    samuel.press("Send me the code")
    place.work()
    (text,) = place.texts()
    samuel.write("Your code", CODE.findall(text)[0])
    samuel.go_on()
    samuel.has_the_turn("Your opening is held until")
    samuel.reads(OWN_WORDS, "Naming the panic early helped.")
    expect(part(samuel, "How it went so far")).to_have_count(0)
    samuel.tick("Accept for a first call or visit")
    samuel.go_on()
    samuel.has_the_turn("Make an appointment")
    place.work()


def meet(samuel: Walker, jonas: Walker, place: Place) -> None:
    """An appointment with a calendar file, then the first session."""
    samuel.tick("Call", within="What for")
    samuel.write("Day", today(in_days=2))
    samuel.page.get_by_label("Time, in Chicago time").fill("18:00")
    samuel.write("Where, or a link", "By video; the link comes on the day")
    samuel.go_on()
    samuel.reads("Call:", "The client has the same time on their page.")
    with samuel.page.expect_download() as download:
        samuel.page.locator(".next:visible").click()
    calendar = Calendar.from_ical(download.value.path().read_bytes())
    (event,) = calendar.walk("VEVENT")
    assert event["DTSTART"].dt.astimezone(ZoneInfo(ZONE)).hour == 18
    place.work()
    jonas.go(place.link_to(JONAS))
    jonas.waits("You have a time to meet")
    jonas.reads("By video; the link comes on the day")
    samuel.unfold("The first session took place already")
    samuel.write("Day of the first session", today())
    samuel.press("The first session took place")
    samuel.reads("It has begun")


def arrive(samuel: Walker, jonas: Walker, miriam: Walker, place: Place) -> None:
    """A week on the client is asked; it fits; thanks; closed; the record verifies."""
    place.work(until=datetime.now(UTC) + timedelta(days=8))
    jonas.go(place.link_to(JONAS))
    jonas.has_the_turn("How is it going?")
    jonas.go_on()
    jonas.follow("Well")
    jonas.page.get_by_role("checkbox").check()
    jonas.go_on()
    jonas.reads("Thank you. It is kept.")
    samuel.go(samuel.page.url)
    samuel.write("A line, if you like", "It was well prepared.")
    samuel.press("Thank Miriam for the referral")
    miriam.go(miriam.page.url)
    miriam.has_the_turn("It is your turn: how did it end?")
    miriam.choose("How did it end?", "It fits")
    miriam.press("Close the referral")
    miriam.reads("Closed: It fits.", "Samuel Adeyemi thanks you")


def line(walker: Walker, name: str) -> Locator:
    return walker.page.locator("article:visible, .waits li:visible").filter(has_text=name).first
