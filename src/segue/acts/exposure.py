"""Who was shown, and who could have been: counted after a client was given options, so that the same few are not
shown for ever. How long somebody takes to answer is kept beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from statistics import median_low
from uuid import UUID

from django.db.models import F

from segue.acts.answer import Done
from segue.acts.door import act
from segue.acts.rights import NOT_FOUND, refusal_unless
from segue.acts.turn import id_of
from segue.reads.matching.search import near
from segue.reads.need import newest_need
from segue.rules.actor import Actor
from segue.rules.moment import At
from segue.rules.permission import Thing, Verb
from segue.rules.step import Refused
from segue.store.models import AvailabilityAsk, Exposure, Option, Referral

ENOUGH_ANSWERS = 3
"""Before that, nothing is said of how long somebody takes."""
LOOKED_BACK = timedelta(days=180)
NEWEST = 20


@dataclass(frozen=True, slots=True)
class CountShown:
    """Options were put before the client of this referral."""

    key: str
    referral: str


@act
def count_shown(actor: Actor, command: CountShown, at: At) -> Done | Refused:
    """One more time for everybody who came near, and for those who were shown."""
    if no := refusal_unless(actor, Thing.directory, Verb.change):
        return no
    row = (
        Referral.objects.select_related("client__practice", "referrer__profile")
        .filter(pk=id_of(command.referral))
        .first()
    )
    sheet = newest_need(row) if row else None
    if row is None or sheet is None:
        return NOT_FOUND
    shown = set(Option.objects.filter(referral=row, is_shown=True).values_list("profile_id", flat=True))
    own = getattr(row.referrer, "profile", None)
    but = (str(own.id),) if own else ()
    could = {UUID(name) for name in near(sheet.need, viewer=row.referrer_id, now=at.here, but=but)}
    _count("eligible", could | shown)
    _count("shown", shown)
    return Done(id=str(row.id))


def keep_reply_hours(profile: UUID, *, at: At) -> None:
    """Keep how long the one who was asked usually takes to answer, as the middle of their newest answers."""
    rows = (
        AvailabilityAsk.objects.filter(profile_id=profile, answered_at__gt=at.now - LOOKED_BACK)
        .order_by("-answered_at")
        .values_list("check_asked__asked_at", "answered_at")[:NEWEST]
    )
    hours = [int((answered - asked).total_seconds()) // 3600 for asked, answered in rows if answered]
    if len(hours) >= ENOUGH_ANSWERS:
        _make([profile])
        Exposure.objects.filter(pk=profile).update(reply_hours=median_low(hours))


def _count(column: str, profiles: Iterable[UUID]) -> None:
    """In the order of identifiers, so that two that count at once do not wait for each other."""
    wanted = sorted(profiles)
    _make(wanted)
    Exposure.objects.filter(pk__in=wanted).update(**{column: F(column) + 1})


def _make(profiles: Iterable[UUID]) -> None:
    Exposure.objects.bulk_create((Exposure(profile_id=each) for each in profiles), ignore_conflicts=True)
