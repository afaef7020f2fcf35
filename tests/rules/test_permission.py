"""What each kind of person may do at all."""

from itertools import product

import pytest

from segue.rules.actor import STAFF, Kind, Part
from segue.rules.handoff import HANDOFF, HandoffEvent
from segue.rules.permission import MAY, Thing, Verb, may, may_any, right_for_handoff, right_for_referral
from segue.rules.referral import REFERRAL, ReferralEvent

PUBLIC = {Thing.sign_in, Thing.link, Thing.health, Thing.style}
CLINICAL = {
    Thing.client,
    Thing.summary,
    Thing.consent,
    Thing.choice,
    Thing.check_in,
    Thing.referral,
    Thing.handoff_sent,
    Thing.handoff_received,
    Thing.private_note,
}
PLAYED_BY = {
    Part.referrer: STAFF,
    Part.recipient: STAFF | {Kind.guest},
    Part.client: {Kind.client},
    Part.representative: {Kind.representative},
    Part.clock: {Kind.clock},
    Part.system: {Kind.system},
}


def verbs(kind: Kind, thing: Thing) -> set[Verb]:
    return {verb for verb in Verb if may(kind, thing, verb)}


def who_may(thing: Thing, verb: Verb) -> set[Kind]:
    return {kind for kind in Kind if may(kind, thing, verb)}


def test_what_is_not_listed_is_refused() -> None:
    for kind, thing, verb in product(Kind, Thing, Verb):
        assert may(kind, thing, verb) == (verb in MAY.get((kind, thing), frozenset()))
    assert not may(Kind.anonymous, Thing.client, Verb.see)


def test_an_unknown_person_sees_only_what_is_public() -> None:
    assert {thing for thing in Thing if verbs(Kind.anonymous, thing)} == PUBLIC


@pytest.mark.parametrize("kind", Kind)
def test_everybody_can_sign_in_and_follow_a_link(kind: Kind) -> None:
    for thing in (Thing.sign_in, Thing.link):
        assert {Verb.see, Verb.answer} <= verbs(kind, thing)


@pytest.mark.parametrize("kind", [Kind.owner, Kind.operator, Kind.anonymous])
def test_who_runs_a_practice_or_a_server_reads_nothing_clinical(kind: Kind) -> None:
    assert {thing for thing in CLINICAL if verbs(kind, thing)} == set()


def test_only_the_client_and_who_stands_for_them_sign() -> None:
    assert who_may(Thing.consent, Verb.sign) == {Kind.client, Kind.representative}


def test_only_a_clinician_approves_a_draft_and_discloses_in_an_emergency() -> None:
    assert who_may(Thing.summary, Verb.approve) == {Kind.clinician}
    assert who_may(Thing.handoff_sent, Verb.disclose) == {Kind.clinician}
    assert who_may(Thing.private_note, Verb.see) == {Kind.clinician}


def test_a_coordinator_sorts_assigns_and_enters() -> None:
    assert verbs(Kind.coordinator, Thing.referral) == {Verb.see, Verb.begin, Verb.enter, Verb.assign}
    assert verbs(Kind.coordinator, Thing.handoff_received) == {Verb.see, Verb.answer, Verb.assign}
    assert verbs(Kind.coordinator, Thing.opening) == {Verb.see, Verb.change}
    assert verbs(Kind.coordinator, Thing.summary) == {Verb.enter}
    assert verbs(Kind.coordinator, Thing.private_note) == set()


def test_only_the_operator_imports_and_makes_practices() -> None:
    assert who_may(Thing.directory, Verb.import_) == {Kind.operator}
    assert who_may(Thing.practice, Verb.begin) == {Kind.operator}
    assert who_may(Thing.practice, Verb.change) == {Kind.owner}
    assert who_may(Thing.record, Verb.export) == {Kind.owner}


def test_a_guest_reads_and_answers_one_handoff_and_nothing_of_a_practice() -> None:
    seen = {thing for thing in Thing if verbs(Kind.guest, thing)} - PUBLIC
    assert seen == {Thing.guest_page, Thing.handoff_received, Thing.check, Thing.profile}


