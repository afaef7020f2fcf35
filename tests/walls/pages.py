"""What somebody does on each page: the form, who fills it in, and what goes through."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tests.walls.asking import asked
from tests.walls.forms import Form, forms_of
from tests.walls.visitors import Visitor
from tests.walls.world import ASKED_NPI, CODE, NAMES, SECRET, Walls

Said = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Filled:
    """One form of one page, filled in so that it goes through.

    `is_told`: it says something about a person, which the record keeps. `keeps_words_first`: what was typed is kept
    although the second step is refused. `is_like`: another entry asks the same form the same questions. `answers_here`:
    the answer is the page itself.
    """

    who: str
    page: Callable[[Walls], str]
    action: str
    said: Callable[[Walls], Said] = field(default=lambda walls: {})
    has: str = ""
    is_told: bool = True
    keeps_words_first: bool = False
    is_like: str = ""
    answers_here: bool = False

    def form(self, walls: Walls, visitors: Mapping[str, Visitor]) -> Form:
        """The form as it stands on the page now."""
        path = self.page(walls)
        response = asked(visitors[self.who], "GET", path)
        assert response.status_code == 200, (path, response.status_code)
        fitting = [
            form
            for form in forms_of(response.content, at=path)
            if form.action.split("?")[0].endswith(self.action) and (not self.has or self.has in form.fields)
        ]
        assert fitting, (self.action, self.has, [form.action for form in forms_of(response.content, at=path)])
        return fitting[0]


def _r(name: str, tail: str = "") -> Callable[[Walls], str]:
    return lambda walls: f"/r/{walls.cases[name].referral}{tail}"


def _c(name: str, tail: str = "") -> Callable[[Walls], str]:
    return lambda walls: f"/c/{walls.cases[name].referral}/{tail}"


def _entry(name: str) -> Callable[[Walls], str]:
    return lambda walls: f"/directory/{walls.small.profiles[name]}"


def _h(door: str, name: str, recipient: str) -> Callable[[Walls], str]:
    return lambda walls: f"/{door}/{walls.cases[name].handoff(recipient)}/"


def _fixed(said: Said) -> Callable[[Walls], Said]:
    return lambda walls: said


def _day(distance: int) -> str:
    return (datetime.now(UTC) + timedelta(days=distance)).date().isoformat()


TERMS = {
    "answer": "accept",
    "first_day": _day(7),
    "slots": ["tue_evening"],
    "formats": ["online"],
    "pay": "price",
    "price": "120",
    "methods": ["exposure"],
    "first_step": "call",
    "limits": "No line at night.",
}
CLIENT = {
    "talked": "yes",
    "day": _day(-1),
    "name": "Philomena Wetherby",
    "birth_date": "1990-02-03",
    "channel": "email",
    "contact": "phil@post.example",
    "recognition": "a green door",
    "reason": "availability",
}

FILLED: Mapping[str, Filled] = {
    "opening": Filled("author", lambda walls: "/opening", "/opening", _fixed({"places": "3"})),
    "new referral": Filled("author", lambda walls: "/new", "/new", _fixed(CLIENT)),
    "new referral by the desk": Filled(
        "desk", lambda walls: "/new", "/new",
        lambda walls: CLIENT | {"clinician": str(walls.people["author"].person)}, is_like="new referral",
    ),
    "talked": Filled("author", _r("fresh"), "/do/talked", _fixed({"day": _day(-1)})),
    "pause": Filled("author", _r("choosing"), "/do/pause", _fixed({"until": _day(9)})),
    "end": Filled("author", _r("choosing"), "/do/end", _fixed({"outcome": "other_care"})),
    "reopen": Filled("author", _r("closed"), "/do/reopen", _fixed({"reason": "It goes on."})),
    "withdraw": Filled(
        "author", _r("asked"), "/do/withdraw",
        lambda walls: {f"reason-{walls.cases['asked'].handoff('amara')}": "They moved."},
    ),
    "answer": Filled("author", _r("opened"), "/do/answer", _fixed({"words": "Yes, it is."})),
    "need": Filled("author", _r("new", "/need"), "/need", _fixed({"words": "Panic, evenings."})),
    "give link": Filled("author", _r("new", "/link"), "/do/link"),
    "ask for openings": Filled(
        "author", _r("new", "/options"), "/options",
        lambda walls: {"ask": [walls.small.profiles["ines"]], "do": "ask"}, has="ask",
    ),
    "mend summary": Filled(
        "author", _r("signing", "/summary"), "/summary", _fixed({"part-question": "So?"}), keeps_words_first=True
    ),
    "answer request": Filled("recipient", _h("received", "asked", "amara"), "/", _fixed(TERMS)),
    "decline request": Filled(
        "far_desk", _h("received", "asked", "amara"), "/", _fixed({"answer": "decline", "reason": "no_opening"}),
        is_like="answer request",
    ),
    "accept": Filled("recipient", _h("received", "opened", "amara"), "/", _fixed({"answer": "accept"})),
    "thank": Filled("recipient", _h("received", "started", "amara"), "/meeting", _fixed({"thanks": "Well done."})),
    "thank from today": Filled("recipient", lambda walls: "/", "/thanks"),
    "code": Filled("client: without code", _c("signing"), "/", _fixed({"code": CODE}), is_told=False),
    "feel": Filled("client: choosing", _c("choosing", "?again"), "/", _fixed({"feel": "not_sure", "line": "Hm."})),
    "choose": Filled(
        "client: choosing", _c("choosing", "options"), "/options",
        lambda walls: {f"rank-{walls.cases['choosing'].option('amara')}": "1", "line": "She sounds kind.", "do": ""},
    ),
    "strike": Filled(
        "client: signing", _c("signing", "summary"), "/summary", _fixed({"keep": ["course"], "own_words": "Calm."})
    ),
    "sign": Filled(
        "client: signing", _c("signing", "sign?word_back=came&check_ins=yes"), "/sign",
        _fixed({"name": NAMES["signing"]}), has="name",
    ),
    "refuse to sign": Filled("client: signing", _c("signing", "sign"), "/sign", has="do"),
    "go with": Filled("client: decide", _c("decide", "where"), "/where"),
    "check-in": Filled(
        "client: started",
        lambda walls: f"/c/{walls.cases['started'].referral}/check-in/{walls.check_in}?answer=well",
        "", _fixed({"words": "Good."}),
    ),
    "stop": Filled("client: opened", _c("opened", "stop"), "/stop"),
    "ask a question": Filled(
        "guest: guest_asked", _h("g", "asked", "samuel"), "/", _fixed({"answer": "ask", "question": "other_hours"}),
        is_like="answer request",
    ),
    "send code": Filled("guest: guest_guest", _h("g", "guest", "samuel"), "/code"),
    "waiting list": Filled(
        "guest: guest_guest", _h("g", "guest", "samuel"), "/",
        _fixed({"answer": "wait", "weeks_from": "3", "weeks_to": "5"}), has="weeks_from",
    ),
    "appointment": Filled(
        "guest: guest_meeting, with code", _h("g", "meeting", "samuel"), "/meeting",
        _fixed({"kind": "call", "day": _day(5), "time": "10:30", "place": "By video"}), has="place",
    ),
    "availability": Filled(
        "guest: ask_samuel", lambda walls: f"/a/{walls.asks['samuel']}/", "/", _fixed({"wait_weeks": "4"}),
        has="wait_weeks",
    ),
    "someone called": Filled(
        "author", lambda walls: "/called", "/called", _fixed({"words": "panic, evenings"}), has="words",
        is_told=False, answers_here=True,
    ),
    "look in the directory": Filled(
        "author", lambda walls: "/directory", "/directory", _fixed({"words": "Amara, panic"}), has="words",
        is_told=False,
    ),
    "save a search": Filled("author", lambda walls: "/directory", "/directory/saved", _fixed({"name": "Mornings"})),
    "rename a search": Filled(
        "author", lambda walls: "/directory/saved", "", _fixed({"name": "Mornings"}), has="name"
    ),
    "know a colleague": Filled("author", _entry("ruth"), "/do/know"),
    "forget a colleague": Filled("author", _entry("amara"), "/do/forget"),
    "private note": Filled("author", _entry("amara"), "/do/note", _fixed({"note": "Calls back."})),
    "catch-up": Filled(
        "author", _entry("amara"), "/do/catch-up",
        _fixed({"way": "call", "day": _day(-2), "catch_up_note": "A group in spring."}),
    ),
    "drop a catch-up": Filled("author", _entry("amara"), "/do/drop"),
    "openings of a profile": Filled(
        "author", lambda walls: f"/profile/{walls.mine}", "/say/openings", _fixed({"open": "yes", "places": "2"})
    ),
    "a part of a profile": Filled(
        "author", lambda walls: f"/profile/{walls.mine}", "/say/cost",
        _fixed({"fee-visit": "130", "insurance": ["aetna"]}),
    ),
    "a part of somebody's profile": Filled(
        "desk", lambda walls: f"/profile/{walls.mine}", "/say/contact", _fixed({"contact": ["call"]}),
        is_like="a part of a profile",
    ),
    "places of a profile": Filled(
        "author", lambda walls: f"/profile/{walls.mine}", "/say/places", _fixed({"place-0-city": "Minneapolis"}),
        is_like="openings of a profile",
    ),
    "still true": Filled("author", lambda walls: f"/profile/{walls.mine}", "/true"),
    "leave the directory": Filled("author", lambda walls: f"/profile/{walls.mine}", "/remove"),
    "ask for a listing": Filled(
        "colleague", lambda walls: "/profile/claim", "/profile/claim", _fixed({"npi": ASKED_NPI})
    ),
    "still true by mail": Filled("guest: fresh", lambda walls: f"/still/{walls.mine}/", "/"),
    "take a listing out": Filled(
        "guest: claim", lambda walls: f"/listing/{walls.listing}/", "/", _fixed({"do": "remove"})
    ),
    "sign in": Filled(
        "anonymous", lambda walls: "/account/login/", "/account/login/",
        _fixed({"login": "stranger@staff.example", "password": SECRET}), is_told=False,
    ),
    "forgotten password": Filled(
        "anonymous", lambda walls: "/account/password/reset/", "/account/password/reset/",
        _fixed({"email": "stranger@staff.example"}), is_told=False,
    ),
}  # fmt: skip
"""Each kind of form once; `test_every_form_of_the_program_is_tried` finds one that is missing."""


def pages_with_forms(walls: Walls) -> Iterator[tuple[str, str]]:
    """Pages on which forms stand, for whoever they are meant for."""
    for who in ("author", "desk", "recipient", "far_desk"):
        yield from ((who, path) for path in ("/", "/new", "/opening", "/received"))
        for case in walls.cases.values() if who == "author" else ():
            yield from (
                (who, f"/r/{case.referral}{tail}") for tail in ("", "/need", "/options", "/summary", "/link")
            )
    yield from ((who, f"/profile/{walls.mine}") for who in ("author", "desk", "owner"))
    yield from (("author", path) for path in ("/directory?all", "/directory/saved"))
    yield from ((who, _entry("amara")(walls)) for who in ("author", "desk", "colleague", "recipient"))
    yield "colleague", "/profile/claim"
    yield "guest: fresh", f"/still/{walls.mine}/"
    yield "guest: claim", f"/listing/{walls.listing}/"
    for name in ("asked", "opened", "started", "closed", "decide", "guest", "meeting"):
        yield "recipient", f"/received/{walls.cases[name].handoff('amara')}/"
        yield "far_desk", f"/received/{walls.cases[name].handoff('amara')}/"
    for name in ("choosing", "signing", "decide", "started", "opened"):
        start = f"/c/{walls.cases[name].referral}/"
        for tail in ("", "?again", "options", "summary", "sign", "where", "stop", "data"):
            yield f"client: {name}", start + tail
    yield "guest: guest_asked", f"/g/{walls.cases['asked'].handoff('samuel')}/"
    yield "guest: guest_guest", f"/g/{walls.cases['guest'].handoff('samuel')}/"
    yield "guest: guest_meeting, with code", f"/g/{walls.cases['meeting'].handoff('samuel')}/"
    yield "guest: ask_samuel", f"/a/{walls.asks['samuel']}/"
