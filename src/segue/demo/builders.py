"""Small worlds made by real acts: two practices, a guest, a client, and a referral at any point of its life.

For tests and benchmarks that need rows as the program makes them. The clock of such a world stands still until
it is moved, and its identifiers come in order, so that the same history can be played again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from uuid import UUID

from segue.acts import (
    client,
    consent,
    handoff,
    link,
    meeting,
    option,
    packet,
    practice,
    profile,
    referral,
    reply,
    summary,
)
from segue.acts.answer import Done
from segue.acts.profile import SaidFact, SaidOpening
from segue.demo.calendar import weekday
from segue.demo.world import OPERATOR, must
from segue.reads.lookups import connection_of, handoff_of, link_of, options_of, shown_texts
from segue.rules.actor import Actor, Kind
from segue.rules.consent import WordBack
from segue.rules.moment import RANDOM_BYTES, At, uuid7

TUESDAY = datetime(2026, 3, 10, 15, tzinfo=UTC)
"""Ten in the morning in Minnesota, in the middle of a working week without holidays."""
ZONE = "America/Chicago"
NEED: Mapping[str, object] = {
    "jurisdiction": "MN",
    "age": "adult",
    "concerns": ["panic"],
    "formats": ["online"],
    "budget": 150,
    "languages": ["en"],
    "slots": ["tue_evening"],
}
PROMPTS: Mapping[str, str] = {
    "helped": "Naming it early helped.",
    "next": "Is exposure the right next step?",
    "course": "Nine sessions since June.",
    "until": "We meet every week until then.",
    "safety": "",
}
TERMS: Mapping[str, object] = {
    "first_step": "call",
    "methods": ("exposure",),
    "formats": ("online",),
    "slots": ("tue_evening",),
    "price": "120",
}
RECIPIENTS = ("amara", "samuel", "ruth")
METHODS = {"amara": "exposure", "samuel": "psychodynamic", "ruth": "emdr", "ines": "cbt"}


class Clock:
    """Moments of one world: they stand still until they are moved, and number their identifiers."""

    def __init__(self, now: datetime = TUESDAY) -> None:
        self.now = now
        self._numbers = count(1)

    def at(self) -> At:
        """This moment."""
        return At(self.now, ZONE, self.new_id)

    def later(self, **time: float) -> At:
        """Let time pass."""
        self.now += timedelta(**time)
        return self.at()

    def new_id(self) -> UUID:
        """The next identifier; it sorts after all before it."""
        return uuid7(int(self.now.timestamp() * 1000), next(self._numbers).to_bytes(RANDOM_BYTES, "big"))

    def key(self) -> str:
        """An idempotency key that nobody has used."""
        return f"key-{next(self._numbers)}"


@dataclass(frozen=True, slots=True)
class SmallWorld:
    """Who there is. Miriam refers; Amara has an account in another practice; Samuel, Ruth and Ines have none."""

    clock: Clock
    miriam: Actor
    desk: Actor
    amara: Actor
    profiles: Mapping[str, str]

    def case(self, name: str = "Jonas Tamm", **more: str) -> "Case":
        """A new client of Miriam's, and a referral that has begun."""
        clock = self.clock
        added = client.AddClient(
            key=clock.key(),
            name=name,
            clinician=str(self.miriam.person),
            birth_date=more.get("birth_date", "1992-03-09"),
            channel="email",
            contact="jonas.t@post.example",
            code_hash=more.get("code_hash", ""),
        )
        one = must(client.add(self.miriam, added, clock.at())).id
        begin = referral.Begin(key=clock.key(), client=one, reason=more.get("reason", "expertise"))
        row = must(referral.begin(self.miriam, begin, clock.at())).id
        return Case(self, one, row, name)

    def say_open(self, *names: str, places: int = 2) -> None:
        """These clinicians have room today."""
        for name in names:
            first_free = weekday(self.clock.at().today + timedelta(days=5))
            opening = SaidOpening(places, first_free)
            said = profile.SayOpening(self.clock.key(), self.profiles[name], opening)
            must(profile.say_opening(OPERATOR, said, self.clock.at()))


