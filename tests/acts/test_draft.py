"""Drafts: sealed, one a page and person, gone when the page is sent, and no part of the record."""

from segue.acts import draft
from segue.acts.draft import KeepDraft
from segue.acts.referral import need_page_of
from segue.demo.builders import Case
from segue.reads.draft import draft_of
from segue.store.models import Draft, Notice, RecordEntry
from tests.acts.answers import done, refusal

WORDS = {"words": ["Zythophobia, since the flood."], "concern": ["panic", "grief"]}


def kept(case: Case, **fields: list[str]) -> KeepDraft:
    return KeepDraft(case.clock.key(), need_page_of(case.referral), {**WORDS, **fields})


def test_a_draft_comes_back_as_it_was_typed_and_only_to_its_writer(case: Case) -> None:
    done(draft.keep(case.miriam, kept(case), case.clock.at()))

    mine = draft_of(case.miriam, page=need_page_of(case.referral))
    assert mine is not None
    assert mine.fields == WORDS
    assert draft_of(case.world.amara, page=need_page_of(case.referral)) is None


def test_a_draft_is_sealed_and_leaves_no_record_and_no_notice(case: Case) -> None:
    before = RecordEntry.objects.count(), Notice.objects.count()

    done(draft.keep(case.miriam, kept(case), case.clock.at()))

    assert (RecordEntry.objects.count(), Notice.objects.count()) == before
    assert b"Zythophobia" not in bytes(Draft.objects.get().body_sealed)


def test_newer_words_take_the_place_of_older_ones(case: Case) -> None:
    done(draft.keep(case.miriam, kept(case), case.clock.at()))
    done(draft.keep(case.miriam, kept(case, words=["Anew."]), case.clock.at()))

    again = draft_of(case.miriam, page=need_page_of(case.referral))
    assert again is not None
    assert again.fields["words"] == ["Anew."]
    assert Draft.objects.get().version == 2


def test_what_is_sent_is_no_draft_any_more(case: Case) -> None:
    done(draft.keep(case.miriam, kept(case), case.clock.at()))

    case.talk()
    case.write_need()

    assert not Draft.objects.exists()


def test_a_client_keeps_no_draft_on_the_clinicians_pages(case: Case) -> None:
    assert refusal(draft.keep(case.me, kept(case), case.clock.at())) == "not_found"
