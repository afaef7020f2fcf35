"""Nothing that names a client or says anything of one can be read in the database, by whoever holds its files.

The bait lies in every place where somebody can type. That it was truly kept is seen by opening it again.
"""

from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

from segue.acts import checkin, client, closing, consent, handoff, meeting, option, referral, reply, summary
from segue.acts.profile import AddProfile, add
from segue.acts.streams import referral_stream
from segue.demo.builders import OPERATOR, PROMPTS, ZONE, Case, Clock, open_small_world
from segue.reads.lookups import check_in_of, shown_texts
from segue.reads.need import newest_need
from segue.reads.summary import summary_sheet
from segue.rules.actor import CLOCK
from segue.rules.consent import WordBack
from segue.store.models import RecordEntry, Referral
from segue.store.record import detail_of, verify
from tests.acts.answers import done

NAME = "Wilhelmina Baitworthy"
BAIT = (
    "Wilhelmina", "Baitworthy", "baitmail", "zebrafinch", "xylophone", "quicksilver", "marmalade", "lighthouse",
    "gooseberry", "velvet", "saffron", "tangerine", "periwinkle", "hazelnut", "cinnamon", "juniper", "1971-07-17",
    "gambling",
)  # fmt: skip


def play() -> Case:
    """A whole story in which everybody types bait wherever they can."""
    world = open_small_world()
    clock = world.clock
    added = client.AddClient(
        "c", NAME, str(world.miriam.person), "1971-07-17", "email", "w@baitmail.example", "periwinkle pot"
    )
    one = done(client.add(world.miriam, added, clock.at())).id
    mother = client.AddRepresentative(
        "m", one, "Ottoline Baitworthy", "mother", "custody", "o@baitmail.example"
    )
    done(client.add_representative(world.miriam, mother, clock.at()))
    row = done(referral.begin(world.miriam, referral.Begin("b", one, "expertise"), clock.at())).id
    case = Case(world, one, row, NAME)
    case.talk()
    prompts = {**PROMPTS, "helped": "xylophone lessons", "safety": "saffron rage"}
    answers = {"words": f"{NAME} dreams of a zebrafinch.", "safety": True, "avoid": "hazelnut"}
    need = {
        "jurisdiction": "MN", "age": "adult", "concerns": ["gambling"], "formats": ["online"], "budget": 150,
        "languages": ["en"], "slots": ["tue_evening"],
    }  # fmt: skip
    write = referral.WriteNeed("n", row, need, answers, prompts)
    done(referral.write_need(case.miriam, write, clock.at()))
    done(referral.safety_talked(case.miriam, referral.SafetyTalked("s", row, "saffron talk"), clock.at()))
    case.show()
    done(referral.feel(case.me, referral.Feel("f", row, "not_sure", "tangerine line"), clock.at()))
    ranked = (case.option("amara"), case.option("samuel"))
    done(option.choose(case.me, option.Choose("o", row, ranked, line="tangerine choice"), clock.at()))
    _sign(case)
    case.ask()
    no = reply.Decline("d", case.handoff("amara"), "another_better", "velvet refusal", ("Cinnamon Person",))
    done(reply.decline(case.who("amara"), no, clock.at()))
    case.confirm("samuel", limits="juniper limits")
    case.open("samuel")
    question = reply.Ask("q", case.handoff("samuel"), "", "Does the zebrafinch sing?")
    done(reply.ask(case.who("samuel"), question, clock.at()))
    answer = reply.Answer("a", case.handoff("samuel"), "", "The zebrafinch sings.")
    done(reply.answer(case.miriam, answer, clock.at()))
    case.accept("samuel")
    place = meeting.Schedule(
        "p", case.handoff("samuel"), "call", "2026-03-17", "18:00", ZONE, "gooseberry lane"
    )
    done(meeting.schedule(case.who("samuel"), place, clock.at()))
    case.start("samuel")
    _afterwards(case)
    return case


def _sign(case: Case) -> None:
    row, at = case.referral, case.clock.at()
    case.approve()
    done(summary.add_words(case.me, summary.AddWords("w", row, "quicksilver mornings"), at))
    shown = shown_texts(row, word_back=WordBack.updates, may_talk=True, at=at)
    signing = consent.Sign("g", row, NAME, "updates", True, True, shown)
    done(consent.sign(case.me, signing, at))


def _afterwards(case: Case) -> None:
    at = case.clock.later(days=7)
    row = check_in_of(case.handoff("samuel"), moment="first_week")
    done(checkin.ask(CLOCK, checkin.AskCheckIn("i", row), at))
    said = checkin.AnswerCheckIn("j", row, "well", "lighthouse calm", may_tell=True)
    done(checkin.answer(case.me, said, at))
    thanks = closing.Thank("t", case.handoff("samuel"), "marmalade thanks")
    done(closing.thank(case.who("samuel"), thanks, at))
    done(closing.end(case.miriam, closing.End("e", case.referral, "fits"), at))
    done(closing.reopen(case.miriam, closing.Reopen("r", case.referral, "tangerine reason"), at))
    other = case.world.case(NAME).until_accepted()
    reason = handoff.Withdraw("x", other.handoff("amara"), "velvet reason")
    done(handoff.withdraw(other.miriam, reason, at))


def found_in(body: bytes) -> set[str]:
    """The bait in it, whatever its letters, also as UTF-16."""
    small = body.lower()
    return {
        word for word in BAIT if word.lower().encode() in small or word.lower().encode("utf-16-le") in small
    }


def every_cell() -> bytes:
    """All that the tables hold, row by row."""
    parts: list[bytes] = []
    for table in apps.get_app_config("store").get_models():
        for row in table._default_manager.values_list():
            parts += [
                bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode() for cell in row
            ]
    return b"\n".join(parts)


def canary() -> None:
    """A clinician may be called so: the directory is open, and the search must find it there."""
    done(add(OPERATOR, AddProfile("canary", "person", "Wilhelmina Openly", "self"), Clock().at()))


@pytest.mark.django_db
def test_no_cell_of_any_table_says_anything_of_a_client() -> None:
    case = play()

    assert found_in(every_cell()) == set()
    assert verify()[1] == []
    row = Referral.objects.select_related("client__practice").get(pk=case.referral)
    sheet = newest_need(row)
    assert sheet is not None
    assert "zebrafinch" in sheet.answers.words
    assert "quicksilver" in summary_sheet(row).own_words
    key = referral_stream(row).key
    entries = RecordEntry.objects.filter(stream="referral", stream_id=row.id)
    details = str([detail_of(entry, key=key) for entry in entries])
    assert {word for word in BAIT if word in details} == {"saffron", "tangerine"}


@pytest.mark.django_db
def test_the_search_finds_what_is_open() -> None:
    canary()

    assert found_in(every_cell()) == {"Wilhelmina"}


@pytest.mark.only("sqlite")
def test_no_file_of_the_database_says_anything_of_a_client(fresh_database: object) -> None:
    play()
    path = Path(str(connection.settings_dict["NAME"]))
    files = [
        path,
        *(Path(f"{path}{suffix}") for suffix in ("-wal", "-shm") if Path(f"{path}{suffix}").exists()),
    ]

    assert len(files) > 1, "the write-ahead log is a file as well"
    assert {file.name: found_in(file.read_bytes()) for file in files} == {file.name: set() for file in files}
    canary()
    assert set().union(*(found_in(file.read_bytes()) for file in files)) == {"Wilhelmina"}
