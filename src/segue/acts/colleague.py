"""What somebody keeps of a colleague for themself alone: a note, a mark, a lunch or a call.

None of it is written to the record, told to anybody or read by a search; words are sealed. That somebody is known at
all is said by `profile.know`.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from segue.acts.answer import Done
from segue.acts.door import act
from segue.acts.rights import NOT_FOUND, refusal_unless
from segue.acts.turn import NOBODY, id_of
from segue.rules.actor import Actor
from segue.rules.catch_up import LONGEST_NOTE, WAYS
from segue.rules.moment import At
from segue.rules.permission import Thing, Verb
from segue.rules.step import Refused
from segue.rules.text import N_
from segue.store.cells import cells_of_people
from segue.store.models import CatchUp, Colleague, Profile

_KEPT = N_("What you wrote is kept on the page.")
_TOO_LONG = N_("This note is longer than 2,000 signs.")
NOTE_TOO_LONG = Refused("note_too_long", _TOO_LONG, _KEPT, {"field": "note"})
MEMORY_TOO_LONG = Refused("note_too_long", _TOO_LONG, _KEPT, {"field": "catch_up_note"})
NO_SUCH_WAY = Refused(
    "no_such_way", N_("Say whether it was a lunch, a call or a visit."), _KEPT, {"field": "way"}
)
NO_SUCH_DAY = Refused(
    "no_such_day",
    N_("This is not a day that can be read."),
    N_("Write it as year, month, day; at most a year ahead."),
    {"field": "day"},
)
MOST_DAYS_AHEAD = 366


@dataclass(frozen=True, slots=True)
class WriteNote:
    """A private note on somebody in the directory; no words take it away."""

    key: str
    profile: str
    words: str


@dataclass(frozen=True, slots=True)
class Forget:
    """Take back “I know her work”. A note stays."""

    key: str
    profile: str


@dataclass(frozen=True, slots=True)
class KeepCatchUp:
    """A lunch, a call or a visit with somebody, and what is to be remembered of it."""

    key: str
    profile: str
    day: str
    way: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class DropCatchUp:
    """Take a catch-up away again."""

    key: str
    catch_up: str


@act
def note(actor: Actor, command: WriteNote, at: At) -> Done | Refused:
    """Keep the note of this person on this entry, over the one before."""
    profile = _entry(actor, command.profile)
    if profile is None or actor.person is None:
        return NOT_FOUND
    words = command.words.strip()
    if len(words) > LONGEST_NOTE:
        return NOTE_TOO_LONG
    before = Colleague.objects.filter(person_id=actor.person, profile_id=profile).first()
    row = before.id if before else at.new_id()
    sealed = cells_of_people().seal(words, table=Colleague, column="note_sealed", row=row) if words else None
    if before:
        _keep(before, note_sealed=sealed)
    elif sealed:
        Colleague.objects.create(id=row, person_id=actor.person, profile_id=profile, note_sealed=sealed)
    return Done(str(row))


@act
def forget(actor: Actor, command: Forget, _at: At) -> Done | Refused:
    """From now on this person is not said to know this colleague."""
    row = Colleague.objects.filter(
        person_id=actor.person or NOBODY, profile_id=id_of(command.profile)
    ).first()
    if row is None:
        return NOT_FOUND
    row.since = None
    _keep(row, note_sealed=row.note_sealed)
    return Done(str(row.id))


@act
def catch_up(actor: Actor, command: KeepCatchUp, at: At) -> Done | Refused:
    """Keep that they met or spoke."""
    profile = _entry(actor, command.profile)
    if profile is None or actor.person is None:
        return NOT_FOUND
    if command.way not in WAYS:
        return NO_SUCH_WAY
    if len(command.words) > LONGEST_NOTE:
        return MEMORY_TOO_LONG
    day = _day(command.day, today=at.today)
    if day is None:
        return NO_SUCH_DAY
    row, words = at.new_id(), command.words.strip()
    sealed = cells_of_people().seal(words, table=CatchUp, column="note_sealed", row=row) if words else None
    CatchUp.objects.create(
        id=row, person_id=actor.person, profile_id=profile, day=day, way=command.way, note_sealed=sealed
    )
    return Done(str(row))


@act
def drop_catch_up(actor: Actor, command: DropCatchUp, _at: At) -> Done | Refused:
    """Take one of this person's catch-ups away."""
    gone, _ = CatchUp.objects.filter(person_id=actor.person or NOBODY, pk=id_of(command.catch_up)).delete()
    return Done(command.catch_up) if gone else NOT_FOUND


def _entry(actor: Actor, profile: str) -> UUID | None:
    """The entry that is meant, for somebody who may see the directory."""
    if refusal_unless(actor, Thing.directory, Verb.see):
        return None
    rows = Profile.objects.filter(pk=id_of(profile), removed_at__isnull=True)
    return rows.values_list("id", flat=True).first()


def _keep(row: Colleague, *, note_sealed: bytes | None) -> None:
    """Write the row; one that says nothing any more goes."""
    if row.since is None and note_sealed is None:
        row.delete()
        return
    row.note_sealed = note_sealed
    row.save(update_fields=["note_sealed", "since"])


def _day(text: str, *, today: date) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if (day - today).days <= MOST_DAYS_AHEAD else None
