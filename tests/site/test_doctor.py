"""The doctor finds what is wrong, says what to do, and leaves what is well alone."""

import os
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as of_django
from django.db import connection

from segue.acts.anchor import AnchorRecord, anchor_record
from segue.acts.outbox import Box, note_failed, take
from segue.demo.builders import open_small_world
from segue.rules.actor import CLOCK
from segue.site.doctor import machine, setup, work
from segue.site.doctor.finding import Finding, Level
from segue.store.models import Notice, Practice, RecordEntry
from segue.store.triggers import make_triggers
from tests.site.program import environment_of, segue
from tests.wires.letters import Server, mail_server


def found(examine: Callable[..., Iterable[Finding]], *args: object) -> dict[str, Level]:
    """The codes that an examination finds; every one that is not fine has a remedy."""
    findings = list(examine(*args))
    assert all(bool(each.remedy) is (each.level is not Level.fine) for each in findings)
    assert all("%(" not in each.what + each.remedy for each in findings)
    return {each.code: each.level for each in findings}


@pytest.fixture
def of_server(settings: Any, tmp_path: Path) -> Any:
    """Settings of a server that is set up well."""
    tmp_path.chmod(0o700)
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "staticfiles.json").write_text("{}")
    settings.SEGUE_HOME = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    settings.SEGUE_BASE_URL = "https://segue.example"
    settings.SEGUE_MAIL = "file"
    settings.SEGUE_MAIL_FROM = "notes@segue.example"
    settings.SEGUE_OPERATOR = "ops@segue.example"
    settings.SEGUE_INVENTED = settings.SEGUE_SIGN_IN_BY_LINK = settings.SEGUE_PSEUDO_LANGUAGE = False
    return settings


def test_a_server_that_is_set_up_well_has_nothing_but_fine_settings(of_server: Any) -> None:
    assert found(setup.configuration) == {"read": Level.fine}


@pytest.mark.parametrize(
    ("name", "value", "code", "level"),
    [
        ("SEGUE_BASE_URL", "http://segue.example", "plain_http", Level.wrong),
        ("SEGUE_SIGN_IN_BY_LINK", True, "sign_in_by_link", Level.wrong),
        ("SEGUE_INVENTED", True, "invented", Level.wrong),
        ("SEGUE_PSEUDO_LANGUAGE", True, "pseudo_language", Level.look),
        ("STATIC_ROOT", "/nowhere", "no_styles", Level.wrong),
    ],
)
def test_a_setting_that_does_not_fit_is_found(
    name: str, value: object, code: str, level: Level, of_server: Any
) -> None:
    setattr(of_server, name, value)

    assert found(setup.configuration)[code] == level


