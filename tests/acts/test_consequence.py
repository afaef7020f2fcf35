"""What follows an event in the same transaction, where no act shows all of it."""

from segue.acts.consequence import settle_unchosen
from segue.acts.turn import Turn, turn_at
from segue.demo.builders import Case
from segue.store.models import Option
from tests.acts.answers import consents, handoff_of, notices, row_of, states


def choose_otherwise(case: Case, *names: str) -> None:
    """The ranking changes, and what must follow does."""
    options = Option.objects.filter(referral_id=case.referral)
    options.update(rank=None)
    for rank, name in enumerate(names, start=1):
        options.filter(pk=case.option(name)).update(rank=rank)
    turn = turn_at(case.me, case.referral, case.clock.at())
    assert isinstance(turn, Turn)
    settle_unchosen(turn)


def test_who_is_no_longer_chosen_is_let_go_and_may_never_read(case: Case) -> None:
    case.until_asked()

    choose_otherwise(case, "samuel")

    assert states(case) == {"amara": "settled", "samuel": "requested"}
    assert consents(case) == {"amara": "ended", "samuel": "signed"}
    assert notices("tell_recipient_settled") == 1
    assert row_of(case).signed_at is not None


def test_who_reads_and_is_no_longer_chosen_is_withdrawn_from(case: Case) -> None:
    case.until_opened()
    case.confirm("samuel")

    choose_otherwise(case, "samuel")

    assert states(case) == {"amara": "withdrawn", "samuel": "unlocked"}


def test_a_new_choice_needs_a_new_signature(case: Case) -> None:
    case.until_asked()

    choose_otherwise(case, "amara", "ruth")

    assert (row_of(case).signed_at, row_of(case).step) == (None, "sign")
    assert states(case) == {"amara": "requested", "samuel": "settled"}
    case.sign()
    assert consents(case) == {"amara": "signed", "samuel": "ended", "ruth": "signed"}


def test_a_question_that_stood_open_ends_with_the_approach(case: Case) -> None:
    case.until_asked()
    assert handoff_of(case, "amara").questions.count() == 0
    case.decline("amara")
    assert row_of(case).step == "answer_request"
