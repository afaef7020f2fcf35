"""What the operator does for somebody with an account who cannot get in."""

from dataclasses import dataclass

from django.apps import apps

from segue.acts.answer import Done
from segue.acts.door import act
from segue.acts.rights import refusal_unless
from segue.acts.streams import person_stream
from segue.rules.actor import Actor
from segue.rules.moment import At
from segue.rules.permission import Thing, Verb
from segue.rules.step import Refused
from segue.rules.text import N_
from segue.store.models import Notice, Person
from segue.store.record import Line, append
from segue.store.step import Due, put

NOBODY = Refused(
    "no_such_person",
    N_("Nobody with this e-mail address has an account here."),
    N_("Nothing was changed. Compare the address with the one they sign in with."),
)
NO_FACTOR = Refused(
    "no_second_factor",
    N_("This account has no second factor."),
    N_("Nothing was changed. A forgotten password is set anew from the sign-in page."),
)


@dataclass(frozen=True, slots=True)
class ForgetFactors:
    """Whose passkeys, authenticator app and recovery codes are lost."""

    key: str
    email: str


@act
def forget_factors(actor: Actor, command: ForgetFactors, at: At) -> Done | Refused:
    """Take a person's second factors away, so that the password alone lets them in to set up new ones.

    The person is told by mail: if it was not they who asked, they hear of it at once.
    """
    if no := refusal_unless(actor, Thing.sign_in, Verb.begin):
        return no
    person = Person.objects.filter(email__iexact=command.email).first()
    if person is None:
        return NOBODY
    count, _ = apps.get_model("mfa", "Authenticator")._default_manager.filter(user_id=person.id).delete()
    if not count:
        return NO_FACTOR
    append(
        person_stream(person.id), Line("factors_forgotten", refs={"count": str(count)}), actor=actor, at=at
    )
    due = Due("factors_forgotten", f"factors_forgotten:{at.new_id()}", {"person": str(person.id)})
    put(Notice, [due], practice=None, at=at)
    return Done(id=str(person.id), also={"count": str(count)})
