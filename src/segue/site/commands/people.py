"""`segue people …`: help for somebody who lost every second factor, and for whose listing has no mailbox."""

import click

from segue.rules.actor import Actor, Kind
from segue.rules.step import Refused
from segue.site import checks
from segue.site.commands.words import as_json_option
from segue.site.says import Ended, Exit, answer, plural


@click.group()
def people() -> None:
    """Help people to get in, and to their entry in the directory."""


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


@people.command(name="give-listing")
@click.argument("npi")
@click.argument("email")
@as_json_option
def give_listing(npi: str, email: str, as_json: bool) -> None:
    """Give a listing without a mail address to whose it is.

    NPI is the number of the listing, EMAIL the address with which the person signs in. Make sure that it is they: call
    the telephone number that the registry has. Whoever has an address in their listing takes it over by a mailed link.
    """
    checks.start(checks.WRITING)
    from segue.acts import claim  # app ready
    from segue.store.identifiers import moment  # app ready

    done = claim.give(Actor(Kind.operator), claim.GiveListing("", npi, email), moment())
    if isinstance(done, Refused):
        raise Ended([done], Exit.refused)
    answer(
        {"profile": done.id}, as_json=as_json, lines=["The listing is theirs. It stands under “My profile”."]
    )


@people.command(name="remove-listing")
@click.argument("npi")
@as_json_option
def remove_listing(npi: str, as_json: bool) -> None:
    """Take an entry out of the directory for somebody who asked for it.

    It is never shown again, and no import brings it back. Referrals that are under way go on.
    """
    checks.start(checks.WRITING)
    from segue.acts import removal  # app ready
    from segue.store.identifiers import moment  # app ready

    done = removal.remove_by_number(Actor(Kind.operator), removal.RemoveByNumber("", npi), moment())
    if isinstance(done, Refused):
        raise Ended([done], Exit.refused)
    answer({"profile": done.id}, as_json=as_json, lines=["The entry is out of the directory."])
