"""Which chain of the record an act writes to, and the key that seals its details."""

from uuid import UUID

from segue.store.keys import client_key, master_key, practice_key
from segue.store.models import Client, Practice, Referral
from segue.store.record import Stream

SERVER = UUID(int=0)


def practice_stream(practice: Practice) -> Stream:
    """The chain of a practice: people, policies, checks."""
    return Stream("practice", practice.id, practice.id, practice_key(practice))


def client_stream(client: Client) -> Stream:
    """The chain of a client: names, contacts, codes."""
    return Stream("client", client.id, client.practice_id, client_key(client))


def referral_stream(referral: Referral) -> Stream:
    """The chain of a referral and its handoffs. Needs `referral.client.practice` at hand."""
    return Stream("referral", referral.id, referral.practice_id, client_key(referral.client))


def person_stream(person: UUID) -> Stream:
    """The chain of a person with an account: profile, openings, colleagues."""
    return Stream("person", person, None, master_key())


def server_stream() -> Stream:
    """The chain of the server itself: imports, migrations."""
    return Stream("server", SERVER, None, master_key())
