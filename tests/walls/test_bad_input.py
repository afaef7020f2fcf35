"""Every form, with everything that nobody should type: a clear answer, nothing half done, never a fault of ours."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import pytest
from django.db import transaction
from django.http import HttpResponse

from tests.walls.addresses import addresses
from tests.walls.asking import asked
from tests.walls.forms import Form, forms_of, tree_of
from tests.walls.hostile import ALONE, KEPT, RAW, TYPED
from tests.walls.kept import kept
from tests.walls.pages import FILLED, Filled, pages_with_forms
from tests.walls.visitors import Visitor
from tests.walls.world import Walls

pytestmark = pytest.mark.django_db
LONGEST = 2.0
"""Seconds of this process's own work that an answer may cost."""
DRAFTED = {"store_acceptedcommand", "store_recordentry", "store_referral", "store_summary"}
NOT_SHOWN_AGAIN = {"code", "password"}


@dataclass(frozen=True, slots=True)
class Tried:
    """One request and what came of it."""

    what: str
    sent: Mapping[str, object]
    response: HttpResponse
    changed: list[str]
    seconds: float


@pytest.mark.parametrize("name", FILLED)
def test_the_plain_form_goes_through(name: str, walls: Walls, visitors: Mapping[str, Visitor]) -> None:
    filled = FILLED[name]
    form = filled.form(walls, visitors)

    tried = _try(filled, form, "plain", form.plain(filled.said(walls)), visitors)

    assert tried.response.status_code in ((200,) if filled.answers_here else (302, 303))
    assert tried.changed or not filled.is_told


@pytest.mark.parametrize("name", [name for name in FILLED if not FILLED[name].is_like])
def test_whatever_is_typed_is_answered_calmly(
    name: str, walls: Walls, visitors: Mapping[str, Visitor]
) -> None:
    filled = FILLED[name]
    form = filled.form(walls, visitors)

    tries = [
        _try(filled, form, what, sent, visitors) for what, sent in _bad(form, form.plain(filled.said(walls)))
    ]

    assert len(tries) >= len(TYPED)
    assert [(one.what, one.response.status_code) for one in tries if one.response.status_code >= 500] == []
    assert [one.what for one in tries if any(raw in one.response.content.decode() for raw in RAW)] == []
    assert [
        (one.what, one.changed)
        for one in tries
        if one.response.status_code >= 400
        and set(one.changed) - (DRAFTED if filled.keeps_words_first else set())
    ] == []
    assert [(one.what, one.seconds) for one in tries if one.seconds > LONGEST] == []
    assert [lost for one in tries for lost in _lost(form, one)] == []


@pytest.mark.parametrize("name", [name for name in FILLED if FILLED[name].is_told])
def test_somebody_elses_identifier_in_a_form_finds_nothing(
    name: str, walls: Walls, visitors: Mapping[str, Visitor]
) -> None:
    filled = FILLED[name]
    form = filled.form(walls, visitors)
    plain = form.plain(filled.said(walls))

    tries = [
        _try(filled, form, f"{field}: {kind}", plain | {field: foreign}, visitors)
        for field in _naming_rows(form)
        for kind, foreign in walls.foreign.items()
    ]

    assert [
        (one.what, one.response.status_code, one.changed)
        for one in tries
        if one.changed or one.response.status_code not in (404, 409, 422, 200)
    ] == []


def test_every_form_of_the_program_is_tried(walls: Walls, visitors: Mapping[str, Visitor]) -> None:
    known = {_kind_of(filled.form(walls, visitors)) for filled in FILLED.values()}
    met: dict[tuple[str, ...], str] = {}
    for who, path in pages_with_forms(walls):
        response = asked(visitors[who], "GET", path)
        if response.status_code == 200:
            met |= {_kind_of(form): path for form in forms_of(response.content, at=path)}

    assert len(met) > len(FILLED) / 2
    assert {form: path for form, path in met.items() if form[0] not in {kind[0] for kind in known}} == {}