@dataclass(slots=True)
class Case:
    """One client's referral. Each method is one step that the story's people take, by its act."""

    world: SmallWorld
    client: str
    referral: str
    name: str
    handoffs: dict[str, str] = field(default_factory=dict)

    @property
    def clock(self) -> Clock:
        """The clock of the world."""
        return self.world.clock

    @property
    def miriam(self) -> Actor:
        """The one who refers."""
        return self.world.miriam

    @property
    def me(self) -> Actor:
        """The client."""
        return Actor(Kind.client, client=UUID(self.client))

    def who(self, name: str) -> Actor:
        """A recipient as they act: Amara by her account, the others as guests, by their newest link."""
        if name == "amara":
            return self.world.amara
        asked = self.handoff(name)
        return Actor(Kind.guest, handoff=UUID(asked), link=UUID(link_of("guest", handoff=asked)))

    def handoff(self, name: str) -> str:
        """The newest approach to this recipient."""
        return handoff_of(self.referral, profile=self.world.profiles[name])

    def option(self, name: str) -> str:
        """The option that puts this recipient before the client."""
        return options_of(self.referral)[self.world.profiles[name]]

    def talk(self) -> Done:
        """Miriam and the client have talked today."""
        command = referral.Talked(self.clock.key(), self.referral, self.clock.at().today.isoformat())
        return must(referral.talked(self.miriam, command, self.clock.at()))

    def write_need(
        self, *, safety: bool = False, prompts: Mapping[str, str] = PROMPTS, **more: object
    ) -> Done:
        """Miriam writes what is looked for."""
        answers = {"words": "Jonas has panic attacks.", "safety": safety, "avoid": ""}
        need = {**NEED, **more}
        command = referral.WriteNeed(self.clock.key(), self.referral, need, answers, prompts)
        return must(referral.write_need(self.miriam, command, self.clock.at()))

    def show(self, *names: str) -> Done:
        """Miriam puts these before the client, who is told that there are no more."""
        shown = names or RECIPIENTS
        self.world.say_open(*shown)
        command = option.ShowOptions(
            self.clock.key(),
            self.referral,
            tuple(self.world.profiles[name] for name in shown),
            fewer_reason="Nobody else has room in the evening.",
        )
        return must(option.show(self.miriam, command, self.clock.at()))

    def know(self, name: str) -> Done:
        """The client has read of the connection to this one."""
        one = self.option(name)
        command = option.KnowConnection(self.clock.key(), self.referral, one, connection_of(one))
        return must(option.know_connection(self.me, command, self.clock.at()))

    def choose(self, *names: str, whoever_first: bool = False, live_limit: int = 2) -> Done:
        """The client ranks these."""
        command = option.Choose(
            self.clock.key(),
            self.referral,
            tuple(self.option(name) for name in names or ("amara", "samuel")),
            whoever_first=whoever_first,
            live_limit=live_limit,
        )
        return must(option.choose(self.me, command, self.clock.at()))

    def approve(self) -> Done:
        """Miriam approves the summary."""
        command = summary.ApproveDraft(self.clock.key(), self.referral)
        return must(summary.approve(self.miriam, command, self.clock.at()))

    def signing(self, word_back: WordBack = WordBack.updates, **more: object) -> consent.Sign:
        """What the client would send to sign just what is shown to them."""
        at = self.clock.at()
        shown = shown_texts(self.referral, word_back=word_back, may_talk=False, at=at)
        said: dict[str, object] = {"may_talk": False, "wants_check_ins": True, "shown": shown, **more}
        return consent.Sign(self.clock.key(), self.referral, self.name, word_back, **said)  # type: ignore[arg-type]

    def sign(self, word_back: WordBack = WordBack.updates) -> Done:
        """The client signs, once for all whom they ranked."""
        return must(consent.sign(self.me, self.signing(word_back), self.clock.at()))

    def revoke(self, name: str = "") -> Done:
        """The client stops sharing, with one or with all."""
        command = consent.Revoke(self.clock.key(), self.referral, self.world.profiles[name] if name else "")
        return must(consent.revoke(self.me, command, self.clock.at()))

    def ask(self) -> Done:
        """Miriam sends the requests."""
        command = handoff.AskNext(self.clock.key(), self.referral)
        return must(handoff.ask_next(self.miriam, command, self.clock.at()))

    def yes(self, name: str, **terms: object) -> reply.Confirm:
        """What a recipient sends who has an opening, on the usual terms unless others are given."""
        first_day = weekday(self.clock.at().today + timedelta(days=6)).isoformat()
        said = {"first_day": first_day, **TERMS, **terms}
        return reply.Confirm(self.clock.key(), self.handoff(name), **said)  # type: ignore[arg-type]

    def confirm(self, name: str, **terms: object) -> Done:
        """A recipient has an opening."""
        return must(reply.confirm(self.who(name), self.yes(name, **terms), self.clock.at()))

    def decline(self, name: str, reason: str = "no_opening") -> Done:
        """A recipient says no."""
        command = reply.Decline(self.clock.key(), self.handoff(name), reason)
        return must(reply.decline(self.who(name), command, self.clock.at()))

    def prove(self, name: str) -> str:
        """A guest types the code that came to the number fixed before; an account needs none."""
        guest = self.who(name)
        if guest.kind is not Kind.guest:
            return ""
        send = link.SendCode(self.clock.key(), str(guest.link))
        sent = must(link.send_code(guest, send, self.clock.at())).id
        right = link.NoteTry(self.clock.key(), str(guest.link), "browser", is_right=True, used=sent)
        return must(link.note_try(guest, right, self.clock.at())).also["proof"]

    def open(self, name: str) -> Done:
        """A recipient reads the summary."""
        command = packet.Open(self.clock.key(), self.handoff(name), self.prove(name))
        return must(packet.open_(self.who(name), command, self.clock.at()))

    def accept(self, name: str) -> Done:
        """A recipient will meet the client."""
        command = packet.Accept(self.clock.key(), self.handoff(name))
        return must(packet.accept(self.who(name), command, self.clock.at()))

    def schedule(self, name: str, *, in_days: int = 3) -> Done:
        """A recipient makes an appointment for a call."""
        day = (self.clock.at().today + timedelta(days=in_days)).isoformat()
        command = meeting.Schedule(
            self.clock.key(), self.handoff(name), "call", day, "18:00", ZONE, "By video"
        )
        return must(meeting.schedule(self.who(name), command, self.clock.at()))

    def start(self, name: str) -> Done:
        """The first session took place today."""
        command = meeting.Start(self.clock.key(), self.handoff(name), self.clock.at().today.isoformat())
        return must(meeting.start(self.who(name), command, self.clock.at()))

    # What several steps come to

    def until_shown(self, *names: str) -> "Case":
        """Talked, written, shown: the client chooses."""
        self.talk()
        self.write_need()
        self.show(*names)
        return self

    def until_signed(self, *names: str) -> "Case":
        """The client has ranked these and signed."""
        self.until_shown()
        self.choose(*names)
        self.approve()
        self.sign()
        return self

    def until_asked(self, *names: str) -> "Case":
        """The requests are out."""
        self.until_signed(*names)
        self.ask()
        return self

    def until_opened(self, name: str = "amara") -> "Case":
        """One recipient reads."""
        self.until_asked()
        if name != "amara":
            self.decline("amara")
        self.confirm(name)
        self.open(name)
        return self

    def until_accepted(self, name: str = "amara") -> "Case":
        """One recipient has accepted."""
        self.until_opened(name)
        self.accept(name)
        return self

    def until_started(self, name: str = "amara") -> "Case":
        """The first session took place."""
        self.until_accepted(name)
        self.start(name)
        return self


