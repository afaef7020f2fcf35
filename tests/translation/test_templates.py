"""Nothing that a template shows is left unmarked."""

from pathlib import Path

import pytest

from tests.translation.markup import TEMPLATES, Said, files, unmarked

# What stays as it is in every language, by file; * is every file. Each with its reason.
STAYS = {
    "*": {"Segue": "the product's name"},
}
EXEMPT = {"style.html": "the operator's page of parts, with invented words of invented people"}


def told(path: Path) -> list[Said]:
    name = path.relative_to(TEMPLATES).as_posix()
    stays = STAYS["*"] | STAYS.get(name, {})
    found = unmarked(path.read_text(encoding="utf-8"), is_markup=path.suffix == ".html")
    return [said for said in found if said.words.strip(" –·") not in stays]


@pytest.mark.parametrize("path", files(), ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_a_template_says_nothing_that_is_not_marked(path: Path) -> None:
    if path.name in EXEMPT:
        return

    assert [f"{path.name}:{said.line}: {said.words}" for said in told(path)] == []


def test_an_exempt_template_is_one_that_would_fail() -> None:
    assert [name for name in EXEMPT if not told(TEMPLATES / name)] == []


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<p>Your turn</p>", "Your turn"),
        ("<p>{% if x %}on{% else %}<b>{{ x }}</b>{% endif %}</p>", "on"),
        ('<a aria-label="Close" href="/x">{{ x }}</a>', 'aria-label="Close"'),
        ('<input placeholder="Your name">', 'placeholder="Your name"'),
        ('<input type="submit" value="Send">', 'value="Send"'),
        ("{{ button('Keep') }}", "Keep"),
        ("{{ head(over='no opening yet today') }}", "no opening yet today"),
        ("{% block body %}wide{% endblock %}<p>Wide</p>", "Wide"),
        ("{% macro m(x) %}<p>{{ x }}, MD</p>{% endmacro %}", ", MD"),
    ],
)
def test_words_without_a_mark_are_found(source: str, words: str) -> None:
    assert [said.words for said in unmarked(source, is_markup=True)] == [words]


@pytest.mark.parametrize(
    "source",
    [
        "<p>{% trans %}Your turn{% endtrans %}</p>",
        "<p>{{ _('Your turn') }}</p>",
        '<a class="Button" href="/Here" aria-label="{{ _("Close") }}">{{ x }} · {{ y }}</a>',
        "{{ button(_('Keep %(name)s', name=x), kind='bare', class='stack-s wide') }}",
        "{# Not shown #}<!-- Nor is this --><style>p { color: red }</style>",
        "<p>{% trans n=x %}One{% pluralize %}{{ n }} of them{% endtrans %}</p>",
    ],
)
def test_marked_words_and_names_for_the_machine_pass(source: str) -> None:
    assert unmarked(source, is_markup=True) == []


def test_plain_text_is_read_as_a_whole() -> None:
    assert unmarked("{{ x }}\nHello\n", is_markup=False) == [Said(1, "Hello")]
    assert unmarked("- {{ x }}\n{% trans %}Hello{% endtrans %}\n", is_markup=False) == []
