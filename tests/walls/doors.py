"""Who may open which address: expected from the permission table and from whose row it is, not from the views.

Each name of the URL table stands behind one door here; a new address without one fails the build.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from uuid import UUID

from segue.rules.actor import STAFF, Kind
from segue.rules.permission import Thing, Verb, may_any
from segue.store.tokens import token_of
from tests.walls.visitors import Visitor
from tests.walls.world import Walls


class Door(Enum):
    """What somebody must have, beside the right that the view names."""

    open = "nothing"
    account = "an account"
    sent = "an account in the practice that refers"
    received = "an account in the practice that was asked"
    link = "the client's link"
    code = "the client's link and code"
    guest = "the guest's link"
    proven = "the guest's link and code"
    ask = "the link of the question"
    profile = "an account that speaks for the profile"
    mailbox = "a link mailed to the profile's own address"


@dataclass(frozen=True, slots=True)
class Behind:
    """One address: its door, and the row that stands in it."""

    door: Door
    row: Callable[[Walls], Mapping[str, object]] = lambda walls: {}


def _referral(name: str, **more: object) -> Callable[[Walls], Mapping[str, object]]:
    return lambda walls: {"referral": UUID(walls.cases[name].referral), **more}


def _handoff(case: str, recipient: str) -> Callable[[Walls], Mapping[str, object]]:
    return lambda walls: {"handoff": UUID(walls.cases[case].handoff(recipient))}


def _profile(**more: object) -> Callable[[Walls], Mapping[str, object]]:
    return lambda walls: {"profile": UUID(walls.mine), **more}


def _entry(**more: object) -> Callable[[Walls], Mapping[str, object]]:
    return lambda walls: {"profile": UUID(walls.small.profiles["amara"]), **more}


DOORS: Mapping[str, Behind] = {
    "healthz": Behind(Door.open),
    "style": Behind(Door.open),
    "how_options_are_found": Behind(Door.open),
    "link": Behind(Door.open, lambda walls: {"token": token_of(UUID(walls.links["choosing"]))}),
    "today": Behind(Door.account),
    "opening": Behind(Door.account),
    "thank": Behind(Door.account),
    "new_referral": Behind(Door.account),
    "referral": Behind(Door.sent, _referral("opened")),
    "need": Behind(Door.sent, _referral("new")),
    "options": Behind(Door.sent, _referral("new")),
    "summary": Behind(Door.sent, _referral("signing")),
    "signed_summary": Behind(
        Door.sent,
        lambda walls: {
            "referral": UUID(walls.cases["opened"].referral),
            "consent": UUID(walls.consent),
        },
    ),
    "client_link": Behind(Door.sent, _referral("choosing")),
    "referral_do": Behind(Door.sent, _referral("choosing", verb="link")),
    "called": Behind(Door.account),
    "directory": Behind(Door.account),
    "compare": Behind(Door.account),
    "short_list": Behind(Door.account),
    "saved_searches": Behind(Door.account),
    "saved_search": Behind(Door.account, lambda walls: {"search": UUID(walls.search)}),
    "directory_entry": Behind(Door.account, _entry()),
    "directory_do": Behind(Door.account, _entry(verb="know")),
    "my_profile": Behind(Door.account),
    "claim": Behind(Door.account),
    "profile": Behind(Door.profile, _profile()),
    "profile_say": Behind(Door.profile, _profile(section="cost")),
    "profile_true": Behind(Door.profile, _profile()),
    "profile_remove": Behind(Door.profile, _profile()),
    "received": Behind(Door.account),
    "received_handoff": Behind(Door.received, _handoff("opened", "amara")),
    "received_summary": Behind(Door.received, _handoff("opened", "amara")),
    "received_meeting": Behind(Door.received, _handoff("started", "amara")),
    "received_assign": Behind(Door.received, _handoff("asked", "amara")),
    "received_appointment": Behind(Door.received, _handoff("started", "amara")),
    "client_start": Behind(Door.link, _referral("choosing")),
    "client_options": Behind(Door.code, _referral("choosing")),
    "client_summary": Behind(Door.code, _referral("signing")),
    "client_sign": Behind(Door.code, _referral("signing")),
    "client_stand": Behind(Door.code, _referral("decide")),
    "client_check_in": Behind(
        Door.code,
        lambda walls: {
            "referral": UUID(walls.cases["started"].referral),
            "check_in": UUID(walls.check_in),
        },
    ),
    "client_stop": Behind(Door.code, _referral("opened")),
    "client_data": Behind(Door.code, _referral("opened")),
    "client_exit": Behind(Door.open, _referral("choosing")),
    "guest_request": Behind(Door.guest, _handoff("asked", "samuel")),
    "guest_code": Behind(Door.guest, _handoff("guest", "samuel")),
    "guest_summary": Behind(Door.guest, _handoff("meeting", "samuel")),
    "guest_meeting": Behind(Door.proven, _handoff("meeting", "samuel")),
    "guest_appointment": Behind(Door.proven, _handoff("meeting", "samuel")),
    "still_true": Behind(Door.mailbox, _profile()),
    "listing": Behind(Door.mailbox, lambda walls: {"profile": UUID(walls.listing)}),
    "ask_page": Behind(Door.ask, lambda walls: {"ask": UUID(walls.asks["samuel"])}),
}
DESK = {Kind.coordinator, Kind.owner}
IDENTIFIERS = ("token", "referral", "handoff", "ask", "profile", "search")
"""What names the row that somebody owns, in this order."""


def admits(name: str, visitor: Visitor, right: tuple[Thing, Verb], walls: Walls) -> bool:
    """Whether this visitor may open this address at all."""
    behind = DOORS[name]
    if behind.door is Door.open:
        return True
    if behind.door is Door.link and visitor.leads_to:
        return visitor.leads_to == str(behind.row(walls)["referral"])
    return may_any(visitor.kinds, *right) and _owns(behind, visitor, walls)


def _owns(behind: Behind, visitor: Visitor, walls: Walls) -> bool:
    """Whether the row in the address belongs to this visitor."""
    is_staff = bool(visitor.kinds & STAFF)
    row = behind.row(walls)
    if behind.door is Door.account:
        return is_staff
    if behind.door is Door.sent:
        return is_staff and visitor.practice == walls.small.miriam.practice
    if behind.door is Door.received:
        return is_staff and visitor.practice == walls.small.amara.practice
    if behind.door is Door.profile:
        speaks = visitor.name == "author" or bool(visitor.kinds & DESK)
        return is_staff and speaks and visitor.practice == walls.small.miriam.practice
    leads_to = next((str(row[name]) for name in IDENTIFIERS if name in row), None)
    needs_code = behind.door in (Door.code, Door.proven)
    return not is_staff and visitor.leads_to == leads_to and (visitor.has_code or not needs_code)
