"""Private links and codes: given, proven, locked after wrong tries, taken back.

A code is checked before the transaction (hashing has no place in it); the act keeps what came of it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F

from segue.acts.answer import Done
from segue.acts.door import act
from segue.acts.rights import NOT_FOUND, refusal_unless
from segue.acts.turn import NOBODY, id_of, turn_at
from segue.reads.guest_code import digest_of
from segue.rules.actor import Actor, Kind, Part
from segue.rules.moment import At
from segue.rules.permission import Thing, Verb, may
from segue.rules.step import Refused
from segue.rules.text import N_
from segue.store.models import Handoff, Link, LinkCode, LinkTry, Notice, Person, Referral
from segue.store.step import Due, put
from segue.store.tokens import code_of, token_hash, token_of

CLIENT_LINK_LIFE = timedelta(days=120)
GUEST_LINK_LIFE = timedelta(days=90)
CHECK_LINK_LIFE = timedelta(days=14)
SIGN_IN_LINK_LIFE = timedelta(days=7)
CODE_LIFE = timedelta(minutes=10)
CODE_PAUSE = timedelta(seconds=30)
LOCK_TIME = timedelta(hours=1)
TRIES = 5
NOT_TALKED = Refused(
    "not_talked",
    N_("You have not talked about this together yet. Nobody should learn of a referral from a link."),
    N_("Talk with the client first, then enter the day."),
)
NO_NUMBER = Refused(
    "no_number",
    N_("There is no number to which a code could go."),
    N_("Call the one who asked; they can read the summary to you or send it on paper."),
)
LOCKED = Refused(
    "locked",
    N_("The code was wrong five times. This link is closed on this device for an hour."),
    N_("Try again later, or ask for a new link. Nothing was lost."),
)


@dataclass(frozen=True, slots=True)
class GiveClientLink:
    """A link to the client's own page; the one that is out already is given again."""

    key: str
    referral: str


@dataclass(frozen=True, slots=True)
class GiveSignInLink:
    """A link that signs a person in, where the operator allows it."""

    key: str
    person: str


@dataclass(frozen=True, slots=True)
class SendCode:
    """A one-time code for a guest, to the number fixed before the request."""

    key: str
    link: str


@dataclass(frozen=True, slots=True)
class NoteTry:
    """What came of a code that somebody typed: `used` names the one-time code that was right."""

    key: str
    link: str
    browser: str
    is_right: bool
    used: str = ""


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Close a link for good."""

    key: str
    link: str


@act
def give_client_link(actor: Actor, command: GiveClientLink, at: At) -> Done | Refused:
    """Give the client's link; only after the two have talked."""
    turn = turn_at(actor, command.referral, at)
    if isinstance(turn, Refused):
        return turn
    if turn.part is not Part.referrer or not may(actor.kind, Thing.referral, Verb.see):
        return NOT_FOUND
    if turn.referral.talked_on is None:
        return NOT_TALKED
    link = link_of_client(turn.referral, at=at)
    turn.note("link_given", refs={"link": str(link)})
    return Done(str(link))


@act
def give_sign_in_link(actor: Actor, command: GiveSignInLink, at: At) -> Done | Refused:
    """Give a person a link that signs them in."""
    if no := refusal_unless(actor, Thing.sign_in, Verb.begin):
        return no
    person = Person.objects.filter(pk=id_of(command.person), is_active=True).first()
    if person is None:
        return NOT_FOUND
    return Done(str(new_link("sign_in", at=at, life=SIGN_IN_LINK_LIFE, person_id=person.id)))


@act
def send_code(actor: Actor, command: SendCode, at: At) -> Done | Refused:
    """Make a new one-time code; older ones no longer count. Its digits are made anew when the notice is sent."""
    link = live_link(id_of(command.link), at=at)
    if link is None or link.handoff is None or actor.link != link.id:
        return NOT_FOUND
    if not link.handoff.code_phone:
        return NO_NUMBER
    waiting = link.codes.filter(used_at__isnull=True, expires_at__gt=at.now)
    if just_sent := waiting.filter(sent_at__gt=at.now - CODE_PAUSE).first():
        return Done(str(just_sent.id))
    waiting.update(expires_at=at.now)
    code = at.new_id()
    LinkCode.objects.create(
        id=code,
        link=link,
        code_hash=digest_of(code_of(code)),
        sent_at=at.now,
        expires_at=at.now + CODE_LIFE,
    )
    due = Due("code_to_guest", f"code_to_guest:{code}", {"code": str(code)})
    put(Notice, [due], practice=link.practice_id, at=at)
    return Done(str(code))


