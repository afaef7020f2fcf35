"""The door that every act goes through: one transaction, one idempotency key, one answer.

Same key and same command: the first answer again. Same key and another command: refused. A refusal writes
nothing, also not its key. While the first is still running, the second waits for the database's lock and then
finds the first one's answer.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, is_dataclass
from functools import wraps
from typing import Protocol, TypeVar

from django.db import transaction

from segue.acts.answer import Done, done_from
from segue.acts.rights import STALE
from segue.rules.actor import Actor
from segue.rules.moment import At
from segue.rules.step import Refused
from segue.rules.text import N_
from segue.store.door import writing
from segue.store.keys import server_digest
from segue.store.models import AcceptedCommand
from segue.store.statement import insert_once, update
from segue.store.step import Stale


class Command(Protocol):
    """A frozen dataclass; `key` makes doing it twice the same as doing it once."""

    @property
    def key(self) -> str: ...


C = TypeVar("C", bound=Command)
Act = Callable[[Actor, C, At], Done | Refused]

KEY_REUSED = Refused(
    "key_reused",
    N_("This form was already sent with other words."),
    N_("What was sent first is kept. Open the page again to send something new."),
)
KEY_UNREADABLE = Refused(
    "key_unreadable",
    N_("This form was not sent whole."),
    N_("Open the page again, then send it once more."),
)
LONGEST_KEY = 120


def act(body: Act[C]) -> Act[C]:
    """Make a verb an act: `acts.<word>.<verb>(actor, command, at)`."""
    name = f"{body.__module__.rpartition('.')[2]}.{body.__name__}"

    @wraps(body)
    def enter(actor: Actor, command: C, at: At) -> Done | Refused:
        try:
            with writing():
                earlier = _earlier(name, actor, command, at)
                if earlier is not None:
                    return earlier
                answer = body(actor, command, at)
                if isinstance(answer, Refused):
                    transaction.set_rollback(True)
                    return answer
                _keep(actor, command, answer)
                return answer
        except Stale:
            return STALE

    return enter


def actor_name(actor: Actor) -> str:
    """Whose keys these are: two people may use the same key without meeting."""
    who = actor.person or actor.link or actor.handoff or actor.client or actor.practice
    return f"{actor.kind}:{who or ''}"


def command_hash(name: str, command: object) -> str:
    """A keyed digest of the act and everything the command says."""
    assert is_dataclass(command)
    text = json.dumps(asdict(command), sort_keys=True, default=str)  # type: ignore[arg-type]
    return server_digest("command", f"{name}\n{text}")


def _earlier(name: str, actor: Actor, command: Command, at: At) -> Done | Refused | None:
    """The first answer to this key, or None after the key was taken for this command."""
    if not command.key:
        return None
    if len(command.key) > LONGEST_KEY or not command.key.isprintable():
        return KEY_UNREADABLE
    who, digest = actor_name(actor), command_hash(name, command)
    taken = AcceptedCommand(actor=who, key=command.key, act=name, command_hash=digest, at=at.now)
    if insert_once(taken):
        return None
    kept = AcceptedCommand.objects.get(actor=who, key=command.key)
    if kept.command_hash != digest or kept.answer is None:
        return KEY_REUSED
    return done_from(kept.answer)


def _keep(actor: Actor, command: Command, answer: Done) -> None:
    if command.key:
        update(AcceptedCommand, {"answer": answer.to_mapping()}, actor=actor_name(actor), key=command.key)
