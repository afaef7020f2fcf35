"""The permission table, asked by acts. Whose row it is was settled before, when the row was looked up."""

from segue.rules.actor import Actor
from segue.rules.permission import Thing, Verb, may
from segue.rules.step import Refused
from segue.rules.text import N_

NOT_FOUND = Refused(
    "not_found",
    N_("There is nothing here."),
    N_("It may have ended, or it belongs to somebody else. Go back and look again."),
)
STALE = Refused(
    "stale",
    N_("Somebody changed this while you were looking at it."),
    N_("Nothing of yours was lost. Look at what changed, then send it again."),
)


def refusal_unless(actor: Actor, thing: Thing, verb: Verb) -> Refused | None:
    """None when the table allows it; otherwise the same answer as for a thing that does not exist."""
    return None if may(actor.kind, thing, verb) else NOT_FOUND
