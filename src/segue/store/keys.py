"""The key ring: the master key of this server, and the wrapped keys of practices, clients and handoffs.

The master key comes from the environment or from a file outside the database; an external key service would
stand here too. Unwrapped keys stay in the process for a while; erasing a client destroys the wrapped key.
"""

import hashlib
import hmac
import os
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from django.conf import settings

from segue.store.models import Client, Handoff, Practice
from segue.store.seal import KEY_BYTES, Key, SealBroken, new_key, unwrap, wrap


class KeyMissing(Exception):
    """The master key cannot be read; nothing that is sealed can be opened."""


@lru_cache(maxsize=4)
def _read_master(path: str, from_environment: str) -> Key:
    if from_environment:
        secret = bytes.fromhex(from_environment)
    else:
        try:
            secret = bytes.fromhex(Path(path).read_text().strip())
        except OSError as error:
            raise KeyMissing(f"cannot read the master key file {path}: {error.strerror}") from None
    if len(secret) != KEY_BYTES:
        raise KeyMissing(f"the master key has {len(secret)} bytes; it needs {KEY_BYTES}")
    return Key(secret)


def master_key() -> Key:
    """The key of this server. Raises KeyMissing."""
    return _read_master(str(settings.SEGUE_MASTER_KEY_FILE), settings.SEGUE_MASTER_KEY)


def make_master_key(path: Path) -> bool:
    """Write a new master key unless there is one. True when it was made."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(handle, "w") as file:
        file.write(os.urandom(KEY_BYTES).hex() + "\n")
    return True


@lru_cache(maxsize=4096)
def _unwrapped(outer: Key, wrapped: bytes, owner: UUID) -> Key:
    return unwrap(outer, wrapped, owner=owner)


def key_for_new_practice(practice: UUID) -> tuple[Key, bytes]:
    """A new key and its wrapped form, for the row that is about to be written."""
    key = new_key(practice)
    return key, wrap(master_key(), key)


def key_within(practice: Practice, *, owner: UUID) -> tuple[Key, bytes]:
    """A new key of a client or handoff, wrapped by the practice's."""
    key = new_key(owner)
    return key, wrap(practice_key(practice), key)


def practice_key(practice: Practice) -> Key:
    """The key that wraps the practice's other keys and seals what belongs to no client."""
    return _unwrapped(master_key(), bytes(practice.key_wrapped), practice.id)


def client_key(client: Client) -> Key:
    """The key that seals all that names or describes one client. Needs `client.practice` at hand."""
    return _unwrapped(practice_key(client.practice), bytes(client.key_wrapped), client.id)


def handoff_key(handoff: Handoff) -> Key:
    """The key of one handoff, shared by its two owners. Needs `handoff.from_practice` at hand."""
    return _unwrapped(practice_key(handoff.from_practice), bytes(handoff.key_wrapped), handoff.id)


def server_digest(purpose: str, text: str) -> str:
    """A keyed digest that nobody without the master key can guess from likely inputs."""
    return hmac.new(master_key().derive(purpose), text.encode(), hashlib.sha256).hexdigest()


__all__ = [
    "KeyMissing",
    "SealBroken",
    "client_key",
    "handoff_key",
    "key_for_new_practice",
    "key_within",
    "make_master_key",
    "master_key",
    "practice_key",
    "server_digest",
]
