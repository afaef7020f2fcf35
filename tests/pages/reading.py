"""Templates made without a view, and HTML read as strictly as it can be."""

from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path
from jinja2 import FileSystemLoader

from segue import pages
from segue.pages.environment import environment

ROOM = Path(pages.__file__).parent
TEMPLATES = ROOM / "templates"
PLAIN_FILES = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


def nothing(request: HttpRequest) -> HttpResponse:
    """A page behind the names that the layouts link to."""
    return HttpResponse()


NAMES = (
    "today", "received", "called", "new_referral", "account_logout", "mfa_index", "my_profile", "directory",
)  # fmt: skip
urlpatterns = [path(name, nothing, name=name) for name in NAMES]


def made(source: str, **context: object) -> str:
    """What a template gives, with the addresses above and static files by their plain names."""
    storages = {**settings.STORAGES, "staticfiles": PLAIN_FILES}
    with override_settings(ROOT_URLCONF=__name__, STORAGES=storages):
        return environment(loader=FileSystemLoader(TEMPLATES)).from_string(source).render(context)


def used(file: str, call: str, **context: object) -> Element:
    """One macro of a file of parts, called and read."""
    return fragment(
        made(f"{{% from 'parts/{file}.html' import {call.split('(')[0]} %}}{{{{ {call} }}}}", **context)
    )


def fragment(markup: str) -> Element:
    """A piece of a page, read strictly: any mistake is an error."""
    return parsed(f'<!doctype html><html lang="en"><head><title>x</title></head><body>{markup}</body></html>')


def parsed(markup: str) -> Element:
    """A whole page, read strictly."""
    tree: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(markup)
    return tree


def words(element: Element) -> str:
    """What stands in it, with single spaces."""
    return " ".join("".join(element.itertext()).split())


def having(tree: Element, name: str, value: str | None = None) -> list[Element]:
    """The elements that carry an attribute, or carry a word in it."""
    return [e for e in tree.iter() if name in e.attrib and (value is None or value in e.attrib[name].split())]