def test_a_client_has_their_own_page_and_no_list() -> None:
    seen = {thing for thing in Thing if verbs(Kind.client, thing)} - PUBLIC
    assert seen == {
        Thing.own_page,
        Thing.choice,
        Thing.summary,
        Thing.consent,
        Thing.check_in,
        Thing.record,
    }


def test_roles_add_up() -> None:
    both = (Kind.owner, Kind.clinician)
    assert may_any(both, Thing.practice, Verb.change)
    assert may_any(both, Thing.summary, Verb.approve)
    assert not may_any(both, Thing.consent, Verb.sign)
    assert not may_any((), Thing.style, Verb.see)


def test_who_plays_a_part_in_a_referral_has_the_right_to_it() -> None:
    for (_, event), rule in REFERRAL.items():
        for part in rule.who:
            thing, verb = right_for_referral(event, part=part)
            assert may_any(PLAYED_BY[part], thing, verb), (event, part)


def test_who_plays_a_part_in_a_handoff_has_the_right_to_it() -> None:
    for (_, event), rule in HANDOFF.items():
        for part in rule.who:
            thing, verb = right_for_handoff(event, part=part)
            assert may_any(PLAYED_BY[part], thing, verb), (event, part)


@pytest.mark.parametrize("kind", [Kind.clinician, Kind.coordinator])
def test_clinician_and_coordinator_can_enter_whatever_was_said(kind: Kind) -> None:
    for (_, event), rule in REFERRAL.items():
        if rule.on_word:
            assert may(kind, *right_for_referral(event, part=Part.referrer, on_word=True)), event
    for (_, handoff_event), handoff_rule in HANDOFF.items():
        if handoff_rule.on_word:
            right = right_for_handoff(handoff_event, part=Part.referrer, on_word=True)
            assert may(kind, *right), handoff_event


def test_an_owner_who_is_nothing_else_moves_no_referral() -> None:
    for event in ReferralEvent:
        assert not may(Kind.owner, *right_for_referral(event, part=Part.referrer))
    for handoff_event in HandoffEvent:
        for part in (Part.referrer, Part.recipient):
            assert not may(Kind.owner, *right_for_handoff(handoff_event, part=part))


@pytest.mark.parametrize(
    ("event", "part", "right"),
    [
        (ReferralEvent.sign, Part.client, (Thing.consent, Verb.sign)),
        (ReferralEvent.approve_draft, Part.referrer, (Thing.summary, Verb.approve)),
        (ReferralEvent.talked, Part.referrer, (Thing.referral, Verb.enter)),
        (ReferralEvent.pause, Part.referrer, (Thing.referral, Verb.change)),
        (ReferralEvent.write_need, Part.client, (Thing.own_page, Verb.answer)),
        (ReferralEvent.thank, Part.recipient, (Thing.handoff_received, Verb.answer)),
    ],
)
def test_the_right_that_an_event_of_a_referral_asks_for(
    event: ReferralEvent, part: Part, right: tuple[Thing, Verb]
) -> None:
    assert right_for_referral(event, part=part) == right


@pytest.mark.parametrize(
    ("event", "part", "right"),
    [
        (HandoffEvent.request, Part.referrer, (Thing.handoff_sent, Verb.change)),
        (HandoffEvent.emergency, Part.referrer, (Thing.handoff_sent, Verb.disclose)),
        (HandoffEvent.close, Part.clock, (Thing.handoff_sent, Verb.change)),
        (HandoffEvent.confirm, Part.recipient, (Thing.handoff_received, Verb.answer)),
        (HandoffEvent.update, Part.recipient, (Thing.handoff_received, Verb.change)),
        (HandoffEvent.unlock, Part.client, (Thing.own_page, Verb.answer)),
    ],
)
def test_the_right_that_an_event_of_a_handoff_asks_for(
    event: HandoffEvent, part: Part, right: tuple[Thing, Verb]
) -> None:
    assert right_for_handoff(event, part=part) == right


def test_on_somebodys_word_the_right_is_to_enter() -> None:
    choose = right_for_referral(ReferralEvent.choose, part=Part.referrer, on_word=True)
    assert choose == (Thing.choice, Verb.enter)
    start = right_for_handoff(HandoffEvent.start, part=Part.referrer, on_word=True)
    assert start == (Thing.handoff_sent, Verb.enter)
