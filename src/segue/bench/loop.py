"""One step of the loop by its act, and whole referrals from the need to the first session.

The step is a recipient's question and its answer: two acts that lock a referral, ask the tables, change the
approach, chain an entry, write notices and jobs, and keep the command's key. They can be done again and again on
the same approach, so that every round meets rows of the same size.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from statistics import mean
from uuid import uuid4

from django.db import connection

from segue.acts import reply
from segue.bench.clients import at_once
from segue.bench.replay import Bare, OtherWork, Transaction, captured, check_same
from segue.bench.rounds import Round, Tell, Watch, alone, at_least, in_turn, result, timed
from segue.demo.builders import ZONE, Case, Clock, SmallWorld, open_small_world
from segue.demo.world import must
from segue.rules.actor import Actor
from segue.store.identifiers import moment
from segue.store.models import AcceptedCommand, RecordEntry
from segue.store.record import verify

GOAL = 0.5
LIMIT = "the same statements on the bare driver"


@dataclass(frozen=True, slots=True)
class Size:
    """How many referrals stand ready, how many are played whole in a round, and by how many clients at once."""

    rows: int = 48
    whole: int = 12
    clients: tuple[int, ...] = (1, 8)
    rounds: int = 5
    tries: int = 3


QUICK = Size(rows=2, whole=1, clients=(1, 2), rounds=2, tries=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """One approach that waits for its answer: who may ask, and whom."""

    miriam: Actor
    recipient: Actor
    handoff: str

    def ask(self) -> None:
        """The recipient's question."""
        command = reply.Ask(str(uuid4()), self.handoff, question="other_hours")
        must(reply.ask(self.recipient, command, moment(ZONE)))

    def answer(self) -> None:
        """The referrer's answer."""
        command = reply.Answer(str(uuid4()), self.handoff, answer="evenings")
        must(reply.answer(self.miriam, command, moment(ZONE)))


def measure(size: Size, tell: Tell) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """The results, and how they stand against their goals. Raises OtherWork when a yardstick did other work."""
    database = connection.vendor
    world = open_small_world(Clock(datetime.now(UTC) - timedelta(minutes=5)))
    tell(f"preparing {size.rows} referrals")
    asked = [approach for _ in range(size.rows) for approach in approaches(world.case().until_asked())]
    results, targets = [], []
    for clients in size.clients:
        line = _events(asked, clients=clients, size=size, tell=tell)
        results.append(line)
        if clients == 1 or database == "postgresql":
            name = f"handoff event, {_clients(clients)}, share of the bare driver"
            share, void = float(str(line["ratio_per_s"])), bool(line["void"])
            targets.append(at_least(name, GOAL, value=share, void=void))
    results.append(_whole(world, size=size, tell=tell))
    count, problems = verify()
    if problems:
        raise OtherWork(f"the record of {count} entries is broken: {problems[0]}")
    return results, targets


def approaches(case: Case) -> tuple[Asked, ...]:
    """The two that were asked: one has an account, the other a link."""
    return tuple(Asked(case.miriam, case.who(name), case.handoff(name)) for name in ("amara", "samuel"))


def _events(asked: Sequence[Asked], *, clients: int, size: Size, tell: Tell) -> dict[str, object]:
    tell(f"handoff event, {_clients(clients)}")
    kept: list[Transaction] = []

    def subject() -> Round:
        return at_once([partial(_acting, part) for part in _shares(asked, clients)])

    def yardstick() -> Round:
        parts = [captured(partial(_act, part)) for part in _shares(asked, clients)]
        kept[:] = [done for part in parts for done in part]
        return at_once([partial(_playing, part) for part in parts])

    pair = in_turn(subject, yardstick, tell=tell, rounds=size.rounds, tries=size.tries)
    sizes = {"referrals": size.rows, "clients": clients, "events": len(pair.subject[0].times)}
    return result(
        "handoff event",
        database=connection.vendor,
        sizes=sizes,
        pair=pair,
        limit=LIMIT,
        statements=mean(len(done.statements) for done in kept),
        rows_changed=mean(done.changed for done in kept),
    )


def _act(part: Sequence[Asked]) -> Round:
    return timed(step for each in part for step in (each.ask, each.answer))


def _acting(part: Sequence[Asked]) -> Callable[[], Round]:
    captured(partial(_act, part[:1]))  # so that this process has met every statement once, as a server has
    return partial(_act, part)


def _playing(done: Sequence[Transaction]) -> Callable[[], Round]:
    line = Bare()
    line.rehearse(done[:2])
    return partial(_play, line, done)


def _play(line: Bare, done: Sequence[Transaction]) -> Round:
    watch, rows = Watch(), []
    for each in done:
        watch.piece(lambda each=each: rows.append(line.play(each)))  # type: ignore[misc]
    line.close()
    check_same(done, rows)
    return watch.round()


def _whole(world: SmallWorld, *, size: Size, tell: Tell) -> dict[str, object]:
    """Whole referrals, one after the other: every act from the need to the first session."""
    tell(f"whole referrals, {size.whole} a round")
    said = captured(partial(_connect, world.case()))

    def one_round() -> Round:
        cases = [world.case() for _ in range(size.whole)]
        return timed(partial(_connect, case) for case in cases)

    warm = one_round()
    acts, entries = AcceptedCommand.objects.count(), RecordEntry.objects.count()
    rounds = [one_round() for _ in range(size.rounds)]
    whole = size.rounds * size.whole
    acts = (AcceptedCommand.objects.count() - acts) // whole - BEGINNING
    entries = (RecordEntry.objects.count() - entries) // whole
    return alone(
        "whole referral, need to connected",
        database=connection.vendor,
        sizes={"referrals": len(warm.times), "acts": acts, "entries": entries},
        rounds=rounds,
        statements=sum(len(done.statements) for done in said),
        statements_an_act=round(_statements_of_acts(said) / acts, 1),
        cpu_ms_an_act=round(1000 * mean(each.cpu_each for each in rounds) / acts, 3),
    )


BEGINNING = 2
"""Acts that come before the need: adding the client, beginning the referral."""


def _statements_of_acts(said: Iterable[Transaction]) -> int:
    return sum(len(done.statements) for done in said if done.is_atomic)


def _connect(case: Case) -> None:
    case.until_started()


def _clients(count: int) -> str:
    return f"{count} client" if count == 1 else f"{count} clients"


def _shares(asked: Sequence[Asked], clients: int) -> list[Sequence[Asked]]:
    """Each client's own approaches; both of one referral go to the same client."""
    each = -(-len(asked) // (2 * clients)) * 2
    return [asked[start : start + each] for start in range(0, len(asked), each)]
