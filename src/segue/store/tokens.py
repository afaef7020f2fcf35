"""Tokens of links and one-time codes: made from the link's identifier, so that nothing readable is stored.

A token is an HMAC of the link's id under a key derived from the master key: 160 bits. The table keeps its
SHA-256 only; the worker derives the token again when it writes the mail. Taking a link back is a column.
"""

import base64
import hashlib
import hmac
import secrets
from uuid import UUID

from segue.store.keys import master_key

TOKEN_BYTES = 20
CODE_DIGITS = 6


def token_of(link: UUID) -> str:
    """The token of a link, for an address."""
    digest = hmac.new(master_key().derive("link token"), link.bytes, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:TOKEN_BYTES]).decode().rstrip("=")


def token_hash(token: str) -> str:
    """What the table keeps of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def code_of(link_code: UUID) -> str:
    """The six digits of a code: made from its identifier like a link's token, so they lie nowhere."""
    digest = hmac.new(master_key().derive("one-time code"), link_code.bytes, hashlib.sha256).digest()
    return f"{int.from_bytes(digest, 'big') % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def word_code() -> str:
    """A lasting code that can be said aloud: two groups of four digits, without a leading zero."""
    return f"{secrets.randbelow(9000) + 1000} {secrets.randbelow(9000) + 1000}"


def normal_code(text: str) -> str:
    """A code as somebody types it, without spaces and dashes."""
    return "".join(letter for letter in text if letter.isdigit())
