"""The worker with several notices at once: each goes out at least once, and none is lost with another."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import OperationalError

from segue.acts import outbox
from segue.rules.lease import LEASE
from segue.store.models import Notice
from segue.wires.letter import NotSent
from segue.work import worker
from segue.work.desk import Desk
from segue.work.worker import run_once
from tests.work.rows import a_notice, at, build

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """The program is no more."""


class Mail:
    """A way out that keeps what it gets, and meets something at one of the letters."""

    def __init__(self, *, meets: BaseException | None = None, at_letter: int = 0) -> None:
        self.got: list[UUID] = []
        self._meets, self._at_letter = meets, at_letter

    def send(self, letter: Any) -> None:
        """Take it, or meet what was foreseen."""
        if self._meets and len(self.got) + 1 == self._at_letter:
            error, self._meets = self._meets, None
            raise error
        self.got.append(letter.id)

    def probe(self) -> None:
        """There is always a way."""


def desk_to(mail: Mail) -> Desk:
    return Desk(mail=mail, texts=mail, base_url="https://segue.example", sender="r@segue.example")


def due(count: int) -> list[UUID]:
    """So many notices that are due now, in the order in which they were made."""
    world = build()
    return [a_notice("tell_referrer_question", referral=world.referral.id).id for _ in range(count)]


def states() -> list[str]:
    return list(Notice.objects.order_by("id").values_list("state", flat=True))


def test_several_go_out_in_order_and_are_done() -> None:
    wanted, mail = due(5), Mail()

    assert run_once(at(), desk=desk_to(mail)) is True

    assert mail.got == wanted
    assert states() == ["done"] * 5
    assert run_once(at(), desk=desk_to(mail)) is False


def test_a_worker_killed_before_it_noted_them_lets_all_go_out_again(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted, mail = due(3), Mail()

    def killed(*_: Any) -> None:
        raise Killed

    with monkeypatch.context() as until_then:
        until_then.setattr(outbox, "note_all_done", killed)
        with pytest.raises(Killed):
            run_once(at(), desk=desk_to(mail))
    assert (mail.got, states()) == (wanted, ["open"] * 3)
    assert run_once(at(LEASE - timedelta(seconds=1)), desk=desk_to(mail)) is False

    while run_once(at(LEASE), desk=desk_to(mail)):
        pass

    assert mail.got == wanted * 2
    assert states() == ["done"] * 3


@pytest.mark.parametrize(
    ("meets", "state"), [(NotSent("smtp_451"), "open"), (NotSent("smtp_550", is_lasting=True), "dead")]
)
def test_one_that_fails_holds_up_no_other(meets: BaseException, state: str) -> None:
    wanted, mail = due(3), Mail(meets=meets, at_letter=2)

    run_once(at(), desk=desk_to(mail))

    assert mail.got == [wanted[0], wanted[2]]
    assert states() == ["done", state, "done"]


def test_what_went_out_before_the_database_was_away_is_noted() -> None:
    wanted, mail = due(3), Mail(meets=OperationalError("away"), at_letter=2)

    with pytest.raises(OperationalError):
        run_once(at(), desk=desk_to(mail))

    assert mail.got == wanted[:1]
    assert states() == ["done", "open", "open"]


def test_what_a_slow_way_out_leaves_no_time_for_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted, mail = due(3), Mail()
    monkeypatch.setattr(worker, "PATIENCE", timedelta(0))

    run_once(at(), desk=desk_to(mail))

    assert mail.got == wanted[:1]
    left = Notice.objects.filter(state="open").order_by("id")
    assert list(left.values_list("id", "attempts", "lease")) == [(one, 0, None) for one in wanted[1:]]
