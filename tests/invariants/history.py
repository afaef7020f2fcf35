"""One history of a referral: what happened so far, who can act, and what must follow from doing a thing again.

A history knows the rows as they stood after its last step, so that a step that was refused costs one statement.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any
from uuid import UUID

from django.db import connection

from segue.acts import link
from segue.acts.answer import Done
from segue.demo.builders import Case, SmallWorld
from segue.reads.lookups import link_of
from segue.rules.actor import Actor, Kind
from segue.rules.moment import At
from segue.rules.step import Refused
from segue.store.models import CheckIn, Handoff, Option, Referral
from segue.store.statement import Select
from tests.invariants.death import Died, Life, living
from tests.invariants.rewound import Rewound
from tests.invariants.rows import every_row

_REFERRAL = Select(
    lambda of: Referral.objects.select_related("client__practice", "practice", "referrer").filter(pk=of),
    of=UUID,
)
_HANDOFFS = Select(lambda of: Handoff.objects.filter(referral_id=of).order_by("prepared_at", "id"), of=UUID)
_OPTIONS = Select(lambda of: Option.objects.filter(referral_id=of, is_shown=True), of=UUID)
_CHECK_INS = Select(
    lambda of: CheckIn.objects.filter(referral_id=of, answered_at=None, dropped_at=None).order_by("due_on"),
    of=UUID,
)
# How many rows there are of all that an act could leave, and how far each version has come.
_COUNTED = ("recordentry", "notice", "job", "consent", "disclosure", "handoff", "option", "checkin", "link",
            "linkcode", "question", "message", "need", "acceptedcommand", "signedcontent", "opening")  # fmt: skip
_MARK = ", ".join(
    [f"(SELECT count(*) FROM store_{table})" for table in _COUNTED]  # noqa: S608
    + [f"(SELECT sum(version) FROM store_{table})" for table in ("handoff", "referral")]  # noqa: S608
    + ["(SELECT count(*) FROM store_job WHERE state = 'open')"]
)
LOOKS_AT_ALL = 0.03
DIES = 0.04
LATE = 0.08
KEPT = 6


@dataclass(frozen=True, slots=True)
class Said:
    """A command that was carried out, and its answer."""

    act: Callable[..., Any]
    actor: Actor
    command: Any
    answer: Done


@dataclass(slots=True)
class History:
    """One referral and everybody around it. `die` is all the chance there is, anew for each step."""

    world: SmallWorld
    case: Case
    die: Random = field(init=False)
    happened: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    sent: list[Any] = field(default_factory=list)
    kills: int = 0
    has_changed: bool = True
    row: Referral = field(init=False)
    handoffs: list[Handoff] = field(init=False)
    options: dict[str, Option] = field(init=False)

    def __post_init__(self) -> None:
        self.look()

    def look(self) -> None:
        """See the rows as they are now."""
        of = UUID(self.case.referral)
        self.row = _REFERRAL.rows(of=of)[0]
        self.handoffs = _HANDOFFS.rows(of=of)
        self.options = {str(option.profile_id): option for option in _OPTIONS.rows(of=of)}

    # Who there is

    @property
    def clock(self) -> Rewound:
        """The clock of the world."""
        clock = self.world.clock
        assert isinstance(clock, Rewound)
        return clock

    @property
    def at(self) -> At:
        """Now."""
        return self.clock.at()

    @property
    def key(self) -> str:
        """A key that nobody has used."""
        return self.clock.key()

    @property
    def staff(self) -> Actor:
        """Somebody of the practice that refers; mostly the one whose client it is."""
        return self.world.miriam if self.die.random() < 0.9 else self.world.desk

    @property
    def client(self) -> Actor:
        """The client; now and then somebody who speaks for them."""
        me = self.case.me
        return me if self.die.random() < 0.93 else Actor(Kind.representative, client=me.client)

    def handoff(self, name: str) -> Handoff | None:
        """The newest approach to this recipient."""
        profile = self.world.profiles[name]
        mine = [each for each in self.handoffs if str(each.profile_id) == profile]
        return max(mine, key=lambda each: each.id) if mine else None

    def recipient(self, name: str) -> Actor | None:
        """How this recipient acts; none before a guest has a link."""
        if name == "amara":
            return self.world.amara
        row = self.handoff(name)
        if row is None or row.requested_at is None:
            return None
        if (of := str(row.id)) not in self.links:
            self.links[of] = link_of("guest", handoff=of)
        return Actor(Kind.guest, handoff=row.id, link=UUID(self.links[of]))

    def proof(self, name: str) -> str:
        """The code that a guest typed, wrongly now and then."""
        guest = self.recipient(name)
        if guest is None or guest.kind is not Kind.guest:
            return ""
        sent = self.does(link.send_code, guest, link.SendCode(self.key, str(guest.link)))
        if isinstance(sent, Refused) or self.die.random() < 0.1:
            return ""
        is_right = self.die.random() < 0.9
        used = sent.id if is_right else ""
        command = link.NoteTry(self.key, str(guest.link), "browser", is_right=is_right, used=used)
        typed = self.does(link.note_try, guest, command)
        return typed.also.get("proof", "") if isinstance(typed, Done) else ""

    def check_in(self) -> CheckIn | None:
        """The next one that nobody has answered."""
        return _CHECK_INS.first(of=UUID(self.case.referral))

    # What happens

    def does(self, act: Callable[..., Any], actor: Actor, command: Any) -> Done | Refused:
        """Somebody does something, and what must hold of any act does. Sometimes the program dies first."""
        name = f"{act.__module__.rpartition('.')[2]}.{act.__name__}"
        before, at = self.mark(), self.at
        everything = every_row() if self.die.random() < LOOKS_AT_ALL else None
        if self.die.random() < DIES:
            self._dies_in(act, actor, command, at=at)
        answer: Done | Refused = act(actor, command, at)
        code = "done" if isinstance(answer, Done) else answer.code
        self.told.append(f"{self.clock.now:%Y-%m-%d %H:%M} {actor.kind} {name} {command}: {code}")
        if isinstance(answer, Refused):
            assert self.mark() == before, f"a refusal changed something: {name}, {code}"
            assert everything is None or every_row() == everything, f"a refusal changed something: {name}"
            self.happened[f"refused {code}"] += 1
            return answer
        self.happened[name] += 1
        self.has_changed = True
        self.said = [*self.said[-KEPT:], Said(act, actor, command, answer)]
        self.look()
        return answer

    def _dies_in(self, act: Callable[..., Any], actor: Actor, command: Any, *, at: At) -> None:
        try:
            with living(Life(self.die.randint(1, 60)), chance=self.die.randint(0, 9)):
                act(actor, command, at)
        except Died:
            self.kills += 1
            self.told.append("(the program died in it)")

    def says_again(self) -> None:
        """The same key again, soon or late: the same answer, and nothing more."""
        if not self.said:
            return
        one = self.die.choice(self.said)
        self._changes_nothing(lambda: one.act(one.actor, one.command, self.at), one.answer)

    def says_otherwise(self) -> None:
        """The same key for something else."""
        others = [one for one in self.said if hasattr(one.command, "version")]
        if others:
            one = self.die.choice(others)
            other = replace(one.command, version=one.command.version + 77)
            self._changes_nothing(lambda: one.act(one.actor, other, self.at).code, "key_reused")

    def says_from_an_old_page(self) -> None:
        """A new form from a page that was read before somebody else's step."""
        others = [one for one in self.said if hasattr(one.command, "version")]
        if not others:
            return
        one = self.die.choice(others)
        row = self._row_of(one.command)
        if row is not None and row.version > 1:
            stale = replace(one.command, key=self.key, version=self.die.randint(1, row.version - 1))
            self._changes_nothing(lambda: one.act(one.actor, stale, self.at).code, "stale")

    def _row_of(self, command: Any) -> Handoff | Referral | None:
        if hasattr(command, "handoff"):
            return next((each for each in self.handoffs if str(each.id) == command.handoff), None)
        return self.row if getattr(command, "referral", "") == str(self.row.id) else None

    def _changes_nothing(self, happens: Callable[[], Any], wanted: Any) -> None:
        before = self.mark()
        assert (answer := happens()) == wanted, f"{answer} instead of {wanted}"
        assert self.mark() == before, f"{wanted} changed something"
        self.happened[wanted if isinstance(wanted, str) else "the same again"] += 1

    @staticmethod
    def mark() -> tuple[Any, ...]:
        """What any act would change, in one statement."""
        cursor = connection.connection.cursor()
        cursor.execute(f"SELECT {_MARK}")
        found = cursor.fetchone()
        cursor.close()
        return tuple(found)
