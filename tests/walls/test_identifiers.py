"""An identifier in a form: somebody else's row and a row that never was get the same answer, to the byte."""

import re
from collections.abc import Iterator, Mapping
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse

from segue.store.models import CheckIn, Client, Handoff, Option, Referral
from tests.walls import request_words
from tests.walls.asking import asked, told
from tests.walls.faults import Watch
from tests.walls.forms import Form
from tests.walls.pages import FILLED
from tests.walls.visitors import Visitor
from tests.walls.world import Walls

pytestmark = pytest.mark.django_db
NEW_EACH_TIME = re.compile(rb'name="(?:csrfmiddlewaretoken|key)" value="[^"]*"|\b\d{4}(?: |&nbsp;)\d{4}\b')
"""What stands anew in a form each time it is shown: its token, its key, and a code to be told."""
OF_THE_DIRECTORY = {"ask", "show", "suggests", "not_ask"}
"""Fields that name entries of the directory, which is open to all."""


@pytest.fixture
def others(walls: Walls) -> Mapping[str, list[str]]:
    """Rows of other people, by their kind. One case is given to a practice that is in nothing else."""
    cases = [walls.cases["answered"]]
    referrals, sand = [case.referral for case in cases], walls.people["stranger"].practice
    Referral.objects.filter(pk__in=referrals).update(practice=sand)
    Client.objects.filter(pk__in=[case.client for case in cases]).update(practice=sand)
    Handoff.objects.filter(referral_id__in=referrals).update(from_practice=sand, to_practice=sand)
    rows = Handoff.objects.filter(referral_id__in=referrals).values_list("id", flat=True)
    return {
        "referral": [*referrals, walls.foreign["referral"]],
        "handoff": [str(row) for row in rows],
        "client": [walls.foreign["client"], *(case.client for case in cases)],
        "person": [walls.foreign["person"], str(walls.people["stranger"].person)],
        "check_in": [str(CheckIn.objects.filter(handoff__referral_id__in=referrals).latest("id").id)],
        "option": [str(Option.objects.filter(referral_id__in=referrals).latest("id").id)],
        "profile": [walls.small.profiles["ruth"]],
        "link": [walls.links["guest_decide"], walls.links["ask_ruth"]],
    }


@pytest.mark.parametrize("name", FILLED)
def test_anothers_row_and_no_row_are_answered_alike(
    name: str, walls: Walls, visitors: Mapping[str, Visitor], others: Mapping[str, list[str]]
) -> None:
    filled = FILLED[name]
    form, visitor = filled.form(walls, visitors), visitors[filled.who]
    plain = form.plain(filled.said(walls))
    fields = list(_naming_rows(form))

    differing = []
    for field in fields:
        never = str(uuid4())
        nowhere = _bare(asked(visitor, "POST", form.action, _sent(plain, field, never)), hiding=never)
        for kind, rows in others.items():
            for row in rows:
                there = _bare(asked(visitor, "POST", form.action, _sent(plain, field, row)), hiding=row)
                if there != nowhere:
                    differing.append((field, kind, there[0], nowhere[0]))
    assert differing == []


def test_some_forms_name_rows_and_the_words_of_the_code_are_among_them(
    walls: Walls, visitors: Mapping[str, Visitor]
) -> None:
    named = {name: list(_naming_rows(filled.form(walls, visitors))) for name, filled in FILLED.items()}

    assert "handoff" in named["withdraw"]
    assert "clinician" in named["new referral by the desk"]
    assert {"client", "handoff", "person", "clinician", "profile"} <= set(request_words.fields())


def test_an_identifier_of_anothers_row_changes_nothing(
    walls: Walls, visitors: Mapping[str, Visitor], others: Mapping[str, list[str]]
) -> None:
    watch = Watch()
    author = visitors["author"]
    own = walls.cases["choosing"].referral
    changed = []
    for verb in ("answer", "withdraw"):
        for rows in others.values():
            for row in rows:
                body = {"handoff": row, f"reason-{row}": "They moved.", "words": "Yes.", "key": str(uuid4())}
                response = author.browser().post(f"/r/{own}/do/{verb}", body)
                if response.status_code != 404 or watch.changed():
                    changed.append((verb, row, response.status_code))
    assert changed == []


def _naming_rows(form: Form) -> Iterator[str]:
    """Fields in which an identifier stands or can be picked."""
    for name, one in form.fields.items():
        if name == "key" or name in OF_THE_DIRECTORY:
            continue
        if any(_is_identifier(each) for each in (*one.values, *one.options)):
            yield name


def _is_identifier(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def _sent(plain: Mapping[str, object], field: str, row: str) -> dict[str, object]:
    return {**plain, field: row, "key": "the-same-key-each-time"}


def _bare(response: HttpResponse, *, hiding: str) -> tuple[int, list[tuple[str, str]], bytes]:
    """All that it says, but for what is new each time and for the identifier itself."""
    status, headers, body, _ = told(response, hiding=hiding)
    lengths = ("Content-Length",)
    bare = NEW_EACH_TIME.sub(b"", body).replace(hiding.encode(), b"")
    return status, [each for each in headers if each[0] not in lengths], bare
