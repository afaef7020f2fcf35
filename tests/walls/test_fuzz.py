"""Anything, sent anywhere, by anybody: never a fault of ours, never a word unescaped, nothing changed by a refusal.

FUZZ=250000 tries as many; FUZZ_SEED=7 tries again what was tried under this number.
"""

import os
import time
from collections.abc import Callable, Mapping

import pytest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from segue.pages.asking import Form
from segue.site.headers import HEADERS
from segue.store.models import Practice
from tests.walls import faults, request_words
from tests.walls.addresses import addresses
from tests.walls.fuzzer import Fuzzer, Target, targets
from tests.walls.hostile import AWAY
from tests.walls.pages import FILLED
from tests.walls.visitors import Visitor
from tests.walls.world import CONTACT, NAMES, Walls

pytestmark = pytest.mark.django_db
USUAL = {"sqlite": 600, "postgresql": 120}
SEED = int(os.environ.get("FUZZ_SEED") or 1)


@pytest.mark.timeout(0)
def test_anything_sent_anywhere_is_answered_calmly(
    walls: Walls, visitors: Mapping[str, Visitor], database_kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    count = int(os.environ.get("FUZZ") or USUAL[database_kind])
    is_long = count > USUAL["sqlite"]
    places = targets(walls, visitors, every_page=is_long)
    lines = len(walls.log)

    report = Fuzzer(walls, visitors, places, seed=SEED, reads=6 if is_long else 1).run(count)

    if is_long:
        with capsys.disabled():
            print(f"\n{report}")  # noqa: T201  # whoever asked for more wants to see how many there were
    assert report.faults == [], str(report)
    assert (report.tried, report.read > count / 50) == (count, True), str(report)
    assert {200, 302, 303, 404, 422} <= set(report.met), str(report)
    if count >= 2 * len(places):  # every second request goes to the next place in turn
        assert {one.route for one in addresses()} <= report.routes, str(report)
    told = [
        line for line in walls.log[lines:] if any(word in line for word in (*NAMES.values(), CONTACT, AWAY))
    ]
    assert [line for line in told if "segue." in line] == []


def test_the_code_tells_what_it_reads() -> None:
    assert {"places", "first_free", "words", "rank-*", "handoff", "word_back"} <= set(request_words.fields())
    assert {"without", "try", "before", "again", "all", "asked"} <= set(request_words.parameters())
    assert {"HTTP_IDEMPOTENCY_KEY", "HTTP_X_FORWARDED_FOR", "HTTP_ORIGIN"} <= set(request_words.headers())


# A fuzzer that finds nothing may be blind: each fault is planted once, and must be found.

TODAY = "segue.pages.clinic.today"
Plant = Callable[[pytest.MonkeyPatch], None]


def _number_that_cannot_be_read(patched: pytest.MonkeyPatch) -> None:
    patched.setattr(f"{TODAY}._said_opening", lambda request: int(request.POST["places"]))


def _word_as_it_came(patched: pytest.MonkeyPatch) -> None:
    def said(request: HttpRequest, *_: object, **__: object) -> HttpResponse:
        return HttpResponse("".join(f'<input value="{word}">' for word in request.POST.values()))

    patched.setattr(f"{TODAY}.show", said)


def _row_written_before_the_refusal(patched: pytest.MonkeyPatch) -> None:
    def said(_: HttpRequest) -> Form:
        Practice.objects.update(phone="612-555-0199")
        return Form(errors={"places": "No."})

    patched.setattr(f"{TODAY}._said_opening", said)


def _work_without_end(patched: pytest.MonkeyPatch) -> None:
    def said(_: HttpRequest) -> Form:
        until = time.process_time() + 0.3
        while time.process_time() < until:
            pass
        return Form()

    patched.setattr(faults, "SLOW", 0.25)
    patched.setattr(f"{TODAY}._said_opening", said)


def _name_on_the_dead_page(patched: pytest.MonkeyPatch) -> None:
    patched.setattr(
        "segue.pages.clinic.referral.dead_page", lambda _: HttpResponse(NAMES["opened"], status=404)
    )


def _answer_without_policy(patched: pytest.MonkeyPatch) -> None:
    patched.delitem(HEADERS, "Content-Security-Policy")


def _way_to_another_place(patched: pytest.MonkeyPatch) -> None:
    patched.setattr(f"{TODAY}.see", lambda _: HttpResponseRedirect(f"https://{AWAY}/"))


def _page_that_breaks_once_it_is_written(patched: pytest.MonkeyPatch) -> None:
    patched.setattr("segue.pages.clinic.referral.referral_page", lambda *_, **__: 1 / 0)


@pytest.mark.parametrize(
    ("plant", "form", "what", "count"),
    [
        (_number_that_cannot_be_read, "opening", "fault", 20),
        (_word_as_it_came, "opening", "markup", 40),
        (_row_written_before_the_refusal, "opening", "changed", 6),
        (_work_without_end, "opening", "slow", 4),
        (_answer_without_policy, "opening", "no policy", 2),
        (_way_to_another_place, "opening", "leads away", 12),
        (_name_on_the_dead_page, "", "leak", 12),
        (_page_that_breaks_once_it_is_written, "talked", "afterwards fault", 12),
    ],
)
def test_the_fuzzer_finds_what_was_planted(
    plant: Plant,
    form: str,
    what: str,
    count: int,
    walls: Walls,
    visitors: Mapping[str, Visitor],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place = _place(form, walls, visitors)
    sound = Fuzzer(walls, visitors, [place], seed=1).run(count)
    fuzzer = Fuzzer(walls, visitors, [place], seed=1)
    with monkeypatch.context() as patched:
        plant(patched)
        report = fuzzer.run(count)

    assert sound.faults == [], str(sound)
    assert what in {fault.what for fault, _ in report.faults}, str(report)
    assert report.seed == 1
    assert "FUZZ_SEED=1" in str(report)


def test_one_number_decides_what_is_tried(walls: Walls, visitors: Mapping[str, Visitor]) -> None:
    place = _place("need", walls, visitors)
    made = [[Fuzzer(walls, visitors, [place], seed=seed).make(place) for _ in range(3)] for seed in (3, 3, 4)]

    assert made[0] == made[1]
    assert made[0] != made[2]


def _place(form: str, walls: Walls, visitors: Mapping[str, Visitor]) -> Target:
    """A form of the program; without one a page that is somebody else's."""
    if not form:
        return Target("stranger", f"/r/{walls.cases['opened'].referral}", "r/<uuid:referral>")
    filled = FILLED[form]
    read = filled.form(walls, visitors)
    return Target(filled.who, read.action, read.action, read, read.plain(filled.said(walls)))
