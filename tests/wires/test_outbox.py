"""The directory that takes the place of mail and phone."""

import stat
from pathlib import Path
from uuid import UUID

import pytest

from segue.wires.outbox import KIND, ROLE, Outbox

FIRST, SECOND = UUID(int=1 << 80), UUID(int=2 << 80)


def content(to: str) -> bytes:
    return f"To: {to}\n{KIND}: k\n{ROLE}: guest\n\nwords\n".encode()


def test_messages_are_listed_in_the_order_of_their_notices(tmp_path: Path) -> None:
    box = Outbox(tmp_path / "outbox")
    box.put(SECOND, content("b@x.example"), ending="sms")
    box.put(FIRST, content("a@x.example"), ending="eml")

    assert [(filed.to, filed.path.suffix) for filed in box.listed()] == [
        ("a@x.example", ".eml"),
        ("b@x.example", ".sms"),
    ]


def test_a_second_try_writes_over_the_first(tmp_path: Path) -> None:
    box = Outbox(tmp_path / "outbox")
    box.put(FIRST, content("a@x.example"), ending="eml")
    box.put(FIRST, content("new@x.example"), ending="eml")

    assert [filed.to for filed in box.listed()] == ["new@x.example"]


def test_only_their_owner_may_read_messages(tmp_path: Path) -> None:
    path = Outbox(tmp_path / "outbox").put(FIRST, content("a@x.example"), ending="eml")

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_message_that_was_not_finished_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(_: int) -> None:
        raise OSError("no space left")

    box = Outbox(tmp_path / "outbox")
    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", die)
        with pytest.raises(OSError, match="space"):
            box.put(FIRST, content("a@x.example"), ending="eml")
    assert box.listed() == ()

    box.put(FIRST, content("a@x.example"), ending="eml")
    assert len(box.listed()) == 1


def test_an_outbox_that_nothing_was_put_into_is_empty(tmp_path: Path) -> None:
    assert Outbox(tmp_path / "nowhere").listed() == ()
