"""Asking whether what a profile says is still true: a month after the last word, and only of what has gone stale.

One job a profile waits at any time. A mail carries a link that opens without signing in; opening it changes nothing.
"""

from dataclasses import dataclass
from datetime import timedelta

from segue.acts.answer import Done
from segue.acts.door import act
from segue.acts.link import due_for, new_link
from segue.acts.rights import NOT_FOUND, refusal_unless
from segue.acts.turn import id_of
from segue.reads.still_true import stale_of
from segue.rules.actor import Actor
from segue.rules.matching.profile import AGING_DAYS
from segue.rules.moment import At
from segue.rules.permission import Thing, Verb
from segue.rules.step import Refused
from segue.store.models import Job, Notice, Profile
from segue.store.step import Due, drop_jobs, put

SERIES = "ask_still_true"
EVERY = timedelta(days=AGING_DAYS)
LINK_LIFE = timedelta(days=21)


@dataclass(frozen=True, slots=True)
class AskStillTrue:
    """Ask the owner of this profile, if anything has gone stale."""

    key: str
    profile: str


@act
def ask_still_true(actor: Actor, command: AskStillTrue, at: At) -> Done | Refused:
    """Mail the owner what has gone stale, and look again in a month."""
    if no := refusal_unless(actor, Thing.profile, Verb.enter):
        return no
    row = Profile.objects.filter(pk=id_of(command.profile), removed_at__isnull=True).first()
    if row is None or row.claimed_at is None or row.practice_id is None:
        return NOT_FOUND
    asked = stale_of(row.id, today=at.today)
    if asked:
        link = new_link("fresh", at=at, life=LINK_LIFE, profile_id=row.id, practice_id=row.practice_id)
        notice = due_for(link, SERIES, once=f"{row.id}:{at.today}", refs={"profile": str(row.id)})
        put(Notice, [notice], practice=row.practice_id, at=at)
    _plan(row, at=at)
    return Done(str(row.id), "asked" if asked else "fresh")


def plan_asking(profile: Profile, *, at: At) -> None:
    """Ask a month after what was said just now, and not before."""
    if profile.claimed_at is None or profile.practice_id is None:
        return
    drop_jobs(f"{SERIES}:{profile.id}", at=at)
    _plan(profile, at=at)


def _plan(profile: Profile, *, at: At) -> None:
    key = f"{SERIES}:{profile.id}:{at.now:%Y%m%dT%H%M%S%f}"
    job = Due("ask_still_true", key, {"profile": str(profile.id)}, at.now + EVERY)
    put(Job, [job], practice=profile.practice_id, at=at)
