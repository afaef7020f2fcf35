"""What a kind of person may do at all: one table of kind, thing and verb.

Whose row it is, the read door decides (practice, client, link); whose turn it is, the lifecycle tables. This
table is asked before both: by acts before they decide, by the read door before it reads. Roles add up:
somebody who is owner and clinician may do what either may. What is not listed is refused.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from segue.rules.actor import Kind, Part
from segue.rules.handoff_states import HandoffEvent
from segue.rules.referral import ReferralEvent


class Thing(StrEnum):
    """What somebody may see or touch."""

    today = "today"
    client = "client"
    referral = "referral"
    handoff_sent = "handoff_sent"
    handoff_received = "handoff_received"
    private_note = "private_note"
    choice = "choice"
    summary = "summary"
    consent = "consent"
    check_in = "check_in"
    directory = "directory"
    check = "check"
    opening = "opening"
    profile = "profile"
    record = "record"
    practice = "practice"
    staff = "staff"
    export = "export"
    own_page = "own_page"
    guest_page = "guest_page"
    server = "server"
    health = "health"
    link = "link"
    sign_in = "sign_in"
    style = "style"


class Verb(StrEnum):
    """What is done with it. `enter` is to write down what somebody else said."""

    see = "see"
    begin = "begin"
    change = "change"
    answer = "answer"
    enter = "enter"
    assign = "assign"
    approve = "approve"
    sign = "sign"
    revoke = "revoke"
    disclose = "disclose"
    import_ = "import"
    export = "export"
    verify = "verify"


_EVERYBODY: Final[dict[Thing, set[Verb]]] = {
    Thing.sign_in: {Verb.see, Verb.answer},
    Thing.link: {Verb.see, Verb.answer},
    Thing.health: {Verb.see},
    Thing.style: {Verb.see},
}

_CLINICIAN: Final[dict[Thing, set[Verb]]] = {
    Thing.today: {Verb.see},
    Thing.client: {Verb.see, Verb.begin, Verb.change},
    Thing.referral: {Verb.see, Verb.begin, Verb.change, Verb.enter, Verb.assign},
    Thing.handoff_sent: {Verb.see, Verb.begin, Verb.change, Verb.answer, Verb.enter, Verb.disclose},
    Thing.handoff_received: {Verb.see, Verb.change, Verb.answer, Verb.assign},
    Thing.private_note: {Verb.see, Verb.change},
    Thing.choice: {Verb.see, Verb.enter},
    Thing.summary: {Verb.see, Verb.change, Verb.approve, Verb.enter},
    Thing.consent: {Verb.see, Verb.begin, Verb.enter},
    Thing.check_in: {Verb.see, Verb.enter},
    Thing.directory: {Verb.see},
    Thing.check: {Verb.see, Verb.begin, Verb.answer, Verb.enter},
    Thing.opening: {Verb.see, Verb.change},
    Thing.profile: {Verb.see, Verb.change},
    Thing.record: {Verb.see, Verb.verify},
    Thing.practice: {Verb.see},
}

# The desk sorts, assigns and writes down what people say. It does not sign, approve, or read private notes.
_COORDINATOR: Final[dict[Thing, set[Verb]]] = {
    Thing.today: {Verb.see},
    Thing.client: {Verb.see, Verb.begin, Verb.change},
    Thing.referral: {Verb.see, Verb.begin, Verb.enter, Verb.assign},
    Thing.handoff_sent: {Verb.see, Verb.answer, Verb.enter},
    Thing.handoff_received: {Verb.see, Verb.answer, Verb.assign},
    Thing.choice: {Verb.see, Verb.enter},
    Thing.summary: {Verb.enter},
    Thing.consent: {Verb.see, Verb.enter},
    Thing.check_in: {Verb.enter},
    Thing.directory: {Verb.see},
    Thing.check: {Verb.see, Verb.begin, Verb.answer, Verb.enter},
    Thing.opening: {Verb.see, Verb.change},
    Thing.profile: {Verb.see, Verb.change},
    Thing.practice: {Verb.see},
}

# The owner runs the practice. Who is also a clinician reads clinical words as a clinician.
_OWNER: Final[dict[Thing, set[Verb]]] = {
    Thing.today: {Verb.see},
    Thing.directory: {Verb.see},
    Thing.profile: {Verb.see, Verb.change},
    Thing.record: {Verb.see, Verb.verify, Verb.export},
    Thing.practice: {Verb.see, Verb.change},
    Thing.staff: {Verb.see, Verb.begin, Verb.change},
    Thing.export: {Verb.see, Verb.begin},
}

_CLIENT: Final[dict[Thing, set[Verb]]] = {
    Thing.own_page: {Verb.see, Verb.answer},
    Thing.choice: {Verb.see, Verb.change},
    Thing.summary: {Verb.see, Verb.change},
    Thing.consent: {Verb.see, Verb.sign, Verb.revoke},
    Thing.check_in: {Verb.see, Verb.answer},
    Thing.record: {Verb.see},
}

_REPRESENTATIVE: Final[dict[Thing, set[Verb]]] = {
    Thing.own_page: {Verb.see, Verb.answer},
    Thing.choice: {Verb.see},
    Thing.summary: {Verb.see},
    Thing.consent: {Verb.see, Verb.sign, Verb.revoke},
    Thing.record: {Verb.see},
}

_GUEST: Final[dict[Thing, set[Verb]]] = {
    Thing.guest_page: {Verb.see, Verb.answer},
    Thing.profile: {Verb.answer},
    Thing.handoff_received: {Verb.see, Verb.change, Verb.answer},
    Thing.check: {Verb.see, Verb.answer},
}

_MACHINERY: Final[dict[Thing, set[Verb]]] = {
    Thing.referral: {Verb.change},
    Thing.handoff_sent: {Verb.begin, Verb.change},
    Thing.consent: {Verb.revoke},
    Thing.check_in: {Verb.begin},
    Thing.profile: {Verb.enter},
    Thing.directory: {Verb.change},
    Thing.record: {Verb.verify},
}

_OPERATOR: Final[dict[Thing, set[Verb]]] = {
    Thing.server: {Verb.see, Verb.change},
    Thing.practice: {Verb.begin},
    Thing.staff: {Verb.begin},
    Thing.profile: {Verb.begin, Verb.change},
    Thing.directory: {Verb.import_},
    Thing.record: {Verb.verify},
    Thing.sign_in: {Verb.begin},
}

_OF_EACH_KIND: Final[dict[Kind, dict[Thing, set[Verb]]]] = {
    Kind.clinician: _CLINICIAN,
    Kind.coordinator: _COORDINATOR,
    Kind.owner: _OWNER,
    Kind.client: _CLIENT,
    Kind.representative: _REPRESENTATIVE,
    Kind.guest: _GUEST,
    Kind.clock: _MACHINERY,
    Kind.system: _MACHINERY,
    Kind.operator: _OPERATOR,
    Kind.anonymous: {},
}


def _table() -> Mapping[tuple[Kind, Thing], frozenset[Verb]]:
    return MappingProxyType(
        {
            (kind, thing): frozenset(own.get(thing, set()) | _EVERYBODY.get(thing, set()))
            for kind, own in _OF_EACH_KIND.items()
            for thing in Thing
            if thing in own or thing in _EVERYBODY
        }
    )


MAY: Final = _table()


def may(kind: Kind, thing: Thing, verb: Verb) -> bool:
    """Whether this kind of person may do this with such a thing at all."""
    return verb in MAY.get((kind, thing), frozenset())


def may_any(kinds: Iterable[Kind], thing: Thing, verb: Verb) -> bool:
    """Whether somebody who is all of these may: roles add up."""
    return any(may(kind, thing, verb) for kind in kinds)


Right = tuple[Thing, Verb]

_REFERRAL_RIGHTS: Final[dict[ReferralEvent, Right]] = {
    ReferralEvent.begin: (Thing.referral, Verb.begin),
    # The desk writes down on which day its clinician talked with the client.
    ReferralEvent.talked: (Thing.referral, Verb.enter),
    ReferralEvent.check: (Thing.check, Verb.begin),
    ReferralEvent.check_answer: (Thing.check, Verb.answer),
    ReferralEvent.feel: (Thing.choice, Verb.change),
    ReferralEvent.know_connection: (Thing.choice, Verb.change),
    ReferralEvent.choose: (Thing.choice, Verb.change),
    ReferralEvent.approve_draft: (Thing.summary, Verb.approve),
    ReferralEvent.strike: (Thing.summary, Verb.change),
    ReferralEvent.add_words: (Thing.summary, Verb.change),
    ReferralEvent.sign: (Thing.consent, Verb.sign),
    ReferralEvent.refuse: (Thing.consent, Verb.sign),
    ReferralEvent.revoke: (Thing.consent, Verb.revoke),
    ReferralEvent.check_in: (Thing.check_in, Verb.begin),
    ReferralEvent.check_in_answer: (Thing.check_in, Verb.answer),
    ReferralEvent.enter: (Thing.referral, Verb.enter),
}

_SENT_RIGHTS: Final[dict[HandoffEvent, Right]] = {
    HandoffEvent.prepare: (Thing.handoff_sent, Verb.begin),
    HandoffEvent.answer: (Thing.handoff_sent, Verb.answer),
    HandoffEvent.emergency: (Thing.handoff_sent, Verb.disclose),
}

_OF_THE_CLIENT: Final = frozenset({Part.client, Part.representative})

# Care itself: the desk does not do this for a clinician.
_CLINICAL_ANSWERS: Final = frozenset({HandoffEvent.update, HandoffEvent.return_, HandoffEvent.close})


def right_for_referral(event: ReferralEvent, *, part: Part, on_word: bool = False) -> Right:
    """The right that an event of a referral asks for; on somebody's word it is the right to enter."""
    thing, verb = _REFERRAL_RIGHTS.get(event, _usual_right(part))
    return (thing, Verb.enter) if on_word else (thing, verb)


def right_for_handoff(event: HandoffEvent, *, part: Part, on_word: bool = False) -> Right:
    """The right that an event of a handoff asks for, on the side of the one who acts."""
    if on_word:
        return Thing.handoff_sent, Verb.enter
    if part is Part.recipient:
        return Thing.handoff_received, Verb.change if event in _CLINICAL_ANSWERS else Verb.answer
    if part in _OF_THE_CLIENT:
        return _usual_right(part)
    return _SENT_RIGHTS.get(event, (Thing.handoff_sent, Verb.change))


def _usual_right(part: Part) -> Right:
    if part in _OF_THE_CLIENT:
        return Thing.own_page, Verb.answer
    if part is Part.recipient:
        return Thing.handoff_received, Verb.answer
    return Thing.referral, Verb.change
