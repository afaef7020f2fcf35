"""The client's door, for tests: their link, and the code that was agreed in session."""

from uuid import UUID
from xml.etree.ElementTree import Element

from django.http import HttpResponse
from django.test import Client

from segue.acts.practice import hashed
from segue.demo.builders import Case, SmallWorld
from segue.reads.lookups import link_of
from segue.store.models import Profile, Referral
from segue.store.tokens import token_of
from tests.pages.received.doors import tree_of

CODE = "4271 8836"


def case_with_code(world: SmallWorld) -> Case:
    """Jonas, whose code is known to the test."""
    return world.case(code_hash=hashed(CODE.replace(" ", "")))


def address(case: Case, page: str = "") -> str:
    """One of the client's pages."""
    return f"/c/{case.referral}/{page}"


def token_for(case: Case) -> str:
    """The token in the client's mail."""
    return token_of(UUID(link_of("client", referral=case.referral)))


def by_link(case: Case) -> Client:
    """A browser in which the link was opened, and no code given yet."""
    browser = Client()
    browser.get(f"/l/{token_for(case)}")
    return browser


def by_code(case: Case) -> Client:
    """A browser in which link and code were given."""
    browser = by_link(case)
    answer = browser.post(address(case), {"code": CODE})
    assert answer.status_code == 303
    return browser


def version_of(case: Case) -> int:
    """The version that a page shown now would carry."""
    return Referral.objects.values_list("version", flat=True).get(pk=case.referral)


def name_of(case: Case, short: str) -> str:
    """The name of a recipient as a page writes it."""
    return Profile.objects.values_list("name", flat=True).get(pk=case.world.profiles[short])


def sent_as_shown(page: HttpResponse, **more: str) -> dict[str, str]:
    """What a browser would send of the page's last big form: its hidden fields, and these."""
    form = max(tree_of(page).iter("form"), key=lambda form: len(list(form.iter("input"))))
    return {e.attrib["name"]: e.attrib["value"] for e in form.iter("input") if is_hidden(e)} | more


def is_hidden(field: Element) -> bool:
    return field.attrib.get("type") == "hidden"
