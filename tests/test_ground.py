"""The ground that other tests stand on: a database that is whole again after each test, and no network."""

import socket
import subprocess
import sys
import threading
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils import timezone

NOBODY_LEFT_OVER = 0


def leave_a_row(key: str) -> None:
    Session.objects.create(session_key=key, session_data="", expire_date=timezone.now())


@pytest.mark.parametrize("turn", [1, 2])
def test_a_real_commit_is_gone_in_the_next_test(fresh_database: Any, turn: int) -> None:
    assert Session.objects.count() == NOBODY_LEFT_OVER

    with transaction.atomic():
        leave_a_row("left")

    assert Session.objects.count() == 1


@pytest.mark.django_db
def test_a_test_in_a_transaction_finds_the_database_whole_after_such_commits() -> None:
    assert Session.objects.count() == NOBODY_LEFT_OVER
    leave_a_row("rolled back")


def test_another_thread_sees_what_was_committed(fresh_database: Any) -> None:
    leave_a_row("seen")
    seen: list[int] = []

    def look() -> None:
        seen.append(Session.objects.count())
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()

    assert seen == [1]


def test_a_child_process_finds_the_same_database(fresh_database: Any) -> None:
    leave_a_row("seen")
    look = (
        "import django; django.setup()\n"
        "from django.contrib.sessions.models import Session\n"
        "print(Session.objects.get().session_key)"
    )
    told = subprocess.run(
        [sys.executable, "-c", look],
        env=fresh_database.environment | {"DJANGO_SETTINGS_MODULE": "segue.site.settings"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout == "seen\n"


def test_renewing_empties_the_database_between_two_histories(fresh_database: Any) -> None:
    leave_a_row("first history")
    fresh_database.renew()

    assert Session.objects.count() == NOBODY_LEFT_OVER
    assert get_user_model().objects.count() == NOBODY_LEFT_OVER


@pytest.mark.only("postgresql")
@pytest.mark.django_db
def test_tests_are_no_superuser_whom_row_security_would_let_through() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)


def test_the_network_is_out_of_reach() -> None:
    with socket.socket() as outside, pytest.raises(AssertionError, match=r"192\.0\.2\.1 over the network"):
        outside.connect(("192.0.2.1", 443))


def test_this_machine_is_within_reach() -> None:
    with socket.socket() as listening, socket.socket() as calling:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        calling.connect(listening.getsockname())

        assert calling.getpeername() == listening.getsockname()


@pytest.mark.browser
def test_the_browser_reaches_no_other_machine_either(page: Any) -> None:
    page.set_content("<h1>Here</h1>")
    assert page.get_by_role("heading", name="Here").is_visible()

    with pytest.raises(Exception, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://segue.example/")
