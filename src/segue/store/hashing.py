"""How passwords and lasting codes are hashed: argon2id at a cost that two cores bear."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class SteadyArgon2(Argon2PasswordHasher):
    """argon2id with 19 MiB, two passes, one lane: the least that OWASP's password storage sheet advises."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
