"""A fuzzer that knows the program: its addresses, its forms, and the names under which its code reads a request.

One whole number decides everything that is tried, so what was found can be tried again. Each request is undone
afterwards, so all of them meet the same world.
"""

import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from urllib.parse import quote, quote_from_bytes, urlencode

from django.db import transaction
from django.http import HttpResponse

from segue.store.models import Handoff
from tests.walls import request_words
from tests.walls.addresses import Address, addresses
from tests.walls.asking import asked
from tests.walls.doors import DOORS, admits
from tests.walls.faults import FORM, Fault, Request, Watch, faults_of
from tests.walls.forms import Form, forms_of
from tests.walls.hostile import BYTES, MORE, TYPED, hostile
from tests.walls.pages import FILLED, pages_with_forms
from tests.walls.visitors import Visitor
from tests.walls.world import Walls

KINDS = (
    FORM,
    "multipart/form-data; boundary=zq",
    "application/json",
    "text/plain",
    "",
    "a/b; charset=zq",
    "*",
)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get", "ZQ")
OF_ALLAUTH = {"key": "none", "uidb36": "1", "pk": 1}
SEE_OTHER = 303
IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


@dataclass(frozen=True, slots=True)
class Target:
    """Where somebody may send something: an address, and the form that stands there if there is one."""

    who: str
    path: str
    route: str
    form: Form | None = None
    plain: Mapping[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Report:
    """What was tried, and what was found."""

    seed: int
    tried: int = 0
    read: int = 0
    met: Counter[int] = field(default_factory=Counter)
    routes: set[str] = field(default_factory=set)
    faults: list[tuple[Fault, Request]] = field(default_factory=list)

    def __str__(self) -> str:
        """How to try it again, what was met, and one example of each fault at each place."""
        kinds = {
            (fault.what, IDENTIFIER.sub("…", request.path.split("?")[0])[:60]): f"  {fault}: {request}"
            for fault, request in reversed(self.faults)
        }
        found = "\n".join(list(kinds.values())[:20])
        return (
            f"FUZZ_SEED={self.seed} FUZZ={self.tried}: {dict(self.met)}, {len(self.faults)} faults\n{found}"
        )


def targets(walls: Walls, visitors: Mapping[str, Visitor], *, every_page: bool = False) -> list[Target]:
    """Every address for somebody who may open it and for somebody who may not, and each kind of form."""
    found = [
        Target(who, address.path(_row(address, walls)), address.route)
        for address in addresses()
        for who in _two(address, visitors, walls)
    ]
    for filled in FILLED.values():
        form = filled.form(walls, visitors)
        found.append(Target(filled.who, form.action, form.action, form, form.plain(filled.said(walls))))
    for who in ("author", "anonymous"):
        paths = [address.path(OF_ALLAUTH) for address in addresses() if address.is_of_allauth]
        found += _forms_on(visitors[who], paths)
    if every_page:
        for who, path in pages_with_forms(walls):
            found += _forms_on(visitors[who], [path])
    return found


def _forms_on(visitor: Visitor, paths: Sequence[str]) -> Iterator[Target]:
    for path in paths:
        page = asked(visitor, "GET", path)
        if page.status_code == 200 and page.headers["Content-Type"].startswith("text/html"):
            for form in forms_of(page.content, at=path):
                yield Target(visitor.name, form.action, form.action, form, form.plain())


def _row(address: Address, walls: Walls) -> Mapping[str, object]:
    return DOORS[address.name].row(walls) if address.name in DOORS else OF_ALLAUTH


def _two(address: Address, visitors: Mapping[str, Visitor], walls: Walls) -> list[str]:
    """One of each kind that may open it, and one who may not."""
    if address.name not in DOORS:
        return ["anonymous", "author"]
    is_meant = {one.name: admits(address.name, one, address.view.right, walls) for one in visitors.values()}
    kinds = {visitors[name].kinds: name for name, may in is_meant.items() if may}
    return [*kinds.values(), *[name for name, may in is_meant.items() if not may][:1]]


class Fuzzer:
    """Makes requests out of chance and the program's own tables, sends them, and says what was wrong."""

    def __init__(
        self,
        walls: Walls,
        visitors: Mapping[str, Visitor],
        places: Sequence[Target],
        *,
        seed: int,
        reads: int = 1,
    ) -> None:
        """`reads`: by how many other pages what was taken is read, after the one to which it leads."""
        self.chance = Random(seed)  # noqa: S311  # what is tried must be the same again
        self.places = self.chance.sample(places, k=len(places))
        self.reads = reads
        self.visitors = visitors
        self.report = Report(seed)
        self.watch = Watch()
        self.log = walls.log
        self.pages_of = dict(_pages_of_rows(walls, visitors))
        self.known = [*self._identifiers(walls), *sorted({each for one in places for each in _codes(one)})]
        self.names = [*request_words.fields(), "login", "password", "email", "password1", "remember", "next"]

    def run(self, count: int) -> Report:
        """Try as many requests: one by chance at each target in turn, then one word in one field of a form."""
        single = self._single_words()
        for number in range(count):
            one = next(single, None) if number % 2 else None
            self.try_one(one or self.make(self.places[number // 2 % len(self.places)]))
        return self.report

    def _single_words(self) -> Iterator[Request]:
        """Each word of the lists in each field of each form, alone; in an order by chance."""
        words = [*TYPED.values(), *MORE.values()]
        triples = [
            (one, name, number)
            for one in self.places
            for name in (one.form.fields if one.form else ())
            for number in range(len(words))
        ]
        self.chance.shuffle(triples)
        for one, name, number in triples:
            yield Request(one.who, "POST", one.path, encoded({**plain(one), name: [words[number]]}))

    def try_one(self, request: Request) -> None:
        """Send it, look at everything that came of it, and undo it."""
        self.report.tried += 1
        found = self.send(request)
        if any(fault.what.endswith("slow") for fault in found):  # a pause for tidying memory is no fault
            found = self.send(request)
        self.report.faults += [(fault, request) for fault in found]

    def send(self, request: Request) -> list[Fault]:
        browser = self.visitors[request.who].browser()
        with transaction.atomic():
            began = time.process_time()
            response: HttpResponse = browser.generic(
                request.method, request.path, request.body, request.kind, headers=dict(request.headers)
            )
            seconds = time.process_time() - began
            self.report.met[response.status_code] += 1
            found = faults_of(request, response, seconds=seconds, watch=self.watch)
            if request.method == "POST" and response.status_code == SEE_OTHER:
                found += self._shown_again(request, response.headers["Location"])
            transaction.set_rollback(True)
        if any(fault.what.endswith("fault") for fault in found):
            found.append(Fault("log", next((line for line in reversed(self.log) if " fault " in line), "")))
        return found

    def _shown_again(self, request: Request, led_to: str) -> Iterator[Fault]:
        """What was taken is read by others: pages of that referral are asked for, before all is undone."""
        pages = self.pages_of.get(_row_in(request.path), [])
        for who, path in [(request.who, led_to), *self.chance.sample(pages, k=min(len(pages), self.reads))]:
            shown = Request(who, "GET", path)
            began = time.process_time()
            response = self.visitors[who].browser().get(path)
            self.report.read += 1
            faults = faults_of(shown, response, seconds=time.process_time() - began, watch=None)
            yield from (Fault(f"afterwards {each.what}", f"{path} {each.more}") for each in faults)

    def make(self, target: Target) -> Request:
        """A request to this place."""
        self.report.routes.add(target.route)
        if target.form is not None:
            return self._filled(target)
        ways = (self._asked, self._asked, self._led_astray, self._blind, self._raw)
        return self.chance.choice(ways)(target)

    def _filled(self, target: Target) -> Request:
        """The form of the page with a few fields changed, doubled or left out, and now and then a field too many."""
        sent = plain(target)
        assert target.form is not None
        names = list(target.form.fields) or self.names
        for name in self.chance.sample(names, k=min(len(names), self.chance.choice((0, 1, 1, 2, 3, 99)))):
            sent[name] = [self._word() for _ in range(self.chance.choice((0, 1, 1, 1, 1, 2, 9)))]
        if self.chance.random() < 0.3:
            sent[self._name()] = [self._word()]
        return Request(target.who, "POST", target.path, self._encoded(sent), FORM, self._headers())

    def _asked(self, target: Target) -> Request:
        """Any method, with parameters."""
        path = target.path + ("?" + self._query() if self.chance.random() < 0.8 else "")
        method = "GET" if self.chance.random() < 0.6 else self.chance.choice(METHODS)
        return Request(target.who, method, path, b"", FORM, self._headers())

    def _led_astray(self, target: Target) -> Request:
        """Something else where the address names a row."""
        parts = target.path.split("/")
        parts[self.chance.randrange(len(parts))] = quote(self._word()[:2000], safe="")
        path = "/" + "/".join(parts).lstrip("/")
        return Request(target.who, self.chance.choice(("GET", "POST")), path, b"", FORM, self._headers())

    def _blind(self, target: Target) -> Request:
        """Fields that no form of this page has, but that some code reads."""
        sent = {self._name(): [self._word()] for _ in range(self.chance.randint(1, 8))}
        return Request(target.who, "POST", target.path, self._encoded(sent), FORM, self._headers())

    def _raw(self, target: Target) -> Request:
        """A body that is none."""
        pieces = [self.chance.choice(BYTES) for _ in range(self.chance.randint(0, 6))]
        pieces += [self._encoded({self._name(): [self._word()]}) for _ in range(2)]
        if self.chance.random() < 0.3:
            pieces.insert(
                0, b'--zq\r\nContent-Disposition: form-data; name="words"; filename="a\x00"\r\n\r\n'
            )
        if self.chance.random() < 0.02:
            pieces.append(b"a=" + b"x" * 1_000_001)
        kind = self.chance.choice(KINDS)
        method = self.chance.choice(("POST", "POST", "PUT", "DELETE"))
        return Request(target.who, method, target.path, b"".join(pieces), kind, self._headers())

    def _headers(self) -> Mapping[str, str]:
        if self.chance.random() < 0.8:
            return {}
        names = [name.removeprefix("HTTP_") for name in request_words.headers()]
        names += ["HOST", "REFERER", "ACCEPT", "ACCEPT_LANGUAGE", "HX_REQUEST", "RANGE", "X_FORWARDED_HOST"]
        name = self.chance.choice([*names, "IF_NONE_MATCH", "IF_MODIFIED_SINCE", "USER_AGENT", "COOKIE"])
        # A server hands on no line end and no NUL in a header, and each byte as one sign.
        word = "".join(sign for sign in self._word() if sign.isprintable())[:4000]
        return {name.replace("_", "-"): word.encode("utf-8", "replace").decode("latin-1")}

    def _query(self) -> str:
        names = [*request_words.parameters(), *self.names]
        pairs = [(self.chance.choice(names), self._word()[:2000]) for _ in range(self.chance.randint(1, 4))]
        odd = quote_from_bytes(self.chance.choice(BYTES)) if self.chance.random() < 0.2 else ""
        return urlencode(pairs, errors="surrogatepass") + odd

    def _name(self) -> str:
        """A name that the code reads; where it is only how a name begins, a row's identifier ends it."""
        name = self.chance.choice(self.names)
        ending = name.endswith(("*", "-"))
        return name.removesuffix("*") + self.chance.choice(self.known) if ending else name

    def _word(self) -> str:
        return hostile(self.chance, known=self.known)

    def _encoded(self, sent: Mapping[str, Sequence[str]]) -> bytes:
        return encoded(sent) + (
            b"&words=" + self.chance.choice(BYTES) if self.chance.random() < 0.05 else b""
        )

    def _identifiers(self, walls: Walls) -> list[str]:
        """Rows of everybody, so that one person's form names another's."""
        cases = [row for case in walls.cases.values() for row in (case.referral, case.client)]
        others = [*walls.foreign.values(), *walls.asks.values(), *walls.links.values()]
        return [*cases, *others, *walls.small.profiles.values(), walls.check_in, walls.consent]


def _pages_of_rows(
    walls: Walls, visitors: Mapping[str, Visitor]
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """For each referral and each approach: every page on which somebody may read what was said in it."""
    for case in walls.cases.values():
        read = [("author", f"/r/{case.referral}{tail}") for tail in ("", "/need", "/options", "/summary")]
        for tail in ("", "options", "summary", "sign", "where", "stop", "data"):
            read += [
                (one.name, f"/c/{case.referral}/{tail}")
                for one in visitors.values()
                if one.leads_to == case.referral and one.has_code
            ]
        rows = Handoff.objects.filter(referral_id=case.referral).values_list("id", "to_practice_id")
        asked_of = {str(row): practice for row, practice in rows}
        for row, practice in asked_of.items():
            by_account = ["recipient"] if practice == walls.small.amara.practice else []
            by_link = [one.name for one in visitors.values() if one.leads_to == row]
            for start, who in [*(("received", who) for who in by_account), *(("g", who) for who in by_link)]:
                read += [(who, f"/{start}/{row}/{tail}") for tail in ("", "summary", "appointment.ics")]
        for row in (case.referral, *asked_of):
            yield row, [*read, ("author", "/"), ("recipient", "/received"), ("recipient", "/")]


def _row_in(path: str) -> str:
    found = IDENTIFIER.search(path)
    return found[0] if found else ""


def plain(target: Target) -> dict[str, list[str]]:
    """What goes through at this form."""
    return {name: _values(value) for name, value in target.plain.items()}


def encoded(sent: Mapping[str, Sequence[str]]) -> bytes:
    """Fields as a browser sends them."""
    return urlencode([(name, each) for name, values in sent.items() for each in values]).encode()


def _values(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list | tuple) else [str(value)]


def _codes(target: Target) -> set[str]:
    """What can be picked on a form."""
    fields = target.form.fields.values() if target.form else ()
    return {option for one in fields for option in one.options if option}