def test_two_identifiers_that_do_not_belong_together_find_nothing(
    walls: Walls, visitors: Mapping[str, Visitor]
) -> None:
    cases = walls.cases
    mine, other = cases["opened"].referral, cases["choosing"].referral

    assert asked(visitors["author"], "GET", f"/r/{mine}/signed/{walls.consent}").status_code == 200
    assert asked(visitors["author"], "GET", f"/r/{other}/signed/{walls.consent}").status_code == 404
    path = f"/c/{cases['choosing'].referral}/check-in/{walls.check_in}"
    assert asked(visitors["client: choosing"], "GET", path).status_code == 404
    assert asked(visitors["client: choosing"], "POST", path, {"answer": "well"}).status_code == 404


def _bad(form: Form, plain: Mapping[str, object]) -> Iterator[tuple[str, dict[str, object]]]:
    """Each word in every field where one types, in everything there is, and in one field at a time."""
    typed = [name for name, field in form.fields.items() if field.is_typed]
    for what, word in TYPED.items():
        yield f"{what} typed", dict(plain) | dict.fromkeys(typed, word)
        if what not in ("huge", "week day", "time", "scientific", "superscript"):
            yield f"{what} everywhere", dict.fromkeys(form.fields, word)
    for name, field in form.fields.items():
        for what in ALONE if field.is_typed else ALONE[:2]:
            yield f"{what} in {name}", dict(plain) | {name: TYPED[what]}
        yield f"twice in {name}", dict(plain) | {name: ["first", "second"]}
    yield "nothing at all", {}
    yield "no key", {name: value for name, value in plain.items() if name != "key"}
    yield "a great key", dict(plain) | {"key": "k" * 5000}
    yield "a future version", dict(plain) | {"version": "999999999"}


def _try(
    filled: Filled, form: Form, what: str, sent: Mapping[str, object], visitors: Mapping[str, Visitor]
) -> Tried:
    browser = visitors[filled.who].browser()
    but = frozenset() if filled.is_told else frozenset({"store_acceptedcommand", "store_notice"})
    with transaction.atomic():
        before, began = kept(but=but), time.process_time()
        response = browser.post(form.action, sent)
        seconds, after = time.process_time() - began, kept(but=but)
        transaction.set_rollback(True)
    changed = [table for table in before if before[table] != after[table]]
    return Tried(what, sent, response, changed, seconds)


def _lost(form: Form, tried: Tried) -> Iterator[tuple[str, str]]:
    """Fields whose words are gone from the page that refuses them."""
    if tried.response.status_code not in (409, 422) or tried.what.split(" ")[-1] != "typed":
        return
    if tried.what.removesuffix(" typed") not in KEPT:
        return
    shown = {words for element in tree_of(tried.response.content).iter() for words in _words(element)}
    for name, field in form.fields.items():
        if field.is_typed and name not in NOT_SHOWN_AGAIN and str(tried.sent[name]) not in shown:
            yield tried.what, name


def _words(element: Element) -> tuple[str, ...]:
    if element.tag == "textarea":
        return ("".join(element.itertext()),)
    return (element.get("value", ""),) if element.tag == "input" else ()


def _naming_rows(form: Form) -> list[str]:
    """Fields that hold an identifier of a row that belongs to somebody."""
    return [
        field.name
        for field in form.fields.values()
        if field.name in ("handoff", "client", "clinician", "person")
    ]


def _kind_of(form: Form) -> tuple[str, ...]:
    """What makes two forms the same kind: their address without identifiers, and their fields without them."""
    action = form.action.split("?")[0]
    name = next((one.name for one in addresses() if _fits(one.route, action)), action)
    verb = action.rsplit("/", 1)[-1] if name == "referral_do" else ""
    return (f"{name}{verb}", *sorted({field.split("-")[0] for field in form.fields}))


def _fits(route: str, action: str) -> bool:
    parts, given = route.strip("/").split("/"), action.strip("/").split("/")
    return len(parts) == len(given) and all(
        part.startswith("<") or part == word for part, word in zip(parts, given, strict=True)
    )
