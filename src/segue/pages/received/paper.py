"""The summary as it is read and printed, made from the signed content and from nothing else."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from segue.reads.handoff_page import Read
from segue.rules.packet import Party, Passage
from segue.rules.sections import WRITTEN_BY_CLIENT

GROUP = 4


def paper_of(read: Read) -> Mapping[str, object]:
    """The content for the macros of parts/paper.html; the parts stand in the order in which they were signed."""
    content = read.content
    return {
        "over": _("Referral summary for %(name)s") % {"name": _named(content.to_whom)},
        "heading": _("Referral summary"),
        "from_lines": _from_lines(content.from_who),
        "parts": [_part(passage) for passage in content.passages],
        "ends": [(f"{heading}.", sentence) for heading, sentence in content.consent],
        "copy_number": _("Copy %(number)s") % {"number": _grouped(read.copy)},
    }


def _part(passage: Passage) -> Mapping[str, object]:
    """One part; several lines become a list, and the client's own words are quoted."""
    lines = [line.strip() for line in passage.text.splitlines() if line.strip()]
    is_own = passage.code in WRITTEN_BY_CLIENT
    words = {"lines": lines} if len(lines) > 1 and not is_own else {"text": passage.text}
    return {"code": passage.code, "heading": passage.heading, "said": is_own, **words}


def _from_lines(party: Party) -> list[str]:
    first = _("From %(name)s") % {"name": _named(party)}
    facts = [_("NPI %(number)s") % {"number": party.npi} if party.npi else "", party.phone]
    return [first, " · ".join(fact for fact in facts if fact)]


def _named(party: Party) -> str:
    return ", ".join(part for part in (party.name, party.practice) if part)


def _grouped(number: str) -> str:
    return " ".join(number[start : start + GROUP] for start in range(0, len(number), GROUP))
