"""Before a server works, each problem is told with its remedy."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from tests.site.program import Said, environment_of, segue


def refusal(said: Said) -> tuple[int, str]:
    """How it ended, and the code of its error."""
    return said.code, said.object["error"]["code"]


def with_a_practice(home: Path) -> None:
    """A row that is sealed under the master key."""
    with closing(sqlite3.connect(home / "segue.sqlite3")) as database, database:
        database.execute(
            "INSERT INTO store_practice (id, name, neutral_name, kind, zone, jurisdiction, country, npi, phone,"
            " address, exit_url, is_part2_program, key_wrapped, opened_at)"
            " VALUES ('1', 'P', 'P', 'solo', 'UTC', 'MN', 'US', '', '', '', '', 0, x'00', '2026-01-01')"
        )


def test_a_home_that_is_not_there_is_told(tmp_path: Path) -> None:
    said = segue("record", "verify", "--json", env=environment_of(tmp_path / "nowhere"))

    assert refusal(said) == (2, "no_master_key")  # the home itself came with the key that signs sessions
    assert "segue migrate" in said.object["error"]["remedy"]


def test_a_database_without_tables_is_told(own_home: Path) -> None:
    (own_home / "segue.sqlite3").unlink()

    assert refusal(segue("record", "verify", "--json", env=environment_of(own_home))) == (2, "not_migrated")


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"SEGUE_BASE_URL": "segue.example.org"}, "bad_setting"),
        ({"SEGUE_SIGN_IN_BY_LINK": "yes"}, "bad_setting"),
        ({"SEGUE_TRUSTED_PROXIES": "10.0.0.0/8, proxy"}, "bad_setting"),
        ({"SEGUE_DATABASE_URL": "mysql://localhost/secret"}, "bad_setting"),
        ({"SEGUE_DATABASE_URL": "postgresql://nobody:secret@127.0.0.1:1/segue"}, "database_away"),
        ({"SEGUE_MASTER_KEY": "not hex, secret"}, "no_master_key"),
        ({"SEGUE_MASTER_KEY": "00ff"}, "no_master_key"),
    ],
    ids=str,
)
def test_a_setting_that_cannot_be_used_stops_every_command(
    ready: Mapping[str, str], settings: dict[str, str], code: str
) -> None:
    said = segue("record", "keys", "--json", env={**ready, **settings})

    assert refusal(said) == (2, code)
    assert "secret" not in said.err + said.out


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"SEGUE_MAIL": "smtp:secret"}, "SEGUE_MAIL must be"),
        ({"SEGUE_BASE_URL": "http://segue.example.org"}, "SEGUE_BASE_URL is http://segue.example.org, so"),
    ],
    ids=str,
)
def test_a_setting_that_is_not_safe_stops_the_server(
    ready: Mapping[str, str], settings: dict[str, str], told: str
) -> None:
    said = segue("serve", "--port", "1", env={**ready, **settings})

    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(f"segue: {told}")
    assert "secret" not in said.err


def test_triggers_that_are_missing_stop_what_writes_and_not_what_checks(own_home: Path) -> None:
    with closing(sqlite3.connect(own_home / "segue.sqlite3")) as database:
        database.execute("DROP TRIGGER store_recordentry_no_update")
    environment = environment_of(own_home)

    assert refusal(segue("import", "nppes", "none.csv", "--json", env=environment)) == (2, "record_unguarded")
    assert segue("record", "verify", "--json", env=environment).object["verified"] is True

    assert segue("migrate", "--json", env=environment).object["made"] == [
        "the triggers that guard the record"
    ]
    assert refusal(segue("import", "nppes", "none.csv", "--json", env=environment)) == (2, "unreadable_file")


def test_a_lost_master_key_is_not_replaced_by_one_that_opens_nothing(own_home: Path) -> None:
    with_a_practice(own_home)
    (own_home / "keys" / "master.key").unlink()

    said = segue("migrate", "--json", env=environment_of(own_home))

    assert refusal(said) == (2, "master_key_lost")
    assert not (own_home / "keys" / "master.key").exists()


def test_a_home_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    said = segue("migrate", "--json", env=environment_of(tmp_path / "file" / "home"))

    assert refusal(said) == (2, "home_unwritable")
