"""The header of the national provider file: which columns there are, and which Segue reads.

The registry publishes two layouts. Version 2 adds Certification Date at the end and calls the column of sex
anew. Columns are found by name, never by place, and what Segue does not need it does not read: the mailing
address above all, which is often somebody's home.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter

_MAIL = "Business Mailing Address"
_PLACE = "Business Practice Location Address"
_COUNTRY = "Country Code (If outside U.S.)"

NPI = "NPI"
ENTITY_TYPE = "Entity Type Code"
ORGANIZATION_NAME = "Provider Organization Name (Legal Business Name)"
PERSON_NAME = (
    "Provider Last Name (Legal Name)",
    "Provider First Name",
    "Provider Middle Name",
    "Provider Name Prefix Text",
    "Provider Name Suffix Text",
    "Provider Credential Text",
)
PRACTICE_PLACE = (
    f"Provider First Line {_PLACE}",
    f"Provider Second Line {_PLACE}",
    f"Provider {_PLACE} City Name",
    f"Provider {_PLACE} State Name",
    f"Provider {_PLACE} Postal Code",
    f"Provider {_PLACE} {_COUNTRY}",
    f"Provider {_PLACE} Telephone Number",
    f"Provider {_PLACE} Fax Number",
)
_FURTHER = "Provider Secondary Practice Location Address"
# Of the bundle's other file, with one blank where the registry has now one and now two.
FURTHER_PLACE = (
    f"{_FURTHER}- Address Line 1",
    f"{_FURTHER}- Address Line 2",
    f"{_FURTHER} - City Name",
    f"{_FURTHER} - State Name",
    f"{_FURTHER} - Postal Code",
    f"{_FURTHER} - {_COUNTRY}",
    f"{_FURTHER} - Telephone Number",
    "Provider Practice Location Fax Number",
)
# Written by the sample, never read by the import.
MAILING_PLACE = tuple(name.replace(_PLACE, _MAIL) for name in PRACTICE_PLACE)
DAYS = ("Provider Enumeration Date", "Last Update Date")
DEACTIVATION = ("NPI Deactivation Date", "NPI Reactivation Date")
TAXONOMIES = tuple(f"Healthcare Provider Taxonomy Code_{n}" for n in range(1, 16))
LICENSES = tuple(f"Provider License Number_{n}" for n in range(1, 16))
LICENSE_STATES = tuple(f"Provider License Number State Code_{n}" for n in range(1, 16))
PRIMARY_SWITCHES = tuple(f"Healthcare Provider Primary Taxonomy Switch_{n}" for n in range(1, 16))
DECLARED = tuple(zip(TAXONOMIES, LICENSES, LICENSE_STATES, PRIMARY_SWITCHES, strict=True))
CERTIFICATION = "Certification Date"

READ = (
    NPI,
    ENTITY_TYPE,
    ORGANIZATION_NAME,
    *PERSON_NAME,
    *PRACTICE_PLACE,
    *DAYS,
    *DEACTIVATION,
    *TAXONOMIES,
    *LICENSES,
    *LICENSE_STATES,
    *PRIMARY_SWITCHES,
)

_OFFICIAL = "Authorized Official"
_OTHER = "Other Provider Identifier"


def header(version: int) -> tuple[str, ...]:
    """Every column of a layout, in the registry's order: 329 in version 1, 330 in version 2."""
    return (
        NPI,
        ENTITY_TYPE,
        "Replacement NPI",
        "Employer Identification Number (EIN)",
        ORGANIZATION_NAME,
        *PERSON_NAME,
        "Provider Other Organization Name",
        "Provider Other Organization Name Type Code",
        "Provider Other Last Name",
        "Provider Other First Name",
        "Provider Other Middle Name",
        "Provider Other Name Prefix Text",
        "Provider Other Name Suffix Text",
        "Provider Other Credential Text",
        "Provider Other Last Name Type Code",
        *MAILING_PLACE,
        *PRACTICE_PLACE,
        *DAYS,
        "NPI Deactivation Reason Code",
        *DEACTIVATION,
        "Provider Gender Code" if version == 1 else "Provider Sex Code",
        *(f"{_OFFICIAL} {part}" for part in ("Last Name", "First Name", "Middle Name")),
        f"{_OFFICIAL} Title or Position",
        f"{_OFFICIAL} Telephone Number",
        *(name for numbered in DECLARED for name in numbered),
        *(f"{_OTHER}{part}_{n}" for n in range(1, 51) for part in ("", " Type Code", " State", " Issuer")),
        "Is Sole Proprietor",
        "Is Organization Subpart",
        "Parent Organization LBN",
        "Parent Organization TIN",
        f"{_OFFICIAL} Name Prefix Text",
        f"{_OFFICIAL} Name Suffix Text",
        f"{_OFFICIAL} Credential Text",
        *(f"Healthcare Provider Taxonomy Group_{n}" for n in range(1, 16)),
        *((CERTIFICATION,) if version > 1 else ()),
    )


@dataclass(frozen=True, slots=True)
class Layout:
    """A header that holds every column that is read: its version, and its names in their order."""

    version: int
    names: tuple[str, ...]

    def pick(self, names: Sequence[str]) -> Callable[[Sequence[str]], tuple[str, ...]]:
        """What takes these two or more columns out of a row."""
        return itemgetter(*(self.names.index(name) for name in names))

    def reach(self, names: Sequence[str]) -> int:
        """How many columns there are up to the last of these."""
        return 1 + max(map(self.names.index, names))
