"""The made-up language, offered beside English for as long as a test takes."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from segue.site.translation import PSEUDO, write_pseudo_language


@contextmanager
def offered(texts: Path) -> Iterator[str]:
    """Offer the language whose catalog lies here; gives its name, as a browser asks for it."""
    from django.conf import settings  # app ready
    from django.test import override_settings  # app ready

    languages = [*settings.LANGUAGES, (PSEUDO, "Pseudo, right to left")]
    with override_settings(LANGUAGES=languages, LOCALE_PATHS=[texts]):
        yield PSEUDO


@pytest.fixture(scope="session")
def pseudo_texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalog, made once."""
    return write_pseudo_language(tmp_path_factory.mktemp("locale"))


@pytest.fixture
def pseudo(pseudo_texts: Path) -> Iterator[str]:
    """The language's name: for the Accept-Language of a request, the locale of a browser, or `override`."""
    with offered(pseudo_texts) as name:
        yield name
