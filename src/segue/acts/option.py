"""Options: put before the client with what they should know, and what the client chose."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from segue.acts.answer import Done
from segue.acts.consequence import settle_unchosen
from segue.acts.door import act
from segue.acts.link import due_for, link_of_client
from segue.acts.rights import NOT_FOUND
from segue.acts.turn import Turn, id_of, turn_at
from segue.acts.words import Word, said_by
from segue.reads.connections import connections_to
from segue.reads.directory import kilometers, known_to, of_profiles
from segue.reads.need import newest_need
from segue.reads.options import shown_facts
from segue.rules.actor import Actor, Part
from segue.rules.check import is_open, may_ask
from segue.rules.connection import text_hash
from segue.rules.effect import Effect
from segue.rules.matching.legal import legal
from segue.rules.matching.profile import Finding, ProfileFacts, current
from segue.rules.matching.three import ENOUGH_AXES, three_among
from segue.rules.moment import At
from segue.rules.need import Need
from segue.rules.referral import ReferralEvent, ReferralFacts
from segue.rules.step import Refused, Step
from segue.rules.text import N_
from segue.store.cells import cells_of_client
from segue.store.models import Option, Profile
from segue.store.step import Due

NOT_YOURSELF = Refused(
    "not_yourself",
    N_("You cannot be an option of your own referral."),
    N_("Take yourself off the list, and choose somebody else."),
)


@dataclass(frozen=True, slots=True)
class ShowOptions:
    """The profiles to put before the client, in this order; own wording for connections where wanted."""

    key: str
    referral: str
    profiles: tuple[str, ...]
    fewer_reason: str = ""
    connections: Mapping[str, str] = field(default_factory=dict)
    together: bool = False
    version: int = 0


@dataclass(frozen=True, slots=True)
class KnowConnection:
    """The client read of a connection, in just the words that hash to this."""

    key: str
    referral: str
    option: str
    text_hash: str
    word: Word | None = None


@dataclass(frozen=True, slots=True)
class Choose:
    """The client's ranking (options, first choice first), those they refuse, and how they are to be asked."""

    key: str
    referral: str
    ranked: tuple[str, ...]
    refused: tuple[str, ...] = ()
    whoever_first: bool = False
    live_limit: int = 2
    none: bool = False
    line: str = ""
    version: int = 0
    word: Word | None = None


@act
def show(actor: Actor, command: ShowOptions, at: At) -> Done | Refused:
    """Put options before the client, and send their link unless the two look together."""
    turn = turn_at(actor, command.referral, at, version=command.version)
    if isinstance(turn, Refused):
        return turn
    sheet = newest_need(turn.referral)
    profiles = _profiles(command.profiles)
    if sheet is None or profiles is None:
        return NOT_FOUND
    if any(row.person_id == turn.referral.referrer_id for row in profiles):
        return NOT_YOURSELF
    facts = of_profiles(row.id for row in profiles)
    known = known_to(turn.referral.referrer_id)
    if unlawful := _unlawful(sheet.need, facts.values(), at=at):
        return unlawful
    told = dict(connections_to(turn.referral.referrer, practice=turn.referral.practice, profiles=profiles))
    told |= {
        row.id: command.connections[str(row.id)] for row in profiles if command.connections.get(str(row.id))
    }
    ordered = [facts[str(row.id)] for row in profiles]
    fitting = [one for one in ordered if is_open(one.opening, now=at.here)]
    differ = three_among(sheet.need, fitting, [0] * len(fitting), distance=kilometers)
    step = turn.decide(
        ReferralEvent.show_options,
        ReferralFacts(
            talked_on=turn.referral.talked_on,
            unwanted=tuple(one.name for one in ordered if not may_ask(sheet.need, one.id)),
            options_open=len(fitting),
            options_differ=differ.differ_on >= ENOUGH_AXES,
            fewer_reason=command.fewer_reason,
            connections_unwritten=sum(not text.strip() for text in told.values()),
        ),
    )
    if isinstance(step, Refused):
        return step
    for place, row in enumerate(profiles, start=1):
        snapshot = shown_facts(
            sheet.need, row, facts[str(row.id)], is_known=str(row.id) in known, today=at.today
        )
        _keep_option(turn, row, place=place, snapshot=snapshot, connection=told.get(row.id, ""))
    _write_shown(turn, step, command)
    return Done(str(turn.referral.id), turn.referral.stage, turn.referral.version)


@act
def know_connection(actor: Actor, command: KnowConnection, at: At) -> Done | Refused:
    """Keep that the client read of a connection; other words than those shown do not count."""
    turn = turn_at(actor, command.referral, at)
    if isinstance(turn, Refused):
        return turn
    option = turn.referral.options.filter(pk=id_of(command.option), is_shown=True).first()
    if option is None:
        return NOT_FOUND
    facts = ReferralFacts(
        connection_shown=bool(option.connection_hash) and option.connection_hash == command.text_hash,
        text_hash=command.text_hash,
        said_by=said_by(command.word, part=Part.client, at=at),
    )
    step = turn.decide(ReferralEvent.know_connection, facts)
    if isinstance(step, Refused):
        return step
    Option.objects.filter(pk=option.pk).update(acknowledged_hash=command.text_hash, acknowledged_at=at.now)
    refs = {"option": str(option.id), "text": command.text_hash}
    turn.write(ReferralEvent.know_connection, step, refs=refs, said_by=facts.said_by)
    return Done(str(option.id), turn.referral.stage, turn.referral.version)


