"""A form from our own page gets in although the browser says no origin; one from elsewhere does not."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import RequestFactory

from segue.site.forgery import OwnForms


def answer(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("in")


def sent(**said: str) -> int:
    """The status that a form with a right token gets, with these headers."""
    page = RequestFactory().get("/")
    token = get_token(page)
    form = RequestFactory().post("/", {"csrfmiddlewaretoken": token}, **said)
    form.COOKIES["segue-form"] = page.META["CSRF_COOKIE"]
    guard = OwnForms(answer)
    guard.process_request(form)
    refused = guard.process_view(form, answer, (), {})
    return refused.status_code if refused is not None else 200


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({}, 200),
        ({"HTTP_ORIGIN": "http://testserver"}, 200),
        ({"HTTP_ORIGIN": "null", "HTTP_SEC_FETCH_SITE": "same-origin"}, 200),
        ({"HTTP_ORIGIN": "null"}, 200),
        ({"HTTP_ORIGIN": "null", "HTTP_SEC_FETCH_SITE": "cross-site"}, 403),
        ({"HTTP_ORIGIN": "null", "HTTP_SEC_FETCH_SITE": "same-site"}, 403),
        ({"HTTP_ORIGIN": "https://elsewhere.example"}, 403),
    ],
)
def test_a_form_gets_in_from_our_own_pages_only(said: dict[str, str], status: int) -> None:
    assert sent(**said) == status


def test_a_form_without_its_token_is_refused() -> None:
    form = RequestFactory().post("/", {}, HTTP_ORIGIN="null", HTTP_SEC_FETCH_SITE="same-origin")
    guard = OwnForms(answer)
    guard.process_request(form)

    refused = guard.process_view(form, answer, (), {})

    assert refused is not None
    assert refused.status_code == 403
