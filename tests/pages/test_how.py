"""How options are found: for anybody, in the numbers that count."""

import pytest
from django.core.management import call_command
from django.test import Client

from segue.rules.matching.topic import TOPIC_LABELS, TOPIC_RULES
from segue.rules.matching.weights import CURRENT
from tests.pages.reading import parsed, words


@pytest.fixture(autouse=True, scope="module")
def static_files(django_db_setup: None) -> None:
    """Pages name their style sheets by digest, so these are gathered first."""
    call_command("collectstatic", verbosity=0, interactive=False)


@pytest.mark.django_db
def test_anybody_reads_each_topic_with_its_points_and_its_rule() -> None:
    page = Client().get("/how-options-are-found")

    tree = parsed(page.content.decode())
    rows = [tuple(words(cell) for cell in row) for row in tree.iter("tr")]
    assert page.status_code == 200
    assert rows[1:] == [
        (TOPIC_LABELS[topic], str(most), TOPIC_RULES[topic]) for topic, most in CURRENT.most.items()
    ]
    assert f"version {CURRENT.version}" in words(tree)


def test_every_topic_that_brings_points_has_a_name_and_a_rule() -> None:
    assert set(TOPIC_LABELS) == set(TOPIC_RULES) == set(CURRENT.most)
