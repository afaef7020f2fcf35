"""The lasting code that a client and their link share: offered on a form, told in session, kept as a hash only."""

import hashlib

from django.contrib.auth.hashers import make_password

from segue.store.tokens import normal_code, word_code

DIGITS = 8
SALT_LENGTH = 22


def fresh_code() -> str:
    """A code that can be said aloud."""
    return word_code()


def is_whole(typed: str) -> bool:
    """Whether somebody typed all of a code."""
    return len(normal_code(typed)) == DIGITS


def hash_of_code(typed: str, *, form: str) -> str:
    """The slow hash, made outside of any transaction.

    Its salt follows from the form's key, so that a form sent twice makes one and the same command.
    """
    return make_password(normal_code(typed), salt=hashlib.sha256(form.encode()).hexdigest()[:SALT_LENGTH])
