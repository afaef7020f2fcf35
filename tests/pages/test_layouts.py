"""The frames of the pages: what is always there, and what never is."""

import pytest
from django.utils.translation import override

from tests.pages.reading import having, made, parsed, words

SIGNED_IN = {"practice_name": "Elm & River Practice", "my_name": "Miriam Castellanos", "csrf_input": ""}
CLIENT = {"practice_name": "Elm & River", "exit_to": "https://www.weather.gov/"}


def test_a_clinicians_page_marks_where_one_is() -> None:
    source = (
        "{% extends 'layouts/clinic.html' %}{% set here = 'received' %}{% block name %}Received{% endblock %}"
    )

    tree = parsed(made(source, **SIGNED_IN))

    assert [words(e) for e in tree.iter("title")] == ["Received – Segue"]
    assert [words(e) for e in having(tree, "aria-current", "page")] == ["Received"]
    assert [(e.attrib["method"], e.attrib["action"]) for e in tree.iter("form")] == [
        ("post", "/account_logout")
    ]
    assert list(tree.iter("script")) == []


def test_htmx_comes_only_where_a_page_asks_and_cannot_evaluate() -> None:
    tree = parsed(made("{% extends 'layouts/clinic.html' %}{% set htmx = true %}", **SIGNED_IN))

    (script,) = tree.iter("script")
    (config,) = having(tree, "name", "htmx-config")
    assert script.attrib["src"].startswith("/static/")
    assert config.attrib["content"] == '{"includeIndicatorStyles": false, "allowEval": false}'


def test_a_clients_page_can_be_left_and_names_no_product() -> None:
    tree = parsed(made("{% extends 'layouts/client.html' %}", **CLIENT))

    (leave,) = having(tree, "class", "exit")
    visible = words(next(tree.iter("body")))
    icons = [e.attrib["href"] for e in tree.iter("link") if e.attrib["rel"] == "icon"]
    assert [words(e) for e in tree.iter("title")] == ["Your page"]
    assert (leave.attrib["href"], leave.attrib["rel"]) == ("https://www.weather.gov/", "noreferrer")
    assert "Elm & River" in visible
    assert "segue" not in visible.lower()
    assert icons == ["/static/segue/plain.svg"]


def test_help_is_open_on_the_first_page_and_folded_on_the_others() -> None:
    first = parsed(made("{% extends 'layouts/client.html' %}{% set first_visit = true %}", **CLIENT))
    later = parsed(made("{% extends 'layouts/client.html' %}", **CLIENT))

    assert [e.tag for e in having(first, "class", "crisis")] == ["section"]
    assert [e.tag for e in having(later, "class", "crisis")] == ["details"]
    for tree in (first, later):
        (crisis,) = having(tree, "class", "crisis")
        assert [e.attrib["href"] for e in crisis.iter("a")] == ["tel:988", "sms:988", "tel:911"]


def test_a_guests_page_says_whom_it_is_for() -> None:
    tree = parsed(made("{% extends 'layouts/guest.html' %}", guest_name="Samuel Adeyemi, PsyD"))

    assert [words(e) for e in having(tree, "class", "over")] == ["For Samuel Adeyemi, PsyD"]


@pytest.mark.parametrize(("neutral", "named"), [(True, 0), (False, 1)])
def test_a_neutral_page_names_no_product(neutral: bool, named: int) -> None:
    source = "{% extends 'layouts/plain.html' %}{% block title %}Nothing here{% endblock %}"

    tree = parsed(made(source, neutral=neutral))

    assert words(next(tree.iter("body"))).count("Segue") == named


@pytest.mark.parametrize("layout", ["clinic", "client", "guest", "plain"])
def test_a_page_turns_with_its_language_and_tells_nobody_where_it_was(layout: str) -> None:
    with override("ar"):
        tree = parsed(
            made(f"{{% extends 'layouts/{layout}.html' %}}", **SIGNED_IN | CLIENT, guest_name="Samuel")
        )

    page = next(tree.iter("html"))
    told = {e.attrib["name"]: e.attrib["content"] for e in having(tree, "name") if e.tag == "meta"}
    assert (page.attrib["lang"], page.attrib["dir"]) == ("ar", "rtl")
    assert (told["robots"], told["referrer"]) == ("noindex, nofollow", "no-referrer")
    assert [e.attrib["href"] for e in having(tree, "class", "skip")] == ["#main"]


def test_what_the_last_step_said_stands_at_the_top() -> None:
    tree = parsed(made("{% extends 'layouts/plain.html' %}", messages=["You are <signed> out."]))

    assert [words(e) for e in having(tree, "role", "status")] == ["You are <signed> out."]