@act
def note_try(actor: Actor, command: NoteTry, at: At) -> Done | Refused:
    """Keep what came of a typed code: a right one opens, the fifth wrong one closes the link on that browser."""
    link = live_link(id_of(command.link), at=at)
    if link is None or actor.link != link.id:
        return NOT_FOUND
    tries, _ = LinkTry.objects.get_or_create(
        link=link, browser_hash=command.browser, defaults={"id": at.new_id()}
    )
    if tries.locked_until and tries.locked_until > at.now:
        return LOCKED
    if command.is_right:
        LinkTry.objects.filter(pk=tries.pk).update(wrong=0, locked_until=None)
        if command.used:
            LinkCode.objects.filter(pk=id_of(command.used), link=link).update(used_at=at.now)
        return Done(str(link.id), state="right", also={"proof": command.used})
    _spend_code(link, at=at)
    wrong = tries.wrong + 1
    is_locked = wrong >= TRIES
    until = at.now + LOCK_TIME if is_locked else None
    LinkTry.objects.filter(pk=tries.pk).update(wrong=0 if is_locked else F("wrong") + 1, locked_until=until)
    if is_locked:
        _tell_sender(link, at=at)
    return Done(
        str(link.id), state="locked" if is_locked else "wrong", also={"left": str(max(TRIES - wrong, 0))}
    )


@act
def take_back(actor: Actor, command: TakeBack, at: At) -> Done | Refused:
    """Close a link of the actor's practice; whoever opens it sees what a stranger sees."""
    changed = Link.objects.filter(pk=id_of(command.link), practice_id=actor.practice or NOBODY).update(
        revoked_at=at.now
    )
    if not changed or actor.kind not in (Kind.clinician, Kind.coordinator):
        return NOT_FOUND
    return Done(command.link)


def link_of_client(referral: Referral, *, at: At) -> UUID:
    """The client's link of this referral: the live one, or a new one."""
    leads_to = {"referral_id": referral.id, "practice_id": referral.practice_id}
    return _live_or_new("client", at=at, life=CLIENT_LINK_LIFE, **leads_to)


def link_of_guest(handoff: Handoff, *, at: At) -> UUID:
    """The guest's link of this handoff: the live one, or a new one."""
    leads_to = {"handoff_id": handoff.id, "practice_id": handoff.from_practice_id}
    return _live_or_new("guest", at=at, life=GUEST_LINK_LIFE, **leads_to)


def _live_or_new(kind: str, *, at: At, life: timedelta, **leads_to: UUID) -> UUID:
    live = Link.objects.filter(kind=kind, revoked_at__isnull=True, expires_at__gt=at.now, **leads_to)
    found = live.values_list("id", flat=True).first()
    return found or new_link(kind, at=at, life=life, **leads_to)


def new_link(kind: str, *, at: At, life: timedelta, **leads_to: UUID | None) -> UUID:
    """A new link; its token is derived from its identifier and never kept."""
    link = at.new_id()
    Link.objects.create(
        id=link,
        kind=kind,
        token_hash=token_hash(token_of(link)),
        given_at=at.now,
        expires_at=at.now + life,
        **leads_to,
    )
    return link


def live_link(link: UUID | None, *, at: At) -> Link | None:
    """The link, unless it ran out or was taken back."""
    if link is None:
        return None
    return (
        Link.objects.select_related("handoff", "referral", "representative", "ask")
        .filter(pk=link, revoked_at__isnull=True, expires_at__gt=at.now)
        .first()
    )


def _spend_code(link: Link, *, at: At) -> None:
    """A one-time code bears five wrong tries in all, from however many browsers; then a new one is needed."""
    live = link.codes.filter(used_at__isnull=True, expires_at__gt=at.now)
    live.update(wrong=F("wrong") + 1)
    live.filter(wrong__gte=TRIES).update(expires_at=at.now)


def _tell_sender(link: Link, *, at: At) -> None:
    """The sender hears that a link was closed on some device, and can give a new one."""
    key = f"link_locked:{link.id}:{at.now:%Y%m%d%H}"
    put(Notice, [Due("tell_sender_locked", key, {"link": str(link.id)})], practice=link.practice_id, at=at)


def due_for(link: UUID, kind: str, *, once: str, refs: dict[str, str], at: datetime | None = None) -> Due:
    """A notice that carries a link."""
    return Due(kind, f"{kind}:{once}", refs | {"link": str(link)}, at)
