"""The packet at the recipient's: the client says go, the recipient opens it, the recipient accepts."""

from dataclasses import dataclass

from segue.acts.answer import Done
from segue.acts.checkin import plan
from segue.acts.client import index_name
from segue.acts.consequence import let_go, settle_others, unlock
from segue.acts.door import act
from segue.acts.handoff import done
from segue.acts.profile import take_place
from segue.acts.turn import NOBODY, Turn, id_of, turn_at_handoff
from segue.acts.words import Word, said_by
from segue.reads.client import client_sheet
from segue.reads.cover import Cover, cover_of
from segue.rules.actor import Actor, Kind, Part
from segue.rules.checkin import CheckIn as Moment
from segue.rules.consent import WordBack
from segue.rules.handoff import HandoffEvent, HandoffFacts, SettleCause
from segue.rules.moment import At
from segue.rules.step import Refused
from segue.store.cells import cells_of_client, cells_of_handoff
from segue.store.keys import key_within
from segue.store.models import Client, Disclosure, Handoff, LinkCode, Practice, ReceivedCopy
from segue.store.seal import seal


@dataclass(frozen=True, slots=True)
class GoWith:
    """The client decides: this one, on these terms."""

    key: str
    handoff: str
    version: int = 0
    word: Word | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """The recipient reads the summary. `proof` names the one-time code that a guest typed rightly."""

    key: str
    handoff: str
    proof: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Accept:
    """“I will meet this person for a first call or visit.”"""

    key: str
    handoff: str
    version: int = 0
    word: Word | None = None


@act
def go_with(actor: Actor, command: GoWith, at: At) -> Done | Refused:
    """Unlock on the client's word, although the terms changed or a higher choice may still answer."""
    turn = turn_at_handoff(actor, command.handoff, at, version=command.version)
    if isinstance(turn, Refused):
        return turn
    step = unlock(turn, client_said_go=True, word=said_by(command.word, part=Part.client, at=at))
    return step if isinstance(step, Refused) else done(turn)


@act
def open_(actor: Actor, command: Open, at: At) -> Done | Refused:
    """Open the packet, and record in the same moment who was told what."""
    turn = turn_at_handoff(actor, command.handoff, at, version=command.version)
    if isinstance(turn, Refused):
        return turn
    cover = cover_of(turn.the_handoff, on=at.now)
    facts = HandoffFacts(
        identity_proven=_is_proven(turn, command.proof),
        consent_covers=cover.problem is None,
        consent_problem=cover.problem.why if cover.problem else "",
    )
    step = turn.decide_handoff(HandoffEvent.open, facts)
    if isinstance(step, Refused):
        return step
    disclosure = _disclose(turn, cover)
    refs = {"disclosure": disclosure, "content": turn.the_handoff.content_hash}
    turn.write_handoff(HandoffEvent.open, step, changes={"opened_at": at.now}, refs=refs)
    return done(turn)


@act
def accept(actor: Actor, command: Accept, at: At) -> Done | Refused:
    """Take the person on for a first meeting; a lasting copy passes to the recipient, the others are settled."""
    turn = turn_at_handoff(actor, command.handoff, at, version=command.version)
    if isinstance(turn, Refused):
        return turn
    cover = cover_of(turn.the_handoff, on=at.now)
    facts = HandoffFacts(
        will_meet=True,
        consent_covers=cover.problem is None,
        consent_problem=cover.problem.why if cover.problem else "",
        agreed_to_check_ins=turn.referral.wants_check_ins,
        referrer_may_hear=cover.lets_hear(WordBack.came, on=at.now),
        said_by=said_by(command.word, part=Part.recipient, at=at),
    )
    step = turn.decide_handoff(HandoffEvent.accept, facts)
    if isinstance(step, Refused):
        return step
    let_go(turn)
    _copy(turn)
    take_place(turn.the_handoff.profile_id)
    turn.write_handoff(HandoffEvent.accept, step, changes={"accepted_at": at.now}, said_by=facts.said_by)
    settle_others(turn, cause=SettleCause.another_accepted)
    if turn.referral.wants_check_ins:
        plan(turn, moments=(Moment.after_acceptance,), from_day=at.today)
    return done(turn)


def _is_proven(turn: Turn, proof: str) -> bool:
    """An account proves itself; a guest has typed the code that went to the number fixed before the request."""
    if turn.actor.kind is not Kind.guest:
        return turn.part is Part.recipient and turn.actor.person is not None
    return LinkCode.objects.filter(
        pk=id_of(proof), link_id=turn.actor.link or NOBODY, used_at__isnull=False
    ).exists()


def _disclose(turn: Turn, cover: Cover) -> str:
    assert cover.consent is not None
    row, handoff = turn.at.new_id(), turn.the_handoff
    Disclosure.objects.create(
        id=row,
        referral=turn.referral,
        practice_id=turn.referral.practice_id,
        handoff=handoff,
        consent=cover.consent,
        profile_id=handoff.profile_id,
        channel="account" if turn.actor.person else "link",
        sections=list(cover.consent.content.sections),
        content_hash=handoff.content_hash,
        told_at=turn.at.now,
    )
    return str(row)


def _copy(turn: Turn) -> None:
    """The recipient's own lasting copy, under a client key of their practice. A guest keeps theirs as a print."""
    handoff = turn.the_handoff
    if handoff.to_practice_id is None:
        return
    practice = Practice.objects.get(pk=handoff.to_practice_id)
    body = cells_of_handoff(handoff).open(
        handoff.content_sealed, table=Handoff, column="content_sealed", row=handoff.id
    )
    client = _received_client(turn, practice)
    row = turn.at.new_id()
    ReceivedCopy.objects.create(
        id=row,
        handoff=handoff,
        practice=practice,
        client=client,
        body_sealed=cells_of_client(client).seal(body, table=ReceivedCopy, column="body_sealed", row=row),
        content_hash=handoff.content_hash,
        at=turn.at.now,
    )


def _received_client(turn: Turn, practice: Practice) -> Client:
    """The person as a client of the recipient's practice, named as the summary names them."""
    at, sheet = turn.at, client_sheet(turn.referral.client)
    one = at.new_id()
    key, wrapped = key_within(practice, owner=one)
    client = Client.objects.create(
        id=one,
        practice=practice,
        clinician_id=turn.the_handoff.assigned_id,
        key_wrapped=wrapped,
        name_sealed=seal(key, sheet.name, table=Client, column="name_sealed", row=one, client=one),
        added_at=at.now,
    )
    index_name(practice, one, sheet.name)
    return client
