"""The made-up language, offered beside English for as long as a test takes."""

from pathlib import Path
from typing import Any

import pytest

from segue.site.translation import PSEUDO, write_pseudo_language


@pytest.fixture(scope="session")
def pseudo_texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its catalog, made once."""
    return write_pseudo_language(tmp_path_factory.mktemp("locale"))


@pytest.fixture
def pseudo(pseudo_texts: Path, settings: Any) -> str:
    """Its name: for the Accept-Language of a request, the locale of a browser, or `override`."""
    settings.LANGUAGES = [*settings.LANGUAGES, (PSEUDO, "Pseudo, right to left")]
    settings.LOCALE_PATHS = [pseudo_texts]
    return PSEUDO
