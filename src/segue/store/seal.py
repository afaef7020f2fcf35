"""Sealing: AES-256-GCM under a key of the owner, bound to the very cell that holds it.

The associated data is table, column, row and client, so a ciphertext moved to another cell does not open.
Keys wrap keys: the master key a key for each practice, which wraps one for each client and each handoff.
Rotation rewraps keys and never touches a body. Which key seals which column is told by the caller.
"""

import hashlib
import hmac
import os
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db.models import Model

FORMAT = b"\x01"
NONCE_BYTES = 12
KEY_BYTES = 32


class SealBroken(Exception):
    """A sealed value does not open: another key, another cell, or changed bytes."""


@dataclass(frozen=True, slots=True)
class Key:
    """Thirty-two secret bytes and whose they are. Its text never shows the secret."""

    secret: bytes
    owner: UUID | None = None

    def __repr__(self) -> str:
        return f"Key(owner={self.owner})"

    def derive(self, purpose: str) -> bytes:
        """A subkey for one purpose, so that a key that seals is never used to hash."""
        return hmac.new(self.secret, purpose.encode(), hashlib.sha256).digest()


def cell(table: str, column: str, row: UUID, client: UUID | None) -> bytes:
    """The associated data of one cell."""
    return f"{table}|{column}|{row}|{client or ''}".encode()


def seal_bytes(key: Key, plain: bytes, *, about: bytes) -> bytes:
    """Ciphertext: format, nonce, body with tag."""
    nonce = os.urandom(NONCE_BYTES)
    return FORMAT + nonce + AESGCM(key.secret).encrypt(nonce, plain, about)


def unseal_bytes(key: Key, sealed: bytes | memoryview, *, about: bytes) -> bytes:
    """The plain bytes. Raises SealBroken when key, cell or bytes are not those of the sealing."""
    body = bytes(sealed)
    if body[:1] != FORMAT:
        raise SealBroken("unknown format of a sealed value")
    nonce, ciphertext = body[1 : 1 + NONCE_BYTES], body[1 + NONCE_BYTES :]
    try:
        return AESGCM(key.secret).decrypt(nonce, ciphertext, about)
    except (InvalidTag, ValueError):
        raise SealBroken("a sealed value does not open") from None


def seal(
    key: Key, plain: str, *, table: type[Model], column: str, row: UUID, client: UUID | None = None
) -> bytes:
    """Seal a text for one cell."""
    return seal_bytes(key, plain.encode(), about=cell(table._meta.db_table, column, row, client))


def unseal(
    key: Key,
    sealed: bytes | memoryview,
    *,
    table: type[Model],
    column: str,
    row: UUID,
    client: UUID | None = None,
) -> str:
    """Open the text of one cell. Raises SealBroken."""
    return unseal_bytes(key, sealed, about=cell(table._meta.db_table, column, row, client)).decode()


def new_key(owner: UUID | None) -> Key:
    """A fresh random key."""
    return Key(os.urandom(KEY_BYTES), owner)


def wrap(outer: Key, inner: Key) -> bytes:
    """The inner key sealed under the outer one, bound to its owner."""
    return seal_bytes(outer, inner.secret, about=f"key|{inner.owner}".encode())


def unwrap(outer: Key, wrapped: bytes | memoryview, *, owner: UUID) -> Key:
    """The inner key again. Raises SealBroken."""
    return Key(unseal_bytes(outer, wrapped, about=f"key|{owner}".encode()), owner)


def blind_index(key: Key, word: str) -> bytes:
    """A keyed digest of one name word, so that an equal word is found without opening any name."""
    return hmac.new(key.derive("blind index"), word.casefold().encode(), hashlib.sha256).digest()
