"""Each page: how many statements it takes at one, thirty and three hundred referrals, its processor time, its bytes.

Every page is asked through the whole WSGI application, middleware and all, as the server asks it; its yardstick
is a page of the same rows without any framework, called in the same way.
"""

import gzip
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import Client

from segue.acts.practice import hashed
from segue.bench.bare_page import App, bare_page, watched
from segue.bench.replay import Bare
from segue.bench.rounds import Round, Tell, at_most, in_turn, result, timed
from segue.demo.builders import Case, Clock, SmallWorld, open_small_world
from segue.reads.lookups import link_of
from segue.rules.actor import Actor
from segue.store.models import Person
from segue.store.tokens import token_of

CODE: Final = "42718836"
LIST_STATEMENTS, DETAIL_STATEMENTS = 8, 12
TIMES_BARE: Final = {"sqlite": 12.0, "postgresql": 12.0}
LIMIT: Final = "a page of the same rows without a framework"
OFTENER: Final = 10
"""A bare page takes so little time that a few of them would only show who else uses the machine."""
MIDDLE: Final = 1
"""Goals of time are asked at the middle size."""


@dataclass(frozen=True, slots=True)
class Size:
    """How many referrals the practice has, and how often each page is asked in a round."""

    rows: int = 300
    asked: int = 10
    rounds: int = 5
    tries: int = 2

    @property
    def steps(self) -> tuple[int, ...]:
        """The sizes of the practice."""
        return (1, max(2, self.rows // 10), self.rows)


QUICK = Size(rows=3, asked=1, rounds=1, tries=1)


class NotShown(Exception):
    """A page answered something else than itself."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page, whose cookies open it, and whether it is a list."""

    name: str
    path: str
    cookies: str
    is_list: bool = False

    def environment(self) -> dict[str, object]:
        """What a server hands to the application."""
        path, _, query = self.path.partition("?")
        return {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "localhost:8000",
            "HTTP_COOKIE": self.cookies,
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
        }


@dataclass(slots=True)
class Answer:
    """The last answer of an application."""

    status: str = ""
    body: bytes = field(default=b"", repr=False)


def measure(size: Size, tell: Tell) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """The results, and how they stand against their goals. Raises NotShown."""
    world = open_small_world(Clock(datetime.now(UTC) - timedelta(minutes=5)))
    pages = _pages(world)
    results: list[dict[str, object]] = []
    there = 1
    for step in size.steps:
        tell(f"{step} referrals")
        for number in range(there, step):
            world.case(f"Client Number{number}").until_asked()
        there = step
        results += [_page(page, step, size=size) for page in pages]
    return results, list(_targets(pages, results, size=size))


def _page(page: Page, rows: int, *, size: Size) -> dict[str, object]:
    ours: App = get_wsgi_application()  # type: ignore[assignment]  # the stubs name its answer more narrowly
    get = partial(ask, ours, page)
    get()
    shown = watched(get)
    line = Bare()
    limit = bare_page(shown, line)
    answer, least = get(), ask(limit, page)

    def subject() -> Round:
        return timed(get for _ in range(size.asked))

    def yardstick() -> Round:
        return timed(partial(ask, limit, page) for _ in range(size.asked * OFTENER))

    pair = in_turn(subject, yardstick, tell=lambda _text: None, rounds=size.rounds, tries=size.tries)
    line.close()
    return result(
        page.name,
        database=connection.vendor,
        sizes={"referrals": rows, "asked": size.asked},
        pair=pair,
        limit=LIMIT,
        statements=len(shown.statements),
        cells_opened=len(shown.cells),
        bytes=len(answer.body),
        bytes_gzip=len(gzip.compress(answer.body, compresslevel=1)),
        bytes_of_yardstick=len(least.body),
    )


def ask(application: App, page: Page) -> Answer:
    """Ask for a page as a server does, and read it to its end. Raises NotShown."""
    answer = Answer()

    def start(status: str, _headers: object, _info: object = None) -> None:
        answer.status = status

    parts = application(page.environment(), start)
    answer.body = b"".join(parts)
    if (close := getattr(parts, "close", None)) is not None:
        close()
    if not answer.status.startswith("200"):
        raise NotShown(f"{page.name} answered {answer.status}")
    return answer


def _targets(
    pages: Iterable[Page], results: Iterable[Mapping[str, object]], *, size: Size
) -> Iterable[dict[str, object]]:
    lists = {page.name for page in pages if page.is_list}
    counts: dict[str, set[int]] = {}
    times = [0.0]
    is_void = False
    for each in results:
        name, sizes = str(each["name"]), each["sizes"]
        assert isinstance(sizes, dict)
        counts.setdefault(name, set()).add(int(str(each["statements"])))
        if name in lists and sizes["referrals"] == size.steps[MIDDLE]:
            times.append(1 / max(float(str(each["ratio_cpu"])), 0.001))
            is_void |= bool(each["void"])
    most = {name: max(found) for name, found in counts.items()}
    goal = TIMES_BARE[connection.vendor]
    yield at_most("list page, processor time over the bare page", goal, value=max(times), void=is_void)
    yield at_most("statements of a list page", LIST_STATEMENTS, value=max(most[name] for name in lists))
    yield at_most("statements of any page", DETAIL_STATEMENTS, value=max(most.values()))
    grown = sum(len(found) > 1 for found in counts.values())
    yield at_most("pages whose statements grow with the rows", 0, value=grown)


def _pages(world: SmallWorld) -> tuple[Page, ...]:
    """The clinic's, the recipient's, the guest's and the client's pages, each at a moment at which it has most."""
    asked = world.case("Jonas Tamm", code_hash=hashed(CODE)).until_asked()
    shown = world.case("Ada Lind", code_hash=hashed(CODE)).until_shown()
    opened = world.case("Noor Vale", code_hash=hashed(CODE)).until_opened()
    miriam, amara = signed_in(world.miriam), signed_in(world.amara)
    at, theirs = f"/r/{shown.referral}", f"/received/{opened.handoff('amara')}"
    pages = [
        Page("today", "/", miriam, is_list=True),
        Page("today, all", "/?all", miriam, is_list=True),
        Page("received", "/received", amara, is_list=True),
        Page("new referral", "/new", miriam),
        Page("referral", f"/r/{opened.referral}", miriam),
        Page("need", f"{at}/need", miriam),
        Page("options", f"{at}/options", miriam),
        Page("summary", f"{at}/summary", miriam),
        Page("received request", f"/received/{asked.handoff('amara')}/", amara),
        Page("received summary", f"{theirs}/summary", amara),
        Page("guest request", f"/g/{asked.handoff('samuel')}/", _by_link(asked)),
    ]
    choosing, waiting = _by_code(shown), _by_code(opened)
    pages += [
        Page(f"client {name}", f"/c/{shown.referral}/{name}", choosing) for name in ("options", "summary")
    ]
    pages += [Page(f"client {name}", f"/c/{opened.referral}/{name}", waiting) for name in ("where", "data")]
    return tuple(pages)


def signed_in(actor: Actor) -> str:
    browser = Client(SERVER_NAME="localhost")
    assert actor.person
    browser.force_login(Person.objects.get(pk=actor.person))
    return _cookies(browser)


def _by_link(case: Case) -> str:
    """A guest who opened their link."""
    browser = Client(SERVER_NAME="localhost")
    browser.get(f"/l/{token_of(UUID(link_of('guest', handoff=case.handoff('samuel'))))}")
    return _cookies(browser)


def _by_code(case: Case) -> str:
    """A client who opened their link and gave their code."""
    browser = Client(SERVER_NAME="localhost")
    browser.get(f"/l/{token_of(UUID(link_of('client', referral=case.referral)))}")
    answer = browser.post(f"/c/{case.referral}/", {"code": CODE})
    if answer.status_code != 303:
        raise NotShown(f"the client's code was answered {answer.status_code}")
    return _cookies(browser)


def _cookies(browser: Client) -> str:
    return "; ".join(f"{name}={each.value}" for name, each in browser.cookies.items())