def open_small_world(clock: Clock | None = None) -> SmallWorld:
    """Open both practices and fill the directory with four who differ."""
    clock = clock or Clock()
    elm, birch = _practice("Elm & River", clock), _practice("Birch Group", clock)
    miriam = _person("Miriam Castellanos", elm, ("clinician",), clock)
    desk = _person("Dan Okafor", elm, ("coordinator",), clock)
    amara = _person("Amara Lindqvist", birch, ("clinician",), clock)
    profiles = {name: _profile(name, clock) for name in ("samuel", "ruth", "ines")}
    profiles["amara"] = _profile("amara", clock, practice=birch, person=str(amara))
    return SmallWorld(
        clock,
        miriam=Actor(Kind.clinician, person=miriam, practice=UUID(elm)),
        desk=Actor(Kind.coordinator, person=desk, practice=UUID(elm)),
        amara=Actor(Kind.clinician, person=amara, practice=UUID(birch)),
        profiles=profiles,
    )


def _practice(name: str, clock: Clock) -> str:
    command = practice.OpenPractice(clock.key(), name, "group", ZONE, "MN", phone="612-555-0100")
    return must(practice.open_practice(OPERATOR, command, clock.at())).id


def _person(name: str, where: str, roles: tuple[str, ...], clock: Clock) -> UUID:
    email = f"{name.split()[0].lower()}-{where[-6:]}@elm.example"
    command = practice.AddPerson(clock.key(), where, name, email, roles, ZONE, practice.hashed(""))
    return UUID(must(practice.add_person(OPERATOR, command, clock.at())).id)


def _profile(name: str, clock: Clock, **more: str) -> str:
    today = clock.at().today
    command = profile.AddProfile(
        clock.key(),
        "person",
        f"{name.capitalize()} Example",
        "self",
        is_claimed="person" in more,
        state="MN",
        zip="55408",
        phone="612-555-0177",
        email=f"{name}@guest.example",
        facts=_facts(name, today),
        **more,  # type: ignore[arg-type]
    )
    return must(profile.add(OPERATOR, command, clock.at())).id


def _facts(name: str, today: date) -> tuple[SaidFact, ...]:
    said = (
        ("license", "MN"),
        ("age", "adult"),
        ("concern", "panic"),
        ("format", "online"),
        ("language", "en"),
        ("slot", "tue_evening"),
        ("method", METHODS[name]),
    )
    return tuple(SaidFact(family, code, confirmed_on=today) for family, code in said)
