"""Which rows of the national provider file are wanted: by taxonomy code, by state, and whether the number is in use.

Looks at no more of a row than that takes, since most rows of a country are somebody else's. What a wanted row becomes
is decided in `listing`.
"""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from itertools import chain
from types import MappingProxyType
from typing import Final, NamedTuple

from segue.formats import nppes_columns as columns
from segue.formats.cleaning import Unfit, day_of, state_of
from segue.formats.listing import Bad, Declared, ListingKind, Picked, Row, Skipped, SkipReason, bad
from segue.formats.npi import SeenNumbers, is_valid_npi
from segue.formats.nppes_columns import Layout
from segue.formats.rows import Broken, Whole

_NOTHING: Mapping[str, str] = MappingProxyType({})
_KINDS: Mapping[str, ListingKind] = MappingProxyType({"1": ListingKind.PERSON, "2": ListingKind.ORGANIZATION})
_STATE_OF_PLACE: Final = 9
# Another number makes every listing be written anew by the next import: for when `listing` keeps something else.
_EDITION: Final = "listing 2"
_FINGERPRINT_BYTES: Final = 16


class Wanted(NamedTuple):
    """The taxonomy codes that are kept, each with its profession, of people and of organizations.

    `states` is where they practice or hold a license; empty stands for everywhere.
    """

    people: Mapping[str, str]
    organizations: Mapping[str, str] = _NOTHING
    states: frozenset[str] = frozenset()


class RowReader:
    """Reads the rows of one layout, keeping what is wanted."""

    def __init__(self, layout: Layout, *, wanted: Wanted) -> None:
        self._wanted = wanted
        self._seen = SeenNumbers()
        self._head = layout.pick((columns.NPI, columns.ENTITY_TYPE, *columns.DEACTIVATION))
        self._codes = layout.pick(columns.TAXONOMIES)
        self._groups = [layout.pick(names) for names in columns.DECLARED]
        self._person = layout.pick((*columns.PERSON_NAME, *columns.PRACTICE_PLACE, *columns.DAYS))
        self._organization = layout.pick((columns.ORGANIZATION_NAME, *columns.PRACTICE_PLACE, *columns.DAYS))

    def read(self, row: Whole | Broken) -> Row:
        """What becomes of one row. The checks that most rows fail come first: files have millions of rows."""
        if isinstance(row, Broken):
            return bad(row.line, row.flaw)
        line, fields = row
        npi, entity_type, deactivated, reactivated = self._head(fields)
        if not is_valid_npi(npi):
            return bad(line, "check_digit")
        if not entity_type or deactivated:
            ended = self._ended(line, npi, entity_type, deactivated, reactivated)
            if ended is not None:
                return ended
        kind = _KINDS.get(entity_type)
        if kind is None:
            return bad(line, "entity_type")
        professions = self._wanted.people
        if kind is ListingKind.ORGANIZATION:
            professions = self._wanted.organizations
            if not professions:
                return Skipped(line, npi, SkipReason.ORGANIZATION)
        codes = self._codes(fields)
        if professions.keys().isdisjoint(codes):
            return Skipped(line, npi, SkipReason.OTHER_PROFESSION)
        picked = self._picked(line, npi, kind, fields, codes, professions)
        if self._wanted.states and not self._is_there(picked):
            return Skipped(line, npi, SkipReason.OTHER_STATE)
        return picked if self._seen.add(npi) else bad(line, "number_twice")

    def _ended(
        self, line: int, npi: str, entity_type: str, deactivated: str, reactivated: str
    ) -> Skipped | Bad | None:
        """A number that is out of use; None for one that was given back on that day or later."""
        try:
            ended = day_of(deactivated)
            if entity_type and ended:
                begun = day_of(reactivated)
                if begun is not None and begun >= ended:
                    return None
        except Unfit as unfit:
            if entity_type:
                return bad(line, unfit.code)
            ended = None
        if not self._seen.add(npi):
            return bad(line, "number_twice")
        return Skipped(line, npi, SkipReason.DEACTIVATED, ended)

    def _picked(
        self,
        line: int,
        npi: str,
        kind: ListingKind,
        fields: Sequence[str],
        codes: Sequence[str],
        professions: Mapping[str, str],
    ) -> Picked:
        if kind is ListingKind.PERSON:
            kept = self._person(fields)
        else:
            name, *others = self._organization(fields)
            kept = (name, "", "", "", "", "", *others)
        declared = tuple(
            [
                Declared._make(self._groups[place](fields))
                for place, code in enumerate(codes)
                if code in professions
            ]
        )
        leading = declared[0]
        if len(declared) > 1:
            leading = next((each for each in declared if each.switch == "Y"), leading)
        profession = professions[leading.taxonomy]
        hashed = "\x1f".join((_EDITION, npi, kind, profession, *kept, *chain.from_iterable(declared)))
        fingerprint = blake2b(hashed.encode(), digest_size=_FINGERPRINT_BYTES).hexdigest()
        return Picked(line, npi, kind, profession, kept, declared, fingerprint)

    def _is_there(self, row: Picked) -> bool:
        """Whether a row practices or is licensed in one of the states that were asked for."""
        states = self._wanted.states
        here = state_of(row.fields[_STATE_OF_PLACE])
        return here in states or any(state_of(each.state) in states for each in row.declared)
