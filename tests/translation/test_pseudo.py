"""The made-up language: what it does to a text, and that the program speaks it."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from segue.pages.environment import day, direction, environment, language
from segue.site.translation import CLOSING, OPENING, PSEUDO, gather, pseudo, write_pseudo_language


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("Call", "⟦Çááłł⟧"),
        ("Ask %(name)s", "⟦Áášķ %(name)s⟧"),
        ("%(day)s, %(clock)s", "⟦%(day)s, %(clock)s⟧"),
        ("For <bdi>%(name)s</bdi>", "⟦Ƒóóř <bdi>%(name)s</bdi>⟧"),
        ("100%% & &amp;", "⟦100%% & &amp;⟧"),
    ],
)
def test_a_text_is_accented_lengthened_and_bracketed_around_what_must_stay(text: str, made: str) -> None:
    assert pseudo(text) == made


def test_no_plain_letter_is_left() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"

    assert not set(pseudo(letters + letters.upper())) & set(letters + letters.upper())


def test_texts_get_longer_by_a_third_or_so() -> None:
    texts = [message.id for message in gather() if isinstance(message.id, str) and message.id]
    longer = sum(len(pseudo(text)) for text in texts) / sum(len(text) for text in texts)

    assert 1.25 < longer < 1.5


def test_every_text_comes_back_in_the_made_up_language(pseudo: str) -> None:
    with translation.override(pseudo):
        for message in gather():
            if isinstance(message.id, str) and message.id:
                said = (
                    translation.pgettext(message.context, message.id)
                    if message.context
                    else translation.gettext(message.id)
                )
                assert (said[0], said[-1]) == (OPENING, CLOSING)


@pytest.mark.parametrize(
    ("count", "word"), [(0, "ďááýýš"), (1, "ďááýý"), (2, "ďááýýš"), (7, "ďááýýš"), (40, "ďááýýš")]
)
def test_a_plural_has_a_form_for_every_number(pseudo: str, count: int, word: str) -> None:
    with translation.override(pseudo):
        said = translation.ngettext("%(count)s day ago", "%(count)s days ago", count) % {"count": count}

    assert said == f"⟦{count} {word} ááğóó⟧"


def test_plurals_have_the_six_forms_of_arabic() -> None:
    assert gather(locale="ar").num_plurals == 6


def test_a_page_in_it_is_read_from_the_right_and_its_days_can_be_written(pseudo: str) -> None:
    with translation.override(pseudo):
        assert (language(), direction()) == (PSEUDO, "rtl")
        assert "12" in day(date(2026, 3, 12)).translate(str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789"))
        assert environment().from_string("{% trans n=2 %}Hello {{ n }}{% endtrans %}").render() == "Hello 2"


@pytest.mark.django_db
def test_a_browser_that_asks_for_it_gets_it_and_others_do_not(pseudo: str) -> None:
    def sign_in_page(language: str) -> str:
        return (
            Client(headers={"accept-language": language}).get("/healthz").headers.get("Content-Language", "")
        )

    assert (sign_in_page("ar-XB"), sign_in_page("en"), sign_in_page("fr")) == ("ar-xb", "en", "en")


def test_it_is_gone_after_the_test() -> None:
    with translation.override(PSEUDO):
        assert translation.gettext("Exit this page") == "Exit this page"


def test_it_is_written_anew_over_an_older_one(tmp_path: Path) -> None:
    write_pseudo_language(tmp_path)
    file = tmp_path / "ar_XB" / "LC_MESSAGES" / "django.mo"
    file.write_bytes(b"old")

    assert write_pseudo_language(tmp_path) == tmp_path
    assert file.read_bytes()[:4] == b"\xde\x12\x04\x95"
    assert [path.name for path in file.parent.iterdir()] == ["django.mo"]


@pytest.mark.parametrize(
    ("switch", "said"), [("0", "en Exit this page"), ("1", "en,ar-xb ⟦Ééẋííţ ţĥííš ƥááğéé⟧")]
)
def test_a_server_offers_it_only_where_its_switch_is_on(tmp_path: Path, switch: str, said: str) -> None:
    ask = (
        "import django; django.setup()\n"
        "from django.conf import settings; from django.utils import translation\n"
        "with translation.override('ar-xb'):\n"
        "    print(','.join(code for code, _ in settings.LANGUAGES), translation.gettext('Exit this page'))"
    )
    around = {name: value for name, value in os.environ.items() if not name.startswith("SEGUE_")}
    around |= {"SEGUE_HOME": str(tmp_path), "SEGUE_PSEUDO_LANGUAGE": switch, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", ask],
        env=around | {"DJANGO_SETTINGS_MODULE": "segue.site.settings"},
        capture_output=True,
        check=True,
        encoding="utf-8",
    )

    assert done.stdout.strip() == said