def test_a_misspelled_setting_is_found_in_either_place(
    of_server: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEGUE_MIAL", "smtp://mail.example")
    (tmp_path / "segue.env").write_text("SEGUE_BASEURL=https://segue.example\nSEGUE_LOG_LEVEL=INFO\n")
    (tmp_path / "segue.env").chmod(0o600)

    unknown = [each.what for each in setup.configuration() if each.code == "unknown_setting"]

    assert unknown == [
        "SEGUE_BASEURL is set, and nothing reads it.",
        "SEGUE_MIAL is set, and nothing reads it.",
    ]


def test_every_setting_of_the_docs_is_known() -> None:
    page = Path(__file__).parents[2] / "docs" / "operator" / "settings.md"
    told = {line.split("`")[1] for line in page.read_text().splitlines() if line.startswith("| `SEGUE_")}

    assert told <= {name for name in dir(of_django) if name.startswith("SEGUE_")} | setup.READ_AT_START


def test_a_home_that_others_can_read_is_found(of_server: Any, tmp_path: Path) -> None:
    tmp_path.chmod(0o755)

    assert found(setup.configuration)["open_to_others"] == Level.wrong


@pytest.mark.django_db
def test_another_master_key_is_found(of_server: Any) -> None:
    open_small_world()
    assert found(setup.keys)["opens"] == Level.fine
    Practice.objects.update(key_wrapped=b"\x01" + b"x" * 60)

    assert found(setup.keys)["other_master_key"] == Level.wrong


def test_a_missing_master_key_is_found(of_server: Any) -> None:
    of_server.SEGUE_MASTER_KEY = ""
    of_server.SEGUE_MASTER_KEY_FILE = "/nowhere"

    assert found(setup.keys) == {"no_master_key": Level.wrong}


@pytest.mark.django_db
def test_the_versions_of_here_are_new_enough_and_old_ones_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(found(setup.versions).values()) == {Level.fine}

    if connection.vendor == "sqlite":
        monkeypatch.setattr("sqlite3.sqlite_version_info", (3, 34, 9))
    else:
        monkeypatch.setattr(setup, "OLDEST_POSTGRESQL", 99)
    assert Level.wrong in found(setup.versions).values()


@pytest.mark.django_db
def test_a_database_that_answers_is_fine() -> None:
    codes = found(machine.database)

    assert Level.fine in codes.values()
    assert set(codes) <= {
        "whole",
        "answers",
        "above_row_walls",
        "fsync_off",
        "no_wal",
    }  # a cluster of the tests


@pytest.mark.django_db
@pytest.mark.only("postgresql")
def test_a_wall_that_is_missing_is_found_as_what_it_is() -> None:
    assert "walls_missing" not in found(machine.database)
    with connection.cursor() as cursor:
        cursor.execute("DROP POLICY store_client_read ON store_client")

    assert found(machine.database)["walls_missing"] == Level.wrong
    assert "record_unguarded" not in found(work.record)


def test_too_little_room_is_found(of_server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(machine.disk) == {"room": Level.fine}

    monkeypatch.setattr(machine, "CALM_ROOM", 10**18)
    assert found(machine.disk) == {"little_room": Level.look}
    monkeypatch.setattr(machine, "LEAST_ROOM", 10**18)
    assert found(machine.disk) == {"no_room": Level.wrong}


@pytest.mark.django_db
def test_a_clock_that_went_back_and_an_unknown_zone_are_found() -> None:
    open_small_world()
    last = RecordEntry.objects.latest("at").at

    assert "behind_the_record" not in found(machine.clock, datetime.now(UTC))
    assert found(machine.clock, last - timedelta(hours=1))["behind_the_record"] == Level.wrong
    Practice.objects.update(zone="Middle/Earth")
    assert found(machine.clock, datetime.now(UTC))["unknown_zone"] == Level.wrong


def test_mail_into_files_is_worth_a_look_and_a_dead_server_is_wrong(of_server: Any) -> None:
    assert found(work.mail) == {"files": Level.look}
    of_server.SEGUE_INVENTED = True
    assert found(work.mail) == {"files": Level.fine}
    of_server.SEGUE_MAIL = "smtp://127.0.0.1:1"
    assert found(work.mail) == {"smtp_unreachable": Level.wrong}
    of_server.SEGUE_MAIL = "pigeon"
    assert found(work.mail) == {"bad_mail": Level.wrong}


def test_a_mail_server_is_asked_and_gets_nothing(of_server: Any) -> None:
    with mail_server(Server()) as server:
        of_server.SEGUE_MAIL = f"smtp://127.0.0.1:{server.port}"
        assert found(work.mail) == {"goes_out": Level.fine}
        of_server.SEGUE_MAIL_FROM = "segue@localhost"
        assert found(work.mail) == {"goes_out": Level.fine, "sender_localhost": Level.look}
        of_server.SEGUE_MAIL = f"smtp://somebody:secret@127.0.0.1:{server.port}"
        assert Level.wrong in found(work.mail).values()
        assert server.got == []


@pytest.mark.django_db
def test_what_is_late_and_what_was_given_up_is_found() -> None:
    case = open_small_world().case()
    case.until_shown()
    now = case.clock.now
    assert found(work.queue, now) == {"done": Level.fine}
    assert found(work.queue, now + timedelta(hours=1))["late"] == Level.wrong

    taken = take(Box.notices, case.clock.at())
    assert taken is not None
    note_failed(taken, case.clock.at(), problem="smtp_550", is_lasting=True)
    assert found(work.queue, now) == {"given_up": Level.wrong}


@pytest.mark.django_db
def test_a_spoiled_an_unguarded_and_an_old_record_are_found(of_server: Any) -> None:
    case = open_small_world().case()
    case.until_shown()
    assert found(work.record, case.clock.now) == {"whole": Level.fine}
    assert found(work.record, case.clock.now + timedelta(days=2))["not_anchored"] == Level.look
    anchor_record(CLOCK, AnchorRecord(case.clock.key()), case.clock.at())
    assert found(work.record, case.clock.now) == {"whole": Level.fine}
    of_server.SEGUE_OPERATOR = ""
    assert found(work.record, case.clock.now)["marks_stay_here"] == Level.look

    of = "" if connection.vendor == "sqlite" else " ON store_recordentry"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER store_recordentry_no_update{of}")
    RecordEntry.objects.filter(number=2).update(event="other")
    codes = found(work.record, case.clock.now)
    assert (codes["record_unguarded"], codes["broken"]) == (Level.wrong, Level.wrong)
    make_triggers()


def test_a_new_home_is_healthy_and_the_doctor_changes_nothing(own_home: Path) -> None:
    before = {
        path: path.stat().st_mtime_ns for path in own_home.rglob("*") if path.suffix not in (".sqlite3-shm",)
    }

    said = segue("doctor", "--json", env=environment_of(own_home))

    assert (said.code, said.object["healthy"]) == (0, True)
    assert {each["about"] for each in said.object["findings"]} >= {
        "configuration", "versions", "disk", "mail", "database", "keys", "clock", "queue", "record",
    }  # fmt: skip
    assert {path: path.stat().st_mtime_ns for path in before if path.exists()} == before


def test_a_home_without_tables_is_told_once(own_home: Path) -> None:
    (own_home / "segue.sqlite3").unlink()

    said = segue("doctor", "--json", env=environment_of(own_home))

    assert said.code == 1
    wrong = {(each["about"], each["code"]) for each in said.object["findings"] if each["level"] == "wrong"}
    assert wrong == {("database", "not_migrated")}


@pytest.mark.parametrize("torn", ["no database", "cut in half", "a page of noise", "zeros in the middle"])
def test_a_torn_database_file_is_told_with_its_remedy(torn: str, own_home: Path) -> None:
    file = own_home / "segue.sqlite3"
    whole = file.read_bytes()
    half = len(whole) // 2
    file.write_bytes(
        {
            "no database": b"not a database" * 1000,
            "cut in half": whole[:half],
            "a page of noise": whole[:8192] + os.urandom(65536) + whole[8192 + 65536 :],
            "zeros in the middle": whole[:half] + bytes(131072) + whole[half + 131072 :],
        }[torn]
    )

    said = segue("doctor", "--json", env=environment_of(own_home))

    assert said.code == 1
    assert [each["code"] for each in said.object["findings"] if each["level"] == "wrong"] == ["broken_file"]


def test_a_setting_that_cannot_be_used_is_a_finding_too(own_home: Path) -> None:
    said = segue("doctor", "--json", env=environment_of(own_home, SEGUE_BASE_URL="nonsense"))

    assert said.code == 1
    assert [each["code"] for each in said.object["findings"]] == ["bad_setting"]


def test_what_was_given_up_is_listed_and_tried_again(fresh_database: Any) -> None:
    case = open_small_world().case()
    case.until_shown()
    taken = take(Box.notices, case.clock.at())
    assert taken is not None
    note_failed(taken, case.clock.at(), problem="smtp_550", is_lasting=True)
    env = fresh_database.environment

    listed = segue("queue", "list", "--json", env=env).object["given_up"]
    assert [(each["id"], each["box"], each["problem"]) for each in listed] == [
        (str(taken.id), "notices", "smtp_550")
    ]
    unknown = segue("queue", "retry", "--json", "nonsense", env=env)
    assert (unknown.code, unknown.object["error"]["code"]) == (2, "not_given_up")
    assert segue("queue", "retry", "--json", env=env).object["error"]["code"] == "nothing_named"

    again = segue("queue", "retry", "--json", str(taken.id).upper(), env=env)

    assert (again.code, again.object) == (0, {"opened": [str(taken.id)]})
    row = Notice.objects.get(pk=taken.id)
    assert (row.state, row.attempts, row.problem) == ("open", 0, "")
    assert segue("queue", "list", env=env).out == "Nothing was given up.\n"
    assert segue("queue", "retry", "--all", env=env).out == "0 notices and jobs are due again.\n"
