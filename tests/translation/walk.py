"""Everybody in a small world opens every page that they can get to, in one language, and sends every form empty."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.test import Client
from django.urls import Resolver404, resolve

from segue.store.models import Person
from segue.store.tokens import token_of
from tests.translation.reading import Reading, read
from tests.walls.world import Walls, open_walls

LAST = ("/exit", "/account/logout/")
"""Whoever goes there is nobody afterwards."""
ANYBODY = ("/account/login/", "/account/password/reset/", "/nowhere")


@dataclass(frozen=True, slots=True)
class Visit:
    """One page, as one person got it."""

    who: str
    path: str
    name: str
    method: str
    status: int
    reading: Reading | None

    def __str__(self) -> str:
        return f"{self.name} ({self.who}, {self.method}, {self.status})"


def walk(language: str) -> list[Visit]:
    """All visits: of people with accounts, of clients and guests with links, and of nobody in particular."""
    world = open_walls(datetime.now(UTC))
    everybody = list(_everybody(world, language))
    around = {who: list(_around(browser, who, start)) for who, browser, start in everybody}
    refused = [
        visit
        for who, browser, _ in reversed(
            everybody
        )  # who has an account last: a button of theirs can end a referral
        for visit in _send_empty(browser, who, around[who])
    ]
    return [visit for visits in around.values() for visit in visits] + refused


def _everybody(world: Walls, language: str) -> Iterator[tuple[str, Client, tuple[str, ...]]]:
    for who, actor in world.people.items():
        browser = _browser(language)
        browser.force_login(Person.objects.get(pk=actor.person))
        yield who, browser, ("/",)
    for who, link in world.links.items():
        address = f"/l/{token_of(UUID(link))}"
        yield f"{who} before the code", _browser(language), (address,)
        case = world.cases.get(who)
        theirs = (f"/c/{case.referral}/{page}" for page in ("options", "summary", "sign")) if case else ()
        proven = _browser(language)
        session = proven.session
        session["links"] = {link: "proof"}
        session.save()
        yield who, proven, (address, *theirs)
    yield "nobody", _browser(language), ANYBODY


def _browser(language: str) -> Client:
    return Client(raise_request_exception=False, headers={"accept-language": language})


def _around(browser: Client, who: str, start: tuple[str, ...]) -> Iterator[Visit]:
    """Each page that can be reached by links from here, once."""
    ahead, seen = list(start), set(start)
    while ahead:
        answer = browser.get(ahead.pop(), follow=True)
        visit = _visit(who, answer)
        yield visit
        if visit.reading is None:
            continue
        for link in visit.reading.links:
            if link.startswith("/") and not link.endswith(LAST) and link not in seen:
                seen.add(link)
                ahead.append(link)


def _send_empty(browser: Client, who: str, visits: list[Visit]) -> Iterator[Visit]:
    """Each form without a word in it, and the page that refuses it."""
    read = [visit for visit in visits if visit.reading]
    forms = {form.action or visit.path: form for visit in read for form in visit.reading.forms}  # type: ignore[union-attr]
    for action, form in forms.items():
        if action.startswith("/") and not action.endswith(LAST):
            answer = browser.post(action, form.values)
            if answer.status_code not in (302, 303):
                yield _visit(who, answer, method="POST")


def _visit(who: str, answer: object, *, method: str = "GET") -> Visit:
    path = answer.request["PATH_INFO"]  # type: ignore[attr-defined]
    try:
        name = resolve(path).url_name or path
    except Resolver404:
        name = path
    is_page = "html" in answer.headers.get("Content-Type", "")  # type: ignore[attr-defined]
    reading = read(answer.content.decode()) if is_page else None  # type: ignore[attr-defined]
    return Visit(who, path, name, method, answer.status_code, reading)  # type: ignore[attr-defined]
