"""What people say of their work: a family of facts at a time, taken back, or confirmed as still true.

A form brings a mark of what it showed. Where something else stands there by now, nothing is written, and the page can
show both. The record says which families changed and never what was said: a reason why somebody is not seen is nobody
else's.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from segue.acts.answer import Done
from segue.acts.door import act
from segue.acts.freshness import plan_asking
from segue.acts.speaker import Speaking, speaking_by_link, speaking_for, stream_of
from segue.reads.still_true import stale_of
from segue.rules.actor import Actor, Kind
from segue.rules.moment import At
from segue.rules.profile import FAMILIES, OPENING, family_of, mark_of
from segue.rules.saying import Said, SaidTrue, fit_together, found_true
from segue.rules.step import Refused
from segue.rules.text import N_
from segue.store.models import Fact, Opening, Profile
from segue.store.record import Line, append

CHANGED_MEANWHILE = Refused(
    "stale",
    N_("Somebody else changed this while you were looking at it."),
    N_("What you chose is kept below, with what stands there now beside it. Send it again and yours counts."),
)
NOT_YOURS_TO_SAY = Refused(
    "own_word",
    N_("This is for the person themself to say."),
    N_("Nothing was changed. They find it on their own profile."),
)

Kept = Mapping[str, Mapping[str, Fact]]


@dataclass(frozen=True, slots=True)
class Say:
    """Each family named here is said whole; the others stay. `seen` is the mark of what the page showed of them."""

    key: str
    profile: str
    families: Mapping[str, tuple[Said, ...]]
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Renew:
    """These families are still true, and room too if it is named; without any, all that is getting old."""

    key: str
    profile: str
    families: tuple[str, ...] = ()


@act
def say(actor: Actor, command: Say, at: At) -> Done | Refused:
    """Keep what is said, and take back what is left out."""
    speaking = speaking_for(actor, command.profile)
    if isinstance(speaking, Refused):
        return speaking
    kept = _kept(speaking.profile)
    words = speaking.profile.said
    if command.seen and command.seen != _mark(command.families, kept, words=words):
        return CHANGED_MEANWHILE
    true = _true(command.families, speaking, today=at.today)
    if isinstance(true, Refused):
        return true
    if clash := _clash(kept, true, today=at.today):
        return clash
    changed = [name for name, facts in true.items() if _differs(name, facts, kept, words=words)]
    if not changed:
        return Done(str(speaking.profile.id), "same", speaking.profile.version)
    if any(FAMILIES[name].is_own for name in changed) and not speaking.is_own:
        return NOT_YOURS_TO_SAY
    for name in changed:
        _write(name, true[name], kept.get(name, {}), speaking=speaking, actor=actor, at=at)
    if "not_seen" in changed:
        unseen = [one.code for one in true["not_seen"]]
        Fact.objects.filter(profile=speaking.profile, family="not_seen_why").exclude(code__in=unseen).delete()
    return _keep(speaking.profile, "profile_said", changed, actor=actor, at=at)


@act
def renew(actor: Actor, command: Renew, at: At) -> Done | Refused:
    """Confirm today what is still true. Nothing that has ended comes back by this."""
    speaking = _speaking(actor, command.profile, at=at)
    if isinstance(speaking, Refused):
        return speaking
    wanted = set(command.families or stale_of(speaking.profile.id, today=at.today))
    rows = [
        fact
        for name, facts in _kept(speaking.profile).items()
        for fact in facts.values()
        if name in wanted
        and (fact.expires_on is None or fact.expires_on >= at.today)
        and (speaking.is_own or not FAMILIES[name].is_own)
    ]
    named = {family.name for row in rows if (family := family_of(row.family, row.code))}
    Fact.objects.filter(id__in=[row.id for row in rows], confirmed_on__lt=at.today).update(
        confirmed_on=at.today
    )
    if OPENING in wanted:
        old = Opening.objects.filter(profile=speaking.profile)
        named |= {OPENING} if old.update(confirmed_at=at.now) else set()
    return _keep(speaking.profile, "profile_confirmed", sorted(named), actor=actor, at=at)


def _speaking(actor: Actor, profile: str, *, at: At) -> Speaking | Refused:
    """By account, or by the link of the mail that asks."""
    if actor.kind is Kind.guest:
        return speaking_by_link(actor, profile, kinds=("fresh",), at=at)
    return speaking_for(actor, profile)


def _kept(profile: Profile) -> Kept:
    """The rows of a profile, by the line of the table that they belong to; others are left alone."""
    found: dict[str, dict[str, Fact]] = defaultdict(dict)
    for row in Fact.objects.filter(profile=profile):
        if family := family_of(row.family, row.code):
            found[family.name][row.code] = row
    return found


def _true(
    families: Mapping[str, Iterable[Said]], speaking: Speaking, *, today: date
) -> dict[str, tuple[SaidTrue, ...]] | Refused:
    true: dict[str, tuple[SaidTrue, ...]] = {}
    for name, said in families.items():
        found = found_true(name, said, kind=speaking.profile.kind, today=today)
        if isinstance(found, Refused):
            return found
        true[name] = found
    return true


def _clash(kept: Kept, true: Mapping[str, Iterable[SaidTrue]], *, today: date) -> Refused | None:
    """What would not fit together afterwards. What did not before holds up nothing that is said of something else."""
    before = {name: {code: row.value for code, row in facts.items()} for name, facts in kept.items()}
    after = before | {name: {one.code: one.value for one in facts} for name, facts in true.items()}
    if "not_seen_why" not in true:
        after["not_seen_why"] = {}  # reasons of those who are seen by now are forgotten below
    clash = fit_together(after, today=today)
    if clash is None or (clash == fit_together(before, today=today) and clash.about["field"] not in true):
        return None
    return clash


def _mark(names: Iterable[str], kept: Kept, *, words: str) -> str:
    facts = [
        (name, code, row.value, row.expires_on) for name in names for code, row in kept.get(name, {}).items()
    ]
    return mark_of([*facts, *(("words", "said", words, None) for name in names if name == "words" and words)])


def _differs(name: str, facts: Iterable[SaidTrue], kept: Kept, *, words: str) -> bool:
    said = {one.code: (one.value, one.ends_on) for one in facts}
    if FAMILIES[name].column:
        return said != ({"said": (words, None)} if words else {})
    return said != {code: (row.value, row.expires_on) for code, row in kept.get(name, {}).items()}


def _write(
    name: str,
    facts: Iterable[SaidTrue],
    before: Mapping[str, Fact],
    *,
    speaking: Speaking,
    actor: Actor,
    at: At,
) -> None:
    """Put the rows of a family as they were said: all of them are true today."""
    family, profile = FAMILIES[name], speaking.profile
    if family.column:
        text = next((one.value for one in facts), "")
        Profile.objects.filter(pk=profile.pk).update(**{family.column: text})
        return
    said = {one.code: one for one in facts}
    Fact.objects.filter(id__in=[row.id for code, row in before.items() if code not in said]).delete()
    same = [row.id for code, row in before.items() if code in said and _says(row, said[code])]
    Fact.objects.filter(id__in=same).update(confirmed_on=at.today)
    new = [one for code, one in said.items() if code not in before or not _says(before[code], one)]
    Fact.objects.filter(id__in=[before[one.code].id for one in new if one.code in before]).delete()
    Fact.objects.bulk_create(
        Fact(
            id=at.new_id(),
            profile=profile,
            family=family.home,
            code=one.code,
            value=one.value,
            source=speaking.source,
            said_by_id=actor.person,
            said_on=at.today,
            confirmed_on=at.today,
            expires_on=one.ends_on,
        )
        for one in new
    )


def _says(row: Fact, said: SaidTrue) -> bool:
    return (row.value, row.expires_on) == (said.value, said.ends_on)


def _keep(profile: Profile, event: str, families: Iterable[str], *, actor: Actor, at: At) -> Done:
    """Count the change, write it down by the names of its families, and see to it that they are asked again."""
    Profile.objects.filter(pk=profile.pk).update(version=profile.version + 1)
    refs = {"profile": str(profile.id), "families": ",".join(families)}
    append(stream_of(actor), Line(event, refs=refs), actor=actor, at=at)
    plan_asking(profile, at=at)
    return Done(str(profile.id), "said", profile.version + 1, {"families": refs["families"]})
