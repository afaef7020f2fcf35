"""What an operator learns of the record."""

import json
from typing import Any

from django.db import connection

from segue.store.identifiers import moment
from segue.store.models import AcceptedCommand, RecordEntry
from segue.store.triggers import make_triggers
from tests.formats.provider_file import a_person, file_of
from tests.site.program import segue


def three_entries(fresh_database: Any, tmp_path: Any) -> None:
    path = tmp_path / "one.csv"
    for number in (1, 2, 3):
        path.write_bytes(file_of(a_person(number)))
        assert segue("import", "nppes", path, env=fresh_database.environment).code == 0


def behind_the_guard(sql: str, *values: object) -> None:
    """What somebody does who owns the database: lift the triggers, change a row, put them back."""
    on_table = "" if connection.vendor == "sqlite" else " ON store_recordentry"
    with connection.cursor() as cursor:
        for verb in ("update", "delete"):
            cursor.execute(f"DROP TRIGGER store_recordentry_no_{verb}{on_table}")
        cursor.execute(sql, values)
    make_triggers()


def test_an_entry_that_was_changed_is_named(fresh_database: Any, tmp_path: Any) -> None:
    three_entries(fresh_database, tmp_path)
    second = RecordEntry.objects.get(number=2)
    behind_the_guard(
        "UPDATE store_recordentry SET event = %s WHERE number = %s", "nothing_happened", second.number
    )

    said = segue("record", "verify", "--json", env=fresh_database.environment)

    assert said.code == 1
    assert said.object == {
        "events": 3,
        "verified": False,
        "problems": [
            {
                "row": str(second.id),
                "stream": f"server:{second.stream_id}",
                "number": 2,
                "flaw": "changed",
                "why": "This entry was changed after it was written.",
            }
        ],
    }


def test_words_name_the_row_too(fresh_database: Any, tmp_path: Any) -> None:
    three_entries(fresh_database, tmp_path)
    third = RecordEntry.objects.get(number=3)
    behind_the_guard("DELETE FROM store_recordentry WHERE number = %s", 2)

    said = segue("record", "verify", env=fresh_database.environment)

    assert said.code == 1
    first, second, *_ = said.out.splitlines()
    assert first == "2 entries, 1 problem:"
    assert second.startswith(f"  server:{third.stream_id} no. 3, row {third.id}: ")


def test_a_whole_record_ends_with_zero(fresh_database: Any, tmp_path: Any) -> None:
    three_entries(fresh_database, tmp_path)

    said = segue("record", "verify", env=fresh_database.environment)

    assert (said.code, said.out) == (0, "3 entries, all as they were written.\n")


def test_a_record_written_anew_shows_against_a_mark_that_was_kept(fresh_database: Any, tmp_path: Any) -> None:
    three_entries(fresh_database, tmp_path)
    mark = segue("record", "head", "--json", env=fresh_database.environment).object["head"]
    same = segue("record", "verify", "--head", mark, "--json", env=fresh_database.environment)
    assert (same.code, same.object["verified"]) == (0, True)

    other = f"1-{'0' * 64}"
    said = segue("record", "verify", "--head", other, "--json", env=fresh_database.environment)

    assert said.code == 1
    assert [(each["stream"], each["flaw"]) for each in said.object["problems"]] == [
        ("anchors", "other_than_anchored")
    ]


def test_what_is_no_mark_is_told_before_anything_is_read(fresh_database: Any) -> None:
    said = segue("record", "verify", "--head", "12-abc", env=fresh_database.environment)

    assert (said.code, said.out) == (2, "")
    assert "not the mark of an anchor" in said.err


def test_keys_tell_what_was_answered_and_nothing_that_opens_a_page(fresh_database: Any) -> None:
    now = moment().now
    answer = {"id": "1", "state": "requested", "version": 2, "also": {"token": "bait"}}
    AcceptedCommand.objects.create(
        actor="clinician:7", key="k1", act="handoff.ask_next", command_hash="0", answer=answer, at=now
    )

    said = segue("record", "keys", "--json", env=fresh_database.environment)

    assert said.code == 0
    assert said.object == {
        "keys": [
            {
                "key": "k1",
                "act": "handoff.ask_next",
                "actor": "clinician:7",
                "at": now.isoformat(),
                "id": "1",
                "state": "requested",
                "version": 2,
            }
        ]
    }
    assert "bait" not in segue("record", "keys", env=fresh_database.environment).out + json.dumps(said.object)


def test_a_server_on_which_nothing_was_done_says_so(fresh_database: Any) -> None:
    assert (
        segue("record", "keys", env=fresh_database.environment).out
        == "No command has been carried out yet.\n"
    )
