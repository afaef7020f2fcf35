"""Every text that Segue says, gathered for translators; and a language made up to find what was forgotten.

Texts are gathered by Babel from the code, the templates and the table of professions, as they lie in the package.
The made-up language is called `ar-xb`, since Django and Babel then read it from right to left and write its days
as Arabic does: each letter carries an accent, each text is longer and stands in brackets, and a plural has the six
forms of Arabic. What shows in plain letters was never marked, or is somebody's own words (decision 0004).
Which languages a server offers is decided by the settings.
"""

import csv
import re
import sys
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Final

from babel.messages import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import write_po

PACKAGE: Final = Path(__file__).resolve().parents[1]
PSEUDO: Final = "ar-xb"
OPENING: Final = "⟦"
CLOSING: Final = "⟧"

Found = tuple[int, str | tuple[str, ...], list[str], str | None]
"""The line, the sentence (or one and many), notes for the translator, the context."""

# A marker, and which of its arguments are the sentence, the plural, and (c) the context.
MARKERS: Final[dict[str, tuple[int | tuple[int, str], ...] | None]] = {
    "N_": None,
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
# The policies of pages.environment, so that a text is gathered as it is looked up, to the letter.
TEMPLATES: Final = {
    "silent": "false",
    "trimmed": "true",
    "newstyle_gettext": "true",
    "trim_blocks": "true",
    "lstrip_blocks": "true",
}

_VOWELS = dict(zip("aeiouy", "áéíóúý", strict=True))
_CONSONANTS = dict(zip("bcdfghjklmnpqrstvwxz", "ƀçďƒğĥĵķłɱñƥɋřšţṽŵẋž", strict=True))
_ACCENTS = str.maketrans(
    {plain: accented * 2 for plain, accented in _VOWELS.items()}  # twice: a third longer in all
    | {plain.upper(): accented.upper() + accented for plain, accented in _VOWELS.items()}
    | _CONSONANTS
    | {plain.upper(): accented.upper() for plain, accented in _CONSONANTS.items()}
)
_KEPT = re.compile(r"(%\(\w+\)[sd]|%%|<[^>]+>|&\w+;)")
"""What every translation leaves as it is: places for values, and markup."""


def gather(*, locale: str | None = None) -> Catalog:
    """All texts of the package, each with the places where it is said; with a locale, ready for its words."""
    catalog = Catalog(locale=locale, project="Segue", copyright_holder="The Segue maintainers", fuzzy=False)
    for path, texts in _texts():
        for line, sentence, notes, context in texts:
            place = (path.relative_to(PACKAGE.parent).as_posix(), line)
            catalog.add(sentence, locations=[place], auto_comments=notes, context=context)
    return catalog


def pseudo(text: str) -> str:
    """A text in the made-up language."""
    parts = zip_longest(*[iter(_KEPT.split(text))] * 2, fillvalue="")
    return OPENING + "".join(words.translate(_ACCENTS) + kept for words, kept in parts) + CLOSING


def write_pseudo_language(directory: Path) -> Path:
    """Put the made-up language's catalog where Django looks for one, under this directory, and give that back."""
    catalog = gather(locale="ar")
    for message in catalog:
        if isinstance(message.id, str):
            message.string = pseudo(message.id) if message.id else message.string
        else:
            one, many = message.id
            message.string = tuple(pseudo(one if form == 1 else many) for form in range(catalog.num_plurals))
    target = directory / "ar_XB" / "LC_MESSAGES" / "django.mo"
    target.parent.mkdir(parents=True, exist_ok=True)
    half_written = target.with_suffix(".half")
    with half_written.open("wb") as file:
        write_mo(file, catalog)
    half_written.replace(target)
    return directory


def _texts() -> Iterator[tuple[Path, Iterable[Found]]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path, extract_from_file("python", path, MARKERS, ["For translators:"])
    for path in sorted(path for path in (PACKAGE / "pages" / "templates").rglob("*.*")):
        yield path, extract_from_file("jinja2", path, MARKERS, options=TEMPLATES)
    taxonomy = PACKAGE / "store" / "lore" / "taxonomy.csv"
    yield taxonomy, _professions(taxonomy)


def _professions(path: Path) -> Iterator[Found]:
    """The professions of the taxonomy: pages translate each by its English name."""
    lines = path.read_text(encoding="utf-8").splitlines()
    head = sum(line.startswith("#") for line in lines)
    for number, row in enumerate(csv.DictReader(lines[head:]), start=head + 2):
        yield number, row["profession"], ["a profession, as it stands inside a sentence"], None


if __name__ == "__main__":
    write_po(sys.stdout.buffer, gather(), width=100)