@act
def choose(actor: Actor, command: Choose, at: At) -> Done | Refused:
    """Keep the client's choice, or that it is none of these; it may change until somebody accepts."""
    turn = turn_at(actor, command.referral, at, version=command.version)
    if isinstance(turn, Refused):
        return turn
    options = {str(row.id): row for row in turn.referral.options.filter(is_shown=True)}
    named = (*command.ranked, *command.refused)
    if any(name not in options for name in named) or len(set(named)) != len(named):
        return NOT_FOUND
    ranked = [options[name] for name in command.ranked]
    facts = ReferralFacts(
        ranked=len(ranked),
        chose_none=command.none and not ranked,
        unacknowledged_connections=sum(row.connection_hash != row.acknowledged_hash for row in ranked),
        said_by=said_by(command.word, part=Part.client, at=at),
    )
    step = turn.decide(ReferralEvent.choose, facts)
    if isinstance(step, Refused):
        return step
    _keep_ranking(turn, ranked, refused=[options[name] for name in command.refused])
    changes: dict[str, object] = {
        "chosen_at": at.now,
        "whoever_first": command.whoever_first,
        "live_limit": min(max(command.live_limit, 1), 3),
    }
    if facts.chose_none:
        changes["shown_at"] = None
    turn.write(
        ReferralEvent.choose,
        step,
        changes=changes,
        refs={"ranked": ",".join(command.ranked)},
        detail={"line": command.line},
        said_by=facts.said_by,
    )
    settle_unchosen(turn)
    return Done(str(turn.referral.id), turn.referral.stage, turn.referral.version)


def _unlawful(need: Need, shown: Iterable[ProfileFacts], *, at: At) -> Refused | None:
    """Nobody is put before a client who may not see them: no license there, another age, a concern not seen."""
    for facts in shown:
        tests = legal(need, current(facts, today=at.today), today=at.today).values()
        failed = next((test for test in tests if test.finding is Finding.UNMET), None)
        if failed:
            return Refused(
                "not_lawful",
                N_("%(name)s cannot be an option: %(reason)s."),
                N_("Take this person off the list, and choose somebody else."),
                {"name": facts.name, "reason": failed.line.say()},
            )
    return None


def _profiles(named: tuple[str, ...]) -> tuple[Profile, ...] | None:
    """The profiles in the order in which they were named, or None where one does not exist."""
    wanted = [id_of(name) for name in dict.fromkeys(named)]
    rows = {row.id: row for row in Profile.objects.filter(id__in=wanted, gone_on=None, removed_at=None)}
    return tuple(rows[one] for one in wanted) if len(rows) == len(wanted) else None


def _keep_option(
    turn: Turn, profile: Profile, *, place: int, snapshot: Mapping[str, object], connection: str
) -> None:
    """Write the option anew; what the client acknowledged stays while the words are the same."""
    before = turn.referral.options.filter(profile=profile).first()
    row: UUID = before.id if before else turn.at.new_id()
    cells = cells_of_client(turn.referral.client)
    columns = {
        "place": place,
        "is_shown": True,
        "facts_sealed": cells.seal_json(snapshot, table=Option, column="facts_sealed", row=row),
        "connection_sealed": cells.seal(connection, table=Option, column="connection_sealed", row=row),
        "connection_hash": text_hash(connection) if connection else "",
    }
    if before:
        Option.objects.filter(pk=row).update(**columns, rank=None)
        return
    Option.objects.create(
        id=row,
        referral=turn.referral,
        practice_id=turn.referral.practice_id,
        profile=profile,
        added_at=turn.at.now,
        **columns,
    )


def _write_shown(turn: Turn, step: Step, command: ShowOptions) -> None:
    referral = turn.referral
    sealed = cells_of_client(referral.client).seal(
        command.fewer_reason, table=type(referral), column="fewer_reason_sealed", row=referral.id
    )
    changes = {"shown_at": turn.at.now, "together": command.together, "fewer_reason_sealed": sealed}
    kept = {id_of(name) for name in command.profiles}
    referral.options.exclude(profile_id__in=kept).update(is_shown=False, rank=None)
    link = link_of_client(referral, at=turn.at)
    effects = tuple(effect for effect in step.effects if effect is not Effect.tell_client_link)
    if not command.together:
        once = f"{referral.id}:{referral.version + 1}"
        turn.notices.append(due_for(link, Effect.tell_client_link, once=once, refs=turn.refs))
    counting = Due("count_shown", f"count_shown:{referral.id}:{referral.version + 1}", turn.refs, turn.at.now)
    turn.write(
        ReferralEvent.show_options,
        Step(step.state, effects),
        changes=changes,
        refs={"count": str(len(kept))},
        jobs=(counting,),
    )


def _keep_ranking(turn: Turn, ranked: list[Option], *, refused: list[Option]) -> None:
    """First clear, then number: two options never hold one rank in between."""
    turn.referral.options.update(rank=None, is_refused=False)
    for rank, option in enumerate(ranked, start=1):
        Option.objects.filter(pk=option.pk).update(rank=rank)
    Option.objects.filter(pk__in=[option.pk for option in refused]).update(is_refused=True)
