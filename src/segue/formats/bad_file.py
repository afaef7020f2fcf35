"""Why a whole file is refused: one shape for every format, with the sentences that several of them share."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from segue.formats.rows import Broken, Flaw, Rows, Whole
from segue.rules.text import N_

_NOTHING: Mapping[str, str] = MappingProxyType({})


class BadFile(NamedTuple):
    """Why nothing of a file was read, and what to do; `about` fills both sentences."""

    code: str
    why: str
    remedy: str
    about: Mapping[str, str] = _NOTHING


def unreadable_file(name: str) -> BadFile:
    """A file that cannot be opened."""
    return BadFile(
        "unreadable_file",
        N_("The file %(name)s could not be opened. Nothing was read."),
        N_("Check the name, and that you may read it."),
        {"name": name},
    )


def damaged_archive() -> BadFile:
    """An archive out of which nothing can be read."""
    return BadFile(
        "damaged_archive",
        N_("The archive is damaged or locked with a password. Nothing was read."),
        N_("Fetch it anew from the registry."),
    )


def names_of_columns(rows: Rows) -> tuple[str, ...] | BadFile:
    """The names in the first row, without blanks around them, or why that row is no header."""
    first: Whole | Broken | None = next(rows, None)
    if first is None:
        return BadFile(
            "empty_file", N_("The file is empty. Nothing was read."), N_("Fetch the provider file anew.")
        )
    if isinstance(first, Broken) and first.flaw is Flaw.DAMAGED:
        return damaged_archive()
    if isinstance(first, Broken):
        return BadFile(
            "wrong_encoding" if first.flaw in (Flaw.UNDECODABLE, Flaw.NUL) else "wrong_header",
            N_("The first line of the file is not a header in UTF-8. Nothing was read."),
            N_("Use the file as the registry published it: comma-separated text in UTF-8."),
        )
    names = (first.fields[0].removeprefix("\ufeff").strip('"'), *first.fields[1:])
    return tuple(name.strip() for name in names)


def missing_columns(names: Sequence[str], wanted: Sequence[str], *, begins: str) -> BadFile | None:
    """Which of the wanted columns are not there, in a file whose name should begin so."""
    present = set(names)
    missing = [name for name in wanted if name not in present]
    if not missing:
        return None
    return BadFile(
        "wrong_header",
        N_("This is not the national provider file: %(count)s columns are missing. Nothing was read."),
        N_("Choose the file whose name begins with %(begins)s. Missing: %(missing)s."),
        {"count": str(len(missing)), "missing": _some(missing), "begins": begins},
    )


def doubled_columns(names: Sequence[str], wanted: Sequence[str]) -> BadFile | None:
    """Which of the wanted columns stand there twice."""
    twice = [name for name in wanted if names.count(name) > 1]
    if not twice:
        return None
    return BadFile(
        "column_twice",
        N_("Some columns stand in the header twice: %(columns)s. Nothing was read."),
        N_("Use the file as the registry published it."),
        {"columns": _some(twice)},
    )


def _some(names: Sequence[str]) -> str:
    """A list of columns, short enough to read."""
    return "; ".join(names[:5]) + (" …" if len(names) > 5 else "")
