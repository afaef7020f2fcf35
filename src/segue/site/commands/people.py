"""`segue people forget-factors`: help for somebody who lost every second factor."""

import click

from segue.rules.actor import Actor, Kind
from segue.rules.step import Refused
from segue.site import checks
from segue.site.commands.words import as_json_option
from segue.site.says import Ended, Exit, answer, plural


@click.group()
def people() -> None:
    """Help people with an account to get in."""


@people.command(name="forget-factors")
@click.argument("email")
@as_json_option
def forget_factors(email: str, as_json: bool) -> None:
    """Take away somebody's passkeys, authenticator app and recovery codes.

    For a person who lost them all. Make sure that it is they who ask: call a number that you knew before. Afterwards
    their password lets them in, and they set up new ones. It stands in the record, and they are told by mail.
    """
    checks.start(checks.WRITING)
    from segue.acts import person  # app ready
    from segue.store.identifiers import moment  # app ready

    done = person.forget_factors(Actor(Kind.operator), person.ForgetFactors("", email), moment())
    if isinstance(done, Refused):
        raise Ended([done], Exit.refused)
    count = int(done.also["count"])
    taken = plural(count, "factor was", "factors were")
    answer({"forgotten": count}, as_json=as_json, lines=[f"{taken} taken away. The person is told by mail."])
